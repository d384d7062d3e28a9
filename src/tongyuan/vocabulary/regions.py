"""The tree of regions: who lies in whom, and sums that never count anything twice.

Administrative regions of one level add up to their parent; functional areas (parks, basins, groups of cities)
overlap them and never do. The rows come from packs.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["additive_children", "assessed", "descendants", "members", "sum_over_cities"]


def additive_children(regions: pl.DataFrame, *, parent: str) -> tuple[str, ...]:
    """List the regions that add up to a parent.

    Parameters
    ----------
    regions
        Rows of contract ``Region``.
    parent
        The region above.

    Returns
    -------
    tuple of str
        Codes, sorted.

    Raises
    ------
    InputError
        ``region.unknown``: the parent is not among the regions.

    Examples
    --------
    >>> regions = pl.DataFrame({"region": ["99", "9901", "X"], "parent": [None, "99", "99"],
    ...                         "additive": [False, True, False]})
    >>> additive_children(regions, parent="99")
    ('9901',)
    """
    if parent not in regions["region"].to_list():
        raise InputError(Problem("region.unknown", {"got": parent}))
    below = regions.filter((pl.col("parent") == parent) & pl.col("additive"))
    return tuple(sorted(below["region"].to_list()))


def assessed(regions: pl.DataFrame) -> tuple[str, ...]:
    """List the assessment units: administrative regions first, then functional areas, by code.

    Parameters
    ----------
    regions
        Rows of contract ``Region``.

    Returns
    -------
    tuple of str
        Codes.

    Examples
    --------
    >>> regions = pl.DataFrame({"region": ["A", "9901"], "level": ["functional", "prefecture"],
    ...                         "assessed": [True, True]})
    >>> assessed(regions)
    ('9901', 'A')
    """
    units = regions.filter(pl.col("assessed")).sort(pl.col("level") == "functional", "region")
    return tuple(units["region"].to_list())


def descendants(regions: pl.DataFrame, *, parent: str) -> tuple[str, ...]:
    """List every region below a region, whatever the level, functional areas included.

    Parameters
    ----------
    regions
        Rows of contract ``Region``.
    parent
        The region above.

    Returns
    -------
    tuple of str
        Codes, sorted.

    Examples
    --------
    >>> regions = pl.DataFrame({"region": ["99", "9901", "990101"], "parent": [None, "99", "9901"]})
    >>> descendants(regions, parent="99")
    ('9901', '990101')
    """
    found: set[str] = set()
    frontier = {parent}
    while frontier:
        below = set(regions.filter(pl.col("parent").is_in(sorted(frontier)))["region"].to_list())
        frontier = below - found
        found |= below
    return tuple(sorted(found))


def members(memberships: pl.DataFrame, *, group: str) -> tuple[str, ...]:
    """List the regions of a group or functional area.

    Parameters
    ----------
    memberships
        Rows of contract ``Membership``.
    group
        Group id.

    Returns
    -------
    tuple of str
        Codes, sorted; empty where no member is known.

    Examples
    --------
    >>> members(pl.DataFrame({"group": ["coast", "coast"], "region": ["9902", "9901"]}), group="coast")
    ('9901', '9902')
    """
    return tuple(sorted(memberships.filter(pl.col("group") == group)["region"].to_list()))


def sum_over_cities(
    values: pl.DataFrame, *, regions: pl.DataFrame, parent: str, absent: Collection[str] = ()
) -> float:
    """Sum a quantity over the regions that make up a parent.

    Parameters
    ----------
    values
        Columns ``region`` and ``value`` [any additive unit]; one row a region.
    regions
        Rows of contract ``Region``.
    parent
        The region above.
    absent
        Regions declared to be without a figure: the sum leaves them out knowingly.

    Returns
    -------
    float
        The sum [unit of ``value``].

    Raises
    ------
    InputError
        All at once: ``region.double_count`` for a functional area, the parent itself or a region of another
        level; ``region.repeated`` for a region given twice; ``region.missing`` for one without a figure that
        is not declared absent; ``region.unknown`` for an unknown code.

    Examples
    --------
    >>> regions = pl.DataFrame({"region": ["99", "9901", "9902"], "parent": [None, "99", "99"],
    ...                         "additive": [False, True, True]})
    >>> values = pl.DataFrame({"region": ["9901", "9902"], "value": [3.0, 4.0]})
    >>> sum_over_cities(values, regions=regions, parent="99")
    7.0
    """
    expected = additive_children(regions, parent=parent)
    given = values["region"].to_list()
    counted = values.drop_nulls("value")["region"].to_list()
    problems = [
        *_uncountable(given, regions=regions, expected=expected, parent=parent),
        *(
            Problem("region.repeated", {"got": code})
            for code in sorted({c for c in given if given.count(c) > 1})
        ),
        *(
            Problem("region.missing", {"got": code, "parent": parent})
            for code in expected
            if code not in counted and code not in absent
        ),
    ]
    if problems:
        raise InputError(problems)
    return float(values.drop_nulls("value").sort("region")["value"].sum())


def _uncountable(
    given: list[str], *, regions: pl.DataFrame, expected: tuple[str, ...], parent: str
) -> list[Problem]:
    known = set(regions["region"].to_list())
    strange = [code for code in dict.fromkeys(given) if code not in expected]
    return [
        Problem("region.double_count", {"got": code, "parent": parent})
        if code in known
        else Problem("region.unknown", {"got": code})
        for code in strange
    ]
