"""Every tonne of a plan's fall is credited once."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol.crediting import REST, credited
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.testing.cocontrol import a_case, a_limit, a_saving, a_term, an_option
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import Project, ProjectEmission, Substitution

YEAR = 2025


def moves(*, most: float, to: float) -> pl.DataFrame:
    row = {"substitution": "gas", "year": YEAR, "from_activity": "coal", "to_activity": "gas"}
    return frame_of(Substitution, [{**row, "yield_ratio": to, "cost_cny": 3.0, "most": most, "yearly": None}])


@settings(max_examples=10, deadline=None)
@given(
    coal=st.floats(10, 1e6),
    saved=st.floats(0, 0.5),
    moved=st.floats(0, 0.4),
    to=st.floats(0.1, 2),
    tight=st.floats(0.05, 0.95),
)
def test_what_is_credited_adds_up_to_the_fall(
    coal: float, saved: float, moved: float, to: float, tight: float
) -> None:
    sulphur = {("coal", "base"): 1.0, ("coal", "scrubber"): 0.3, ("gas", "base"): 0.01}
    case = a_case(
        {"coal": coal, "gas": 1.0},
        options=[an_option("coal", "scrubber", year=YEAR, cost=1.0)],
        factors={key: {"SO2": value, "CO2": 2.0 + value} for key, value in sulphur.items()},
        limits=[a_limit("cap", bound=coal * (0.3 + 0.7 * tight) + 1.0, year=YEAR)],
        terms=[a_term("cap", year=YEAR)],
        savings=a_saving("less", activity="coal", year=YEAR, most=coal * saved, cost=0.5),
        substitutions=moves(most=coal * moved, to=to),
        projects=frame_of(Project, [{"project": "sink", "year": YEAR, "cost_cny": -1.0}]),
        project_emissions=frame_of(
            ProjectEmission,
            [{"project": "sink", "region": "990000", "species": "CO2", "year": YEAR, "mass_t": -5.0}],
        ),
    )
    plan = solve(case)
    found = credited(plan.uptake, case, emission=plan.emission)
    for species, before, after in plan.emission.select("species", "baseline_t", "mass_t").iter_rows():
        of_species = found.filter(species=species)
        assert of_species["fall_t"].sum() == pytest.approx(before - after, rel=1e-9, abs=1e-9 * before)
        rest = of_species.filter(subject=REST)["fall_t"].abs().sum()
        assert rest <= 1e-6 * before
