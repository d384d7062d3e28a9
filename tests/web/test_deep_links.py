"""Every state of a page is in its address: who opens a link sees what its sender saw."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import httpx
import pytest

from tongyuan.web.server import PAGES

from .browsing import Served
from .conftest import Office

pytestmark = pytest.mark.slow

TABLE = Path(__file__).parent / "deep_links.csv"
LINKS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
#: Pages without a choice of their own, and those of a figure, whose tests stand with lineage.
PLAIN = {"/figure", "/sign-in", "/account", "/ledger", "/audit", "/keeping"}


def seen(served: Served, address: str, cookie: str) -> str:
    answer = httpx.get(
        served.address + address,
        headers={"Cookie": f"{served.cookie}={cookie}"},
        timeout=60,
        trust_env=False,
    )
    assert answer.status_code == 200, address
    return html.unescape(answer.text)


@pytest.mark.parametrize("link", LINKS, ids=[f"{row['path']}?{row['query']}" for row in LINKS])
def test_an_address_opens_the_view_that_it_says(office: Office, link: dict[str, str]) -> None:
    query = link["query"].format(run=office.desk.run, failed=office.desk.failed)
    page = seen(office.served, f"{link['path']}?{query}", office.cookies["administrator"])
    assert html.unescape(link["shows"]) in page
    other = re.search(r'"href":"([^"]*lang=en[^"]*)"', page)
    assert other, "no link to the other language"
    assert all(part in other.group(1) for part in query.split("&") if "/" not in part and part.isascii())


def test_every_page_with_choices_has_an_address_here() -> None:
    assert set(PAGES) == PLAIN | {row["path"] for row in LINKS}
