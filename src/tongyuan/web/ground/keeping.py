"""Is the workspace sound, and is it kept: the doctor's checks, the backups, and how to restore one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.granted import civil
from tongyuan.web.ground.audit_proof import BAD, GOOD, draw_verdict
from tongyuan.web.jobs import follow_job
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

RESTORE = "tongyuan restore {file} {folder}"
ON_A_PAGE = 10


async def page(view: View) -> None:
    """Draw what the doctor says, and the backups.

    Parameters
    ----------
    view
        What is shown.
    """
    async with frame(view, view.word("工作空间是否完好，能否恢复")):
        listed = await view.ask("backup.list") if view.may_call("backup.list") else None
        _doctor(view)
        if listed is not None:
            _backups(view, listed)
            _restoring(view, listed)


def _doctor(view: View) -> None:
    """Draw the checks once the page is there: they read every file."""
    place = ui.column().classes("w-full").props('role="status" data-testid=doctor')

    async def look() -> None:
        place.clear()
        with place:
            answer_line(view.word("正在体检"))
        try:
            found = await view.ask("workspace.doctor")
        except TongyuanError as error:
            place.clear()
            with place:
                show_problems(view, error.problems)
            return
        place.clear()
        with place:
            _checks(view, found)

    with ui.element("div").classes("ty-choices"):
        ui.button(view.word("重新体检"), on_click=look).props("outline data-testid=doctor-again")
    ui.timer(0, look, once=True)


def _checks(view: View, found: Answer) -> None:
    rows = found.frame().sort("passed", maintain_order=True)
    failed = rows.filter(passed=False).height
    well = view.pick(f"{rows.height} 项检查全部正常。", f"All {rows.height} checks are well.")
    ill = view.pick(
        f"{rows.height} 项检查，{failed} 项需处理。", f"{failed} of {rows.height} checks need care."
    )
    draw_verdict(ill if failed else well, passed=not failed)
    with ui.column().classes("ty-card"):
        for row in rows.iter_rows(named=True):
            _check(view, row)


def _check(view: View, row: dict[str, Any]) -> None:
    sign, colour = GOOD if row["passed"] else BAD
    word = view.word("正常") if row["passed"] else view.word("需处理")
    with ui.row().classes("ty-line items-start").props(f"data-testid=check-{row['check']}"):
        ui.label(f"{sign} {word}").style(f"color:{colour};font-weight:600;white-space:nowrap;min-width:5.5em")
        with ui.column().classes("gap-0 grow"):
            ui.label(view.term("check", row["check"])).classes("font-semibold")
            ui.label(view.of(row, "detail")).classes("ty-note")
            if not row["passed"]:
                ui.label(view.pair(view.word("如何处理"), view.of(row, "remedy")))


def _backups(view: View, listed: Answer) -> None:
    rows, folder = listed.frame(), str(listed.meta["folder"])
    with ui.column().classes("ty-card").props("data-testid=backups"):
        heading(
            view.word("备份"),
            note=view.word("备份含全部数据与口令散列，是敏感文件，不经网页下载；请由管理员在服务器上取走。"),
        )
        ui.label(view.pair(view.word("备份文件夹"), folder)).classes("ty-note")
        if view.may_call("backup.make"):
            _making(view, folder)
        if rows.is_empty():
            ui.label(
                view.word("还没有备份。点选“立即备份”，或在服务器上定时运行 tongyuan backup make。")
            ).classes("ty-empty")
            return
        columns = [
            Column("name", view.word("文件")),
            Column("made", view.word("时间（北京时间）"), narrow=True),
            Column("size", view.measure(view.word("大小"), "MB"), right=True),
            Column("rows", view.word("行数"), right=True),
            Column("database", view.word("数据库")),
            Column("version", view.word("程序版本")),
        ]
        shown = [_backup(view, row) for row in rows.iter_rows(named=True)]
        draw_table(view, columns, shown, name="backup-list", page=ON_A_PAGE)
        downloads(view, "backup.list")


def _backup(view: View, row: dict[str, Any]) -> dict[str, Any]:
    size = cell(f"{row['bytes'] / 1e6:,.2f}", raw=row["bytes"])
    if row["made_at"] is None:
        return {"name": row["name"], "made": cell(view.word("无法读取"), tone="ty-fault"), "size": size}
    return {
        "name": row["name"],
        "made": cell(civil(row["made_at"]), raw=row["made_at"].isoformat()),
        "size": size,
        "rows": cell(f"{row['rows']:,}", raw=row["rows"]),
        "database": row["database"],
        "version": row["version"],
    }


def _making(view: View, folder: str) -> None:
    with ui.element("div").classes("ty-choices"):
        button = ui.button(view.word("立即备份")).props("unelevated data-testid=backup-make")
    place = ui.column().classes("w-full")

    def told(_: dict[str, Any]) -> None:
        with place, ui.column().classes("ty-empty").props('role="status" data-testid=backup-made'):
            ui.label(view.pair(view.word("备份已写入文件夹"), folder))
            ui.link(view.word("刷新"), view.here())

    async def make() -> None:
        await follow_job(view, place, "backup.make", then=told)

    button.on_click(make)


def _restoring(view: View, listed: Answer) -> None:
    """Show the command: a restore makes another workspace, so no page of this one does it."""
    names = listed.frame()["name"].to_list() or [view.word("备份.zip")]
    file = Path(str(listed.meta["folder"])) / names[0]
    with ui.column().classes("ty-card"):
        heading(
            view.word("如何恢复"),
            note=view.word("只恢复到空文件夹，不覆盖现有工作空间；恢复后自动体检。请在服务器上运行："),
        )
        command = RESTORE.format(file=f'"{file}"', folder=view.word("新文件夹"))
        with ui.element("code").classes("ty-secret").props("data-testid=restore-command"):
            ui.label(command)
