"""Civil periods: years, quarters, months and days are civil dates in Asia/Shanghai; instants are UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["CIVIL_ZONE", "Period", "civil_date", "parse_period"]

CIVIL_ZONE = ZoneInfo("Asia/Shanghai")

_FORMS = re.compile(
    r"^(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d{2}))?)?$"
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A civil period by its first and last day."""

    first: date
    last: date
    text: str

    @property
    def year(self) -> int:
        """Year in which the period begins."""
        return self.first.year


def parse_period(text: str) -> Period:
    """Read a period: ``2024``, ``2024Q3``, ``2024-07`` or ``2024-07-31``.

    Parameters
    ----------
    text
        The period as written in a table.

    Returns
    -------
    Period
        Its first and last civil day.

    Raises
    ------
    ValueError
        If the text is none of the four forms, or no such day exists.

    Examples
    --------
    >>> parse_period("2024-02").last
    datetime.date(2024, 2, 29)
    >>> parse_period("2025Q3").first
    datetime.date(2025, 7, 1)
    """
    match = _FORMS.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no period: write 2024, 2024Q3, 2024-07 or 2024-07-31")
    year = int(match["year"])
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return Period(day, day, text)
    if match["month"]:
        return _months(year, int(match["month"]), 1, text)
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3, text)
    return _months(year, 1, 12, text)


def _months(year: int, first: int, count: int, text: str) -> Period:
    after = first + count
    following = date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1)
    return Period(date(year, first, 1), following - timedelta(days=1), text)


def civil_date(instant: datetime) -> date:
    """Return the civil date in Asia/Shanghai of an instant.

    Parameters
    ----------
    instant
        A time with a zone.

    Returns
    -------
    date
        The date that a calendar in China shows.

    Raises
    ------
    ValueError
        If the instant has no zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> civil_date(datetime(2024, 12, 31, 16, 0, tzinfo=UTC))
    datetime.date(2025, 1, 1)
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(CIVIL_ZONE).date()
