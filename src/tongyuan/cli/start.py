"""``tongyuan init`` and ``tongyuan serve``: before there is a workspace, and while it is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

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


Part = Literal["all", "pages", "api", "public"]


def serve(
    workspace: Annotated[Path | None, typer.Option(help="工作空间 · workspace folder")] = None,
    host: Annotated[
        str | None, typer.Option(help="地址（TONGYUAN_HOST） · address to listen on (TONGYUAN_HOST)")
    ] = None,
    port: Annotated[int | None, typer.Option(help="端口（TONGYUAN_PORT） · port (TONGYUAN_PORT)")] = None,
    only: Annotated[
        Part,
        typer.Option(
            help="本进程提供什么：全部、网页、HTTP 接口与公开页、仅公开页"
            " · what this process serves: all, pages, the HTTP interface with public pages, public pages"
        ),
    ] = "all",
    show: Annotated[bool, typer.Option("--open", help="打开浏览器 · open the browser")] = False,
) -> None:
    """Serve the pages and the HTTP interface of a workspace."""
    from tongyuan.cli.commands import answering

    with answering(json=False, lang="zh"):
        from tongyuan.services.settings import PREFIX, read_settings

        if workspace is not None:
            os.environ[PREFIX + "WORKSPACE"] = str(workspace)  # workers of this process read it there
        settings = read_settings()
        host, port = host or settings.host, settings.port if port is None else port
        if only == "all" or only == "pages":
            from tongyuan.web.server import serve as serve_pages

            serve_pages(workspace, host=host, port=port, show=show, only=only)
        else:
            from tongyuan.web.interface import serve_interface

            serve_interface(only, settings, host=host, port=port)
