"""Rows of a database as lines of text that either database reads: JSON, one row a line.

The tables are taken as the database has them, not as the models do: a backup of an older version is loaded
into the schema of that version, and then brought forward like any workspace.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, Integer, LargeBinary, MetaData, Table, select, text
from sqlalchemy.types import TypeEngine

from tongyuan.workspace.types import Instant

__all__ = ["insert_rows", "restart_numbers", "row_lines", "tables_of"]

REVISIONS = "alembic_version"
BATCH = 1000
#: Where a restored row says that it is over: nobody who was signed in then is signed in now.
ENDS = {"visit": "ended_at", "one_time_link": "used_at", "oidc_start": "used_at", "sign_in_step": "used_at"}


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """List the tables that a database has, those first that others refer to."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Instant()
    return tuple(table for table in metadata.sorted_tables if table.name != REVISIONS)


def row_lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Write a table: its columns, then each row."""
    names = [column.name for column in table.columns]
    yield _line(names)
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(statement):
        yield _line([_plain(value) for value in row])


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # an instant is a date too
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def insert_rows(connection: Connection, table: Table, lines: Iterable[bytes], *, ended_at: str) -> int:
    """Load a table, and return how many rows it had.

    Parameters
    ----------
    connection
        A transaction.
    table
        One of :func:`tables_of`, empty.
    lines
        As :func:`row_lines` writes them.
    ended_at
        Instant at which visits and links that were open count as over.

    Returns
    -------
    int
        Rows.
    """
    given = iter(lines)
    names = json.loads(next(given))
    read = [_reader(table.columns[name]) for name in names]
    over = ENDS.get(table.name)
    records: list[dict[str, Any]] = []
    for line in given:
        record = {name: one(value) for name, one, value in zip(names, read, json.loads(line), strict=True)}
        if over is not None and record[over] is None:
            record[over] = datetime.fromisoformat(ended_at)
        records.append(record)
    ordered = _parents_first(table, records)
    for start in range(0, len(ordered), BATCH):
        connection.execute(table.insert(), ordered[start : start + BATCH])
    return len(ordered)


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, Instant):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    return lambda value: value


def _parents_first(table: Table, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order the rows of a table that refers to itself; all others stay as they are."""
    own = [(key.parent.name, key.column.name) for key in table.foreign_keys if key.column.table is table]
    if not own:
        return records
    ordered: list[dict[str, Any]] = []
    there: set[Any] = {None}
    waiting = records
    while waiting:
        ready = [each for each in waiting if all(each[column] in there for column, _ in own)]
        if not ready:  # a ring, which the database will refuse by name
            return [*ordered, *waiting]
        ordered += ready
        there |= {each[referred] for each in ready for _, referred in own}
        taken = set(map(id, ready))
        waiting = [each for each in waiting if id(each) not in taken]
    return ordered


def restart_numbers(connection: Connection, table: Table) -> None:
    """Let a table on PostgreSQL number on from its last row; SQLite does so by itself."""
    columns = list(table.primary_key.columns)
    if connection.dialect.name == "sqlite" or len(columns) != 1 or not isinstance(columns[0].type, Integer):
        return
    name = columns[0].name
    serial = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": name}
    )
    if serial is not None:
        last = f"(SELECT max({name}) FROM {table.name})"  # noqa: S608 - names of our own schema
        connection.execute(text(f"SELECT setval('{serial}', coalesce({last}, 1), {last} IS NOT NULL)"))
