"""Clients of a page process: each opens a page, holds its socket as browsers do, and goes on to another.

Run as a process of its own, so that what it costs is not taken for the cost of the server. Prints JSON lines.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
import psutil
import socketio

PAGES = ("/deploy/policy?article=1", "/assess/targets?article=1", "/deploy/policy?article=2&lang=en")
API = "/api/v1/policy/show?article=1"
CLIENT_ID = re.compile(r"'client_id': '([0-9a-f-]+)'")
PATIENCE_S = 60
TRIES = 5
STEP = 25  # clients between two looks at the server's memory
SOCKET = "/_nicegui_ws/socket.io"


@dataclass
class Tally:
    """What was seen: seconds of each page with its socket, of each call, and what failed."""

    pages: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass
class Browser:
    """One client: its proxy's cookie, and the socket of the page that it has open."""

    http: aiohttp.ClientSession
    address: str
    cookie: str = ""
    socket: socketio.AsyncClient | None = None

    async def open(self, path: str) -> float:
        """Leave the page that is open, get another, and connect its socket; returns the seconds it took."""
        await self.leave()
        started = time.perf_counter()
        headers = {"Cookie": self.cookie} if self.cookie else {}
        async with self.http.get(self.address + path, headers=headers) as answer:
            text = await answer.text()
            answer.raise_for_status()
            for value in answer.headers.getall("Set-Cookie", []):
                self.cookie = "; ".join(f"{k}={v.value}" for k, v in SimpleCookie(value).items())
        found = CLIENT_ID.search(text)
        assert found is not None
        names = {"document_id": str(uuid4()), "tab_id": str(uuid4()), "client_id": found[1]}
        query = urlencode(names | {"next_message_id": 0, "implicit_handshake": "true"})
        self.socket = socket = socketio.AsyncClient(request_timeout=PATIENCE_S)

        @socket.on("run_javascript")
        async def answer_script(asked: dict[str, object]) -> None:
            if asked.get("request_id"):
                told = {"request_id": asked["request_id"], "client_id": names["client_id"], "result": None}
                with suppress(socketio.exceptions.SocketIOError):  # the page was left meanwhile
                    await socket.emit("javascript_response", told)

        headers = {"Cookie": self.cookie} if self.cookie else {}
        await self.socket.connect(
            f"{self.address}?{query}",
            socketio_path=SOCKET,
            transports=["websocket"],
            headers=headers,
            wait_timeout=PATIENCE_S,
        )
        return time.perf_counter() - started

    async def leave(self) -> None:
        """Close the page."""
        if self.socket is not None:
            await self.socket.disconnect()
            self.socket = None


def tell(**record: object) -> None:
    print(json.dumps(record), flush=True)


async def main(arguments: argparse.Namespace) -> None:
    draw = random.Random(arguments.seed)
    tally, me = Tally(), psutil.Process()
    limits = aiohttp.ClientTimeout(total=2 * PATIENCE_S)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        timeout=limits, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        browsers = [
            Browser(http, arguments.addresses[n % len(arguments.addresses)]) for n in range(arguments.clients)
        ]
        await _alone(browsers[0], tally)
        await _gather(browsers)
        sys.stdin.readline()  # the bench says when the steady part begins
        spent, began = sum(me.cpu_times()[:2]), time.perf_counter()
        tally = Tally()
        until = began + arguments.seconds
        walks = [_walk(browser, tally, draw, until, arguments.think) for browser in browsers]
        await asyncio.gather(
            *walks, *(_calls(http, address, tally, until) for address in arguments.addresses[:1])
        )
        lasted = time.perf_counter() - began
        tell(
            pages=tally.pages,
            calls=tally.calls,
            failed=tally.failed,
            held=sum(b.socket is not None and b.socket.connected for b in browsers),
            processor=(sum(me.cpu_times()[:2]) - spent) / lasted,
        )
        sys.stdin.readline()
        for browser in browsers:
            await browser.leave()


async def _alone(browser: Browser, tally: Tally) -> None:
    """Take the time of pages and calls with nobody else there."""
    for path in PAGES * 3:
        tally.pages.append(await browser.open(path))
        tally.calls.append(await _call(browser.http, browser.address))
    tell(alone_pages=tally.pages[len(PAGES) :], alone_calls=tally.calls[len(PAGES) :])


async def _gather(browsers: list[Browser]) -> None:
    """Let all come, a few at a time."""
    for first in range(0, len(browsers), STEP):
        lock = asyncio.Semaphore(4)

        async def come(browser: Browser, at: int, lock: asyncio.Semaphore = lock) -> None:
            async with lock:
                for _ in range(TRIES):
                    try:
                        await browser.open(PAGES[at % len(PAGES)])
                    except Exception as fault:  # as a browser does, come again
                        print(f"comes again after {fault!r}", file=sys.stderr)
                    else:
                        return

        part = browsers[first : first + STEP]
        await asyncio.gather(*(come(browser, first + at) for at, browser in enumerate(part)))
        await asyncio.sleep(1)
        tell(connected=first + len(part))


async def _walk(browser: Browser, tally: Tally, draw: random.Random, until: float, think: float) -> None:
    await asyncio.sleep(min(draw.uniform(0, think), until - time.perf_counter()))
    while time.perf_counter() < until:
        try:
            tally.pages.append(await browser.open(draw.choice(PAGES)))
        except Exception as fault:  # whatever failed counts
            tally.failed.append(type(fault).__name__)
        left = until - time.perf_counter()
        await asyncio.sleep(max(0.0, min(left, draw.uniform(0.5, 1.5) * think)))


async def _calls(http: aiohttp.ClientSession, address: str, tally: Tally, until: float) -> None:
    while time.perf_counter() < until:
        try:
            tally.calls.append(await _call(http, address))
        except Exception as fault:
            tally.failed.append(type(fault).__name__)
        await asyncio.sleep(1)


async def _call(http: aiohttp.ClientSession, address: str) -> float:
    started = time.perf_counter()
    async with http.get(address + API) as answer:
        await answer.read()
        answer.raise_for_status()
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("addresses", nargs="+")
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--think", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asyncio.run(main(parser.parse_args()))
