"""The straight path from a base to a target, against which progress is read."""

from __future__ import annotations

from tongyuan.vocabulary.methods import Term, method

__all__ = ["PATH_EQUATION", "path_value"]

PATH_EQUATION = "base + (goal - base) * (year - base_year) / (target_year - base_year)"


@method(
    "target.path",
    equation=PATH_EQUATION,
    unit="unit of the target",
    source="Straight line between the base year's end and the target year's end",
    edition="-",
    terms={
        "base": Term("indicator_value", "value", "unit of the target"),
        "goal": Term("target", "value", "unit of the target"),
        "year": Term("indicator_value", "year", "year"),
        "base_year": Term("target", "base_year", "year"),
        "target_year": Term("target", "target_year", "year"),
    },
)
def path_value(base: float, *, goal: float, year: int, base_year: int, target_year: int) -> float:
    """Value of the straight path at the end of a year [unit of the target].

    Parameters
    ----------
    base
        Value at the end of the base year [unit of the target].
    goal
        Value to be reached at the end of the target year [unit of the target].
    year, base_year, target_year
        Civil years; the path is read at their last day.

    Returns
    -------
    float
        Value on the path [unit of the target].

    Raises
    ------
    ZeroDivisionError
        If base year and target year are the same.

    Examples
    --------
    >>> path_value(1400.0, goal=3700.0, year=2023, base_year=2020, target_year=2025)
    2780.0
    """
    return base + (goal - base) * (year - base_year) / (target_year - base_year)
