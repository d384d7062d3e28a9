"""Pot lines: anode effects where they are reported, tier 1 where they are not; ozone depleters beside."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.accounting.derivation import derivations
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.ozone import weigh_by_odp
from tongyuan.accounting.pot_lines import follow_pot_lines
from tongyuan.reference import factors, ozone_potentials
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.industry import a_pot_line, an_ods_use, ods_uses_of, pot_lines_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables import Factor

FAMILY = "GBT32150_2025"
POTENTIALS = ozone_potentials()


def fluorides(*lines: dict[str, object]) -> dict[str, float]:
    rows = follow_pot_lines(pot_lines_of(*lines), factors=Factor.create_empty(), family="*", year=2020)
    found = estimate(
        rows, factors=factors(FAMILY), controls=controls_of(), family=FAMILY, species=["CF4", "C2F6"]
    )
    return dict(found.group_by("species").agg(pl.col("mass_t").sum()).rows())


def test_a_line_with_anode_effects_goes_by_the_slope_alone() -> None:
    assert fluorides(a_pot_line()) == pytest.approx({"CF4": 2.86, "C2F6": 0.34606})


def test_a_line_without_them_stays_at_tier_1() -> None:
    assert fluorides(a_pot_line(minutes_per_effect=None)) == pytest.approx({"CF4": 40.0, "C2F6": 4.0})


def test_two_lines_of_one_works_keep_each_its_own_method() -> None:
    both = fluorides(a_pot_line(), a_pot_line(line="2", minutes_per_effect=None))
    assert both["CF4"] == pytest.approx(42.86)


def test_ozone_depleters_are_weighed_and_never_derived_into_the_inventory() -> None:
    rows = weigh_by_odp(
        ods_uses_of(an_ods_use(), an_ods_use(substance="halon-1301", quantity_t=None)), potentials=POTENTIALS
    )
    assert rows["odp_t"].to_list() == [5.5, None]
    assert "ods_uses" not in {found.dataset for found in derivations()}
    assert not set(POTENTIALS["substance"]) & set(codes())


def test_the_potentials_are_those_of_the_protocol() -> None:
    printed = {
        "CFC-11": 1,
        "CFC-113": 0.8,
        "halon-1301": 10,
        "CCl4": 1.1,
        "HCFC-141b": 0.11,
        "HCFC-22": 0.055,
    }
    assert {name: POTENTIALS.filter(substance=name)["odp"].item() for name in printed} == printed


def test_an_unknown_depleter_is_named() -> None:
    with pytest.raises(InputError, match="CFC-999"):
        weigh_by_odp(ods_uses_of(an_ods_use(substance="CFC-999")), potentials=POTENTIALS)
