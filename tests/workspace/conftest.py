"""Workspaces on both databases: every test that takes ``workspace`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import text

from tongyuan.testing.postgres import postgres_binaries, postgres_server
from tongyuan.testing.workspace import a_workspace
from tongyuan.workspace.engine import Database
from tongyuan.workspace.schema import migrate
from tongyuan.workspace.workspace import Workspace


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database with its schema, and returns its address."""
    pytest.importorskip("psycopg", reason="PostgreSQL: psycopg is not installed (extra `server`)")
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL: no initdb on this machine")
    with postgres_server(binaries) as address, closing(Database(address.format(name="postgres"))) as server:
        connection = server.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # Migrated once, copied for each test: the migration itself is what makes the first.
        connection.execute(text("CREATE DATABASE migrated"))
        with closing(Database(address.format(name="migrated"))) as migrated:
            migrate(migrated, place="migrated")

        def make() -> str:
            name = f"t{token_hex(6)}"
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY file_copy"))
            return address.format(name=name)

        yield make
        connection.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str | None:
    """Address of an empty database; None for the file in the folder."""
    return None if request.param == "sqlite" else request.getfixturevalue("new_database")()


@pytest.fixture
def workspace(tmp_path: Path, database: str | None) -> Iterator[Workspace]:
    with a_workspace(tmp_path, database=database) as made:
        yield made


@pytest.fixture
def folder_workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose database is a file: for what looks at the file itself."""
    with a_workspace(tmp_path) as made:
        yield made
