"""Own factors: each takes the very place that it names; elsewhere the usual rule decides; ties are told."""

from __future__ import annotations

import pytest

from tongyuan.accounting.emission import estimate
from tongyuan.accounting.overriding import USER, in_place, overlaid
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
from tongyuan.vocabulary.problems import ConflictError

HEAT = {"method": "purchase.heat", "parameter": "ef_t_per_gj", "fuel": "heat"}
BOUGHT = {"activity": "purchased_heat", "fuel": "heat", "unit": "GJ", "source": "none", "quantity": 100.0}


def bought(*own: dict[str, object]) -> float:
    packaged = factors_of(a_factor(**HEAT, value=0.11))
    factors = overlaid(packaged, own=factors_of(*(row | {"origin": USER} for row in own)))
    rows = activity_of(an_activity(**BOUGHT))
    emission = estimate(rows, factors=factors, controls=controls_of(), family="A", species=["CO2"])
    return float(emission["mass_t"].item())


def test_an_own_factor_takes_the_place_of_the_packaged_one() -> None:
    assert bought(a_factor(**HEAT, value=0.12)) == pytest.approx(12.0)


def test_without_own_factors_the_packaged_ones_stand() -> None:
    assert bought() == pytest.approx(11.0)


def test_a_more_specific_own_factor_is_used_and_a_less_specific_packaged_one_stays() -> None:
    assert bought(a_factor(**HEAT, value=0.2, region="990000")) == pytest.approx(20.0)
    assert bought(a_factor(**HEAT, value=0.2, region="980000")) == pytest.approx(11.0)
    assert bought(a_factor(**HEAT, value=0.2, year_from=2021)) == pytest.approx(11.0)


def test_two_own_factors_that_fit_equally_well_are_an_error() -> None:
    same = [a_factor(**HEAT, value=0.2, year_from=first, year_to=first + 10) for first in (2015, 2016)]
    with pytest.raises(ConflictError):
        bought(*same)


def test_what_is_replaced_is_named_with_its_value() -> None:
    row = a_factor(**HEAT, value=0.11)
    beside = in_place(factors_of(row | {"value": 0.12}), packaged=factors_of(row))
    assert beside.select("replaces", "replaced_value").row(0) == (row["factor_id"], 0.11)
