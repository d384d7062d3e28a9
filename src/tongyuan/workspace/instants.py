"""Instants as whole seconds, each engine by its own function: no zone of a session has a say in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Named", "with_seconds"]

#: Function of each engine that gives the microseconds since 1970 of an instant.
MICROSECONDS = {"duckdb": "epoch_us", "pyspark": "unix_micros"}
A_SECOND = 1_000_000


class Named(Protocol):
    """An engine of Ibis; what matters here is which."""

    name: str


def with_seconds(rows: ir.Table, connection: Named) -> ir.Table:
    """Tell the end of each interval in seconds since 1970 as well.

    Ibis casts away an instant's time zone before it counts its seconds, row by row; the engines count them
    from what is stored.

    Parameters
    ----------
    rows
        A table with ``ended_at``.
    connection
        The engine that reads it.

    Returns
    -------
    ir.Table
        The same with ``ended_s`` [s since 1970, UTC], of an instant within a second the second before it.

    Raises
    ------
    KeyError
        If the engine is neither DuckDB nor Spark.

    Examples
    --------
    >>> import ibis
    >>> from datetime import UTC, datetime
    >>> engine = ibis.duckdb.connect()
    >>> end = datetime(2024, 1, 1, 16, 0, 0, 999_999, tzinfo=UTC)
    >>> rows = engine.create_table("told_hours", ibis.memtable({"ended_at": [end]}))
    >>> with_seconds(rows, engine).ended_s.to_pyarrow().to_pylist()
    [1704124800]
    """
    import ibis

    def microseconds(instant: Any) -> Any:
        """Stand for the engine's own function."""

    named = MICROSECONDS[connection.name]
    own = ibis.udf.scalar.builtin(microseconds, name=named, signature=((rows.ended_at.type(),), "int64"))
    return rows.mutate(ended_s=(own(rows.ended_at) / float(A_SECOND)).floor().cast("int64"))
