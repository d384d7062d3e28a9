"""Where a figure comes from: the tree of its equation, inputs, factors and citations."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.web.figures import figure
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the page of one figure.

    Parameters
    ----------
    view
        Its query's ``id`` names the figure.
    """
    wanted = view.query.get("id", "")
    with frame(view, view.word("这个数字从何而来")):
        if not wanted:
            answer_line(view.word("请从表格中点选一个数字，或在地址中给出 id"))
            return
        tree: Any = view.session.call("lineage.why", figure=wanted).data
        answer_line(f"{tree[f'label_{view.lang}'] or tree['name']}：{figure(tree['value'])} {tree['unit']}")
        with ui.column().classes("ty-card"):
            ui.label(wanted).classes("ty-note")
            _draw(view, tree)


def _draw(view: View, node: dict[str, Any]) -> None:
    value = figure(node["value"], digits=6)
    head = f"{node['name']} = {value} {node['unit']}"
    label = node[f"label_{view.lang}"]
    with ui.column().classes("gap-0 q-pl-md").style("border-left:2px solid #d1d5db"):
        ui.label(head).classes("font-semibold")
        for text in (label, node["equation"], node["citation"]):
            if text:
                ui.label(text).classes("ty-note")
        if node["quality"]:
            ui.label(view.word("数据质量") + "：" + node["quality"]).classes("ty-note")
        for child in node["children"]:
            _draw(view, child)
