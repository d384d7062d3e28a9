"""Where a figure comes from: the tree of its equation, inputs, factors and citations."""

from __future__ import annotations

import json

from nicegui import ui

from tongyuan.web.downloads import service_address
from tongyuan.web.figures import worded
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.ground.lineage_tree import tree_html
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the page of one figure.

    Parameters
    ----------
    view
        Its query's ``id`` names the figure.
    """
    wanted = view.query.get("id", "").strip()
    async with frame(view, view.word("这个数字从何而来")):
        if not wanted:
            answer_line(view.word("请从表格中点选一个数字，或在此输入它的编号。"))
            _ask(view, "")
            return
        answer = await view.ask("lineage.why", figure=wanted)
        tree = answer.record()
        label = view.of(tree, "label") or tree["name"]
        unit = "" if tree["unit"] == "是/否" else view.unit(tree["unit"])
        quality = view.term("quality", answer.meta["quality"])
        amount = f"{worded(tree['value'], tree['unit'], view.lang)} {unit}".strip()
        line = view.pair(label, amount)
        if answer.meta["quality"]:
            line += f" · {view.word('数据质量（最差）')} {quality}"
        answer_line(line)
        _ask(view, wanted)
        with ui.column().classes("ty-card"):
            _tools(view, wanted)
            if answer.meta["quality"]:
                told = explanation("quality", answer.meta["quality"], view.lang)
                ui.label(view.pair(quality, told)).classes("ty-note")
            ui.html(tree_html(view, tree), sanitize=False).classes("ty-tree w-full").props("data-testid=tree")


def _ask(view: View, wanted: str) -> None:
    def go() -> None:
        ui.navigate.to(view.link("/figure", id=(box.value or "").strip()))

    with ui.element("div").classes("ty-choices"):
        box = ui.input(view.word("数字编号"), value=wanted, placeholder="1a2b3c/emission/…")
        box.props("dense outlined").classes("grow").on("keydown.enter", go)
        ui.button(view.word("查来历"), on_click=go).props("unelevated")


def _tools(view: View, wanted: str) -> None:
    with ui.element("div").classes("ty-foot"):
        copy = ui.element("button").props("type=button data-testid=copy")
        texts = (json.dumps(text, ensure_ascii=False) for text in (wanted, view.word("已复制")))
        copy.on("click", js_handler=f"() => tyCopy({', '.join(texts)})")
        with copy:
            ui.label(view.word("复制编号"))
        for word, form in ((view.word("全部展开"), "true"), (view.word("全部收起"), "false")):
            opener = ui.element("button").props("type=button")
            opener.on(
                "click",
                js_handler=f"() => tyOpenAll({form})",
            )
            with opener:
                ui.label(word)
        if view.opens("/assess/findings") and view.may_call("finding.write"):
            address = view.link("/assess/findings", figure=wanted, write=1)
            ui.link(view.word("登记问题线索"), address).props("data-testid=finding-here")
        ui.link("JSON", service_address("lineage.why", form="json", figure=wanted)).props("download")
