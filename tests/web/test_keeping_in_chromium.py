"""The pages of audit, keeping and ledger in Chromium: verified, filtered, compared; backed up; read."""

from __future__ import annotations

import json
from pathlib import Path
from secrets import token_hex

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.people import a_person
from tongyuan.testing.sessions import an_actor
from tongyuan.testing.visits import a_visit
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


@pytest.fixture
def administrator(stranger: Browser, gate: Served, behind: Workspace) -> Browser:
    """A browser in which an administrator is signed in."""
    person = a_person(behind, f"keeper.{token_hex(4)}", role="administrator", at=now())
    stranger.open("/sign-in")
    stranger.driver.add_cookie({"name": gate.cookie, "value": a_visit(behind, person)})
    return stranger


@pytest.fixture
def owner(behind: Workspace) -> Session:
    """The workspace's services in an administrator's name."""
    return Session(behind, an_actor())


def verified(browser: Browser, name: str = "proof") -> str:
    """Wait until the chain has been looked at, and give what was said."""
    wanted = f"[data-testid={name}] [data-passed]"
    return str(browser.wait(lambda: next((one.text for one in browser.all(wanted)), None)))


def test_the_audit_says_what_is_proven_and_by_which_anchor(administrator: Browser) -> None:
    administrator.open("/audit")
    assert "的链头证明" in verified(administrator)
    assert administrator.errors() == []
    administrator.open("/audit?lang=en")
    assert "are proven by the anchor" in verified(administrator)


def test_changes_are_filtered_by_the_address(administrator: Browser, owner: Session) -> None:
    owner.user.add(login=f"new.{token_hex(4)}", name="新人")
    administrator.open("/audit?noun=user")
    assert "新建账户" in administrator.text("changes")
    administrator.open("/audit?noun=user&until=2001-01-01")
    assert "新建账户" not in administrator.text("changes")


def test_an_anchor_is_downloaded_and_compared(administrator: Browser, tmp_path: Path) -> None:
    administrator.open("/audit")
    kept = tmp_path / "kept.json"
    kept.write_bytes(administrator.fetch("/api/v1/audit/anchor?format=json"))
    administrator.all("input[type=file]")[0].send_keys(str(kept))
    assert "的链头证明" in verified(administrator, "compared")
    record = json.loads(kept.read_text())
    record["data"]["head"] = record["data"]["head"].replace(record["data"]["hash"], "0" * 64)
    kept.write_text(json.dumps(record))
    administrator.open("/audit")
    administrator.all("input[type=file]")[0].send_keys(str(kept))
    assert "处问题" in verified(administrator, "compared")


def test_the_doctor_is_asked_and_a_backup_made(administrator: Browser, behind: Workspace) -> None:
    administrator.open("/keeping")
    administrator.wait(lambda: administrator.all("[data-testid=check-audit]"))
    assert "正常" in administrator.text("check-audit")
    administrator.press("backup-make")
    assert str(behind.folder / "backups") in administrator.text("backup-made")
    administrator.open("/keeping")
    made = next((behind.folder / "backups").glob("*.zip")).name
    assert made in administrator.text("backup-list")
    assert made in administrator.text("restore-command")
    assert administrator.all("a[href$='.zip']") == []
    assert administrator.errors() == []


def test_the_ledger_teaches_and_then_shows_debits_and_credits(administrator: Browser, owner: Session) -> None:
    administrator.open("/ledger")
    assert "tongyuan ledger issue" in administrator.text("ledger-example")
    move = {"commodity": "so2", "vintage": 2025, "memo": "关停机组"}
    owner.ledger.issue(amount="12.5", by="authority:eco", to="region:990100", key="1", **move)
    owner.ledger.reserve(amount="2", holder="region:990100", key="2", **move)
    owner.ledger.transfer(amount="4", origin="region:990100", to="region:990200", key="3", **move)
    administrator.open("/ledger")
    row = next(row for row in administrator.all("[data-testid=balance-so2] tbody tr") if "甲州市" in row.text)
    assert [row.text for row in row.find_elements("css selector", "td")][4:] == ["8.500", "2.000", "6.500"]
    administrator.run("arguments[0].click()", row.find_element("css selector", "a"))
    told = administrator.text("account")
    assert "12.500" in told
    assert "4.000" in told
    assert "holder=region%3A990100" in administrator.driver.current_url
    assert "◐ 预留中" in administrator.text("held")
