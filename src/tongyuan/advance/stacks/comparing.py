"""A stack's measured totals beside what was reported, and its CO2 beside the CO2 of its fuel."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Beside", "ancestors", "beside", "compare_co2", "compare_inventory", "require_independent"]

Edges = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two figures beside each other.

    Parameters
    ----------
    verdict
        ``agrees``, ``above`` or ``below`` (the measured against the other), or ``cannot_tell``.
    reason
        Why it cannot be told; None where it can.
    difference
        Measured less the other, of the other [1]; None where there is none.
    """

    verdict: Literal["agrees", "above", "below", "cannot_tell"]
    reason: str | None
    difference: float | None


def beside(
    measured: float | None, *, at_least: float | None, other: float | None, tolerance: float
) -> Beside:
    """Compare a measured figure with another; a lower bound alone can tell only that it is above.

    Parameters
    ----------
    measured
        Whole figure [t]; None where hours have no figure.
    at_least
        What is known of it [t]; None where nothing is.
    other
        The other figure [t]; None where not reported.
    tolerance
        Relative difference that is agreement [1].

    Returns
    -------
    Beside
        Verdict and difference.

    Examples
    --------
    >>> beside(105.0, at_least=105.0, other=100.0, tolerance=0.1).verdict
    'agrees'
    >>> beside(None, at_least=90.0, other=100.0, tolerance=0.1).reason
    'hours_without_a_figure'
    >>> beside(None, at_least=130.0, other=100.0, tolerance=0.1).verdict
    'above'
    >>> beside(5.0, at_least=5.0, other=None, tolerance=0.1).reason
    'not_reported'
    """
    if other is None:
        return Beside("cannot_tell", "not_reported", None)
    if measured is None and at_least is None:
        return Beside("cannot_tell", "not_measured", None)
    if measured is None:
        if at_least is not None and at_least > other * (1 + tolerance):
            return Beside("above", None, None)
        return Beside("cannot_tell", "hours_without_a_figure", None)
    if other == 0:
        return Beside("agrees" if measured == 0 else "above", None, None)
    difference = (measured - other) / other
    if abs(difference) <= tolerance:
        return Beside("agrees", None, difference)
    return Beside("above" if difference > 0 else "below", None, difference)


def compare_inventory(totals: pl.DataFrame, *, reported: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    """Lay measured totals beside the reported inventory of the same stack, pollutant and period.

    Parameters
    ----------
    totals
        Rows of ``StackTotal``.
    reported
        ``station``, ``pollutant``, ``period``, ``reported_t`` [t] (null where reported as not known).
    tolerance
        Relative difference that is agreement [1].

    Returns
    -------
    pl.DataFrame
        Every key of either with ``total_t``, ``known_t``, ``substituted_share`` of what is known [1],
        ``reported_t``, ``verdict``, ``reason``, ``difference`` [1].
    """
    key = ["station", "pollutant", "period"]
    measured = totals.select(
        *[pl.col(name).cast(pl.String) for name in key],
        "total_t",
        known_t=pl.col("known_kg") / 1000,
        substituted_share=pl.when(pl.col("known_kg") > 0).then(
            pl.col("substituted_kg").fill_null(0.0) / pl.col("known_kg")
        ),
    )
    rows = measured.join(reported.select(*key, "reported_t"), on=key, how="full", coalesce=True).sort(key)
    found = [
        beside(row["total_t"], at_least=row["known_t"], other=row["reported_t"], tolerance=tolerance)
        for row in rows.iter_rows(named=True)
    ]
    return rows.with_columns(
        verdict=pl.Series([one.verdict for one in found], dtype=pl.String),
        reason=pl.Series([one.reason for one in found], dtype=pl.String),
        difference=pl.Series([one.difference for one in found], dtype=pl.Float64),
    )


def ancestors(figure: str, *, derived_from: Edges) -> dict[str, str]:
    """Walk back to everything that a figure was derived from, with what each was met through.

    Parameters
    ----------
    figure
        A figure's name.
    derived_from
        Of each figure those that it was derived from.

    Returns
    -------
    dict
        Each ancestor, and the figure that was derived from it.

    Examples
    --------
    >>> ancestors("coal", derived_from={"coal": ["heat"], "heat": ["co2 of the stack"]})
    {'heat': 'coal', 'co2 of the stack': 'heat'}
    """
    met: dict[str, str] = {}
    left = deque([figure])
    while left:
        one = left.popleft()
        for source in sorted(derived_from.get(one, ())):
            if source not in met and source != figure:
                met[source] = one
                left.append(source)
    return met


def require_independent(measured: str, *, fuel: str, derived_from: Edges) -> None:
    """Refuse to verify a figure by one that was made from it, or from what it was made from.

    Parameters
    ----------
    measured, fuel
        Names of the two figures.
    derived_from
        Of each figure those that it was derived from.

    Raises
    ------
    InputError
        If one descends from the other, or both descend from a third.
    """
    of_fuel = ancestors(fuel, derived_from=derived_from)
    of_measured = ancestors(measured, derived_from=derived_from)
    shared = sorted(({fuel} | set(of_fuel)) & ({measured} | set(of_measured)))
    if shared:
        met = shared[0]
        values = {"fuel": fuel, "measured": measured, "shared": met}
        values["through"] = " ← ".join(_path(met, of_fuel) or [fuel])
        raise InputError(Problem("stack.circular", values))


def _path(figure: str, met: Mapping[str, str]) -> list[str]:
    path = [figure] if figure in met else []
    while path and path[-1] in met:
        path.append(met[path[-1]])
    return path[::-1]


def compare_co2(
    measured_t: float | None,
    *,
    at_least_t: float | None,
    fuel_t: float | None,
    fuel_basis: str | None,
    measured_name: str,
    fuel_name: str,
    derived_from: Edges,
    tolerance: float,
) -> Beside:
    """Lay the measured CO2 of a stack beside that of its fuel in the same hours.

    Fuel of which nobody says how its quantity was found verifies nothing: it might have been worked back
    from the CO2 itself. A quantity that was worked back is refused.

    Parameters
    ----------
    measured_t, at_least_t
        CO2 by concentration and flow, whole and known part [t].
    fuel_t
        CO2 of the fuel burned [t]; None where not told.
    fuel_basis
        How the quantity of fuel was found: ``weighed``, ``stock``, ``purchase``, ``derived``; None where
        not told.
    measured_name, fuel_name
        Names of the figures in ``derived_from``.
    derived_from
        Of each figure those that it was derived from.
    tolerance
        Relative difference that is agreement [1].

    Returns
    -------
    Beside
        Verdict and difference.

    Raises
    ------
    InputError
        If the two are not independent.

    Examples
    --------
    >>> names = {"measured_name": "co2", "fuel_name": "coal", "tolerance": 0.1}
    >>> figures = {"at_least_t": 102.0, "fuel_t": 100.0, "derived_from": {}}
    >>> compare_co2(102.0, fuel_basis="weighed", **figures, **names).verdict
    'agrees'
    >>> compare_co2(102.0, fuel_basis=None, **figures, **names).reason
    'basis_not_told'
    """
    require_independent(measured_name, fuel=fuel_name, derived_from=derived_from)
    if fuel_basis is None:
        return Beside("cannot_tell", "basis_not_told", None)
    if fuel_basis == "derived" and not list(derived_from.get(fuel_name, ())):
        return Beside("cannot_tell", "derivation_not_told", None)
    return beside(measured_t, at_least=at_least_t, other=fuel_t, tolerance=tolerance)
