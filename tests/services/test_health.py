"""Health as services: assessed and kept, shown by parts, what is missing named, money after lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError
from tongyuan.vocabulary.tables import RiskTable

pytestmark = pytest.mark.slow
YEAR = 2023
DRAWS = 100


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("health") / "workspace"))
    made.call("health.impact", year=YEAR, level=35.0, draws=DRAWS)
    yield made
    made.workspace.close()


def test_cities_causes_and_ages_add_up_to_the_whole(session: Session) -> None:
    whole = session.call("health.show", by="whole").frame()["base"].item()
    for by in ("region", "cause", "age"):
        assert session.call("health.show", by=by).frame()["base"].sum() == pytest.approx(whole, rel=1e-9)


def test_every_figure_stands_in_its_interval(session: Session) -> None:
    rows = session.call("health.show", by="detail").frame()
    assert rows.filter(~pl.col("base").is_between("base_low", "base_high")).is_empty()
    assert set(rows["quality"]) == {"synthetic"}


def test_the_same_question_is_the_same_run(session: Session) -> None:
    again = session.call("health.impact", year=YEAR, level=35.0, draws=DRAWS)
    assert again.meta["run"] == session.call("health.show", run=again.meta["run"]).meta["run"]
    assert session.workspace.runs("health").filter(pl.col("run") == again.meta["run"]).height == 1


def test_money_is_told_only_where_a_value_is_given_and_after_deaths(session: Session) -> None:
    assert session.call("health.show").meta["worth"] is None
    told = session.call("health.impact", year=YEAR, level=35.0, life_cny=2e6, draws=DRAWS).meta
    deaths = next(row for row in told["totals"] if row["measure"] == "deaths")
    assert told["worth"]["central_cny"] == pytest.approx(deaths["avoided"] * 2e6)
    assert list(told).index("totals") < list(told).index("worth")


def test_the_air_of_another_year_is_a_case(session: Session) -> None:
    forth = session.call("health.impact", year=YEAR, against=2020, draws=DRAWS).meta["totals"][0]
    assert forth["avoided"] < 0


def test_only_one_case_can_be_asked(session: Session) -> None:
    with pytest.raises(InputError) as caught:
        session.call("health.impact", year=YEAR, level=35.0, against=2020)
    assert caught.value.problems[0].code == "impact.two_cases"


def test_a_year_without_air_and_a_function_that_nobody_knows_are_named(session: Session) -> None:
    with pytest.raises(InputError) as caught:
        session.call("health.impact", year=1990)
    assert caught.value.problems[0].code == "impact.no_air"
    with pytest.raises(InputError) as caught:
        session.call("health.impact", year=YEAR, function="nothing")
    assert caught.value.problems[0].code == "impact.unknown_function"


def test_a_city_without_people_is_named(session: Session) -> None:
    air = session.workspace.dataset_frame("concentrations", region="990100", year=2025)
    later = air.with_columns(year=pl.lit(2030, pl.Int32))
    session.workspace.put_dataset("concentrations", later, actor="tester", region="990100", year=2030)
    with pytest.raises(InputError) as caught:
        session.call("health.impact", year=2030)
    assert [problem.code for problem in caught.value.problems] == ["impact.no_people"]


def test_an_own_table_of_hazard_ratios_serves_by_its_name(session: Session) -> None:
    said = {"quality": "unverified", "citation": "own", "note": None, "ratio_low": None, "ratio_high": None}
    rows = [
        {
            "region": "990000",
            "year": 2019,
            "function": "own_table",
            "cause": "ncd_lri",
            "age_from": 25,
            "ug_m3": at,
            "ratio": ratio,
            **said,
        }
        for at, ratio in ((0.0, 1.0), (100.0, 2.0))
    ]
    table = RiskTable.validate(pl.DataFrame(rows, schema=RiskTable.column_names(), strict=False), cast=True)
    session.workspace.put_dataset(
        "risk_tables", table, actor="tester", contract=RiskTable, region="990000", year=2019
    )
    assert "own_table" in session.call("health.functions").frame()["function"].to_list()
    row = session.call("health.impact", year=YEAR, function="own_table", draws=DRAWS).meta["totals"][0]
    assert row["base"] > 0


def test_a_run_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.call("health.show", year=1990)


def test_a_burden_names_people_rate_air_and_function(session: Session) -> None:
    run = session.call("health.impact", year=YEAR, draws=DRAWS).meta["run"]
    figure = session.call("health.show", run=run, by="detail").frame()["figure"][0]
    tree = session.call("lineage.why", figure=figure).record()
    by_name = {child["name"]: child for child in tree["children"]}
    assert set(by_name) == {"persons", "per_100k", "ratio"}
    assert {child["name"] for child in by_name["ratio"]["children"]} >= {"ug_m3", "slope"}
    assert by_name["ratio"]["citation"]


def test_draws_out_of_range_are_refused(session: Session) -> None:
    with pytest.raises(InputError):
        session.call("health.impact", year=YEAR, draws=10**9)
