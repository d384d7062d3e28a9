"""Co-control city by city: the kept cities share out one record of activity; the air; faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.services.plan.cocontrol_posing import pose
from tongyuan.services.session import Session
from tongyuan.testing.posing import BASE_YEAR, a_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError

pytestmark = pytest.mark.slow
PROVINCE, CITY, OTHER = "990000", "991000", "990100"
CELL = ["source", "fuel", "activity"]


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("cities") / "workspace"))
    made.call("inventory.compile", year=BASE_YEAR)
    made.call("city.compile", year=BASE_YEAR)
    made.call("air.response", year=BASE_YEAR)
    yield made
    made.workspace.close()


def air_cap(at_most: float = 44.0, **more: Any) -> dict[str, Any]:
    named = {"limit": "air", "name_zh": "细颗粒物年均浓度", "name_en": "PM2.5", "year": 2030, "city": CITY}
    return {**named, "at_most_ugm3": at_most, "observed_ugm3": 45.0, "citation": "演练", **more}


def a_cap(**more: Any) -> dict[str, Any]:
    return {"limit": "cap", "name_zh": "上限", "name_en": "cap", "year": 2030, "species": "SO2", **more}


def solved(session: Session, folder: Path, **more: Any) -> str:
    file = folder / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(**more), allow_unicode=True), encoding="utf-8")
    return str(session.call("cocontrol.solve", file=file).meta["run"])


def table(session: Session, name: str, run: str) -> pl.DataFrame:
    return session.call("cocontrol.show", table=name, run=run).frame()


@pytest.fixture(scope="module")
def plain(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A plan by city without any limit on one."""
    return solved(session, tmp_path_factory.mktemp("plain"), by="city")


def test_without_limits_on_cities_the_plan_costs_what_the_provinces_does(
    session: Session, plain: str, tmp_path: Path
) -> None:
    whole = session.call("cocontrol.show", run=solved(session, tmp_path)).meta
    meta = session.call("cocontrol.show", run=plain).meta
    assert (meta["by"], whole["by"]) == ("city", "province")
    assert meta["cost_cny"] == pytest.approx(whole["cost_cny"], rel=1e-7)
    every = [table(session, "planned_emission", run) for run in (whole["run"], plain)]
    summed = [rows.group_by("species", "year").agg(pl.col("baseline_t").sum()) for rows in every]
    before, after = ({row[:2]: row[2] for row in rows.iter_rows()} for rows in summed)
    assert after == pytest.approx(before, rel=1e-9)


def test_a_city_follows_its_own_driver_and_the_others_the_provinces(session: Session) -> None:
    whole, own = a_problem(by="city"), a_problem(by="city")
    own["scenario"]["drivers"]["gdp"]["by_city"] = {CITY: {BASE_YEAR: 2.0, 2025: 3.0, 2030: 4.0}}
    levels = [
        pose(session.workspace, asked=CocontrolProblem.model_validate(each)).case.levels
        for each in (whole, own)
    ]
    both = (
        levels[0]
        .join(levels[1], on=["activity", "year", "region"])
        .filter(pl.col("year") == 2030, pl.col("quantity") > 0)
    )
    ratios = both.with_columns(ratio=pl.col("quantity_right") / pl.col("quantity"))
    here = ratios.filter(region=CITY)["ratio"].to_list()
    elsewhere = ratios.filter(pl.col("region") != CITY)["ratio"].to_list()
    assert here == pytest.approx([(2.0 / 1.6) ** 0.4] * len(here), rel=1e-9)
    assert elsewhere == pytest.approx([1.0] * len(elsewhere), rel=1e-12)
    assert min(len(here), len(elsewhere)) > 0


def test_drivers_of_cities_are_refused_where_nothing_is_by_city(session: Session) -> None:
    for by, code, city in (
        ("province", "cocontrol.needs_cities", CITY),
        ("city", "cocontrol.unfit", "999999"),
    ):
        given = a_problem(by=by)
        given["scenario"]["drivers"]["gdp"]["by_city"] = {city: {BASE_YEAR: 2.0, 2030: 4.0}}
        with pytest.raises(InputError) as caught:
            pose(session.workspace, asked=CocontrolProblem.model_validate(given))
        assert [one.code for one in caught.value.problems] == [code]


