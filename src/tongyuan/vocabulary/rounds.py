"""Rounds of reporting: their kinds, the states of an assignment, and the only steps between them.

未报 → 已报 → (退回 → 已报) → 审核 → 签发 → 锁定. The diagram is a table, ``data/round_steps.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.problems import ConflictError, Problem

__all__ = [
    "DUTIES",
    "KINDS",
    "LEVELS",
    "SETTLED",
    "STATES",
    "STEPS",
    "RoundKind",
    "due_on",
    "duty_of",
    "grain_of",
    "next_state",
    "round_kind",
    "year_before",
]


def _column(table: str, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(packaged_table(table)[name].to_list()))


KINDS = _column("round_kinds", "kind")
#: Highest first.
LEVELS = _column("round_levels", "level")
STATES = _column("round_states", "state")
STEPS = _column("round_steps", "step")
#: Nobody holds two of them in one assignment.
DUTIES = ("report", "review", "approve")
#: States in which an assignment no longer holds up the one above it.
SETTLED = tuple(row["state"] for row in packaged_table("round_states").to_dicts() if row["settled"] == "true")


@dataclass(frozen=True, slots=True)
class RoundKind:
    """A kind of round, with its default dates.

    Parameters
    ----------
    kind, label_zh, label_en
        Id and names.
    grain
        ``year``, ``quarter`` or ``month``.
    vintage
        Vintage of the statistics that its figures become.
    opens_after_days, due_after_days
        Days after the last day of its period [d].
    """

    kind: str
    label_zh: str
    label_en: str
    grain: str
    vintage: str
    opens_after_days: int
    due_after_days: int


@cache
def round_kind(kind: str) -> RoundKind:
    """Return a kind of round.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.

    Returns
    -------
    RoundKind
        Its grain, vintage and default dates.

    Examples
    --------
    >>> round_kind("ledger").grain
    'month'
    """
    row = next(row for row in packaged_table("round_kinds").to_dicts() if row["kind"] == kind)
    days = {name: int(row[name]) for name in ("opens_after_days", "due_after_days")}
    return RoundKind(**(row | days))


def due_on(opens_on: date, due: date, *, level: str) -> date:
    """Work out when a level must report, so that the one above has time to sum up.

    Parameters
    ----------
    opens_on, due
        First and last day of the round.
    level
        One of :data:`LEVELS`.

    Returns
    -------
    date
        A day between the two: so many per cent of the time earlier as ``round_levels.csv`` says.

    Examples
    --------
    >>> due_on(date(2025, 1, 1), date(2025, 1, 31), level="enterprise")
    datetime.date(2025, 1, 16)
    """
    share = _days_before()[level]
    return due - timedelta(days=(due - opens_on).days * share // 100)


@cache
def _days_before() -> dict[str, int]:
    rows = packaged_table("round_levels").to_dicts()
    return {row["level"]: int(row["days_before_percent"]) for row in rows}


@cache
def _diagram() -> dict[tuple[str, str | None], tuple[str, str | None]]:
    rows = packaged_table("round_steps").to_dicts()
    return {(row["step"], row["from"] or None): (row["to"], row["duty"] or None) for row in rows}


def next_state(step: str, state: str | None, *, assignment: int | str = "") -> str:
    """Return the state that a step leads to.

    Parameters
    ----------
    step
        One of :data:`STEPS`.
    state
        Where the assignment stands; None before it is opened.
    assignment
        Its number, for the message.

    Returns
    -------
    str
        The state after the step.

    Raises
    ------
    ConflictError
        ``round.state``: the diagram has no such step.

    Examples
    --------
    >>> next_state("review", "reported")
    'reviewed'
    """
    if (step, state) in _diagram():
        return _diagram()[step, state][0]
    expected = " | ".join(str(start) for name, start in _diagram() if name == step)
    values = {"assignment": assignment, "state": state, "step": step, "expected": expected}
    raise ConflictError(Problem("round.state", values))


def duty_of(step: str) -> str | None:
    """Return the duty that a step belongs to.

    Parameters
    ----------
    step
        One of :data:`STEPS`.

    Returns
    -------
    str or None
        One of :data:`DUTIES`; None where the step is nobody's duty.

    Examples
    --------
    >>> duty_of("save"), duty_of("lock")
    ('report', None)
    """
    return next(duty for (name, _), (_, duty) in _diagram().items() if name == step)


def grain_of(period: str) -> str:
    """Return the grain of a period.

    Parameters
    ----------
    period
        ``2024``, ``2024Q3`` or ``2024-07``.

    Returns
    -------
    str
        ``year``, ``quarter``, ``month`` or ``day``.

    Examples
    --------
    >>> grain_of("2024Q3")
    'quarter'
    """
    days = (parse_period(period).last - parse_period(period).first).days
    return "year" if days > 300 else "quarter" if days > 80 else "month" if days > 20 else "day"


def year_before(period: str) -> str:
    """Return the same period one year before.

    Parameters
    ----------
    period
        ``2024``, ``2024Q3`` or ``2024-07``.

    Returns
    -------
    str
        The period.

    Examples
    --------
    >>> year_before("2025-03"), year_before("2025Q1"), year_before("2025")
    ('2024-03', '2024Q1', '2024')
    """
    return f"{int(period[:4]) - 1}{period[4:]}"
