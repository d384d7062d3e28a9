"""The database of a workspace: units of work that are one after the other, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import UnavailableError
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.faults import told, told_of_commit
from tongyuan.workspace.retrying import Pace, run_again

__all__ = ["QUEUE", "Database", "sqlite_url"]

T = TypeVar("T")

BUSY_MS = 60_000
#: Pages of the log after which SQLite writes them into the file, and what the log may keep on the disk after.
CHECKPOINT_PAGES = 1_000
LOG_BYTES = 64 * 1024 * 1024
#: Connections to a server beyond the five that are kept: a unit may hold one while it writes beside itself.
OVERFLOW = 45

#: First words of a unit on PostgreSQL: writers queue, as on SQLite. LOCK comes before the snapshot is taken.
QUEUE = "LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"


def sqlite_url(file: Path) -> URL:
    """Return the address of a SQLite file."""
    return URL.create("sqlite+pysqlite", database=str(file))


def _make_engine(url: str | URL) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = create_engine(
            address,
            isolation_level="SERIALIZABLE",
            pool_pre_ping=True,
            max_overflow=OVERFLOW,
            hide_parameters=True,  # no value of a row in a log
        )
    else:
        engine = create_engine(address, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", told)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: BEGIN is ours, so that schema changes roll back too.
    connection.isolation_level = None
    pragmas = (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        f"journal_size_limit={LOG_BYTES}",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(slots=True)
class _Unit:
    """A unit of work, and what is to be done once it has committed."""

    session: Session | None = None
    broken: UnavailableError | None = None
    after_commit: list[Callable[[], None]] = field(default_factory=list)


class Database:
    """Sessions on one database, safe to use from several threads.

    Parameters
    ----------
    url
        Address in SQLAlchemy's form.
    opening
        What a unit says first on PostgreSQL; nothing to let writers meet and the database choose.
    pace
        How often, and how long apart, a unit is run again that met another.
    """

    def __init__(self, url: str | URL, *, opening: str | None = QUEUE, pace: Pace | None = None) -> None:
        self.engine = _make_engine(url)
        self.opening = opening
        self.pace = pace or Pace()
        self._writing = self.engine.execution_options(writes=True)
        # What is read outside a unit is one snapshot that no writer can break off.
        reading = (
            {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        self._reading = self.engine.execution_options(**reading)
        self._unit: ContextVar[_Unit | None] = ContextVar("tongyuan_unit_of_work", default=None)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def inside(self) -> bool:
        """Tell whether a unit of work is under way."""
        return self._unit.get() is not None

    def retried(self, work: Callable[[], T]) -> T:
        """Do work that opens a unit; where it met another's, the whole of it is done again.

        Parameters
        ----------
        work
            Reads, decides and writes; it must bear to be run more than once. Inside a unit it is run once:
            the whole unit is what would be run again.

        Returns
        -------
        T
            What the work returned.
        """
        return work() if self.inside else run_again(work, pace=self.pace)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Join all writes inside into one transaction; it opens with its first write.

        Computing before that holds up nobody. What was read before the first write may have changed by then:
        for work whose result is named for what it was made from. Whoever reads and then decides opens
        :meth:`serialised`.
        """
        with self._joined(_Unit):
            yield

    @contextmanager
    def serialised(self) -> Iterator[None]:
        """Join reads and writes into one transaction from now on: what is read stands at its commit."""
        with self._joined(lambda: _Unit(self._open_for_writing())):
            yield

    @contextmanager
    def _joined(self, make: Callable[[], _Unit]) -> Iterator[None]:
        if self._unit.get() is not None:
            yield
            return
        unit = make()
        token = self._unit.set(unit)
        try:
            yield
            if unit.broken is not None:
                raise unit.broken  # noqa: TRY301 - somebody inside went on in spite of it
            _commit(unit.session)
        except BaseException:
            self._undo(unit)
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
            nested = unit.session.begin_nested()
            try:
                yield unit.session
                nested.commit()
            except UnavailableError as error:
                unit.broken = error  # the database has undone the whole unit, with its savepoints
                raise
            except BaseException:
                del unit.after_commit[planned:]
                nested.rollback()
                raise

    def apart(self, act: Callable[[Session], T]) -> T:
        """Write at once beside the unit that is under way: for rows that tell of the work itself.

        Parameters
        ----------
        act
            Writes in the session that it is given; run again where it met another. On a file the unit that
            holds the lock is joined: there is one writer.

        Returns
        -------
        T
            What ``act`` returned.
        """
        unit = self._unit.get()
        if self.is_sqlite and unit is not None and unit.session is not None:
            with self.write() as session:
                return act(session)
        return run_again(lambda: self._apart(act), pace=self.pace)

    def _apart(self, act: Callable[[Session], T]) -> T:
        with Session(self._writing, expire_on_commit=False) as session:
            result = act(session)
            _commit(session)
        return result

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Read: inside a transaction that has begun, its own writes too."""
        unit = self._unit.get()
        if unit is not None and unit.session is not None:
            yield unit.session
            return
        with Session(self._reading) as session:
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

    def _undo(self, unit: _Unit) -> None:
        if unit.session is None:
            return
        if unit.broken is not None and self.is_sqlite:
            # A full file has rolled back already, savepoints and all: there is nothing left to undo in it.
            unit.session.connection().invalidate()
        unit.session.rollback()

    def _open_for_writing(self) -> Session:
        session = Session(self._writing, expire_on_commit=False)
        try:
            connection = session.connection()  # on a file: BEGIN IMMEDIATE
            if self.opening and not self.is_sqlite:
                connection.exec_driver_sql(self.opening)
            failpoint("unit.opened")
        except BaseException:
            session.close()
            raise
        return session


def _commit(session: Session | None) -> None:
    if session is None:
        return
    session.flush()
    failpoint("unit.committing")
    with told_of_commit():
        session.commit()
    failpoint("unit.committed")
