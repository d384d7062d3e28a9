"""A page whose services take their time holds up nobody: every other request is answered meanwhile."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import tongyuan.web
from tongyuan.testing.serving import a_server_of
from tongyuan.testing.sessions import a_bare_demo

HELD = Path(__file__).with_name("held.py")
PAGES = Path(tongyuan.web.__file__).parent


@pytest.mark.slow
def test_a_slow_page_does_not_hold_up_the_others(tmp_path: Path) -> None:
    folder = a_bare_demo(tmp_path / "workspace", pack="exercise")

    def get(path: str) -> httpx.Response:
        return httpx.get(address + path, timeout=60, trust_env=False)

    with a_server_of((str(HELD),), folder) as address, ThreadPoolExecutor() as readers:
        slow = readers.submit(get, "/held")
        assert (
            get("/arrived").json() is True
        )  # it waits in its service, and goes on waiting until it is let go
        assert get("/health/live").status_code == 200
        assert get("/deploy/policy").status_code == 200
        get("/let-go")
        assert "was let go" in slow.result().text


def test_no_page_calls_a_service_where_it_is_drawn() -> None:
    """Plain pages are no coroutines: they are drawn aside as a whole."""
    calls = [
        f"{path.relative_to(PAGES)}:{node.lineno}"
        for path in sorted(PAGES.rglob("*.py"))
        if path.parent.name != "plain"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("session.call")
    ]
    assert calls == []
