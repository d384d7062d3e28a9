"""Compiling many years: the same runs as one by one, and a failure stops nothing else."""

from __future__ import annotations

import pytest

from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import NotFoundError


def test_many_years_give_the_runs_that_one_by_one_gives(own: Session) -> None:
    years = own.inventory.years().frame()["year"].sort().to_list()[:2]
    many = own.call("inventory.compile_years", first=years[0], last=years[-1]).frame()
    assert many["year"].to_list() == years
    assert many["problem"].null_count() == len(years)
    one_by_one = [own.inventory.compile(year=year).meta["run"] for year in years]
    assert many["run"].to_list() == one_by_one


def test_a_year_of_which_nothing_is_held_is_said_to_have_nothing(own: Session) -> None:
    with pytest.raises(NotFoundError) as refused:
        own.call("inventory.compile_years", first=1900, last=1901)
    assert refused.value.problems[0].code == "service.no_data"
