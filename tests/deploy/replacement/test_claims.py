"""What projects claim of a source: it fits, or the reason and what is short."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tongyuan.deploy.reduction import Shares
from tongyuan.deploy.replacement import Claim, check_claims, refuse_source
from tongyuan.testing.reductions import a_cut
from tongyuan.vocabulary.problems import ConflictError

SHARES = Shares(100, 40, 30, {7: ("P0", 20)}, 0, {})


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "fits"),
        ({"commodity": "coal", "substitute": "petcoke"}, "dirty_fuel"),
        ({"commodity": "coal", "substitute": "semi_coke"}, "dirty_fuel"),
        ({"commodity": "coal", "substitute": "gas"}, "fits"),
        ({"commodity": "coal"}, "unproved"),
        ({"lawful": False}, "unlawful"),
        ({"began_on": date(2020, 12, 31)}, "early"),
        ({"evidence": None}, "unproved"),
    ],
)
def test_a_source_that_does_not_count_is_named_with_its_reason(changed: dict[str, Any], verdict: str) -> None:
    cut = a_cut(**changed) | {"id": 1}
    found = check_claims([Claim("P1", 1, 10)], {1: cut}, {1: SHARES})
    assert found[0].verdict == verdict
    if verdict == "fits":
        refuse_source(cut, clauses={})
        return
    with pytest.raises(ConflictError) as refusal:
        refuse_source(cut, clauses={"fuel": "of fuel", "real": "of sources"})
    assert refusal.value.problems[0].values["clause"] == (
        "of fuel" if verdict == "dirty_fuel" else "of sources"
    )


def test_what_others_hold_what_is_counted_and_what_never_was_are_told_apart() -> None:
    """100 recognised: 40 counted, 20 held by another, 40 left."""
    cuts, shares = {1: a_cut()}, {1: SHARES, 2: Shares(None, 0, 0, {}, 0, {})}
    asked = [Claim("A", 1, 50), Claim("B", 1, 90), Claim("C", 1, 130), Claim("D", 2, 5), Claim("E", 1, 40)]
    found = check_claims(asked, cuts, shares)
    assert [(each.verdict, each.short) for each in found] == [
        ("reduced", 10),
        ("used", 50),
        ("short", 90),
        ("not_recognised", 5),
        ("fits", 0),
    ]
