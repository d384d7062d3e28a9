"""A factor changed once changes every result that used it; run compare says why; old runs stand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import InputError, NotFoundError

STATED = {"citation": "某市热力公司测算报告 2024 表3", "quality": "measured"}


@pytest.fixture
def year(own: Session) -> int:
    return int(own.workspace.datasets("balance")["year"].max())


@pytest.fixture
def oxidation(own: Session, year: int) -> str:
    """Give the id of the packaged oxidation of raw coal in the family of the workspace."""
    family = own.workspace.meta.settings["family"]
    rows = own.reference.factors(family=family, fuel="raw_coal").frame()
    return str(rows.filter(parameter="oxidation", family=family)["factor_id"][0])


def masses(session: Session, run: str) -> pl.DataFrame:
    emission = session.run.show(run=run, table="emission").frame()
    return emission.filter(species="CO2", activity="combustion").select("sector", "source", "fuel", "mass_t")


def test_a_factor_changed_once_changes_every_result_that_used_it(
    own: Session, year: int, oxidation: str
) -> None:
    before = own.inventory.compile(year=year).meta["run"]
    kept = masses(own, before)
    own.factor.add(value=0.5, replaces=oxidation, **STATED)
    after = own.inventory.compile(year=year).meta["run"]
    beside = kept.join(masses(own, after), on=["sector", "source", "fuel"], suffix="_new")
    changed = beside.filter(pl.col("mass_t").is_not_null(), pl.col("mass_t") != pl.col("mass_t_new"))
    used = kept.filter(pl.col("fuel") == "raw_coal", pl.col("mass_t").fill_null(0) != 0)
    assert set(changed["fuel"]) == {"raw_coal"}
    assert changed.height == used.height > 1
    assert masses(own, before).equals(kept)


def test_run_compare_says_which_factor_it_was(own: Session, year: int, oxidation: str) -> None:
    before = own.inventory.compile(year=year).meta["run"]
    added = own.factor.add(value=0.5, replaces=oxidation, **STATED).frame()
    after = own.inventory.compile(year=year).meta["run"]
    listed = own.run.compare(run=after, other=before, by="factor").frame()
    assert listed.select("cause", "old_id", "new_id").rows() == [
        ("factor", oxidation, added["factor_id"].item())
    ]
    causes = own.run.compare(run=after, other=before, by="cause").frame()
    assert causes["part_t"].sum() == pytest.approx(causes["difference_t"][0])


def test_a_factor_taken_back_gives_the_earlier_run_again(own: Session, year: int, oxidation: str) -> None:
    before = own.inventory.compile(year=year).meta["run"]
    stated = own.factor.add(value=0.5, replaces=oxidation, **STATED).frame()["factor_id"].item()
    assert own.factor.list().frame()["replaces"].to_list() == [oxidation]
    own.factor.remove(factor=stated)
    assert own.factor.list().frame().is_empty()
    assert own.inventory.compile(year=year).meta["run"] == before


def test_a_factor_stated_again_takes_the_place_of_the_first(own: Session, oxidation: str) -> None:
    own.factor.add(value=0.5, replaces=oxidation, **STATED)
    own.factor.add(value=0.6, replaces=oxidation, **STATED)
    assert own.factor.list().frame()["value"].to_list() == [0.6]


def test_all_that_is_wrong_with_a_factor_is_named(own: Session) -> None:
    wrong = {"method": "purchase.heat", "parameter": "nothing", "fuel": "unobtainium", "region": "1"}
    with pytest.raises(InputError) as raised:
        own.factor.add(value=1.0, low=2.0, high=3.0, citation=" ", quality="measured", **wrong)
    codes = [problem.code for problem in raised.value.problems]
    assert codes.count("factor.unknown_code") == 3
    assert {"factor.blank", "factor.range"} <= set(codes)


def test_another_unit_is_refused(own: Session, oxidation: str) -> None:
    with pytest.raises(InputError, match="unit"):
        own.factor.add(value=50.0, replaces=oxidation, unit="%", **STATED)


def test_a_factor_that_nobody_stated_cannot_be_taken_back(own: Session) -> None:
    with pytest.raises(NotFoundError):
        own.factor.remove(factor="own/nothing")
    with pytest.raises(InputError):
        own.factor.add(value=1.0, replaces="no/such", **STATED)


def test_a_table_of_factors_is_taken_whole_or_not_at_all(
    own: Session, oxidation: str, tmp_path: Path
) -> None:
    head = "替换的因子编号,数值,出处,数据质量\n"
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"{head}{oxidation},0.91,实测报告,measured\n", encoding="utf-8")
    bad.write_text(f"{head}{oxidation},0.91,实测报告,measured\nno/such,x,,measured\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        own.factor.import_(file=bad)
    assert [problem.place.cell for problem in raised.value.problems if problem.place] == ["B3"]
    assert own.factor.list().frame().is_empty()
    own.factor.import_(file=good)
    assert own.factor.list().frame()["value"].to_list() == [0.91]


def test_a_factor_of_a_city_is_stated_by_who_works_for_it(own: Session, oxidation: str) -> None:
    cities = own.region.list().frame().filter(pl.col("region") != own.workspace.meta.region)["region"]
    own.factor.add(value=0.5, replaces=oxidation, region=cities[0], **STATED)
    assert own.factor.list().frame()["replaces"].to_list() == [None]
