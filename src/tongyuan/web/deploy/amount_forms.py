"""What is done with a reduction: registered with its parameters, recognised by another, counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.commodities import commodities
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading, quoted
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_card", "draw_registering"]

MEASURES = ("closure", "end_of_pipe", "fuel_switch", "source_substitution", "sewage_plant", "livestock")
AMOUNTS = ("claimed", "recomputed", "recognised", "counted", "credited", "held", "used", "free")


async def draw_card(view: View, rows: Sequence[Mapping[str, Any]], known: Names) -> None:
    """Draw one registration with what may be done with it.

    Parameters
    ----------
    view
        What is shown.
    rows
        The registration; none where it is out of reach.
    known
        Names of regions.
    """
    ui.link(view.word("返回登记表"), view.here(reduction=None))
    if not rows:
        ui.label(view.word("没有这个登记，或不在可见范围内。"))
        return
    row = rows[0]
    with ui.column().classes("ty-card").props("data-testid=amount-card"):
        heading(f"{view.word('减排登记')} {row['reduction']}")
        quoted(f"{row['facility']} · {known.region(row['region'])} · {row['year']}")
        with ui.element("div").classes("ty-facts"):
            ui.label(view.word("依据"))
            ui.label(view.term("reduction_proof", row["proved"]))
            for name in AMOUNTS:
                ui.label(view.measure(view.term("reduction_amount", name), view.unit(row["unit"])))
                ui.label(DASH if row[name] is None else figure(row[name]))
    _steps(view, row)


def _steps(view: View, row: Mapping[str, Any]) -> None:
    recognise, count = view.may_call("reduction.recognise"), view.may_call("reduction.count")
    if not recognise and not count:
        return
    with ui.column().classes("ty-card").props("data-testid=amount-steps"):
        note = view.word("登记人不能核定自己的登记；核定大于复算量须写理由。")
        heading(view.word("核定与计入"), note=note)
        with ui.element("div").classes("ty-choices"):
            amount = ui.input(view.measure(view.word("数量"), view.unit(row["unit"])))
            quarter = ui.select({one: str(one) for one in (1, 2, 3, 4)}, value=1, label=view.word("季度"))
            memo = ui.input(view.word("理由"))
            for box, name in ((amount, "amount"), (quarter, "quarter"), (memo, "memo")):
                box.props(f"dense outlined data-testid=amount-{name}").classes("min-w-[160px]")

        def given() -> dict[str, Any]:
            return {"number": row["reduction"], "amount": amount.value or "", "memo": memo.value or ""}

        with ui.row():
            if recognise:
                _button(view, view.word("核定"), "reduction.recognise", given)
            if count:
                label = view.word("计入该季度总量减排")
                _button(view, label, "reduction.count", lambda: {**given(), "quarter": quarter.value})


def _button(view: View, label: str, service: str, given: Callable[[], dict[str, Any]]) -> None:
    key = f"{service} {datetime.now(UTC).isoformat()}"  # of the form: twice pressed is once done

    async def take() -> None:
        place.clear()
        try:
            await view.ask(service, **given(), key=key)
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())

    with ui.column():
        ui.button(label, on_click=take).props(f"outline data-testid={service.replace('.', '-')}")
        place = ui.column().classes("w-full")


def draw_registering(view: View, known: Names) -> None:
    """Draw the form of a registration where the visitor may make one.

    Parameters
    ----------
    view
        What is shown.
    known
        Names of regions.
    """
    if not view.may_call("reduction.register"):
        return
    with ui.expansion(view.word("登记减排量")).classes("ty-card").props("data-testid=amount-register"):
        note = view.word("参数写全则按参数复算；只写减排前后排放量的标“申报”；都没有的标“无依据”。")
        heading(view.word("登记减排量"), note=note)
        with ui.element("div").classes("ty-choices"):
            boxes = _boxes(view, known)
            for name, box in boxes.items():
                box.props(f"dense outlined data-testid=register-{name}").classes("min-w-[200px]")

        def given() -> dict[str, Any]:
            told = {name: box.value for name, box in boxes.items() if box.value not in (None, "")}
            return {"facility": "", "amount": ""} | told

        _button(view, view.word("登记"), "reduction.register", given)


def _first_counted() -> str:
    """Find what the first measure's equation counts, so that the form as it opens can be recomputed."""
    measures = packaged_table("reduction_measures").filter(reduction_measure=MEASURES[0])
    return str(measures["commodities"][0]).split()[0]


def _boxes(view: View, known: Names) -> dict[str, Any]:
    kinds = {code: view.pick(one.name_zh, one.name_en) for code, one in commodities().items()}
    holders = {f"region:{code}": known.region(code) for code in sorted(known.regions)}
    measures = {one: view.term("reduction_measure", one) for one in MEASURES}
    lawful = {"yes": view.word("是"), "no": view.word("否")}
    return {
        "facility": ui.input(view.word("设施")),
        "commodity": ui.select(kinds, value=_first_counted(), label=view.word("指标")),
        "year": ui.number(view.word("年度"), value=datetime.now(CIVIL_ZONE).year, format="%d"),
        "amount": ui.input(view.word("申报量（按指标的单位）")),
        "holder": ui.select(holders, value=next(iter(holders), None), label=view.word("所属")),
        "measure": ui.select(measures, value="closure", label=view.word("减排措施")),
        "parameters": ui.input(
            view.word("核算参数"), placeholder="activity_before=7320;factor_before=5;removal_before=0"
        ),
        "before": ui.input(view.word("减排前年排放量")),
        "after": ui.input(view.word("减排后年排放量")),
        "base": ui.input(view.word("基准日"), placeholder="2020-12-31"),
        "began": ui.input(view.word("减排开始日"), placeholder="2024-03-01"),
        "lawful": ui.select(lawful, label=view.word("来源合法"), clearable=True),
        "evidence": ui.input(view.word("证明文件")),
    }
