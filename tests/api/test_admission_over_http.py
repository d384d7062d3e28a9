"""A system of approval at the desk over real HTTP: hand in, again, findings, letter, what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
import yaml

from tongyuan.testing.people import a_person
from tongyuan.testing.serving import a_server
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(own_folder: Path) -> Iterator[httpx.Client]:
    """A client of the running desk with the token of a provincial analyst, limited to the desk."""
    with Workspace.open(own_folder) as workspace:
        person = a_person(workspace, "approval", password=None, role="provincial_analyst", at=now())
        until = now() + timedelta(days=1)
        _, secret = workspace.tokens.create(person.id, name="t", limits=("admission.*",), expires_at=until)
    with a_server(own_folder) as address:
        headers = {"Authorization": f"Bearer {secret}"}
        with httpx.Client(base_url=f"{address}/api/v1/admission", headers=headers, timeout=60) as client:
            yield client


def handed_in(desk: httpx.Client, form: dict[str, Any]) -> httpx.Response:
    content = json.dumps(form, ensure_ascii=False, default=str).encode()
    return desk.post("/import", files={"file": ("EX-1.json", content, "application/json")})


def refused(desk: httpx.Client) -> None:
    """A wrong form, a stranger and another room get their answers, and nothing is entered."""
    wrong = handed_in(desk, {"project": "EX-1", "coal_t": "much"})
    assert wrong.status_code == 422
    assert len(wrong.json()["data"]) >= 5
    assert desk.get("/list").json()["meta"]["projects"] == 0
    assert desk.get("/show", params={"project": "EX-1"}).status_code == 404
    assert httpx.get(f"{desk.base_url}list", timeout=30).status_code == 403
    assert httpx.get(f"{desk.base_url}../ledger/balance", headers=desk.headers, timeout=30).status_code == 403
    told = {"project": "EX-1", "decision": "approve", "on": "2026-01-05", "document": "函", "key": "1"}
    assert desk.post("/decide", data=told).status_code == 403


def test_a_system_of_approval_walks_its_whole_way(desk: httpx.Client) -> None:
    refused(desk)
    form = yaml.safe_load(desk.get("/example").content)
    first = handed_in(desk, form).json()["data"]
    assert [row["result"] for row in first] == ["entered"]
    again = handed_in(desk, form).json()["data"]
    assert again == [first[0] | {"result": "unchanged"}]
    assert desk.get("/list").json()["meta"]["projects"] == 1
    letter = desk.post("/opinion", data={"project": "EX-1"})
    assert "EX-1" in "".join(one.text for one in docx.Document(BytesIO(letter.content)).paragraphs)
    card = desk.get("/show", params={"project": "EX-1"}).json()["data"]
    found = {row["rule"]: row for row in card["findings"]}["R06"]
    assert (found["have"], found["need"], found["figure_unit"]) == (1.5, 1.5, "1")
    assert found["clause"] == "置换比例"
    assert desk.get("/reassess", params={"project": "EX-1"}).json()["data"] == []
    entered = {"setting": "coal_ratio", "figure": 1.1, "effective_from": "2024-01-01", "document": "演练规定"}
    assert desk.post("/settle", data=entered).status_code == 200
    changed = desk.get("/reassess", params={"project": "EX-1"}).json()["data"]
    assert [(row["gate"], row["before"], row["after"]) for row in changed] == [
        ("coal", "needs_evidence", "pass")
    ]
    corrected = handed_in(desk, form | {"co2_t": 1.0}).json()["data"]
    assert (corrected[0]["result"], desk.get("/list").json()["meta"]["projects"]) == ("corrected", 1)
