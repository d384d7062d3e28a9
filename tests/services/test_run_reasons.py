"""Run compare says why: the parts by cause add up to the difference of each species."""

from __future__ import annotations

import pytest

from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import NotFoundError


@pytest.fixture
def pair(own: Session) -> tuple[str, str]:
    year = int(own.workspace.datasets("balance")["year"].max())
    first = own.inventory.compile(year=year).meta
    families = own.reference.families().frame().filter(serves="fuels")["family"].to_list()
    other = next(family for family in families if family != first["family"])
    return first["run"], own.inventory.compile(year=year, family=other).meta["run"]


def test_the_causes_of_each_species_add_up_to_its_difference(own: Session, pair: tuple[str, str]) -> None:
    sums = own.run.compare(run=pair[1], other=pair[0], by="cause").frame()
    assert set(sums["cause"]) <= {"family", "factor", "method"}
    for (_species, _scope), rows in sums.group_by("species", "scope"):
        assert rows["part_t"].sum() == pytest.approx(rows["difference_t"][0], rel=1e-9, abs=1e-9)


def test_the_factors_that_changed_are_named(own: Session, pair: tuple[str, str]) -> None:
    listed = own.run.compare(run=pair[1], other=pair[0], by="factor").frame()
    assert listed.height
    assert set(listed["cause"]) <= {"family", "factor", "method"}
    assert listed["new_id"].null_count() == 0


def test_figures_are_listed_with_the_greatest_difference_first(own: Session, pair: tuple[str, str]) -> None:
    figures = own.run.compare(run=pair[1], other=pair[0], by="figure").frame()
    sizes = figures["difference_t"].abs().to_list()
    assert sizes == sorted(sizes, reverse=True)


def test_a_run_that_is_no_inventory_has_no_reasons(own: Session, pair: tuple[str, str]) -> None:
    judged = own.target.status(on="2023-12-31").meta["run"]
    with pytest.raises(NotFoundError):
        own.run.compare(run=pair[0], other=judged, by="cause")
