"""What couples activities and years: substitutions, savings, speed, lifetimes, projects, fixed emission."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.plan import Plan, solve
from tongyuan.testing.cocontrol import REGION, a_case, a_limit, a_term, an_option
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import FixedEmission, Project, ProjectEmission, Saving, Substitution

YEARS = (2025, 2030)
COAL = {("coal", "base"): {"CO2": 2.0, "SO2": 1.0}}


def share(plan: Plan, part: str, year: int) -> float:
    found = plan.uptake.filter(pl.col("part") == part, pl.col("year") == year)
    return float(found["share"][0])


def mass(plan: Plan, species: str, year: int = 2025) -> float:
    found = plan.emission.filter(pl.col("species") == species, pl.col("year") == year)
    return float(found["mass_t"][0])


def moving(cap: float) -> Case:
    """Give 100 t of coal, which half a unit of gas a tonne may replace at 30 CNY."""
    return a_case(
        {"coal": 100.0, "gas": 0.0},
        options=[],
        factors={**COAL, ("gas", "base"): {"CO2": 1.0, "SO2": 0.0}},
        limits=[a_limit("cap", bound=cap, year=2025)],
        terms=[a_term("cap", year=2025, part="CO2")],
        substitutions=frame_of(
            Substitution,
            [
                {
                    "substitution": "coal to gas",
                    "year": 2025,
                    "from_activity": "coal",
                    "to_activity": "gas",
                    "yield_ratio": 0.5,
                    "cost_cny": 30.0,
                    "most": None,
                    "yearly": None,
                }
            ],
        ),
    )


def test_a_substitution_counts_what_is_given_up_and_what_is_taken_up() -> None:
    plan = solve(moving(cap=140.0))
    # A tonne moved takes 2 t and adds 0.5 t: 60 t go for 40 tonnes.
    assert plan.cost_cny == pytest.approx(40 * 30.0)
    assert mass(plan, "SO2") == pytest.approx(60.0)
    assert plan.prices["price_cny"][0] == pytest.approx(20.0)
    running = plan.uptake.filter(pl.col("subject") == "running", pl.col("item") == "gas")
    assert running["quantity"][0] == pytest.approx(20.0)


def test_a_saving_that_pays_is_taken_without_any_cap() -> None:
    saved = frame_of(
        Saving, [{"saving": "heat", "year": 2025, "activity": "coal", "cost_cny": -5.0, "most": 10.0}]
    )
    plan = solve(a_case({"coal": 100.0}, options=[], factors=COAL, savings=saved))
    assert plan.cost_cny == pytest.approx(-50.0)
    assert mass(plan, "CO2") == pytest.approx(180.0)


def test_what_is_fixed_counts_in_the_total_and_uptake_counts_once() -> None:
    fixed = frame_of(
        FixedEmission,
        [
            {"region": REGION, "source": "3", "species": "CO2", "year": 2025, "mass_t": 40.0},
            {"region": REGION, "source": "3", "species": "CH4", "year": 2025, "mass_t": 7.0},
        ],
    )
    sink = fixed.with_columns(mass_t=pl.when(pl.col("species") == "CO2").then(-60.0).otherwise("mass_t"))
    plan = solve(a_case({"coal": 100.0}, options=[], factors=COAL, fixed=fixed))
    assert mass(plan, "CO2") == pytest.approx(240.0)
    assert mass(plan, "CH4") == pytest.approx(7.0)
    with_sink = solve(a_case({"coal": 100.0}, options=[], factors=COAL, fixed=sink))
    assert mass(with_sink, "CO2") == pytest.approx(140.0)


def over_time(quantities: list[float], *, caps: dict[int, float], **more: float) -> Case:
    options = [an_option("coal", "scrubber", year=year, cost=90.0, **more) for year in YEARS]
    return a_case(
        {"coal": quantities},
        options=options,
        factors={**COAL, ("coal", "scrubber"): {"CO2": 2.0, "SO2": 0.1}},
        limits=[a_limit("cap", bound=cap, year=year) for year, cap in caps.items()],
        terms=[a_term("cap", year=year) for year in caps],
        years=YEARS,
    )


def test_an_option_grows_no_faster_than_it_can() -> None:
    plan = solve(over_time([100.0, 100.0], caps={2030: 28.0}, yearly_share=0.1))
    # 0.8 of the coal must be cleaned in 2030; five years add half of it: 0.3 stand already in 2025.
    assert share(plan, "scrubber", 2030) == pytest.approx(0.8)
    assert share(plan, "scrubber", 2025) == pytest.approx(0.3)


def test_what_is_fitted_stays_until_it_wears_out() -> None:
    plan = solve(over_time([100.0, 100.0], caps={2025: 10.0}, lifetime_a=20.0))
    assert share(plan, "scrubber", 2025) == pytest.approx(1.0)
    assert share(plan, "scrubber", 2030) == pytest.approx(0.75)
    free = solve(over_time([100.0, 100.0], caps={2025: 10.0}))
    assert share(free, "scrubber", 2030) == pytest.approx(0.0)


#: What is left of SO2 and dust under each way to clean.
LEFT = {"scrubber": (0.1, 1.0), "filter": (1.0, 0.1), "filter+scrubber": (0.1, 0.1), "better": (0.01, 1.0)}


def cleaning() -> Case:
    """Give a scrubber, a filter, both, and a better scrubber: SO2 must fall first, dust later."""
    ways = (
        ("scrubber", 90.0, {"ladder": "sulphur"}),
        ("filter", 10.0, {}),
        ("filter+scrubber", 120.0, {"rank": 2}),
        ("better", 200.0, {"rank": 2, "ladder": "sulphur"}),
    )
    bounds = (("sulphur", 2025, 10.0, "SO2"), ("dust", 2030, 55.0, "PM2.5"), ("later", 2030, 50.0, "SO2"))
    left = {"base": (1.0, 1.0), **LEFT}
    return a_case(
        {"coal": 100.0},
        options=[
            an_option("coal", way, year=year, cost=cost, lifetime_a=20.0, **more)
            for year in YEARS
            for way, cost, more in ways
        ],
        factors={("coal", way): {"SO2": so2, "PM2.5": dust} for way, (so2, dust) in left.items()},
        limits=[a_limit(limit, bound=bound, year=year) for limit, year, bound, _ in bounds],
        terms=[a_term(limit, year=year, part=part) for limit, year, _, part in bounds],
        years=YEARS,
    )


def test_a_scrubber_is_not_given_up_for_a_filter_but_for_both_or_for_a_better_one() -> None:
    plan = solve(cleaning())
    assert share(plan, "scrubber", 2025) == pytest.approx(1.0)
    kept = sum(share(plan, name, 2030) for name in ("scrubber", "filter+scrubber", "better"))
    assert kept == pytest.approx(0.75)
    assert share(plan, "filter+scrubber", 2030) == pytest.approx(0.25)


def test_what_is_fitted_goes_with_the_works_that_close() -> None:
    plan = solve(over_time([100.0, 40.0], caps={2025: 10.0}, lifetime_a=20.0))
    found = plan.uptake.filter(pl.col("part") == "scrubber", pl.col("year") == 2030)
    assert found["quantity"][0] == pytest.approx(30.0)


def test_a_project_is_built_whole_or_not_at_all() -> None:
    projects = frame_of(
        Project,
        [
            {"project": "small", "year": 2025, "cost_cny": 100.0},
            {"project": "large", "year": 2025, "cost_cny": 250.0},
        ],
    )
    changes = frame_of(
        ProjectEmission,
        [
            {"project": "small", "region": REGION, "species": "CO2", "year": 2025, "mass_t": -30.0},
            {"project": "large", "region": REGION, "species": "CO2", "year": 2025, "mass_t": -70.0},
        ],
    )
    case = a_case(
        {"coal": 100.0},
        options=[an_option("coal", "capture", year=2025, cost=5.0, most_share=0.2)],
        factors={**COAL, ("coal", "capture"): {"CO2": 1.0, "SO2": 1.0}},
        limits=[a_limit("cap", bound=160.0, year=2025)],
        terms=[a_term("cap", year=2025, part="CO2")],
        projects=projects,
        project_emissions=changes,
    )
    plan = solve(case)
    built = dict(plan.uptake.filter(pl.col("subject") == "project").select("item", "quantity").iter_rows())
    # 40 t: capture gives 20 at most, the small project 30; both cost 150, the large one 250.
    assert built == {"small": 1.0, "large": 0.0}
    assert plan.cost_cny == pytest.approx(100.0 + 10 * 5.0)
    assert plan.prices["price_cny"][0] == pytest.approx(5.0)


def test_an_option_that_forgets_a_species_is_refused_with_every_other_fault() -> None:
    with pytest.raises(InputError) as caught:
        a_case(
            {"coal": 100.0},
            options=[an_option("coal", "scrubber", year=2025), an_option("peat", "scrubber", year=2025)],
            factors={**COAL, ("coal", "scrubber"): {"SO2": 0.1}},
            limits=[a_limit("cap", bound=1.0, year=2025)],
        )
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"cocontrol.unknown_item", "cocontrol.factor_missing"}


def test_a_cost_that_falls_without_end_is_refused() -> None:
    capped = moving(cap=200.0)
    endless = capped.with_limits(capped.limits.clear(), capped.terms.clear())
    back = endless.substitutions.with_columns(
        substitution=pl.lit("gas to coal"),
        from_activity=pl.lit("gas"),
        to_activity=pl.lit("coal"),
        yield_ratio=pl.lit(3.0),
        cost_cny=pl.lit(-100.0),
    )
    loop = pl.concat([endless.substitutions, back])
    with pytest.raises(InputError) as caught:
        solve(Case(**{**vars(endless), "substitutions": loop}))
    assert caught.value.problems[0].code == "cocontrol.unbounded"
