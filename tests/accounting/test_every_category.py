"""Every category of the exercise province: what was planted is found by us and by plain pandas."""

from __future__ import annotations

import pytest
from benchmarks import whole_province

from tongyuan.vocabulary.species import codes


@pytest.mark.slow
def test_the_sums_of_every_species_are_those_of_plain_pandas() -> None:
    ours, theirs = whole_province.with_tongyuan("small")(), whole_province.with_pandas("small")()
    assert ours.index.equals(theirs.index)
    assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), rel=1e-9)
    told = set(ours.index.get_level_values("species"))
    wanted = {"CO2", "CH4", "N2O", "CF4", "HFC134a", "SF6", *codes("air_pollutant"), "COD", "TN"}
    assert wanted - told <= {"Hg"}
