"""Code knows no jurisdiction: names and codes of a pack's regions stand in its tables alone."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

PACKS = Path(__file__).parents[2] / "src" / "tongyuan" / "packs"
ENDINGS = ("自治县", "示范区", "新区", "省", "市", "县", "区")
# A name of one character is an everyday word; a hit on it says nothing.
SHORTEST = 2


def test_no_name_or_code_of_a_region_of_a_pack_stands_in_code_outside_the_packs(sources: list[Path]) -> None:
    forbidden = _words()
    if not forbidden:
        pytest.skip("no pack has regions yet")
    pattern = re.compile("|".join(forbidden), re.IGNORECASE)
    hits = [
        f"{path}:{number}: {match.group()}"
        for path in sources
        if not path.is_relative_to(PACKS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in pattern.finditer(line)
    ]
    assert hits == []


def _words() -> list[str]:
    """Write one pattern for each code and name in the regions of the packs that are no invention."""
    words: set[str] = set()
    for table in sorted(PACKS.glob("*/**/regions.csv")):
        if table.relative_to(PACKS).parts[0] == "exercise":
            continue
        for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()):
            words |= _patterns(row)
        words.add(re.escape(table.relative_to(PACKS).parts[0]))
    return sorted(words)


def _patterns(row: dict[str, str]) -> set[str]:
    chinese = row.get("name_zh") or ""
    short = next((chinese.removesuffix(end) for end in ENDINGS if chinese.endswith(end)), chinese)
    english = (row.get("name_en") or "").removesuffix(" Province").removesuffix(" City")
    patterns = {re.escape(short)} if len(short) >= SHORTEST else set()
    if english:
        patterns.add(rf"\b{re.escape(english)}\b")
    if re.fullmatch(r"\d{6}", row.get("region") or ""):
        patterns.add(rf"(?<!\d){row['region']}(?!\d)")
    return patterns
