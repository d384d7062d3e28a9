"""Every page against every role: the table ``access.csv`` says who sees it, and the menu shows no other."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import httpx
import pytest

from tongyuan.services.actors import holders, roles
from tongyuan.services.denial import permission_words
from tongyuan.web.frame import rooms
from tongyuan.web.server import PAGES

from .browsing import Served

pytestmark = pytest.mark.slow

WITH = (Path(__file__).parent / "access.csv").read_text(encoding="utf-8")
ACCESS = {
    row["path"]: {role: row[role] for role in row if role != "path"}
    for row in csv.DictReader(WITH.splitlines())
}


def get(served: Served, path: str, cookie: str) -> httpx.Response:
    headers = {"Cookie": f"{served.cookie}={cookie}"} if cookie else {}
    return httpx.get(served.address + path, headers=headers, timeout=60, trust_env=False)


def test_the_table_has_every_page_and_every_role() -> None:
    assert set(ACCESS) == set(PAGES)
    assert all(set(row) == set(roles()) for row in ACCESS.values())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_each_role_as_the_table_says(gate: Served, cookies: dict[str, str], path: str) -> None:
    answers = {role: str(get(gate, path, cookie).status_code) for role, cookie in cookies.items()}
    assert answers == ACCESS[path]


@pytest.mark.parametrize("role", roles())
def test_the_menu_shows_the_rooms_that_open_and_no_other(
    gate: Served, cookies: dict[str, str], role: str
) -> None:
    page = get(gate, "/sign-in", cookies[role]).text
    shown = {room["path"] for room in rooms() if f'"{room["path"]}?lang=zh"' in page}
    assert shown == {room["path"] for room in rooms() if ACCESS[room["path"]][role] == "200"}


def test_a_page_out_of_reach_says_which_right_is_lacking_and_who_has_it(gate: Served) -> None:
    page = get(gate, "/people", "").text
    assert "受限" in page
    assert permission_words("user.oversee", "zh") in page
    assert all(roles()[role]["name_zh"] in page for role in holders("user.oversee"))
    assert re.search(r"/sign-in\?lang=zh&amp;next=%2Fpeople|/sign-in\?lang=zh&next=%2Fpeople", page)


def test_a_page_out_of_reach_holds_nothing_of_the_page(gate: Served, cookies: dict[str, str]) -> None:
    assert "one.inspector" in get(gate, "/people", cookies["administrator"]).text
    assert "one.inspector" not in get(gate, "/people", cookies["provincial_analyst"]).text


@pytest.mark.parametrize("path", ["/advance/statistics", "/plan/inventory"])
def test_what_one_may_not_do_is_not_drawn(gate: Served, cookies: dict[str, str], path: str) -> None:
    inspector = get(gate, f"{path}?part=who" if "inventory" in path else path, cookies["inspector"]).text
    analyst = get(gate, path, cookies["provincial_analyst"]).text
    sign = "part=make" if "inventory" in path else "nicegui-upload"
    assert (sign in analyst, sign in inspector) == (True, False)
