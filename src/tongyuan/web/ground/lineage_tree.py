"""A figure's tree as nested text that opens and closes; one piece of HTML, because trees can be large."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from tongyuan.web.figures import DASH, exact, worded
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["tree_html"]

OPEN_LEVELS = 2
FEW = 8  # more children than these are shown closed
CHINESE = re.compile("[\u3400-\u9fff]")
NAMES = re.compile(r"[A-Za-z_]\w*")


def tree_html(view: View, node: Mapping[str, Any], *, level: int = 0) -> str:
    """Write a tree: each node with its value, equation, what it is, where it is from.

    Parameters
    ----------
    view
        What is shown.
    node
        A node as ``lineage.why`` gives it.
    level
        How deep it stands; the first levels are open.

    Returns
    -------
    str
        HTML, every text escaped.
    """
    head = _head(view, node)
    notes = "".join(f'<div class="note">{line}</div>' for line in _notes(view, node))
    if not node["children"]:
        return f'<div class="ty-leaf">{head}{notes}</div>'
    deeper = level + 1 if len(node["children"]) <= FEW else OPEN_LEVELS
    below = "".join(tree_html(view, child, level=deeper) for child in node["children"])
    opened = " open" if level < OPEN_LEVELS else ""
    return f"<details{opened}><summary>{head}</summary>{notes}{below}</details>"


def _head(view: View, node: Mapping[str, Any]) -> str:
    label = view.of(node, "label") or node["name"]
    return (
        f"{escape(label)} <code>{escape(node['name'])}</code> = "
        f'<span class="value">{escape(_value(view, node))}</span> {escape(_unit(view, node))}'
    )


def _value(view: View, node: Mapping[str, Any]) -> str:
    if node["value"] is None:
        state = node["detail"].get("state")
        return f"{DASH} {view.term('missing', state)}" if state else DASH
    if node["unit"] in ("是/否", "名次"):
        return worded(node["value"], node["unit"], view.lang)
    return exact(node["value"])


def _unit(view: View, node: Mapping[str, Any]) -> str:
    return "" if node["unit"] in ("是/否", "1") else view.unit(node["unit"])


def _notes(view: View, node: Mapping[str, Any]) -> list[str]:
    lines = [_kind(view, node)]
    if node["equation"]:
        lines.append(view.pair(escape(view.word("公式")), f"<code>{escape(node['equation'])}</code>"))
        filled = _filled(node)
        if filled != node["equation"]:
            lines.append(f"= <code>{escape(filled)}</code>")
    if node["citation"]:
        lines.append(view.pair(escape(view.word("出处")), _quoted(node["citation"])))
    return lines + [line for line in (_range(view, node), _told(view, node)) if line]


def _kind(view: View, node: Mapping[str, Any]) -> str:
    kind = view.pair(escape(view.word("类别")), escape(view.term("node", node["kind"])))
    if not node["quality"]:
        return kind
    told = escape(explanation("quality", node["quality"], view.lang), quote=True)
    word = escape(view.term("quality", node["quality"]))
    quality = view.pair(escape(view.word("数据质量")), f'<abbr title="{told}" tabindex="0">{word}</abbr>')
    return f"{kind} · {quality}"


def _quoted(text: str) -> str:
    """Write a text of a source as it is, with its language where that is Chinese."""
    return f"<span lang=zh>{escape(text)}</span>" if CHINESE.search(text) else escape(text)


def _filled(node: Mapping[str, Any]) -> str:
    """Put the children's values where the equation names them; a name that several bear stays a name."""
    counted = Counter(child["name"] for child in node["children"])
    values = {
        child["name"]: DASH if child["value"] is None else exact(child["value"]).replace(",", "")
        for child in node["children"]
        if counted[child["name"]] == 1
    }
    return NAMES.sub(lambda found: values.get(found.group(), found.group()), node["equation"])


def _range(view: View, node: Mapping[str, Any]) -> str:
    low, high = node["detail"].get("low"), node["detail"].get("high")
    if low is None or high is None:
        return ""
    return view.pair(escape(view.word("取值范围")), f"{exact(low)} – {exact(high)}")


def _told(view: View, node: Mapping[str, Any]) -> str:
    detail = node["detail"]
    keys = (f"reason_{view.lang}", f"definition_{view.lang}", "origin", "edition", "vintage", "note")
    names = {
        "origin": view.word("因子来源"),
        "edition": view.word("版本"),
        "vintage": view.word("版次"),
        "note": view.word("备注"),
        f"definition_{view.lang}": view.word("口径"),
        f"reason_{view.lang}": view.word("判定理由"),
    }
    parts = []
    for key in keys:
        if detail.get(key):
            text = view.term(key, str(detail[key])) if key in ("origin", "vintage") else str(detail[key])
            parts.append(view.pair(escape(names[key]), _quoted(text)))
    if detail.get("definition_verified") is False:
        parts.append(escape(view.word("口径未核实")))
    return " · ".join(parts)