def test_one_record_of_activity_is_shared_out_once_for_every_species(session: Session, plain: str) -> None:
    shares = table(session, "city_share", plain)
    sums = shares.group_by(CELL).agg(pl.col("share").sum())["share"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums), rel=1e-9)
    assert set(shares["way"]) == {"bottom_up", "top_down", "unallocated"}
    assert set(shares.filter(way="unallocated")["region"]) == {PROVINCE}
    assert shares.filter(way="top_down")["proxy"].null_count() == 0
    assert shares["species_differ"].any()


def test_what_is_taken_up_and_emitted_is_read_by_city(session: Session, plain: str) -> None:
    emission = table(session, "planned_emission", plain)
    assert emission["region"].n_unique() == 15
    assert emission["region_zh"].null_count() == 0
    rows = table(session, "by_source", plain)
    assert rows["region"].n_unique() > 1
    uptake = table(session, "uptake", plain)
    assert rows["cost_cny"].sum() == pytest.approx(uptake["cost_cny"].sum())


def test_a_cap_may_be_of_a_city_a_group_or_the_province(session: Session, plain: str, tmp_path: Path) -> None:
    emission = table(session, "planned_emission", plain).filter(species="SO2", year=2030)
    free = dict(emission.select("region", "mass_t").iter_rows())
    group = [CITY, OTHER]
    bound = 0.9 * sum(free[city] for city in group)
    caps = [
        a_cap(limit="one", regions=[CITY], at_most_t=0.95 * free[CITY]),
        a_cap(limit="pair", regions=["core"], at_most_t=bound),
        a_cap(limit="all", regions=[PROVINCE], at_most_t=sum(free.values())),
    ]
    run = solved(session, tmp_path, by="city", groups={"core": group}, limits=caps)
    emitted = dict(
        table(session, "planned_emission", run)
        .filter(species="SO2", year=2030)
        .select("region", "mass_t")
        .iter_rows()
    )
    assert emitted[CITY] <= 0.95 * free[CITY] * (1 + 1e-6)
    values = dict(table(session, "shadow_price", run).select("limit", "value").iter_rows())
    assert values["pair"] == pytest.approx(sum(emitted[city] for city in group), rel=1e-6)
    assert values["pair"] <= bound * (1 + 1e-6)
    assert values["all"] == pytest.approx(sum(emitted.values()), rel=1e-6)


def test_a_cap_on_the_air_is_called_screening_and_prices_every_source(
    session: Session, tmp_path: Path
) -> None:
    run = solved(session, tmp_path, by="city", policy=False, limits=[], concentrations=[air_cap()])
    limit = table(session, "limit", run).row(0, named=True)
    assert (limit["unit"], limit["name_en"]) == ("ug/m3", "PM2.5 (screening)")
    assert "筛查" in limit["name_zh"]
    price = table(session, "shadow_price", run).row(0, named=True)
    assert price["binding"]
    assert price["value"] == pytest.approx(44.0)
    _is_drawn(session, run)
    sources = table(session, "source_price", run)
    told = sources["price_cny"] * sources["ug_m3_per_t"]
    assert sources["price_cny_per_t"].to_list() == pytest.approx(told.to_list())
    assert sources["region"].n_unique() == 14
    # The price is what the next ug/m3 costs: a hundredth stricter and looser around it.
    costs = []
    for at_most in (43.99, 44.01):
        near = solved(
            session, tmp_path, by="city", policy=False, limits=[], concentrations=[air_cap(at_most)]
        )
        costs.append(session.call("cocontrol.show", run=near).meta["cost_cny"])
    assert (costs[0] - costs[1]) / 0.02 / _weight(session, run) == pytest.approx(price["price_cny"], rel=1e-4)


def _is_drawn(session: Session, run: str) -> None:
    """The cap has a chance, of emission that moves about what was observed; the matrix counts as exact."""
    told = session.call("cocontrol.chances", run=run, draws=500)
    air = told.frame().row(0, named=True)
    assert 0 < air["chance"] < 1
    assert 0 < air["ranged"] <= 1
    assert air["p5"] < 44.0 < air["p95"] < 45.0 + 1.0
    assert told.meta["response_exact"]


def _weight(session: Session, run: str) -> float:
    asked = CocontrolProblem.model_validate_json(session.workspace.run(run).params["problem"])
    periods = pose(session.workspace, asked=asked).case.periods
    return float(periods.filter(year=2030)["weight"].item())


