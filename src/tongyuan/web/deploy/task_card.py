"""One task with every step of it, and the boxes for the next one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import InputError, Problem, TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.deploy.task_work import receiving
from tongyuan.web.frame import CHINESE, heading
from tongyuan.web.granted import civil
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_task"]

ALERTS = ("warn", "talk", "notify", "rectify", "close")
Values = Callable[[], dict[str, Any]]


async def draw_task(view: View, task: str, known: Names) -> None:
    """Draw one task.

    Parameters
    ----------
    view
        What is shown.
    task
        Which.
    known
        Names of regions and departments.
    """
    answer = await view.ask("task.show", task=task)
    now = answer.meta
    with ui.column().classes("ty-card").props("data-testid=task-card"):
        heading(f"{view.word('任务')} {task} · {view.term('task_state', now['state'])}")
        text = ui.label(now["text"]).classes("ty-said-text")
        text.props("lang=zh")
        _facts(view, now, known)
        ui.link(view.word("返回台账"), view.here(task=None))
    with ui.column().classes("ty-card").props("data-testid=task-history"):
        heading(view.word("办理经过"))
        for step in answer.frame().iter_rows(named=True):
            _step(view, step, now["people"])
    _assigning(view, now, known)
    _reporting(view, now)
    _judging(view, now)


def _facts(view: View, now: dict[str, Any], known: Names) -> None:
    proposed = known.departments.get(now["lead_proposed"], now["lead_proposed"])
    lead = known.departments.get(now["department"], now["department"])
    helpers = [known.departments.get(one, one) for one in now["helpers"].split(";") if one]
    told = {
        view.word("牵头单位"): lead or f"{proposed or '—'}{view.word('（待确认）')}",
        view.word("配合单位"): view.listing(helpers) or "—",
        view.word("责任人"): now["person"] or "—",
        view.word("责任地区"): known.region(now["region"]),
        view.word("开始日期"): now["starts_on"] or "—",
        view.word("时限"): now["due_on"] or "—",
        view.measure(view.word("进展"), "%"): "—" if now["progress"] is None else f"{now['progress']:g}",
        view.word("下级进展"): _parts(view, now),
        view.word("办结"): view.word("待审核") if now["state"] == "reported" else now["done_on"] or "—",
        view.word("存在问题"): now["trouble"] or "—",
        view.word("下一步"): now["next_step"] or "—",
        view.word("督办"): view.term("task_alert", now["alert"]) if now["alert"] else "—",
    }
    with ui.element("div").classes("ty-facts"):
        for name, value in told.items():
            ui.label(name)
            ui.label(str(value))


def _parts(view: View, now: dict[str, Any]) -> str:
    """Tell the progress of its parts, and how much of them reported."""
    if not now.get("parts_parts"):
        return "—"
    count = f"{now['parts_told']}/{now['parts_parts']}"
    if now["parts_progress"] is None:
        return view.pick(f"未报送（{count}）", f"not reported ({count})")
    told, share = f"{now['parts_progress']:.0f}%", f"{now['parts_coverage']:.0f}%"
    return view.pick(
        f"{told}（{count} 项已报，占权重 {share}）", f"{told} ({count} reported, {share} of the weight)"
    )


def _step(view: View, step: dict[str, Any], people: dict[str, str]) -> None:
    with ui.column().classes("ty-said gap-0"):
        who = people.get(step["actor"], step["actor"])
        paper = f" · {view.word('材料')} {step['evidence']}" if step["evidence"] else ""
        ui.label(f"{view.term('task_step', step['step'])} · {who} · {civil(step['at'])}{paper}").classes(
            "ty-note"
        )
        if step["memo"]:
            text = ui.label(step["memo"]).classes("ty-said-text")
            if CHINESE.search(step["memo"]):
                text.props("lang=zh")


def _assigning(view: View, now: dict[str, Any], known: Names) -> None:
    if not view.may_call("task.assign") or now["state"] == "done":
        return
    with _card(view.word("明确责任"), view.word("确认后建议的牵头才生效；改时限须写事由。"), "task-assign"):
        with ui.element("div").classes("ty-choices"):
            first = now["department"] or now["lead_proposed"] or next(iter(known.departments), "")
            lead = ui.select(dict(known.departments), value=first, label=view.word("牵头单位"))
            lead.props("dense outlined options-dense data-testid=task-lead").classes("min-w-[220px]")
            person = _input(view.word("责任人（可不填）"), "task-person")
            due = _input(view.word("新时限（可不填）"), "task-due")
            helpers = ui.select(
                dict(known.departments),
                value=[one for one in now["helpers"].split(";") if one in known.departments],
                label=view.word("配合单位"),
                multiple=True,
            )
            helpers.props("dense outlined options-dense use-chips data-testid=task-helpers")
            helpers.classes("min-w-[220px]")
            memo = _input(view.word("事由"), "task-memo")
            paper = _input(view.word("依据（改时限必填）"), "task-basis")

        def given() -> dict[str, Any]:
            told = {"person": person.value, "due_on": due.value, "evidence": paper.value}
            helping = ";".join(one for one in helpers.value or [] if one != lead.value)
            return {"lead": lead.value, "helpers": helping, "memo": memo.value or ""} | {
                k: v for k, v in told.items() if v
            }

        with ui.row():
            _button(view, view.word("确认牵头"), "task.assign", now["task"], given)
            if now["level"] != "node":
                label = view.word("分解为年度任务") if now["level"] == "plan" else view.word("分解为季度节点")
                _button(view, label, "task.split", now["task"], dict)


def _reporting(view: View, now: dict[str, Any]) -> None:
    if not view.may_call("task.report") or now["state"] == "done":
        return
    note = view.word("进展按百分数填写；申请办结须填材料，由另一人审核后才算办结。")
    with _card(view.word("报送进展"), note, "task-report"):
        with ui.element("div").classes("ty-choices"):
            progress = _input(view.measure(view.word("进展"), "%"), "task-progress")
            evidence = _input(view.word("材料（文号或名称）"), "task-evidence")
            trouble = _input(view.word("存在问题"), "task-trouble")
            following = _input(view.word("下一步"), "task-next")
        text = ui.textarea(view.word("进展说明")).props("outlined autogrow data-testid=task-said")
        text.classes("w-full")

        def said() -> dict[str, Any]:
            return {"text": text.value or ""} | ({"evidence": evidence.value} if evidence.value else {})

        def report() -> dict[str, Any]:
            told = {"trouble": trouble.value, "next_step": following.value}
            number = {} if not progress.value else {"percent": _percent(progress.value)}
            return said() | number | {name: value for name, value in told.items() if value}

        with ui.row():
            _button(view, view.word("报送"), "task.report", now["task"], report)
            _button(view, view.word("申请办结"), "task.finish", now["task"], said)
        if view.may_call("task.attach"):
            receiving(
                view,
                "task.attach",
                view.word("登记材料文件（只记名称与校验值）"),
                name="task-attach",
                task=now["task"],
            )


def _judging(view: View, now: dict[str, Any]) -> None:
    review = view.may_call("task.review") and now["state"] == "reported"
    alert = view.may_call("task.alert")
    if not review and not alert:
        return
    with _card(view.word("审核与督办"), view.word("本人报送的由另一人审核；督办按次序办理。"), "task-judge"):
        with ui.element("div").classes("ty-choices"):
            text = _input(view.word("意见或事由"), "task-opinion")
            evidence = _input(view.word("材料（文号或名称）"), "task-paper")

        def given(step: str) -> dict[str, Any]:
            paper = {"evidence": evidence.value} if evidence.value and step in ALERTS else {}
            return {"step": step, "text": text.value or ""} | paper

        with ui.row():
            for step, label in _offered(view, review=review, alert=alert):
                service = "task.alert" if step in ALERTS else "task.review"
                _button(view, label, service, now["task"], partial(given, step))


def _offered(view: View, *, review: bool, alert: bool) -> list[tuple[str, str]]:
    """List the steps that a judge may take, with their names."""
    steps = [("accept", view.word("审核通过")), ("return", view.word("退回"))] if review else []
    return steps + ([(step, view.term("task_step", step)) for step in ALERTS] if alert else [])


def _percent(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(Problem("task.no_number", {"got": text[:40]})) from None


def _card(title: str, note: str, name: str) -> ui.column:
    column = ui.column().classes("ty-card").props(f"data-testid={name}")
    with column:
        heading(title, note=note)
    return column


def _input(label: str, name: str) -> ui.input:
    return ui.input(label).props(f"dense outlined data-testid={name}").classes("min-w-[180px]")


def _button(view: View, label: str, service: str, task: str, given: Values) -> None:
    async def take() -> None:
        place.clear()
        try:
            await view.ask(service, task=task, **given())
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())

    asked = given.args[0] if isinstance(given, partial) else service.partition(".")[2]
    with ui.column():
        ui.button(label, on_click=take).props(f"outline data-testid=task-take-{asked}")
        place = ui.column().classes("w-full")
