"""The exercise province: synthetic throughout, whole, and drawn again from its seed alone."""

from __future__ import annotations

import ast
from pathlib import Path

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tongyuan import packs, reference
from tongyuan.packs.exercise.course import Mark
from tongyuan.packs.exercise.plant import plant
from tongyuan.packs.exercise.planting import MAIN_DATE, plant_courses
from tongyuan.packs.pack import Pack
from tongyuan.plan import balance_activity, energy, inventory
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.indicators import parse_indicators
from tongyuan.vocabulary.tables.indicators import STATUSES

PACKS = Path(packs.__file__).parent
FINAL = {"done", "not_done", "cannot_tell"}
RUNNING = {"on_track", "behind", "cannot_tell"}
SEEDS = st.integers(min_value=-(2**40), max_value=2**40)


@pytest.fixture(scope="module", params=[1, 7])
def pack(request: pytest.FixtureRequest) -> Pack:
    return packs.load("exercise", seed=request.param)


def _series_of(pack: Pack) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for indicator in parse_indicators(pack.indicators):
        for target in indicator.targets if indicator.role == "official" else ():
            found.setdefault(target.split("/")[0], set()).update(indicator.series_ids())
    return found


def test_nothing_in_the_packs_imports_what_judges_or_computes() -> None:
    allowed = ("tongyuan.packs", "tongyuan.vocabulary")
    imported = {
        (str(path.relative_to(PACKS)), name)
        for path in PACKS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _names(node)
        if name.split(".")[0] == "tongyuan"
    }
    assert imported
    assert {item for item in imported if not item[1].startswith(allowed)} == set()


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0
        module = node.module or ""
        return [f"tongyuan.{alias.name}" for alias in node.names] if module == "tongyuan" else [module]
    return []


def test_one_seed_draws_one_province() -> None:
    first, again, other = plant(3), plant(3), plant(4)
    for name in ("targets", "statistics", "balances", "activity", "planted", "marks"):
        assert first[name].equals(again[name]), name
        assert not first[name].equals(other[name]), name


def test_every_figure_says_that_it_is_synthetic_and_by_which_seed(pack: Pack) -> None:
    assert pack.synthetic
    for rows in (pack.statistics, pack.balances, pack.activity):
        assert set(rows["quality"]) == {"synthetic"}
    assert set(pack.statistics["reporter"]) == {"planter"}
    assert pack.statistics["citation"].str.contains(f"synthetic, seed {pack.seed}").all()
    assert "程序按种子生成" in pack.articles["text_zh"][0]


def test_every_target_has_an_indicator_and_rows_of_data(pack: Pack) -> None:
    reported = set(pack.statistics["series"])
    series = _series_of(pack)
    assert set(series) == set(pack.targets["target"])
    assert [target for target, needed in series.items() if not needed & reported] == []


def test_every_rule_is_planted(pack: Pack) -> None:
    column = pack.targets.schema["rule"]
    assert isinstance(column, pl.Enum)
    assert set(pack.targets["rule"]) == set(column.categories)


def test_the_targets_mirror_those_of_the_province_that_the_programme_began_with(pack: Pack) -> None:
    model = packs.load("liaoning").targets
    kinds = ("reading", "rule", "target_year", "base_year", "aspirational", "hedge")
    mirrored = pack.targets.filter(pl.col("target").str.replace("^X", "T").is_in(model["target"].to_list()))
    ours = mirrored.with_columns(pl.col("target").str.replace("^X", "T")).select("target", *kinds)
    assert ours.sort("target", "reading").equals(model.select("target", *kinds).sort("target", "reading"))
    assert mirrored["target"].n_unique() == 72


def test_every_phrase_and_every_hedge_stands_in_its_article(pack: Pack) -> None:
    text = dict(pack.articles.select("article", "text_zh").rows())
    rows = [
        *pack.targets.select("article", "phrase_zh").rows(),
        *pack.tasks.select("article", "phrase_zh").rows(),
    ]
    rows += [*pack.mentions.select("article", "phrase_zh").rows()]
    rows += pack.targets.drop_nulls("hedge").select("article", "hedge").rows()
    assert [row for row in rows if row[1] not in text[row[0]]] == []
    assert not pack.articles["text_zh"].str.contains("{", literal=True).any()


def test_the_cities_make_up_the_province(pack: Pack) -> None:
    people = pack.statistics.filter(pl.col("series") == "population_resident", pl.col("period") == "2025")
    units = pack.regions.filter(pl.col("level") == "prefecture")["region"].to_list()
    cities = people.filter(pl.col("region").is_in(units))
    assert cities.height == len(units) == 14
    assert cities["value"].sum() == pytest.approx(
        people.filter(pl.col("region") == pack.region)["value"].item(), abs=0.1
    )
    air = pack.statistics.filter(pl.col("series") == "pm25_annual_mean")
    assert set(air["region"]) - {pack.region} == set(cities["region"])


