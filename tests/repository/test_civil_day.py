"""A day is a day of the place: the day of UTC is yesterday until eight in the morning."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "tongyuan"
DAY_OF_UTC = re.compile(r"\bnow\.(?:date\(\)|year\b)|now\(UTC\)\.(?:date\(\)|year\b)|date\.today\(\)")


def test_nobody_reads_a_day_or_a_year_off_an_instant_of_utc() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): DAY_OF_UTC.findall(text)
        for path in sorted(SOURCE.rglob("*.py"))
        if DAY_OF_UTC.search(text := path.read_text(encoding="utf-8"))
    }
    assert found == {}
