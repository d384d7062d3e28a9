"""Walk over the words of a rendered page: can each be read, and in which language is it said?"""

from __future__ import annotations

from typing import Any

from .browsing import Browser

# Words that can be seen, each with the colour in which it is written and those on which it stands.
SEEN = """
const visible = (part) => {
  const style = getComputedStyle(part), box = part.getBoundingClientRect();
  return style.visibility !== 'hidden' && style.display !== 'none' && box.width > 1 && box.height > 1;
};
const words = function* () {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), at = walker.currentNode.parentElement;
    const unseen = 'script, style, noscript, template, .nicegui-error-popup';
    if (!text || !at || at.closest(unseen)) continue;
    if (visible(at)) yield [text, at];
  }
};
"""
CONTRAST = (
    SEEN
    + """
const parse = (text) => {
  const found = text.match(/rgba?\\(([^)]*)\\)/);
  if (!found) return [0, 0, 0, 0];
  const parts = found[1].split(/[ ,\\/]+/).filter(Boolean).map(parseFloat);
  return [parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : 1];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat([1]);
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const ratio = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const papers = (part) => {
  const layers = [];
  for (let at = part; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    const stripes = (style.backgroundImage.match(/rgba?\\([^)]*\\)/g) || []).map(parse);
    if (stripes.length) return stripes;
    const fill = parse(style.backgroundColor);
    if (fill[3] > 0) layers.push(fill);
    if (fill[3] >= 1) break;
  }
  const base = document.documentElement.dataset.shade === 'dark' ? [18, 18, 18, 1] : [255, 255, 255, 1];
  return [layers.reverse().reduce((below, top) => over(top, below), base)];
};
const poor = new Map();
for (const [text, at] of words()) {
  if (at.closest('[disabled], [aria-disabled=true], .disabled')) continue;
  const style = getComputedStyle(at), size = parseFloat(style.fontSize);
  const icon = at.closest('.material-icons, .q-icon');
  const large = icon || size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
  for (const paper of papers(at)) {
    const found = ratio(over(parse(style.color), paper), paper);
    if (found < (large ? 3 : 4.5) - 0.005)
      poor.set(`${at.className}|${style.color}|${paper}`, `${text.slice(0, 30)} · ${at.className} · `
        + `${style.color} on ${paper.slice(0, 3)}: ${found.toFixed(2)}`);
  }
}
return [...poor.values()];
"""
)
CHINESE = (
    SEEN
    + """
const found = [];
for (const [text, at] of words())
  if (/[\\u3400-\\u9fff]/.test(text) && !at.closest('[lang=zh], .material-icons, .q-icon')) found.push(text);
return found;
"""
)
# Four words of a western language after one another are a sentence that nobody translated; names, formulas
# and ids are shorter, and what is quoted bears its language.
ENGLISH = (
    SEEN
    + """
const found = [];
for (const [text, at] of words())
  if (/(?:[A-Za-z][a-z]+[ ,]+){3,}[A-Za-z]?[a-z]+/.test(text)
      && !at.closest('[lang=en], code, pre, .material-icons, .q-icon')) found.push(text);
return found;
"""
)


def poorly_read(browser: Browser) -> list[str]:
    """List the words of the page that stand out too little from what they stand on."""
    return _listed(browser, CONTRAST)


def chinese_words(browser: Browser) -> list[str]:
    """List the Chinese words that do not bear their language."""
    return _listed(browser, CHINESE)


def english_sentences(browser: Browser) -> list[str]:
    """List the English sentences that do not bear their language."""
    return _listed(browser, ENGLISH)


def _listed(browser: Browser, script: str) -> list[str]:
    found: Any = browser.run(script)
    return [str(text) for text in found]
