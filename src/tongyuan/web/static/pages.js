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

// The picture bears the title and the source, because it leaves the page without them.
function tyPicture(id, title, source, name) {
  const style = getComputedStyle(document.documentElement);
  const paper = style.getPropertyValue("--ty-paper").trim();
  const chart = getElement(id).chart;
  const picture = new Image();
  picture.onload = () => {
    const font = getComputedStyle(document.body).fontFamily;
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const width = picture.width, room = width - 48;
    pen.font = `600 30px ${font}`;
    const head = tyWrap(pen, title, room);
    pen.font = `22px ${font}`;
    const foot = tyWrap(pen, source, room);
    canvas.width = width;
    canvas.height = picture.height + head.length * 42 + foot.length * 32 + 48;
    pen.fillStyle = paper;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = style.getPropertyValue("--ty-ink").trim();
    pen.font = `600 30px ${font}`;
    head.forEach((line, row) => pen.fillText(line, 24, 42 + row * 42));
    pen.drawImage(picture, 0, head.length * 42 + 18);
    pen.fillStyle = style.getPropertyValue("--ty-dim").trim();
    pen.font = `22px ${font}`;
    foot.forEach((line, row) => pen.fillText(line, 24, head.length * 42 + picture.height + 46 + row * 32));
    const link = document.createElement("a");
    link.download = name;
    link.href = canvas.toDataURL("image/png");
    link.click();
  };
  picture.src = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: paper });
}
