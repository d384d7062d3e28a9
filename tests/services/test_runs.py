"""Runs: the same inputs give the same run, a run never changes, and families are never mixed."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError


@pytest.fixture
def year(own: Session) -> int:
    return int(own.workspace.datasets("balance")["year"].max())


def test_the_same_inputs_give_the_same_run(own: Session, year: int) -> None:
    runs = own.run.list().frame().height
    first = own.inventory.compile(year=year).meta["run"]
    second = own.inventory.compile(year=year).meta["run"]
    assert first == second
    assert own.run.list().frame().height == runs


def test_judging_twice_at_one_date_is_one_run(own: Session) -> None:
    first = own.target.status(on="2023-12-31").meta["run"]
    assert own.target.status(on="2023-12-31").meta["run"] == first
    assert own.target.status(on="2022-12-31").meta["run"] != first


def test_a_new_figure_makes_a_new_run_and_leaves_the_old_one(own: Session) -> None:
    first = own.target.status(on="2023-12-31").meta["run"]
    before = own.run.show(run=first, table="target_status").frame()
    standing = own.workspace.current_statistics(region=own.workspace.meta.region).row(0, named=True)
    kept = ("series", "region", "period", "kind", "vintage", "unit", "citation", "quality")
    changed = a_statistic(**{name: standing[name] for name in kept}, value=standing["value"] + 1)
    own.workspace.add_statistics(statistics_of(changed), actor="tester")
    assert own.target.status(on="2023-12-31").meta["run"] != first
    assert own.run.show(run=first, table="target_status").frame().equals(before)


def test_another_family_is_another_run_that_names_it(own: Session, year: int) -> None:
    families = own.reference.families().frame()["family"].to_list()
    default = own.inventory.compile(year=year).meta
    other = next(family for family in families if family != default["family"])
    run = own.inventory.compile(year=year, family=other).meta
    assert (run["family"], run["run"] != default["run"]) == (other, True)
    for meta in (default, run):
        emission = own.run.show(run=meta["run"], table="emission").frame()
        assert set(emission["family"]) == {meta["family"]}


@pytest.mark.parametrize("family", ["nonsense", "NDRC_2013,CEADs_2018", "*"])
def test_two_families_or_an_unknown_one_are_refused(own: Session, year: int, family: str) -> None:
    runs = own.run.list().frame().height
    with pytest.raises(InputError):
        own.inventory.compile(year=year, family=family)
    assert own.run.list().frame().height == runs


def test_a_run_pins_factors_of_its_own_family_alone(own: Session, year: int) -> None:
    run = own.inventory.compile(year=year).meta
    factors = own.workspace.run_input(run["run"], "factor")
    assert set(factors["family"]) <= {*parts_of(run["family"]), "*"}


def test_two_runs_are_compared_row_by_row(own: Session, year: int) -> None:
    first = own.inventory.compile(year=year).meta
    families = own.reference.families().frame()["family"].to_list()
    other = next(family for family in families if family != first["family"])
    second = own.inventory.compile(year=year, family=other).meta["run"]
    differences = own.run.compare(run=first["run"], other=second).frame()
    assert differences.height
    assert differences.filter(pl.col("mass_t") == pl.col("mass_t_other")).is_empty()
    assert own.run.compare(run=first["run"], other=first["run"]).frame().is_empty()


def test_what_is_not_there_is_said_not_to_be_there(own: Session) -> None:
    for call in (
        lambda: own.run.show(run="0000"),
        lambda: own.inventory.compile(year=1900),
        lambda: own.inventory.compile(year=2007, region="000000"),
        lambda: own.inventory.show(run="0000"),
        lambda: own.energy.balance(year=1900),
        lambda: own.target.status(region="000000"),
        lambda: own.statistic.template(department="nobody"),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_official_figures_take_three_people(own: Session) -> None:
    from tongyuan.testing.sessions import an_actor

    run = own.run.list().frame()["run"][0]
    number = own.release.propose(name="清单", run=run).frame()["id"][0]
    with pytest.raises(ConflictError):
        own.release.review(number=number)
    second = Session(own.workspace, an_actor("second"))
    with pytest.raises(ConflictError):
        second.release.approve(number=number)  # nobody has looked at it yet
    second.release.review(number=number)
    with pytest.raises(ConflictError):
        own.release.approve(number=number)
    with pytest.raises(ConflictError):
        second.release.approve(number=number)
    third = Session(own.workspace, an_actor("third"))
    assert third.release.approve(number=number).frame()["state"][0] == "official"
    assert own.run.show(run=run).meta["run"] == run


@pytest.mark.parametrize("by", ["species", "sector"])
def test_the_same_run_is_told_to_the_last_digit_each_time(demo: Session, by: str) -> None:
    first = demo.inventory.total(by=by).frame()
    assert all(demo.inventory.total(by=by).frame().equals(first) for _ in range(5))
