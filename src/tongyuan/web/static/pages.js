// Small deeds of the pages that the browser does by itself: copying an id, drawing a chart as a picture.
"use strict";

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
