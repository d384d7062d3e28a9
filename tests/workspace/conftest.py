"""Workspaces on both databases: every test that takes ``workspace`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import create_engine, text

from tongyuan.testing.postgres import postgres_binaries, postgres_server
from tongyuan.testing.workspace import a_workspace
from tongyuan.workspace.workspace import Workspace


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="PostgreSQL: psycopg is not installed (extra `server`)")
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL: no initdb on this machine")
    with postgres_server(binaries) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str | None:
    """Address of an empty database; None for the file in the folder."""
    if request.param == "sqlite":
        return None
    server = request.getfixturevalue("postgres")
    name = f"t{token_hex(6)}"
    engine = create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.format(name=name)


@pytest.fixture
def workspace(tmp_path: Path, database: str | None) -> Iterator[Workspace]:
    with a_workspace(tmp_path, database=database) as made:
        yield made


@pytest.fixture
def folder_workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose database is a file: for what looks at the file itself."""
    with a_workspace(tmp_path) as made:
        yield made
