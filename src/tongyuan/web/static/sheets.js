// Tables that are filled in like a spreadsheet: rows and years are added, a block may be pasted.
"use strict";

function tySheetTable(name) {
  return document.querySelector(`table[data-sheet="${name}"]`);
}

function tySheetCells(row) {
  return [...row.querySelectorAll(".ty-sheet-cell")];
}

function tySheetClear(row) {
  for (const cell of tySheetCells(row)) {
    cell.value = "";
    cell.removeAttribute("aria-invalid");
  }
  return row;
}

function tySheetAddRow(name) {
  const body = tySheetTable(name).tBodies[0];
  const row = tySheetClear(body.rows[body.rows.length - 1].cloneNode(true));
  body.append(row);
  return row;
}

function tySheetDropRow(button) {
  const row = button.closest("tr");
  if (row.parentElement.rows.length === 1) tySheetClear(row);
  else row.remove();
}

function tySheetYear() {
  const box = document.createElement("input");
  box.className = "ty-sheet-cell ty-sheet-year";
  return box;
}

// The new year stands right of the last, one step on; its heading may be typed over.
function tySheetAddYear(name) {
  const table = tySheetTable(name);
  const heads = [...table.querySelectorAll("thead .ty-sheet-cell")];
  const last = heads.length ? Number(heads[heads.length - 1].value) : NaN;
  const end = heads.length ? heads[heads.length - 1].closest("th") : table.tHead.rows[0].lastElementChild.previousElementSibling;
  const index = [...table.tHead.rows[0].cells].indexOf(end) + 1;
  const head = document.createElement("th");
  head.scope = "col";
  head.append(tySheetYear());
  head.firstChild.value = Number.isFinite(last) ? String(last + 5) : "";
  head.firstChild.setAttribute("aria-label", table.dataset.year);
  end.after(head);
  for (const row of table.tBodies[0].rows) {
    const cell = document.createElement("td");
    cell.append(tySheetYear());
    cell.firstChild.setAttribute("aria-label", head.firstChild.value);
    row.cells[index].before(cell);
  }
  head.firstChild.focus();
}

// What stands in every table, headings first; rows without any word are left out.
function tySheetRead() {
  const found = {};
  for (const table of document.querySelectorAll("table[data-sheet]")) {
    const heads = [...table.tHead.rows[0].cells].filter((one) => !one.classList.contains("ty-sheet-end"));
    const rows = [...table.tBodies[0].rows].map((row) => tySheetCells(row).map((cell) => cell.value.trim()));
    found[table.dataset.sheet] = [
      heads.map((one) => one.querySelector("input")?.value.trim() ?? one.dataset.head),
      ...rows.filter((row) => row.some((word) => word !== "")),
    ];
  }
  return found;
}

// Marks what is wrong: rows and columns as a spreadsheet counts them, from one, headings included.
function tySheetWrong(places) {
  for (const cell of document.querySelectorAll(".ty-sheet-cell[aria-invalid]")) cell.removeAttribute("aria-invalid");
  for (const [name, row, column] of places) {
    const table = tySheetTable(name);
    if (!table) continue;
    const rows = [...table.tBodies[0].rows].filter((one) => tySheetCells(one).some((cell) => cell.value.trim() !== ""));
    const cell = rows[row - 2] && tySheetCells(rows[row - 2])[column - 1];
    if (cell) cell.setAttribute("aria-invalid", "true");
  }
}

function tySheetPaste(cell, text) {
  const table = cell.closest("table");
  const body = table.tBodies[0];
  const from = tySheetCells(cell.closest("tr")).indexOf(cell);
  const first = [...body.rows].indexOf(cell.closest("tr"));
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  lines.forEach((line, down) => {
    while (!body.rows[first + down]) tySheetAddRow(table.dataset.sheet);
    const cells = tySheetCells(body.rows[first + down]);
    line.split("\t").forEach((word, right) => {
      if (cells[from + right]) cells[from + right].value = word.trim();
    });
  });
}

document.addEventListener("paste", (event) => {
  const cell = event.target.closest?.("tbody .ty-sheet-cell");
  const text = event.clipboardData?.getData("text/plain") || "";
  if (!cell || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  tySheetPaste(cell, text);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-sheet-deed]");
  if (!button) return;
  const name = button.dataset.of;
  ({ row: () => tySheetAddRow(name), year: () => tySheetAddYear(name), drop: () => tySheetDropRow(button) })[
    button.dataset.sheetDeed
  ]();
});
