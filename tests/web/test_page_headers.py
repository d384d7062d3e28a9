"""What a browser is told about a page: nothing of it is kept, framed, or run that is not ours."""

from __future__ import annotations

import re

import httpx
import pytest

from tongyuan.web.server import PAGES

from .browsing import Browser, Served

pytestmark = pytest.mark.slow
INJECTED = """
window.broken = 0;
document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.broken += 1">');
const script = document.createElement('script');
script.textContent = 'window.broken += 1';
document.body.append(script);
"""


def get(served: Served, path: str, **headers: str) -> httpx.Response:
    return httpx.get(served.address + path, headers=headers, timeout=60, trust_env=False)


def nonce_of(page: httpx.Response) -> str:
    found = re.search(r"'nonce-([\w-]+)'", page.headers["content-security-policy"])
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("path", PAGES)
def test_every_script_written_into_a_page_bears_the_nonce_of_this_answer(gate: Served, path: str) -> None:
    page = get(gate, path)
    scripts = re.findall(r"<script\b[^>]*>", page.text)
    assert scripts
    for script in scripts:
        assert f'nonce="{nonce_of(page)}"' in script or 'src="/' in script


def test_a_nonce_is_used_once(gate: Served) -> None:
    assert nonce_of(get(gate, "/")) != nonce_of(get(gate, "/"))


def test_a_page_is_neither_kept_nor_framed(gate: Served) -> None:
    headers = get(gate, "/").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"):
        assert directive in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]


def test_a_plain_page_runs_no_script_at_all(gate: Served) -> None:
    policy = get(gate, "/public/targets").headers["content-security-policy"]
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy


def test_another_name_of_the_server_is_refused(gate: Served) -> None:
    refused = get(gate, "/", Host="elsewhere.example")
    assert refused.status_code == 400
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_a_page_of_another_site_opens_no_socket(gate: Served) -> None:
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    assert get(gate, path).status_code == 200
    assert get(gate, path, Origin="https://elsewhere.example").status_code == 403


def test_an_injected_script_is_not_run(stranger: Browser) -> None:
    stranger.open("/")
    stranger.run(INJECTED)
    stranger.settle()
    assert stranger.run("return window.broken") == 0
    assert len(stranger.errors()) == 2  # what the policy refused, told by the browser
