"""A server with one page more, whose service waits until another request lets it go."""

from __future__ import annotations

import asyncio
import threading

from nicegui import app, ui

from tongyuan.cli.app import main
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.web.page import Page
from tongyuan.web.server import PAGES
from tongyuan.web.view import View

PATIENCE_S = 30  # a guard: whoever waits so long was held up

ARRIVED, LET_GO = threading.Event(), threading.Event()


def wait(ctx: Context) -> Answer:  # noqa: ARG001 - as every service is called
    """Wait to be let go."""
    ARRIVED.set()
    return Answer(meta={"let_go": LET_GO.wait(PATIENCE_S)})


async def page(view: View) -> None:
    """Draw what came of the wait."""
    answer = await view.ask("policy.wait")
    ui.label("was let go" if answer.meta["let_go"] else "was held up")


async def arrived() -> bool:
    """Answer once the page's service waits."""
    return await asyncio.to_thread(ARRIVED.wait, PATIENCE_S)


async def let_go() -> None:
    """Let it go."""
    LET_GO.set()


if __name__ == "__main__":  # in a process of its own: nobody else must find one service more
    service("policy.wait", permits="policy.show")(wait)
    app.get("/arrived")(arrived)
    app.get("/let-go")(let_go)
    PAGES["/held"] = Page(page, "policy.show")
    main()
