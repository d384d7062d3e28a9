// The table of a form: change against last year, reasons where they are asked, pasting a block, keys, saving.
"use strict";

const tyRound = { dirty: new Map(), sent: new Map(), timer: 0, words: {}, silent: false };
const TY_FIELDS = ["value", "state", "reason"];
const TY_WIDE = (text) =>
  text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[,\s]/g, "");

function tyRoundCell(row, field) {
  return row.querySelector(`[data-field="${field}"]`);
}

function tyRoundNumber(text) {
  const plain = TY_WIDE(text || "");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

// Shows the change of a row and asks for a reason where it is large.
function tyRoundLook(row) {
  const table = row.closest(".ty-round");
  const jump = Number(table.dataset.jump);
  const output = row.querySelector(".ty-change");
  const reason = tyRoundCell(row, "reason");
  const value = tyRoundNumber(tyRoundCell(row, "value").value);
  const last = row.dataset.last === "" ? null : Number(row.dataset.last);
  const both = value !== null && last !== null;
  const share = both && last !== 0 ? ((value - last) / Math.abs(last)) * 100 : null;
  output.textContent = share === null ? "—" : (share >= 0 ? "+" : "") + share.toFixed(1);
  const jumps = both && Math.abs(value - last) > jump * Math.abs(last) * (1 + 1e-9);
  row.classList.toggle("ty-jump", jumps);
  row.classList.toggle("ty-has-reason", reason.value.trim() !== "");
  reason.required = jumps;
  reason.setAttribute("aria-invalid", String(jumps && reason.value.trim() === ""));
}

function tyRoundTell(text, state) {
  const place = document.querySelector(".ty-saved");
  if (!place) return;
  place.textContent = text;
  place.dataset.state = state;
}

function tyRoundChange(row, soon) {
  const written = {};
  for (const field of TY_FIELDS) written[field] = tyRoundCell(row, field).value;
  tyRound.dirty.set(row.dataset.item, written);
  tyRoundLook(row);
  tyRoundTell(tyRound.words.unsaved, "unsaved");
  if (tyRound.silent) return;
  clearTimeout(tyRound.timer);
  tyRound.timer = setTimeout(tyRoundSend, soon ? 0 : 900);
}

function tyRoundSend() {
  if (tyRound.sent.size || !tyRound.dirty.size) return;
  tyRound.sent = tyRound.dirty;
  tyRound.dirty = new Map();
  tyRoundTell(tyRound.words.saving, "saving");
  emitEvent("ty-round-save", Object.fromEntries(tyRound.sent));
}

// The server's answer: when it was saved, and what is wrong with which item.
function tyRoundSaved(told) {
  const failed = told.failed;
  if (failed) {
    for (const [item, written] of tyRound.sent) if (!tyRound.dirty.has(item)) tyRound.dirty.set(item, written);
  }
  tyRound.sent = new Map();
  for (const row of document.querySelectorAll(".ty-round tr[data-item]")) {
    const wrong = told.wrong[row.dataset.item] || "";
    const place = row.querySelector(".ty-field-problem");
    if (place) place.textContent = wrong;
    const cell = tyRoundCell(row, "value");
    if (cell) cell.setAttribute("aria-invalid", String(Boolean(wrong)));
    row.classList.toggle("ty-wrong", Boolean(wrong));
  }
  tyRoundTell(told.text, failed ? "failed" : "saved");
  if (!failed && tyRound.dirty.size) tyRoundSend();
}

// Everything that was typed, for a correction, which is sent once and with its reason.
function tyRoundTyped() {
  return Object.fromEntries(tyRound.dirty);
}

function tyRoundSet(cell, text) {
  if (cell.tagName !== "SELECT") {
    cell.value = text;
    return;
  }
  const wanted = text.trim();
  const option = [...cell.options].find((one) => one.value === wanted || one.text === wanted);
  cell.value = option ? option.value : "";
}

// Typing a value takes the state away; choosing a state takes the value away.
function tyRoundAgree(row, field) {
  const value = tyRoundCell(row, "value"), state = tyRoundCell(row, "state");
  if (field === "value" && value.value.trim() !== "") state.value = "";
  if (field === "state" && state.value !== "") value.value = "";
}

function tyRoundPaste(cell, text) {
  const rows = [...cell.closest("tbody").querySelectorAll("tr[data-item]")];
  const first = rows.indexOf(cell.closest("tr"));
  const from = TY_FIELDS.indexOf(cell.dataset.field);
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  lines.slice(0, rows.length - first).forEach((line, down) => {
    const row = rows[first + down];
    line.split("\t").slice(0, TY_FIELDS.length - from).forEach((word, right) => {
      const field = TY_FIELDS[from + right];
      if (field === "state" && word.trim() === "") return;
      tyRoundSet(tyRoundCell(row, field), word.trim());
      tyRoundAgree(row, field);
    });
    tyRoundChange(row, false);
  });
  const over = lines.length - (rows.length - first);
  if (over > 0) tyRoundTell(tyRound.words.over.replace("{n}", over), "unsaved");
}

function tyRoundMove(cell, step) {
  const rows = [...cell.closest("tbody").querySelectorAll("tr[data-item]")];
  const next = rows[rows.indexOf(cell.closest("tr")) + step];
  const target = next && tyRoundCell(next, cell.dataset.field);
  if (!target) return false;
  if (target.offsetParent === null) target.closest("tr").classList.add("ty-has-reason");
  target.focus();
  if (target.select) target.select();
  return true;
}

function tyRoundStart(words, silent) {
  tyRound.words = words;
  tyRound.silent = silent;
}

document.addEventListener("input", (event) => {
  const cell = event.target.closest?.(".ty-round .ty-cell");
  if (!cell) return;
  tyRoundAgree(cell.closest("tr"), cell.dataset.field);
  tyRoundChange(cell.closest("tr"), false);
});
document.addEventListener("focusout", (event) => {
  if (event.target.closest?.(".ty-round .ty-cell") && !tyRound.silent) {
    clearTimeout(tyRound.timer);
    tyRound.timer = setTimeout(tyRoundSend, 150);
  }
});
document.addEventListener("paste", (event) => {
  const cell = event.target.closest?.(".ty-round .ty-cell");
  const text = event.clipboardData?.getData("text/plain") || "";
  if (!cell || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  tyRoundPaste(cell, text);
});
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".ty-round .ty-cell");
  if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const select = cell.tagName === "SELECT";
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: select ? 0 : 1, ArrowUp: select ? 0 : -1 }[event.key];
  if (step && tyRoundMove(cell, step)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".ty-add-reason");
  if (!button) return;
  const row = button.closest("tr");
  row.classList.add("ty-has-reason");
  tyRoundCell(row, "reason").focus();
});
window.addEventListener("beforeunload", (event) => {
  if (tyRound.dirty.size || tyRound.sent.size) event.preventDefault();
});
