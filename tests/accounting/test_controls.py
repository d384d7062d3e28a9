"""Controls: parallel shares, and the electricity they take as a memo."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan.accounting.controls import energy_penalty, removal
from tongyuan.testing.accounting import a_control, activity_of, an_activity, controls_of
from tongyuan.vocabulary.problems import InputError


def removed(*controls: dict[str, Any], species: str = "SO2", **place: Any) -> list[float]:
    rows = activity_of(an_activity(**{"source": "1A1a"} | place))
    return removal(rows, controls=controls_of(*controls), species=[species])["removal"].to_list()


def test_parallel_controls_add_up() -> None:
    wet = a_control(efficiency=0.9, application=0.5)
    dry = a_control(technology="dry_fgd", efficiency=0.6, application=0.25)
    assert removed(wet, dry) == pytest.approx([0.6])


@pytest.mark.parametrize(
    "elsewhere",
    [{"species": "NOx"}, {"source": "2"}, {"fuel": "coke"}, {"region": "980000"}, {"year_to": 2000}],
)
def test_a_control_elsewhere_removes_nothing_here(elsewhere: dict[str, Any]) -> None:
    assert removed(a_control(**elsewhere)) == []


def test_controls_that_serve_more_than_all_are_refused_by_name() -> None:
    wet, dry = a_control(application=0.7), a_control(technology="dry_fgd", application=0.7)
    with pytest.raises(InputError, match=f"{dry['control_id']}, {wet['control_id']}".replace("*", r"\*")):
        removed(wet, dry)


def test_controls_that_serve_all_just_so_are_not_refused() -> None:
    parts = [a_control(technology=f"t{n}", efficiency=1.0, application=0.1) for n in range(10)]
    assert removed(*parts) == pytest.approx([1.0])


def test_one_technology_for_two_species_takes_its_electricity_once(region: dict[str, Any]) -> None:
    scrubber = {"technology": "scrubber", "application": 0.5, "energy_penalty_mwh_per_tj": 2.0}
    both = controls_of(a_control(**scrubber), a_control(species="PM2.5", **scrubber))
    penalty = energy_penalty(
        region["activity"], factors=region["factors"], controls=both, family="CEADs_2018"
    )
    steel = penalty.filter(sector="steel", fuel="raw_coal")
    assert steel["electricity_mwh"].to_list() == pytest.approx([1000 * 20.908 / 1000 * 2.0 * 0.5])


def test_the_penalty_of_a_missing_activity_is_missing(region: dict[str, Any]) -> None:
    wet = controls_of(a_control(energy_penalty_mwh_per_tj=2.0))
    penalty = energy_penalty(region["activity"], factors=region["factors"], controls=wet, family="CEADs_2018")
    assert penalty.filter(sector="homes")["electricity_mwh"].to_list() == [None]
    assert set(penalty["activity"].cast(str)) == {"combustion"}
