"""``tongyuan work``: a process that does jobs, beside those that answer requests."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

__all__ = ["work"]


def work(
    workspace: Annotated[Path | None, typer.Option(help="工作空间 · workspace folder")] = None,
) -> None:
    """Do the jobs of a workspace as they come, until the process is told to stop."""
    from tongyuan.cli.commands import answering

    with answering(json=False, lang="zh"):
        from tongyuan.api.process import beside
        from tongyuan.services.actors import PUBLIC
        from tongyuan.services.logs import configure_logs
        from tongyuan.services.session import open_session
        from tongyuan.services.settings import read_settings
        from tongyuan.services.working import work as do_jobs

        settings = read_settings()
        configure_logs(settings)
        session = open_session(workspace, actor=PUBLIC)
        stop = _told_to_stop()
        with beside(session, settings):
            typer.echo("同源 Tongyuan: tongyuan work", err=True)
            do_jobs(session.workspace, until=stop.is_set)
        session.workspace.close()


def _told_to_stop() -> threading.Event:
    """Note the signals that end a process: the job under way goes back, or ends where it says nothing."""
    told = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)
    return told