def test_today_the_air_is_what_was_observed(session: Session) -> None:
    asked = CocontrolProblem.model_validate(a_problem(by="city", concentrations=[air_cap()]))
    posed = pose(session.workspace, asked=asked)
    slopes = posed.asking.slopes().group_by("region", "species").agg(pl.col("ug_m3_per_t").max())
    assert slopes["ug_m3_per_t"].min() >= 0
    limit = posed.case.limits.filter(limit="air").row(0, named=True)
    running = posed.case.terms.filter(limit="air", part="base").join(
        posed.case.levels.filter(pl.col("year") == 2030), left_on="item", right_on="activity"
    )
    grown = limit["fixed"] + (running["coefficient"] * running["quantity"]).sum()
    # The scenario lets activity grow by 0.4 of GDP: without measures the air is worse than it was.
    assert grown > 45.0


def test_co2e_is_weighed_by_the_named_set(session: Session) -> None:
    given = a_problem(gwp="AR6", limits=[a_cap(limit="ghg", species="CO2e", fall=0.0, against=BASE_YEAR)])
    posed = pose(session.workspace, asked=CocontrolProblem.model_validate(given))
    terms = dict(posed.case.terms.filter(limit="ghg").select("part", "coefficient").iter_rows())
    assert terms["CO2"] == 1.0
    assert terms["CH4"] == 27.9
    bound = posed.case.limits.filter(limit="ghg")["bound"].item()
    before = posed.unmeasured(BASE_YEAR).group_by("species").agg(pl.col("mass_t").sum())
    whole = sum(mass * terms.get(gas, 0.0) for gas, mass in before.iter_rows())
    assert bound == pytest.approx(whole)


def test_a_city_bears_no_more_than_its_part(session: Session, plain: str, tmp_path: Path) -> None:
    rows = table(session, "by_source", plain).filter(year=2030)
    part = rows.filter(region=CITY)["cost_cny"].sum() / rows["cost_cny"].sum()
    named = {"limit": "fair", "name_zh": "负担", "name_en": "burden", "year": 2030, "city": CITY}
    burden = {**named, "of": "cost", "at_least": part / 4, "at_most": part / 2}
    run = solved(session, tmp_path, by="city", burdens=[burden])
    now = table(session, "by_source", run).filter(year=2030)
    borne = now.filter(region=CITY)["cost_cny"].sum() / now["cost_cny"].sum()
    assert part / 4 * (1 - 1e-6) <= borne <= part / 2 * (1 + 1e-6)


