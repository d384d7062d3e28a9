"""What may be done with funds: money issued to one, and the steps of a project, each with its reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.funds import FundStep, fund_kinds, fund_steps
from tongyuan.vocabulary.problems import Problem, TongyuanError
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["issuing", "stepping"]

#: Which service takes a step.
SERVICES = {"move": "fund.move", "grant": "fund.grant"}
OUTSIDE = "outside"
MONEY = ("fund", "year", "amount")


def issuing(view: View, *, year: int) -> None:
    """Draw the form by which money is issued to a fund or taken from it, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    year
        Budget year that stands in the form.
    """
    steps = [step for step in fund_steps().values() if step.rung == "issued"]
    if view.may_call(SERVICES["grant"]):
        title = view.word("安排资金")
        note = view.word("按预算年度安排或调减一项资金；调减不超过还没有下达的部分。")
        _form(view, title, note, steps, asked={"year": year})


def stepping(view: View, project: Mapping[str, Any], *, year: int) -> None:
    """Draw the form of a project's next steps: what its state allows and the visitor may.

    Parameters
    ----------
    view
        What is shown.
    project
        Of ``fund.show``.
    year
        Budget year that stands in the form.
    """
    state = None if project["state"] == OUTSIDE else project["state"]
    steps = [
        step
        for step in fund_steps().values()
        if state in step.after and step.rung != "issued" and view.may_call(SERVICES[step.permission])
    ]
    # What goes on stands before what goes back.
    steps.sort(key=lambda step: step.sign < 0 or step.leads_to == "withdrawn")
    if not steps:
        with ui.column().classes("ty-card"):
            heading(view.word("办理"), note=view.word("项目现在的阶段没有您可以办理的步骤。"))
        return
    pots = [row for row in project["movements"] if row["fund"]]
    given = {"fund": pots[-1]["fund"], "year": pots[-1]["year"]} if pots else {"year": year}
    note = view.word("入库与下达须由两人办理；支出不超过拨付，拨付不超过下达，下达不超过安排和投资。")
    _form(
        view,
        view.word("办理"),
        note,
        steps,
        asked={"fund": project["fund"], **given, "project": project["project"]},
    )


def _form(view: View, title: str, note: str, steps: Sequence[FundStep], *, asked: Mapping[str, Any]) -> None:
    names = {step.step: view.pick(step.name_zh, step.name_en) for step in steps}
    funds = {code: view.pick(zh, en) for code, (zh, en) in fund_kinds().items()}
    with ui.column().classes("ty-card").props("data-testid=fund-deed"):
        heading(title, note=note)
        with ui.element("div").classes("ty-choices"):
            step = _select(names, next(iter(names)), view.word("步骤"), "fund-step")
            fund = _select(funds, asked.get("fund", next(iter(funds))), view.word("资金"), "fund-fund")
            year = _input(view.word("预算年度"), str(asked["year"]), "fund-year")
            amount = _input(view.measure(view.word("金额"), view.word("元")), "", "fund-amount")
            score = _input(view.word("绩效得分（0至100）"), "", "fund-score")
        with ui.element("div").classes("ty-choices"):
            memo = _input(view.word("事由"), "", "fund-memo", wide="min-w-[280px]")
            key = _input(view.word("业务编号"), uuid.uuid4().hex[:10], "fund-key")
            button = ui.button(view.word("办理")).props("unelevated data-testid=fund-take")
        told = ui.column().classes("w-full")

    def fit() -> None:
        """Show the fields of the step alone."""
        chosen = fund_steps()[str(step.value)]
        for box in (fund, year, amount):
            box.set_visibility(chosen.rung != "")
        score.set_visibility(chosen.step == "evaluate")

    async def take() -> None:
        given = {name: str(box.value or "") for name, box in zip(MONEY, (fund, year, amount), strict=True)}
        texts = {"memo": memo.value or "", "key": key.value or "", "score": score.value or ""}
        await _take(view, told, str(step.value), {**given, **texts}, project=asked.get("project"))

    step.on_value_change(fit)
    fit()
    button.on_click(take)


def _select(options: dict[str, str], value: str, label: str, name: str) -> ui.select:
    chosen = ui.select(options, value=value, label=label)
    chosen.props(f"dense outlined options-dense data-testid={name}").classes("min-w-[150px]")
    return chosen


def _input(label: str, value: str, name: str, *, wide: str = "min-w-[130px]") -> ui.input:
    return ui.input(label, value=value).props(f"dense outlined data-testid={name}").classes(wide)


async def _take(
    view: View, told: ui.column, step: str, given: Mapping[str, str], *, project: str | None
) -> None:
    """Ask for a step; say every problem at once, or show what stands after it."""
    about = fund_steps()[step]
    asked: dict[str, Any] = {"step": step, "memo": given["memo"], "key": given["key"]}
    problems: list[Problem] = []
    whole = ["year"] if about.rung else []
    whole += ["score"] if step == "evaluate" else []
    for name in whole:
        text = given[name].strip()
        if text and not text.isdecimal():
            problems.append(Problem("service.argument", {"name": name, "got": text, "expected": "2025"}))
        asked[name] = int(text) if text.isdecimal() else None
    if about.rung:
        asked |= {"fund": given["fund"], "amount": given["amount"].strip()}
    if project is not None:
        asked["project"] = project
    told.clear()
    if not problems:
        try:
            await view.ask(SERVICES[about.permission], **asked)
        except TongyuanError as error:
            problems = list(error.problems)
    if problems:
        with told:
            show_problems(view, problems)
        return
    ui.navigate.to(view.here(done=step))
