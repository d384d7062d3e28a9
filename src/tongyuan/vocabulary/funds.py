"""Funds for reducing pollution and carbon, and the steps of their projects (``data/fund_*.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["STATES", "FundStep", "fund_kinds", "fund_steps"]

#: How far a project has come, in order; ``withdrawn`` stands beside.
STATES = ("reserved", "allocated", "paid", "spent", "evaluated", "withdrawn")


@dataclass(frozen=True, slots=True)
class FundStep:
    """One step of the pool.

    Parameters
    ----------
    step, name_zh, name_en
        Code and names.
    rung
        Sum that it changes: ``issued``, ``allocated``, ``paid``, ``spent``; empty: none.
    sign
        1 or -1.
    after
        States in which a project may take it (None: not in the pool).
    leads_to
        State that it leads to by itself; empty: that of the money.
    permission
        ``move`` or ``grant``: which service takes it.
    """

    step: str
    name_zh: str
    name_en: str
    rung: str
    sign: int
    after: frozenset[str | None]
    leads_to: str
    permission: str


@cache
def fund_steps() -> dict[str, FundStep]:
    """Return the steps by code, in the order of the table.

    Returns
    -------
    dict
        Steps.

    Examples
    --------
    >>> fund_steps()["pay"].rung
    'paid'
    """
    rows = packaged_table("fund_steps").fill_null("")
    plain = ("step", "name_zh", "name_en", "rung", "leads_to", "permission")
    return {
        row["step"]: FundStep(
            **{name: row[name] for name in plain},
            sign=int(row["sign"]),
            after=frozenset(None if state == "none" else state for state in row["after"].split()),
        )
        for row in rows.iter_rows(named=True)
    }


@cache
def fund_kinds() -> dict[str, tuple[str, str]]:
    """Return the names of each fund in Chinese and English, by code.

    Returns
    -------
    dict
        Names.

    Examples
    --------
    >>> fund_kinds()["clean_heating"][1]
    'clean heating of the north'
    """
    rows = packaged_table("fund_kinds").select("fund", "name_zh", "name_en")
    return {code: (zh, en) for code, zh, en in rows.iter_rows()}
