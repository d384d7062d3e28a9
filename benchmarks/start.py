"""From nothing to an open page: first start (workspace made), second start, and the web framework alone."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

PATIENCE_S = 120
BARE = """
from nicegui import ui

def page():
    ui.label("page")

ui.run(page, host="127.0.0.1", port={port}, show=False, reload=False)
"""


def disagreement(mine: int, theirs: int) -> float:
    """Tell whether two answers differ: each is the status of the first page."""
    return float(mine != theirs)


def first_start(size: str) -> Callable[[], int]:
    """Make the workspace, serve it, open the first page: what ``make run`` does on an installed clone."""

    def run() -> int:
        with tempfile.TemporaryDirectory() as folder:
            workspace = _made(Path(folder))
            return _until_page(_serving(workspace))

    return run


def second_start(size: str) -> Callable[[], int]:
    """Serve a workspace that is there, open the first page."""
    folder = tempfile.TemporaryDirectory()
    workspace = _made(Path(folder.name))

    def run(kept: tempfile.TemporaryDirectory[str] = folder) -> int:
        return _until_page(_serving(workspace))

    return run


def framework_alone(size: str) -> Callable[[], int]:
    """Serve one label with the web framework: the least that any start can take."""
    return lambda: _until_page(lambda port: [sys.executable, "-c", BARE.format(port=port)])


CONTENDERS = {"first start": first_start, "second start": second_start, "framework alone": framework_alone}


def _made(folder: Path) -> Path:
    workspace = folder / "workspace"
    command = [sys.executable, "-m", "tongyuan", "init", str(workspace), "--demo", "liaoning"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return workspace


def _serving(workspace: Path) -> Callable[[int], list[str]]:
    served = ["-m", "tongyuan", "serve", "--workspace", str(workspace), "--port"]
    return lambda port: [sys.executable, *served, str(port)]


def _until_page(command: Callable[[int], list[str]]) -> int:
    port = _free_port()
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL)
    try:
        return _first_answer(f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        process.wait()


def _first_answer(address: str) -> int:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address) as page:
                return int(page.status)
        except urllib.error.URLError:
            time.sleep(0.02)
    raise TimeoutError(address)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
