"""Tables whose rows are neither changed nor removed: the database itself refuses it."""

from __future__ import annotations

from alembic import op

__all__ = ["allow_changes", "refuse_changes"]


def refuse_changes(table: str) -> None:
    """Let the database refuse to change or remove rows of a table."""
    words = f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def allow_changes(table: str) -> None:
    """Lift the refusal while a migration fills a new column; :func:`refuse_changes` puts it back."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_refuse_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_refuse ON {table}")
    op.execute(f"DROP FUNCTION {table}_refuse()")
