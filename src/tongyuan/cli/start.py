"""``tongyuan init`` and ``tongyuan serve``: before there is a workspace, and while it is open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["init", "serve"]


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新工作空间的文件夹 · folder to make")],
    demo: Annotated[
        str, typer.Option(help="随程序附带的数据包 · data pack that ships with the program")
    ] = "",
    data: Annotated[
        Path | None, typer.Option(help="另有许可的数据文件夹 · folder of restricted data")
    ] = None,
    seed: Annotated[int, typer.Option(help="练习省的随机种子 · seed of the exercise province")] = 1,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    lang: Annotated[str, typer.Option(help="zh | en", envvar="TONGYUAN_LANG")] = "zh",
) -> None:
    """Make a workspace from a pack that ships with the program."""
    from tongyuan.cli.commands import answering, printer

    with answering(json=json, lang=lang):
        from tongyuan.services.ground.founding import found
        from tongyuan.services.settings import read_settings

        answer = found(folder, pack=demo, data=data, seed=seed, database=read_settings().database_address)
        printer(json=json, lang=lang)(answer)


def serve(
    workspace: Annotated[Path | None, typer.Option(help="工作空间 · workspace folder")] = None,
    host: Annotated[str, typer.Option(help="地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 · port")] = 8080,
    show: Annotated[bool, typer.Option("--open", help="打开浏览器 · open the browser")] = False,
) -> None:
    """Serve the pages and the HTTP interface of a workspace."""
    from tongyuan.cli.commands import answering

    with answering(json=False, lang="zh"):
        from tongyuan.web.server import serve as serve_pages

        serve_pages(workspace, host=host, port=port, show=show)
