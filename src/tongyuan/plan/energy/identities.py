"""The balance's identities, read from the vocabulary and written out cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import polars as pl

from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["equations", "kind", "rule", "signs"]


class Term(NamedTuple):
    """One cell on the right-hand side of one identity."""

    identity: str
    kind: str
    row: int
    fuel: str
    term_row: int
    term_fuel: str
    sign: int
    part: str


NUMBERS = {"row", "term_row", "sign"}


def equations() -> pl.DataFrame:
    """Write the identities out: one row for each cell on a right-hand side.

    Returns
    -------
    pl.DataFrame
        ``identity``, ``kind`` (sum, at_most, columns), the cell it gives (``row``, ``fuel``), the cell it
        takes (``term_row``, ``term_fuel``), its ``sign`` (1 or -1) and ``part`` (``whole``, or ``input``:
        only what is negative).

    Examples
    --------
    >>> of_households = (pl.col("identity") == "households") & (pl.col("fuel") == "raw_coal")
    >>> equations().filter(of_households)["term_row"].to_list()
    [29, 30]
    """
    return _equations()


def rule(identity: str, *, language: str = "zh") -> str:
    """Return an identity in words.

    Parameters
    ----------
    identity
        Identity.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        The rule.

    Examples
    --------
    >>> rule("households", language="en")
    'residential = urban + rural'
    """
    return str(look_up("balance_identities", key="identity", code=identity, column=f"name_{language}"))


def kind(identity: str) -> str:
    """Return the kind of an identity: sum, columns, at_most, not_negative or not_positive."""
    return str(look_up("balance_identities", key="identity", code=identity, column="kind"))


def signs() -> pl.DataFrame:
    """Return the rows whose sign is fixed: ``identity``, ``row``, ``sign`` (1: not negative)."""
    kinds = {"not_negative": 1, "not_positive": -1}
    rules = packaged_table("balance_identities").filter(pl.col("kind").is_in(list(kinds)))
    listed = [
        (line["identity"], int(row), kinds[line["kind"]])
        for line in rules.iter_rows(named=True)
        for row in line["rows"].split()
    ]
    schema = {"identity": pl.String, "row": pl.Int32, "sign": pl.Int32}
    return pl.DataFrame(listed, schema=schema, orient="row")


@cache
def _equations() -> pl.DataFrame:
    schema = {name: pl.Int32 if name in NUMBERS else pl.String for name in Term._fields}
    return pl.DataFrame(list(_terms()), schema=schema, orient="row")


def _terms() -> Iterator[Term]:
    for line in packaged_table("balance_identities").iter_rows(named=True):
        if line["kind"] == "columns":
            yield from _column_terms(line)
        elif line["kind"] in {"sum", "at_most"}:
            yield from _row_terms(line)


def _row_terms(line: dict[str, str]) -> Iterator[Term]:
    for fuel in _carriers(line["carriers"]):
        for text in line["terms"].split():
            part = "input" if text.endswith("i") else "whole"
            number = int(text.removesuffix("i"))
            sign = 1 if number > 0 else -1
            yield Term(line["identity"], line["kind"], int(line["rows"]), fuel, abs(number), fuel, sign, part)


def _column_terms(line: dict[str, str]) -> Iterator[Term]:
    for row in map(int, line["rows"].split()):
        for fuel in line["terms"].split():
            yield Term(line["identity"], line["kind"], row, line["carriers"], row, fuel, 1, "whole")


def _carriers(which: str) -> tuple[str, ...]:
    table = fuels.table()
    aggregate = set(table.filter(pl.col("aggregate"))["fuel"].to_list())
    carriers = fuels.balance_carriers()
    chosen = {
        "all": carriers,
        "single": tuple(fuel for fuel in carriers if fuel not in aggregate),
        "aggregate": tuple(fuel for fuel in carriers if fuel in aggregate),
    }
    return chosen[which]
