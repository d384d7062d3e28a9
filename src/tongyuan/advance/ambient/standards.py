"""One edition of the standards of ambient air: bounds of indices, limits, rules of statistics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from tongyuan.vocabulary.quality import worst

__all__ = ["ITEMS", "Standard", "edition_on", "standard_of"]

#: The six items of the daily evaluation, in the order of the standard.
ITEMS = ("so2", "no2", "co", "o3", "pm10", "pm2.5")


@dataclass(frozen=True, slots=True)
class Standard:
    """What days and periods are judged by; never two editions in one.

    Parameters
    ----------
    edition
        ``2012`` or ``2026``.
    breakpoints
        Rows of ``aqi_breakpoints`` of the edition.
    limits
        Rows of ``ambient_limits`` that hold on the day asked for.
    rules
        Rows of ``ambient_rules`` of the edition.
    """

    edition: str
    breakpoints: pl.DataFrame
    limits: pl.DataFrame
    rules: pl.DataFrame

    def rule(self, rule: str, item: str | None = None) -> float:
        """Give the value of a rule of statistics.

        Parameters
        ----------
        rule
            Its name.
        item
            The item that it is of; None for a rule of all items.

        Returns
        -------
        float
            The value.
        """
        of_item = pl.col("item").is_null() if item is None else pl.col("item") == item
        return float(self.rules.filter((pl.col("rule") == rule) & of_item)["value"].item())

    def limit(self, item: str, averaging: str, *, grade: int = 2) -> float | None:
        """Give a limit, or None where the standard sets none.

        Parameters
        ----------
        item
            The item.
        averaging
            ``annual``, ``24h``, ``8h`` or ``1h``.
        grade
            1 or 2.

        Returns
        -------
        float or None
            The limit [ug/m3; CO mg/m3].
        """
        found = self.limits.filter((pl.col("item") == item) & (pl.col("averaging") == averaging))
        return float(found[f"grade_{grade}"].item()) if found.height else None

    def bounds(self, item: str, averaging: str) -> list[tuple[float, float, float, float]]:
        """Give the pieces of an item's index: concentration from and to, index from and to."""
        pieces = self.breakpoints.filter((pl.col("item") == item) & (pl.col("averaging") == averaging))
        names = ("bp_low", "bp_high", "iaqi_low", "iaqi_high")
        return list(pieces.sort("bp_low").select(names).iter_rows())

    @property
    def quality(self) -> str:
        """The worst quality among what days and periods are judged by."""
        told = (*self.breakpoints["quality"], *self.limits["quality"], *self.rules["quality"])
        return worst(told).value


def edition_on(day: date, *, limits: pl.DataFrame) -> str:
    """Name the edition in force on a day.

    Parameters
    ----------
    day
        A civil day.
    limits
        Rows of ``ambient_limits``.

    Returns
    -------
    str
        The edition.

    Examples
    --------
    >>> from tongyuan import reference
    >>> held = reference.ambient_limits()
    >>> [edition_on(date(2026, month, 1), limits=held) for month in (2, 3)]
    ['2012', '2026']
    """
    return str(_on(limits, day)["edition"].first())


def _on(limits: pl.DataFrame, day: date) -> pl.DataFrame:
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    return limits.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)))


def standard_of(
    day: date,
    *,
    breakpoints: pl.DataFrame,
    limits: pl.DataFrame,
    rules: pl.DataFrame,
    edition: str | None = None,
) -> Standard:
    """Gather the edition in force on a day, or a named one.

    A named edition brings the limits that it set last by the day, or first where it did not yet hold.

    Parameters
    ----------
    day
        A civil day: of a period, its last.
    breakpoints, limits, rules
        The tables of reference.
    edition
        Another edition than the day's, to compare.

    Returns
    -------
    Standard
        The edition.

    Raises
    ------
    ValueError
        If there is no such edition.

    Examples
    --------
    >>> from tongyuan import reference as r
    >>> tables = {"breakpoints": r.aqi_breakpoints(), "limits": r.ambient_limits()}
    >>> tables["rules"] = r.ambient_rules()
    >>> standard_of(date(2026, 12, 31), **tables).limit("pm2.5", "annual")
    30.0
    >>> standard_of(date(2031, 12, 31), **tables).limit("pm2.5", "annual")
    25.0
    """
    chosen = edition or edition_on(day, limits=limits)
    own = limits.filter(pl.col("edition") == chosen)
    if own.is_empty():
        raise ValueError(f"{chosen!r} is no edition: {sorted(limits['edition'].unique())}")
    held = _on(own, day)
    if held.is_empty():
        began = own["valid_from"].min()
        held = own.filter(pl.col("valid_from").eq_missing(began))
    return Standard(
        edition=chosen,
        breakpoints=breakpoints.filter(pl.col("edition") == chosen),
        limits=held,
        rules=rules.filter(pl.col("edition") == chosen),
    )
