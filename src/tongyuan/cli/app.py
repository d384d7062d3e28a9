"""The command ``tongyuan``: nouns and verbs come from the services' declarations.

Only the noun that is asked for is imported, so that ``tongyuan --help`` stays quick.
"""

from __future__ import annotations

import csv
import os
import sys
from importlib.resources import files
from typing import Annotated

import typer

from tongyuan import __version__

__all__ = ["main"]

ROOT_VERBS = {"why": "lineage.why", "doctor": "workspace.doctor"}


def main() -> None:
    """Run the command line; a fault of the program itself is told in one line, never as a traceback."""
    try:
        build(sys.argv[1:])()
    except Exception as fault:  # the last door: what nobody foresaw
        if os.environ.get("TONGYUAN_DEBUG"):
            raise
        typer.echo(
            f"程序内部错误 · internal fault: {type(fault).__name__}: {fault}\n"
            "  处理 · to go on: TONGYUAN_DEBUG=1 可显示详情 · shows the details",
            err=True,
        )
        sys.exit(3)


def build(arguments: list[str]) -> typer.Typer:
    """Build the command tree, importing the one noun that the arguments name.

    Parameters
    ----------
    arguments
        Words after ``tongyuan``.

    Returns
    -------
    typer.Typer
        The application.
    """
    app = typer.Typer(
        name="tongyuan",
        help="同源：减污降碳协同增效平台 · plan, deploy, advance and assess pollution and carbon as one",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    asked = next((word for word in arguments if not word.startswith("-")), "")
    _add_workspace_verbs(app)
    _add_root_verbs(app, asked)
    for row in _nouns():
        app.add_typer(
            _noun(row["noun"], asked), name=row["noun"], help=f"{row['name_zh']} · {row['name_en']}"
        )
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="版本 · version", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Take the options that stand before any noun."""


def _nouns() -> list[dict[str, str]]:
    path = files("tongyuan.services") / "data" / "nouns.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _noun(noun: str, asked: str) -> typer.Typer:
    from tongyuan.cli.keeping import TO_FILE, BackupGroup, backup

    group = typer.Typer(no_args_is_help=True, cls=BackupGroup if noun == "backup" else None)
    if noun != asked:
        group.callback()(lambda: None)
        return group
    if noun == "backup":
        group.command(TO_FILE, help="备份到文件 · make a backup in a file")(backup)
    from tongyuan.cli.commands import command
    from tongyuan.services.declaration import services_of

    for declared in services_of(noun):
        group.command(declared.verb, help=declared.summary)(command(declared))
    group.callback()(lambda: None)
    return group


def _add_root_verbs(app: typer.Typer, asked: str) -> None:
    summaries = {"why": "数字从何而来 · where a figure comes from", "doctor": "体检 · check the workspace"}
    for verb, name in ROOT_VERBS.items():
        if verb != asked:
            app.command(verb, help=summaries[verb])(_unasked)
            continue
        from tongyuan.cli.commands import command
        from tongyuan.services.declaration import find

        app.command(verb, help=summaries[verb])(command(find(name)))


def _unasked() -> None:
    """Stand for a verb that the arguments do not name."""


def _add_workspace_verbs(app: typer.Typer) -> None:
    from tongyuan.cli.keeping import restore
    from tongyuan.cli.start import init, serve
    from tongyuan.cli.work import work

    app.command("init", help="建立工作空间 · make a workspace")(init)
    app.command("serve", help="打开网页 · open the pages")(serve)
    app.command("restore", help="从备份恢复 · make a workspace from a backup")(restore)
    app.command("work", help="执行排队的任务 · do the jobs that wait")(work)
