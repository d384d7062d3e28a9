"""A workspace on a server: founded in PostgreSQL by the settings, served from it by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tongyuan.services.session import open_session
from tongyuan.testing.serving import a_server
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.workspace.workspace import DATABASE_FILE

pytestmark = pytest.mark.slow


def test_a_workspace_is_founded_and_served_where_the_settings_say(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    folder, address = tmp_path / "workspace", new_database()
    secret = tmp_path / "database"
    secret.write_text(f"{address}\n")
    place = {"TONGYUAN_DATABASE_FILE": str(secret)}
    done = subprocess.run(
        [sys.executable, "-m", "tongyuan", "init", str(folder), "--demo", "exercise"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | place,
    )
    assert done.returncode == 0, done.stderr
    assert not (folder / DATABASE_FILE).exists()
    assert address not in done.stdout + done.stderr
    with a_server(folder, "--only", "api", TONGYUAN_WORKERS="2", **place) as server:
        assert httpx.get(f"{server}/health/ready").json()["checks"]["database"] is True
        assert httpx.get(f"{server}/public/policy").status_code == 200
        told = httpx.get(f"{server}/metrics").text
        assert "tongyuan_database_up 1.0" in told
        assert 'route="/public/policy"' in told  # whichever worker answered


def test_a_folder_with_its_own_database_is_not_opened_on_another(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGYUAN_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(ConflictError) as caught:
        open_session(own_folder)
    assert caught.value.problems[0].code == "setting.two_databases"