def faults(session: Session, folder: Path, **more: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        solved(session, folder, **more)
    return {str(one.values.get("field", one.code)): one.code for one in caught.value.problems}


def test_every_fault_of_places_and_gases_is_told_at_once(session: Session, tmp_path: Path) -> None:
    told = faults(
        session,
        tmp_path,
        by="city",
        groups={"core": ["990100", "999999"]},
        limits=[
            a_cap(regions=["nowhere"], at_most_t=1.0),
            a_cap(limit="ghg", species={"CO2e": 1, "CH4": 28}, at_most_t=1.0),
        ],
        concentrations=[air_cap(pollutant="O3"), air_cap(limit="far", city="999999")],
        burdens=[a_cap(limit="fair", city="core", of="reduction", at_least=0.5, at_most=0.2)],
        # A project stands in one place: put into a group, no limit on the group's cities would count it.
        projects=[
            {
                "project": "heat",
                "first_year": 2030,
                "yearly_cost_cny": 1e6,
                "change_t": {"SO2": -50.0},
                "region": "core",
                "release": "tall",
            }
        ],
    )
    assert told == {
        "groups.core": "cocontrol.unfit",
        "limits.0.regions": "cocontrol.unfit",
        "limits.1.species": "cocontrol.weights_mixed",
        "gwp": "cocontrol.unfit",
        "concentrations.0.pollutant": "cocontrol.no_ozone",
        "concentrations.1.city": "cocontrol.unfit",
        "burdens.0.at_least": "cocontrol.unfit",
        "burdens.0.city": "cocontrol.unfit",
        "projects.0.region": "cocontrol.unfit",
    }


def test_what_is_asked_of_cities_needs_cities(session: Session, tmp_path: Path) -> None:
    told = faults(
        session, tmp_path, concentrations=[air_cap()], limits=[a_cap(regions=[CITY], at_most_t=1.0)]
    )
    assert told == {
        "concentrations.0": "cocontrol.needs_cities",
        "limits.0.regions": "cocontrol.needs_cities",
    }


def test_a_project_that_changes_the_air_says_where_and_how_high(session: Session, tmp_path: Path) -> None:
    project = {"project": "heat", "first_year": 2030, "yearly_cost_cny": 1e6, "change_t": {"SO2": -50.0}}
    told = faults(session, tmp_path, by="city", projects=[project], concentrations=[air_cap()])
    assert told == {"projects.0.region": "cocontrol.unfit", "projects.0.release": "cocontrol.unfit"}
    placed = project | {"region": CITY, "release": "tall"}
    given = a_problem(by="city", projects=[placed], concentrations=[air_cap()])
    posed = pose(session.workspace, asked=CocontrolProblem.model_validate(given))
    term = posed.case.terms.filter(limit="air", subject="project").row(0, named=True)
    slope = posed.asking.slopes().filter(region=CITY, species="SO2", release="tall")["ug_m3_per_t"].item()
    assert term["coefficient"] == pytest.approx(-50.0 * slope)


def test_cities_of_another_inventory_do_not_serve(session: Session, tmp_path: Path) -> None:
    told = faults(session, tmp_path, by="city", cities="ffffffff", air="ffffffff", concentrations=[air_cap()])
    assert set(told) == {"cocontrol.no_city_run", "cocontrol.no_air_run"}


def test_weights_by_hand_stand_without_a_set_alone(session: Session, tmp_path: Path) -> None:
    hand = a_cap(limit="ghg", species={"CO2": 1, "CH4": 28}, at_most_t=1e12)
    assert solved(session, tmp_path, limits=[hand])
    assert faults(session, tmp_path, gwp="AR5", limits=[hand]) == {
        "limits.0.species": "cocontrol.weights_mixed"
    }


def test_the_example_by_city_is_labelled_and_can_be_solved_as_it_is(session: Session, tmp_path: Path) -> None:
    bare = session.call("cocontrol.example", by="city").document
    assert bare is not None
    base = yaml.safe_load(bare.content)["scenario"]["base_year"]
    for step in ("city.compile", "air.response"):
        session.call(step, year=base)
    document = session.call("cocontrol.example", by="city").document
    assert document is not None
    cap = yaml.safe_load(document.content)["concentrations"][0]
    assert "synthetic" in cap["citation"]
    file = tmp_path / "example.yaml"
    file.write_bytes(document.content)
    made = session.call("cocontrol.solve", file=file)
    assert made.meta["feasible"]
    assert made.meta["air_model"] == "screening"
    again = session.call("cocontrol.example", run=made.meta["run"]).document
    assert again is not None
    kept = CocontrolProblem.model_validate(yaml.safe_load(again.content))
    assert kept.concentrations[0].at_most_ugm3 == cap["at_most_ugm3"]


def test_cities_that_nothing_tells_apart_take_up_alike_and_every_limit_still_holds(
    session: Session, plain: str
) -> None:
    uptake = table(session, "uptake", plain).filter(subject="running", year=2030)
    kind = pl.col("item").str.splitn("/", 2).struct.field("field_1").alias("kind")
    spread = uptake.group_by(kind, "part").agg(pl.col("share").max() - pl.col("share").min())
    assert spread["share"].max() == pytest.approx(0.0, abs=1e-6)
    terms = session.workspace.run_input(plain, "limit_term").filter(
        pl.col("subject").cast(pl.String) == "running"
    )
    amounts = table(session, "uptake", plain).select("item", "part", "year", "quantity")
    counted = terms.join(amounts, on=["item", "part", "year"], how="left")
    summed = counted.group_by("limit", "year").agg(
        value=(pl.col("coefficient") * pl.col("quantity").fill_null(0.0)).sum()
    )
    limits = table(session, "limit", plain).join(summed, on=["limit", "year"])
    values = limits.join(table(session, "shadow_price", plain), on=["limit", "year"], suffix="_told")
    assert values.height > 0
    found = (values["value"] + values["fixed"]).to_list()
    assert found == pytest.approx(values["value_told"].to_list(), rel=1e-6)
