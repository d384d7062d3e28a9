"""Every tonne of a plan's fall is credited once."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.crediting import REST, credited
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.testing.cocontrol import a_case, a_limit, a_saving, a_term, an_option
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import Project, ProjectEmission, Substitution

YEAR = 2025

#: Coal burned [t], the parts of it that may be saved and moved to gas, gas for a tonne of it.
Works = tuple[float, float, float, float]
#: Works of one problem: each example solves one program for all of them.
MANY = st.lists(
    st.tuples(st.floats(10, 1e6), st.floats(0, 0.5), st.floats(0, 0.4), st.floats(0.1, 2)),
    min_size=2,
    max_size=5,
)


def problem(many: list[Works], *, cap: float) -> Case:
    """Pose works that each may scrub, save and move their coal, beside a sink for all."""
    factors: dict[tuple[str, str], dict[str, float]] = {}
    for at in range(len(many)):
        sulphur = {(f"coal {at}", "base"): 1.0, (f"coal {at}", "scrubber"): 0.3, (f"gas {at}", "base"): 0.01}
        factors |= {key: {"SO2": value, "CO2": 2.0 + value} for key, value in sulphur.items()}
    coal = {f"coal {at}": works[0] for at, works in enumerate(many)}
    return a_case(
        {**coal, **{f"gas {at}": 1.0 for at in range(len(many))}},
        options=[an_option(name, "scrubber", year=YEAR, cost=1.0 + at) for at, name in enumerate(coal)],
        factors=factors,
        limits=[a_limit("cap", bound=cap, year=YEAR)],
        terms=[a_term("cap", year=YEAR)],
        savings=pl.concat(
            a_saving(f"less {at}", activity=f"coal {at}", year=YEAR, most=burnt * saved, cost=0.5)
            for at, (burnt, saved, _, _) in enumerate(many)
        ),
        substitutions=pl.concat(
            moves(at, most=burnt * moved, to=to) for at, (burnt, _, moved, to) in enumerate(many)
        ),
        projects=frame_of(Project, [{"project": "sink", "year": YEAR, "cost_cny": -1.0}]),
        project_emissions=frame_of(
            ProjectEmission,
            [{"project": "sink", "region": "990000", "species": "CO2", "year": YEAR, "mass_t": -5.0}],
        ),
    )


def moves(at: int, *, most: float, to: float) -> pl.DataFrame:
    row = {
        "substitution": f"gas {at}",
        "year": YEAR,
        "from_activity": f"coal {at}",
        "to_activity": f"gas {at}",
    }
    return frame_of(Substitution, [{**row, "yield_ratio": to, "cost_cny": 3.0, "most": most, "yearly": None}])


@settings(max_examples=12, deadline=None)
@given(many=MANY, tight=st.floats(0.05, 0.95))
def test_what_is_credited_adds_up_to_the_fall(many: list[Works], tight: float) -> None:
    case = problem(many, cap=sum(burnt for burnt, *_ in many) * (0.3 + 0.7 * tight) + 1.0)
    plan = solve(case)
    found = credited(plan.uptake, case, emission=plan.emission)
    for species, before, after in plan.emission.select("species", "baseline_t", "mass_t").iter_rows():
        of_species = found.filter(species=species)
        assert of_species["fall_t"].sum() == pytest.approx(before - after, rel=1e-9, abs=1e-9 * before)
        rest = of_species.filter(subject=REST)["fall_t"].abs().sum()
        assert rest <= 1e-6 * before


def test_each_part_is_credited_with_what_it_takes_away_itself() -> None:
    """Of 100 t a fifth is saved and a fifth moved to half as much gas; 60 t are scrubbed, 18.11 t go on."""
    case = problem([(100.0, 0.2, 0.2, 0.5)], cap=18.11)
    plan = solve(case)
    falls = credited(plan.uptake, case, emission=plan.emission).filter(species="SO2")
    told = falls.filter(pl.col("subject") != REST).group_by("subject").agg(pl.col("fall_t").sum())
    assert dict(told.iter_rows()) == {
        "saved": pytest.approx(20.0),
        "moved": pytest.approx(20.0 - 10.0 * 0.01),
        "running": pytest.approx(60.0 * 0.7),
    }
