"""``tongyuan backup FILE`` and ``tongyuan restore FILE DIR``: on the machine that holds the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

__all__ = ["BackupGroup", "backup", "restore"]

TO_FILE = "to"
Json = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]
Lang = Annotated[str, typer.Option(help="zh | en", envvar="TONGYUAN_LANG")]


class BackupGroup(TyperGroup):
    """The verbs of backups; any other word is the file to make."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take a word that is no verb for a file."""
        known = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if known else [TO_FILE, *args])


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要写成的文件 · file to make")],
    workspace: Annotated[Path | None, typer.Option(help="工作空间 · workspace folder")] = None,
    json: Json = False,
    lang: Lang = "zh",
) -> None:
    """Make a backup while work goes on."""
    from tongyuan.cli.commands import answering, printer
    from tongyuan.cli.progress import progress_bar

    with answering(json=json, lang=lang):
        from tongyuan.services.ground.backup import back_up_to
        from tongyuan.services.session import open_session

        with progress_bar() as progress:
            answer = back_up_to(open_session(workspace), file, progress=progress)
        printer(json=json, lang=lang)(answer)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 · backup")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新文件夹或空文件夹 · new or empty folder")],
    json: Json = False,
    lang: Lang = "zh",
) -> None:
    """Make a workspace from a backup; TONGYUAN_DATABASE names an empty PostgreSQL database for it."""
    from tongyuan.cli.commands import answering, printer
    from tongyuan.cli.progress import progress_bar

    with answering(json=json, lang=lang):
        from tongyuan.services.ground.restoring import restore_to
        from tongyuan.services.settings import read_settings

        address = read_settings().database_address
        with progress_bar() as progress:
            answer = restore_to(file, folder, database=address, progress=progress)
        printer(json=json, lang=lang)(answer)
    if not answer.passed:
        raise typer.Exit(1)
