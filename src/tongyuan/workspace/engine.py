"""The database of a workspace: one writer at a time, units of work, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

__all__ = ["Database", "sqlite_url"]

BUSY_MS = 60_000


def sqlite_url(file: Path) -> URL:
    """Return the address of a SQLite file."""
    return URL.create("sqlite+pysqlite", database=str(file))


def _make_engine(url: str | URL) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, isolation_level="SERIALIZABLE", pool_pre_ping=True)
    engine = create_engine(address)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: BEGIN is ours, so that schema changes roll back too.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(slots=True)
class _Unit:
    """A unit of work: its session opens with its first write, so that computing holds no lock."""

    session: Session | None = None
    after_commit: list[Callable[[], None]] = field(default_factory=list)


class Database:
    """Sessions on one database, safe to use from several threads.

    Parameters
    ----------
    url
        Address in SQLAlchemy's form.
    """

    def __init__(self, url: str | URL) -> None:
        self.engine = _make_engine(url)
        self._writing = self.engine.execution_options(writes=True)
        self._unit: ContextVar[_Unit | None] = ContextVar("tongyuan_unit_of_work", default=None)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Join all writes inside into one transaction; an inner one joins the outer one."""
        if self._unit.get() is not None:
            yield
            return
        unit = _Unit()
        token = self._unit.set(unit)
        try:
            yield
            if unit.session is not None:
                unit.session.commit()
        except BaseException:
            if unit.session is not None:
                unit.session.rollback()
            raise
        finally:
            self._unit.reset(token)
            if unit.session is not None:
                unit.session.close()
        for act in unit.after_commit:
            act()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the current transaction for writing, or a short one; what fails inside leaves no trace."""
        with self.transaction():
            unit = self._unit.get()
            assert unit is not None  # noqa: S101 - transaction() has just set it
            if unit.session is None:
                unit.session = self._open_for_writing()
            planned = len(unit.after_commit)
            try:
                with unit.session.begin_nested():
                    yield unit.session
            except BaseException:
                del unit.after_commit[planned:]
                raise

    @contextmanager
    def write_apart(self) -> Iterator[Session]:
        """Write at once, outside a unit of work that holds no lock yet: for heartbeats of the work itself."""
        unit = self._unit.get()
        if unit is None or unit.session is not None:
            with self.write() as session:
                yield session
            return
        token = self._unit.set(None)
        try:
            with self.write() as session:
                yield session
        finally:
            self._unit.reset(token)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Read: inside a transaction that has written, its own writes too."""
        unit = self._unit.get()
        if unit is not None and unit.session is not None:
            yield unit.session
            return
        with Session(self.engine) as session:
            yield session

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once the current transaction has committed."""
        unit = self._unit.get()
        if unit is None:
            raise RuntimeError("after_commit belongs inside a transaction")
        unit.after_commit.append(act)

    def connect_for_writing(self) -> Connection:
        """Connect for a change of the schema."""
        return self._writing.connect()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _open_for_writing(self) -> Session:
        session = Session(self._writing, expire_on_commit=False)
        if not self.is_sqlite:
            # Writers queue, as on SQLite; LOCK comes before the snapshot is taken, so no retry is needed.
            session.connection().exec_driver_sql("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE")
        return session
