// Small deeds of the pages that the browser does by itself: copying an id, drawing a chart as a picture.
"use strict";

// Light or dark: as this browser was told, else as its system is; set before anything is drawn.
const tyDark = matchMedia("(prefers-color-scheme: dark)");

function tyPaint() {
  const told = localStorage.getItem("tongyuan-shade");
  const shade = told || (tyDark.matches ? "dark" : "light");
  document.documentElement.dataset.shade = shade;
  if (window.Quasar && Quasar.Dark) Quasar.Dark.set(shade === "dark");
}

function tyShade() {
  const next = document.documentElement.dataset.shade === "dark" ? "light" : "dark";
  // What the system says anyway is not kept, so that the page follows it again.
  if (next === (tyDark.matches ? "dark" : "light")) localStorage.removeItem("tongyuan-shade");
  else localStorage.setItem("tongyuan-shade", next);
  tyPaint();
  const charts = document.querySelector("canvas");
  if (charts) location.reload(); // a chart takes its theme once
}

tyPaint();
tyDark.addEventListener("change", tyPaint);
document.addEventListener("DOMContentLoaded", () => setTimeout(tyPaint));
window.addEventListener("load", tyPaint);
window.addEventListener("storage", tyPaint);

// Keeps a choice of the page in its address without building the page anew.
function tyKeep(name, value) {
  const here = new URL(location.href);
  if (value === null) here.searchParams.delete(name);
  else here.searchParams.set(name, value);
  history.replaceState(history.state, "", here);
}

// The drawer stays as it is when a link leads to another page.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[href^='/']:not([download])");
  if (!link || link.getAttribute("href").startsWith("/api/")) return;
  const open = new URL(location.href).searchParams.get("drawer");
  const to = new URL(link.href);
  if (open) to.searchParams.set("drawer", open);
  else to.searchParams.delete("drawer");
  link.setAttribute("href", to.pathname + to.search + to.hash);
}, true);

function tyShortcuts() {
  const dialog = document.getElementById("ty-shortcuts");
  if (!dialog || dialog.open) return;
  const single = document.getElementById("ty-single-keys");
  single.checked = localStorage.getItem("tongyuan-keys") !== "off";
  single.onchange = () => {
    if (single.checked) localStorage.removeItem("tongyuan-keys");
    else localStorage.setItem("tongyuan-keys", "off");
  };
  dialog.showModal();
}

const tyPress = (name) => document.querySelector(`[data-testid="${name}"]`)?.click();
const TY_KEYS = {
  "/": () => (document.querySelector("#ty-search-page") || document.querySelector("#ty-search"))?.focus(),
  "?": tyShortcuts,
  j: () => tyPress("tool-jobs"),
  n: () => tyPress("bell"),
  d: tyShade,
};

function tyMove(event, step) {
  const links = [...document.querySelectorAll("a.ty-found")];
  const at = links.indexOf(document.activeElement);
  const asking = document.activeElement && document.activeElement.id === "ty-search-page";
  if (!links.length || (at < 0 && !asking)) return;
  event.preventDefault();
  if (at + step < 0) document.getElementById("ty-search-page").focus();
  else links[Math.min(at + step, links.length - 1)].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "ArrowDown") return tyMove(event, 1);
  if (event.key === "ArrowUp") return tyMove(event, -1);
  const typing = event.target.closest("input, textarea, select, [contenteditable=true], dialog[open], .q-dialog");
  if (event.key === "Escape" && !typing) {
    if (new URL(location.href).searchParams.get("drawer")) tyPress("job-drawer-close");
    return;
  }
  if (typing || !TY_KEYS[event.key] || localStorage.getItem("tongyuan-keys") === "off") return;
  event.preventDefault();
  TY_KEYS[event.key]();
});

// Every sheet of paper bears the place, the date and the run.
window.addEventListener("beforeprint", () => {
  const words = [...document.querySelectorAll(".ty-print")].map((part) => part.textContent.trim());
  const said = JSON.stringify([...new Set(words)].join(" · ").slice(0, 160));
  let style = document.getElementById("ty-sheet");
  if (!style) {
    style = document.createElement("style");
    style.id = "ty-sheet";
    document.head.append(style);
  }
  style.textContent = `@page { @top-left { content: ${said}; font-size: 8px; } }`;
});

function tyCopy(text, said) {
  const done = () => Quasar.Notify.create({ message: said, position: "bottom", timeout: 1500 });
  if (navigator.clipboard && window.isSecureContext) {
    navigator.clipboard.writeText(text).then(done);
    return;
  }
  const box = document.createElement("textarea");
  box.value = text;
  document.body.appendChild(box);
  box.select();
  document.execCommand("copy");
  box.remove();
  done();
}

function tyOpenAll(open) {
  document.querySelectorAll(".ty-tree details").forEach((part) => (part.open = open));
}

function tyWrap(pen, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.match(/[\x21-\x7e]+\s*|[^\x21-\x7e]/gu) || []) {
    if (line && pen.measureText(line + word).width > width) {
      lines.push(line);
      line = "";
    }
    line += word;
  }
  if (line) lines.push(line);
  return lines;
}

// Breaks legend keys, [colour, text], into lines that fit.
function tyKeyLines(pen, keys, width) {
  const lines = [];
  let left = width + 1;
  for (const [shade, text] of keys) {
    const wide = pen.measureText(text).width + 60;
    if (left + wide > width) {
      lines.push([]);
      left = 0;
    }
    lines[lines.length - 1].push([shade, text, left]);
    left += wide;
  }
  return lines;
}

// The picture bears the title, the legend and the source, because it leaves the page without them.
function tyPicture(id, told) {
  const style = getComputedStyle(document.documentElement);
  const ink = (name) => style.getPropertyValue(`--ty-${name}`).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const big = `600 30px ${font}`, small = `22px ${font}`;
  const chart = getElement(id).chart;
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const room = picture.width - 48;
    pen.font = big;
    const head = tyWrap(pen, told.title, room);
    pen.font = small;
    const keys = tyKeyLines(pen, told.keys, room);
    const foot = told.sources.flatMap((source) => tyWrap(pen, source, room));
    const top = head.length * 42 + 18;
    canvas.width = picture.width;
    canvas.height = top + picture.height + (keys.length + foot.length) * 34 + 30;
    pen.fillStyle = ink("paper");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = ink("ink");
    pen.font = big;
    head.forEach((line, row) => pen.fillText(line, 24, 42 + row * 42));
    pen.drawImage(picture, 0, top);
    pen.font = small;
    let at = top + picture.height + 30;
    for (const line of keys) {
      for (const [shade, text, left] of line) {
        pen.fillStyle = shade;
        pen.fillRect(24 + left, at - 18, 20, 20);
        pen.fillStyle = ink("ink");
        pen.fillText(text, 52 + left, at);
      }
      at += 34;
    }
    pen.fillStyle = ink("dim");
    foot.forEach((line, row) => pen.fillText(line, 24, at + row * 34));
    const link = document.createElement("a");
    link.download = told.name;
    link.href = canvas.toDataURL("image/png");
    link.click();
  };
  picture.src = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: ink("paper") });
}
