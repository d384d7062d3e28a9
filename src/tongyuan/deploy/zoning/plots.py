"""The life of a plot of land: steps with evidence, allowed one after the other; uses by state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import Problem

__all__ = ["next_steps", "refusals", "state_of", "uses_of"]

NONE = "none"
#: Whoever entered the evaluation does not take the plot off the list.
CLOSING = {"remove": "passed"}


def state_of(steps: Sequence[str]) -> str:
    """Tell the state after steps.

    Parameters
    ----------
    steps
        Steps in order.

    Returns
    -------
    str
        The state; ``none`` before the first.

    Examples
    --------
    >>> state_of([]), state_of(["suspect", "found_polluted", "risk_listed"])
    ('none', 'listed')
    """
    known = dict(packaged_table("plot_steps").select("step", "state").iter_rows())
    return known.get(steps[-1], NONE) if steps else NONE


def next_steps(kind: str, state: str) -> list[str]:
    """List the steps that may follow.

    Parameters
    ----------
    kind
        ``contaminated``, ``wind`` or ``pv``.
    state
        Where the plot is.

    Returns
    -------
    list of str
        Steps, in the order of the table.

    Examples
    --------
    >>> next_steps("contaminated", "suspected")
    ['found_clean', 'found_polluted']
    """
    return [
        row["step"]
        for row in packaged_table("plot_steps").iter_rows(named=True)
        if kind in row["kind"].split() and state in row["after"].split()
    ]


def refusals(
    step: str, *, kind: str, day: date, evidence: str, actor: str, before: pl.DataFrame
) -> list[Problem]:
    """Say what speaks against a step.

    Parameters
    ----------
    step
        The step.
    kind
        Kind of the plot.
    day
        When it was taken.
    evidence
        Document that shows it.
    actor
        Who enters it.
    before
        Rows of ``PlotStep`` of the plot, oldest first.

    Returns
    -------
    list of Problem
        Empty where nothing does.
    """
    state = state_of(before["step"].to_list())
    allowed = next_steps(kind, state)
    problems = []
    if step not in allowed:
        values = {"step": step, "state": state, "allowed": "、".join(allowed) or "—"}
        problems.append(Problem("zoning.step", values))
    if not evidence.strip():
        problems.append(Problem("zoning.no_evidence", {"step": step}))
    if before.height and day < before["day"][-1]:
        problems.append(Problem("zoning.step_day", {"day": day, "last": before["day"][-1]}))
    shown = CLOSING.get(step)
    entered = before.filter(pl.col("step") == shown)["actor"].to_list() if shown else []
    if entered and entered[-1] == actor:
        problems.append(Problem("zoning.own_step", {"step": step}))
    return problems


def uses_of(state: str, *, severe: bool | None, on: date) -> pl.DataFrame:
    """Tell what rules say about uses of a contaminated plot.

    Parameters
    ----------
    state
        Where the plot is in its life.
    severe
        Whether it is severely contaminated; None where nobody told: such rules are not applied then.
    on
        Day on which the rules hold.

    Returns
    -------
    pl.DataFrame
        ``use``, names, ``verdict``, text, citation and quality; a use that no row names is free as far as
        these rules go.

    Examples
    --------
    >>> uses_of("listed", severe=False, on=date(2024, 1, 1))["verdict"].to_list()
    ['forbidden', 'forbidden', 'related_only', 'related_only']
    """
    rows = packaged_table("plot_uses").filter(pl.col("valid_from").str.to_date() <= on)
    here = pl.col("states").str.split(" ").list.contains(state) | (pl.col("states") == "any")
    fits = pl.col("severe").is_null() | pl.lit(severe is True)
    return rows.filter(here & fits).select(
        "use", "name_zh", "name_en", "verdict", "text_zh", "text_en", "citation", "quality"
    )
