"""What a plan means for air and health: falls add up, differences have intervals, gaps are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.posing import BASE_YEAR, a_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError

from ..lineage.printed_tree import evaluate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("benefits") / "workspace"))
    made.call("inventory.compile", year=BASE_YEAR)
    made.call("city.compile", year=BASE_YEAR)
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def plan(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    return solved(session, tmp_path_factory.mktemp("problem"), by="city")


@pytest.fixture(scope="module")
def refusal(session: Session, plan: str) -> list[str]:
    """What is answered before any response of the air is kept."""
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.cobenefit", run=plan)
    return [one.code for one in caught.value.problems]


@pytest.fixture(scope="module")
def alone(session: Session, plan: str, refusal: list[str]) -> str:
    """Air without health: nobody has assessed any yet."""
    session.call("air.response", year=BASE_YEAR)
    return str(session.call("cocontrol.cobenefit", run=plan).meta["run"])


@pytest.fixture(scope="module")
def whole(session: Session, plan: str, alone: str) -> str:
    """Air and health."""
    session.call("health.impact", year=2023, draws=50)
    return str(session.call("cocontrol.cobenefit", run=plan).meta["run"])


def solved(session: Session, folder: Path, **more: Any) -> str:
    file = folder / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(**more), allow_unicode=True), encoding="utf-8")
    return str(session.call("cocontrol.solve", file=file).meta["run"])


def table(session: Session, run: str, name: str) -> pl.DataFrame:
    return session.call("cocontrol.cobenefits", run=run, table=name).frame()


def test_a_plan_without_a_response_of_the_air_is_refused_with_what_to_do(refusal: list[str]) -> None:
    assert refusal == ["cobenefit.no_air"]


def test_a_plan_of_the_province_is_refused(session: Session, alone: str, tmp_path: Path) -> None:
    run = solved(session, tmp_path)
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.cobenefit", run=run)
    assert [one.code for one in caught.value.problems] == ["cobenefit.needs_cities"]
    with pytest.raises(NotFoundError):
        session.call("cocontrol.cobenefits", run=run)


def test_falls_by_height_add_up_to_what_the_plan_lowers(session: Session, plan: str, alone: str) -> None:
    told = table(session, alone, "falls").group_by("region", "species", "year").agg(pl.col("fall_t").sum())
    emission = session.call("cocontrol.show", run=plan, table="planned_emission").frame()
    both = told.join(emission, on=["region", "species", "year"])
    assert both.height == told.height > 0
    apart = (pl.col("fall_t") - pl.col("baseline_t") + pl.col("mass_t")).abs()
    assert both.filter(apart > 1e-9 * pl.col("baseline_t").abs()).is_empty()


def test_what_cities_and_species_contribute_adds_up_to_the_change(session: Session, alone: str) -> None:
    air, parts = table(session, alone, "air"), table(session, alone, "parts")
    by_city = parts.group_by("receptor", "year").agg(pl.col("change_ug_m3").sum())
    summed = {row[:2]: row[2] for row in by_city.iter_rows()}
    told = {row[:2]: row[2] for row in air.select("region", "year", "change_ug_m3").iter_rows()}
    assert told == pytest.approx(summed, rel=1e-9)
    assert min(told.values()) < 0


def test_what_no_matrix_covers_is_listed_and_has_no_response(session: Session, alone: str) -> None:
    rows = table(session, alone, "falls").with_columns(pl.col("state").cast(pl.String))
    states = dict(rows.group_by("state").agg(pl.col("species").unique()).iter_rows())
    assert set(states["covered"]) <= {"PM2.5", "SO2", "NOx", "NH3"}
    assert {"BC", "CO", "NMVOC"} & set(states["species_not_covered"])
    assert set(rows.filter(state="place_not_covered")["region"]) <= {"990000"}
    assert set(table(session, alone, "parts")["species"].cast(pl.String)) <= set(states["covered"])


def test_without_an_assessment_of_health_the_air_is_told_alone(session: Session, alone: str) -> None:
    shown = session.call("cocontrol.cobenefits", run=alone)
    assert (shown.meta["health"], shown.meta["totals"]) == (None, [])
    assert table(session, alone, "burdens").is_empty()
    assert "筛查" in shown.meta["said_zh"]
    assert "no proof" in shown.meta["said_en"]


def test_burdens_avoided_are_differences_with_intervals(session: Session, whole: str) -> None:
    sums = table(session, whole, "burdens").with_columns(pl.col("by", "measure").cast(pl.String))
    total = sums.filter(by="whole", measure="deaths")
    assert total.filter(~pl.col("avoided").is_between("avoided_low", "avoided_high")).is_empty()
    assert total["avoided"].to_list() == pytest.approx((total["base"] - total["case"]).to_list())
    for by in ("region", "cause", "age"):
        parts = sums.filter(by=by, measure="deaths").sort("year")
        summed = parts.group_by("year", maintain_order=True).agg(pl.col("avoided").sum())
        assert summed["avoided"].to_list() == pytest.approx(total.sort("year")["avoided"].to_list(), rel=1e-9)


def test_a_proposal_is_answered_by_what_its_plan_means(session: Session, plan: str, whole: str) -> None:
    proposal = session.call("proposal.save", run=plan, name_zh="方案", name_en="plan").meta["run"]
    assert session.call("cocontrol.cobenefits", run=proposal).meta["run"] == whole
    assert session.call("cocontrol.cobenefit", run=proposal).meta["run"] == whole


@pytest.mark.parametrize(
    ("name", "figure", "value"),
    [
        ("falls", "benefit_fall", "fall_t"),
        ("air", "benefit_air", "change_ug_m3"),
        ("burden_detail", "benefit_impact", "avoided"),
    ],
)
def test_printed_trees_evaluate_to_what_is_told(
    session: Session, whole: str, name: str, figure: str, value: str
) -> None:
    rows = table(session, whole, name).filter(pl.col(value).abs() > 0)
    assert rows["figure"].str.contains(figure).all()
    for row in rows.sample(12, seed=5).iter_rows(named=True):
        tree = session.call("lineage.why", figure=row["figure"]).data
        assert isinstance(tree, dict)
        scale = max(abs(row.get("base") or 0.0), abs(row.get("before_t") or 0.0), abs(row[value]))
        assert evaluate(tree) == pytest.approx(row[value], rel=1e-9, abs=1e-12 * scale)


def test_investment_is_what_the_yearly_capital_was_spread_from_and_else_not_known(
    session: Session, plan: str
) -> None:
    rows = session.call("cocontrol.costs", run=plan, by="measure").frame()
    totals = session.call("cocontrol.costs", run=plan, by="region").meta["totals"]
    assert all(0 <= row["known"] < row["chosen"] for row in totals)
    known = rows.group_by("year").agg(pl.col("investment_cny").sum(), pl.col("cost_cny").sum())
    for year, invested, cost in known.sort("year").iter_rows():
        told = next(row for row in totals if row["year"] == year)
        assert invested == pytest.approx(told["investment_cny"] or 0.0, rel=1e-9)
        assert cost == pytest.approx(told["cost_cny"], rel=1e-9)
    assert rows.filter(pl.col("known") == 0)["investment_cny"].null_count() == (rows["known"] == 0).sum()
    parts = rows.filter(pl.col("known") == pl.col("chosen"), pl.col("capital_cny") > 0)
    assert (parts["investment_cny"] > parts["capital_cny"]).all()