@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(seed=SEEDS)
def test_the_balances_of_any_seed_keep_every_identity(seed: int) -> None:
    from tongyuan.packs.exercise.energy import balances

    drawn = balances(seed, region="990000")
    assert drawn["year"].unique().sort().to_list() == list(range(2020, 2026))
    assert energy.check(drawn).height == 0
    difference = drawn.filter(pl.col("row") == 32)["quantity"].abs()
    assert (difference <= drawn.filter(pl.col("row") == 33)["quantity"].fill_null(0.0) * 0.02 + 0.02).all()


def test_what_was_burned_is_what_the_balance_gives(pack: Pack) -> None:
    burned = pack.extra["burned"]
    activity = balance_activity.activity(pack.balances).filter(pl.col("activity") == "combustion")
    derived = activity.group_by("year", "fuel").agg(pl.col("quantity").sum())
    both = burned.with_columns(pl.col("year").cast(pl.Int32)).join(derived, on=["year", "fuel"], how="full")
    scale = pl.lit(1e4)
    assert both.filter((pl.col("quantity") * scale - pl.col("quantity_right")).abs() > 1).height == 0
    assert both.null_count().sum_horizontal().item() == 0


def test_the_co2_of_the_province_is_the_straight_sum_over_what_was_burned(pack: Pack) -> None:
    parameters = ["ncv_gj_per_unit", "carbon_tc_per_tj", "oxidation"]
    factors = reference.factors()
    own = factors.filter(pl.col("family") == parts_of(pack.family)[0], pl.col("parameter").is_in(parameters))
    known = own.pivot("parameter", index="fuel", values="value").drop_nulls()
    mass = pl.col("quantity") * 1e4 * pl.col("ncv_gj_per_unit") / 1000 * pl.col("carbon_tc_per_tj")
    burned = pack.extra["burned"].join(known, on="fuel").with_columns(t=mass * pl.col("oxidation") * 44 / 12)
    straight = dict(burned.group_by("year").agg(pl.col("t").sum()).rows())
    compiled = inventory.compile(
        balance_activity.activity(pack.balances),
        factors=factors,
        controls=reference.controls(),
        family=pack.family,
        species=["CO2"],
    )
    fuel_burned = (
        compiled.filter(pl.col("activity") == "combustion").group_by("year").agg(pl.col("mass_t").sum())
    )
    assert len(straight) == 6
    assert dict(fuel_burned.rows()) == {year: pytest.approx(t, rel=1e-9) for year, t in straight.items()}


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(seed=SEEDS)
def test_all_five_statuses_are_planted_whatever_the_seed(seed: int) -> None:
    planted = plant(seed)["planted"].filter(pl.col("on") == MAIN_DATE)
    assert set(planted["status"]) == set(STATUSES)


@pytest.fixture(scope="module")
def many() -> pl.DataFrame:
    highest = {row: None for row in packs.load("exercise").series["series"]}
    rows = [
        (seed, one.readings[0].rule, status, mark.value)
        for seed in range(12)
        for one in plant_courses(seed, highest=highest)
        for mark in one.carriers[0].course.marks.values()
        for status, _ in one.told.values()
    ]
    return pl.DataFrame(rows, schema=["seed", "rule", "status", "mark"], orient="row").unique()


@pytest.mark.slow
def test_every_rule_sees_every_status_that_it_can_have(many: pl.DataFrame) -> None:
    seen = {rule: set(rows["status"]) for (rule,), rows in many.group_by("rule")}
    wanting = {rule: (FINAL | RUNNING) - statuses for rule, statuses in seen.items()}
    # An event that did not happen in time is missed, never behind.
    assert wanting.pop("event") == {"behind"}
    assert {rule: left for rule, left in wanting.items() if left} == {}


@pytest.mark.slow
def test_every_boundary_is_planted(many: pl.DataFrame) -> None:
    assert set(many["mark"]) == {mark.value for mark in Mark}
    on_the_line = many.filter(pl.col("mark").is_in(["on", "exact"]))["rule"]
    assert set(on_the_line) >= {"at_least", "at_most", "greater_than", "equal", "about", "ban", "trend_down"}


def test_two_readings_of_one_phrase_can_have_different_statuses() -> None:
    planted = [packs.load("exercise", seed=seed).extra["planted"] for seed in (1, 2, 7)]
    seeded = [rows.with_columns(seed=pl.lit(seed)) for seed, rows in enumerate(planted)]
    main = pl.concat(seeded).filter(pl.col("on") == MAIN_DATE)
    sides = main.group_by("seed", "target").agg(pl.col("status").n_unique()).filter(pl.col("status") > 1)
    assert {"X37", "X39"} & set(sides["target"])
