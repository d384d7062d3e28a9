"""A workspace of the first schema learns what is public: what its pack brought, and what stands on that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tongyuan.testing.backends import BACKENDS
from tongyuan.workspace.engine import Database, sqlite_url
from tongyuan.workspace.schema import migrate, migrate_to, schema_differences
from tongyuan.workspace.types import Instant

FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
REGION = "990000"


@pytest.fixture(params=BACKENDS)
def first(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the first schema."""
    if request.param == "sqlite":
        address: Any = sqlite_url(tmp_path / "first.db")
    else:
        address = request.getfixturevalue("blank_database")()
    with closing(Database(address)) as database:
        with database.connect_for_writing() as connection, connection.begin():
            migrate_to(connection, "0001")
            _fill(connection)
        yield database


def _fill(connection: Connection) -> None:
    def put(table: str, **values: Any) -> None:
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = Instant().process_bind_param(value, connection.dialect)
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)

    before, after = FOUNDED - timedelta(minutes=1), FOUNDED + timedelta(days=1)
    put("workspace_meta", id=1, pack="p", title_zh="t", title_en="t", region=REGION, synthetic=True,
        settings="{}", package_version="1", created_at=before)  # fmt: skip
    put("audit", seq=1, at=FOUNDED, actor="a", service="workspace.init", params="{}", outcome="done",
        previous_hash="0" * 64, hash="1" * 64)  # fmt: skip
    for period, moment in (("2023", before), ("2024", after)):
        put("statistic", series="s", region=REGION, period=period, kind="published", vintage="final",
            version=1, value=1.0, unit="u", believed_at=moment, reporter="a", quality="published",
            citation="c")  # fmt: skip
    put("artefact", sha256="2" * 64, path="p", rows=1, bytes=1, written_at=before)
    for number, (name, source, moment) in enumerate(
        [
            ("balance", None, before),
            ("balance", "f.xlsx", after),
            ("activity", None, after),
            ("jurisdiction.series", None, after),
        ]
    ):
        put("dataset", id=number + 1, name=name, sha256="2" * 64, actor="a", source_name=source,
            imported_at=moment)  # fmt: skip
    for key, params, moment in (
        ("aaaaaaaaaaaa", '{"region": "990100"}', before),
        ("bbbbbbbbbbbb", "{}", after + timedelta(days=1)),
    ):
        put("run", id=key, fingerprint=key * 5, kind="k", params=params, package_version="1", actor="a",
            started_at=moment, finished_at=moment)  # fmt: skip


def test_levels_and_regions_are_filled_in_from_what_is_known(first: Database) -> None:
    migrate(first, place="here")
    assert schema_differences(first) == []
    with first.engine.connect() as connection:

        def column(statement: str) -> list[Any]:
            return [tuple(row) for row in connection.execute(text(statement))]

        assert column("SELECT period, sensitivity FROM statistic ORDER BY period") == [
            ("2023", "public"),
            ("2024", "internal"),
        ]
        assert column("SELECT sensitivity FROM dataset ORDER BY id") == [
            ("public",),
            ("internal",),
            ("internal",),
            ("public",),
        ]
        assert column("SELECT region, sensitivity FROM run ORDER BY id") == [
            ("990100", "public"),
            (REGION, "internal"),
        ]
