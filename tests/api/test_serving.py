"""The server as people start it: one process, on this machine alone, with the interface beside the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tongyuan.api.application import document
from tongyuan.testing.people import a_person
from tongyuan.testing.serving import a_server
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

TONGYUAN = Path(sys.executable).with_name("tongyuan")
pytestmark = pytest.mark.slow


@pytest.fixture
def address(own_folder: Path) -> Iterator[str]:
    """A running server of the test's own workspace."""
    with a_server(own_folder) as found:
        yield found


def owner_of(folder: Path) -> dict[str, str]:
    """Sign an administrator in by a token."""
    with Workspace.open(folder) as workspace:
        person = a_person(workspace, "zhao.min", password=None, role="administrator", at=now())
        until = now() + timedelta(days=1)
        _, secret = workspace.tokens.create(person.id, name="t", limits=("*",), expires_at=until)
    return {"Authorization": f"Bearer {secret}"}


def test_the_server_serves_the_interface_beside_the_pages(address: str, own_folder: Path) -> None:
    served = httpx.get(f"{address}/api/v1/openapi.json", timeout=30).json()
    described = json.loads(json.dumps(document()["paths"]))
    assert {path: served["paths"].get(path) for path in described} == described
    refusing = f"{address}/api/v1/statistic/import"
    bad = {"file": ("坏.csv", "指标代码,地区,计量单位,时期,数值\nstone,x,吨,,甲\n".encode())}
    assert httpx.post(refusing, files=bad, timeout=30).status_code == 403, "a stranger"
    owner = owner_of(own_folder)
    held = httpx.get(f"{address}/api/v1/statistic/list", headers=owner, timeout=30).json()["data"]
    refused = httpx.post(refusing, files=bad, headers=owner, timeout=30)
    assert refused.status_code == 422
    assert len(refused.json()["data"]) >= 2
    assert httpx.get(f"{address}/api/v1/statistic/list", headers=owner, timeout=30).json()["data"] == held
    missing = httpx.get(f"{address}/api/v1/nothing/show", timeout=30)
    assert missing.status_code == 404


def test_no_other_machine_is_served(own_folder: Path) -> None:
    done = subprocess.run(
        [TONGYUAN, "serve", "--workspace", own_folder, "--host", "0.0.0.0"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "0.0.0.0" in done.stderr
    assert "Traceback" not in done.stderr
