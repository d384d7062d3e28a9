"""What somebody can do who holds the database and the folder: change rows behind the program's back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text

from tongyuan.workspace.workspace import Workspace

__all__ = ["tamper", "tampered"]


def tamper(workspace: Workspace, *statements: str) -> None:
    """Change the audit by SQL; the triggers that guard it go first."""
    with workspace.database.connect_for_writing() as connection, connection.begin():
        _tamper(connection, *statements)


@contextmanager
def tampered(workspace: Workspace, *statements: str) -> Iterator[None]:
    """Change the audit by SQL for as long as the block lasts, as the block alone sees it."""
    with suppress(_Undone), workspace.database.write() as session:
        _tamper(session.connection(), *statements)
        yield
        _undo()


class _Undone(Exception):  # noqa: N818 - no error: the way back
    """Ends a block whose changes are not kept."""


def _undo() -> None:
    raise _Undone


def _tamper(connection: Connection, *statements: str) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    guards = ("audit_refuse_update", "audit_refuse_delete") if on_sqlite else ("audit_refuse",)
    for guard in guards:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {guard}" + ("" if on_sqlite else " ON audit")))
    for statement in statements:
        connection.execute(text(statement))
