"""What is typed is found: an exact code first, then names, then texts; Chinese without blanks."""

from __future__ import annotations

import pytest

from tongyuan.services.searching import Entry, found_among

ENTRIES = (
    Entry(
        "article", "9", "第9条 大气", "Article 9 Air", "钢铁企业完成超低排放改造", "/deploy/policy?article=9"
    ),
    Entry("region", "990100", "甲州市", "Jiazhou", "虚构", "/?region=990100"),
    Entry("task", "A09-01", "钢铁企业改造", "Retrofit of steel works", "", "/deploy/policy?article=9"),
)


def keys(text: str) -> list[str]:
    return [found.entry.key for found in found_among(ENTRIES, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9", ["9", "990100", "A09-01"]),
        ("a09-01", ["A09-01"]),
        ("钢铁", ["A09-01", "9"]),
        ("STEEL retrofit", ["A09-01"]),
        ("钢铁 超低", ["9"]),
        ("企业钢铁改造", ["9", "A09-01"]),
        ("ＡＩＲ", ["9"]),
        ("没有的词语", []),
        ("  ", []),
    ],
)
def test_what_is_typed_is_found_best_first(text: str, found: list[str]) -> None:
    assert keys(text) == found


def test_the_piece_that_is_quoted_holds_the_words() -> None:
    long = Entry("article", "1", "总则", "General", f"{'前' * 200}钢铁{'后' * 200}", "/")
    found = found_among([long], "钢铁")[0]
    assert "钢铁" in found.snippet
    assert found.matched == ("钢铁",)
    assert (found.snippet[0], found.snippet[-1]) == ("…", "…")
