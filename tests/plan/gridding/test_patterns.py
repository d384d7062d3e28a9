"""Points, proxies and areas: which spreads what, and that no mass is lost."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.gridding import outside, patterns, shares_of_points, spread
from tongyuan.testing.cities import proxy_rules_of, values_of
from tongyuan.vocabulary.tables import PointSource

OUTLINES = {
    "990100": shapely.box(0, 0, 1, 1),
    "990101": shapely.box(0, 0, 0.5, 1),
    "990102": shapely.box(0.5, 0, 1, 1),
}
PARTS = {"990100": ["990101", "990102"]}
RULES = proxy_rules_of(**{"1A4": "population", "2": "gdp"})
PEOPLE = values_of("population", {"990101": 3.0, "990102": 1.0})


def a_point(**changes: Any) -> dict[str, Any]:
    return {
        "region": "990100",
        "year": 2020,
        "id": "P1",
        "source": "1A1a",
        "name": None,
        "lon": 0.25,
        "lat": 0.25,
        "weight": 300.0,
        "weight_unit": "MW",
        "quality": "synthetic",
        "citation": "test",
        "note": None,
    } | changes


def points_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return PointSource.validate(
        pl.DataFrame(list(rows), schema=PointSource.column_names(), infer_schema_length=None), cast=True
    )


def emissions(**masses: float | None) -> pl.DataFrame:
    rows = [("990100", source, "combustion", "CO2", mass) for source, mass in masses.items()]
    names = ["region", "source", "activity", "species", "mass_t"]
    return pl.DataFrame(rows, schema=names, schema_overrides={"mass_t": pl.Float64}, orient="row")


def laid(
    emission: pl.DataFrame, *, points: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    held = points_of(a_point()).clear() if points is None else points
    chosen, shares = patterns(
        emission, outlines=OUTLINES, parts=PARTS, points=held, rules=RULES, values=PEOPLE, step=0.1
    )
    return chosen, shares, spread(emission, chosen=chosen, shares=shares, by=["species"])


def test_points_come_before_proxies_and_proxies_before_area() -> None:
    chosen, _, _ = laid(emissions(**{"1A1a": 1.0, "1A4b": 1.0, "2A1": 1.0}), points=points_of(a_point()))
    assert dict(chosen.select("source", "pattern").iter_rows()) == {
        "1A1a": "points:1A1a",
        "1A4b": "population",
        "2A1": "area",
    }


def test_plants_take_their_weights_share() -> None:
    two = points_of(a_point(), a_point(id="P2", lon=0.85, weight=100.0))
    _, _, cells = laid(emissions(**{"1A1a": 8.0}), points=two)
    assert cells.rows() == [("CO2", 2, 2, 6.0), ("CO2", 8, 2, 2.0)]


def test_a_proxy_weighs_the_parts_and_area_the_cells_within_a_part() -> None:
    _, _, cells = laid(emissions(**{"1A4b": 100.0}))
    west = cells.filter(pl.col("i") < 5)["mass_t"].sum()
    assert (west, cells["mass_t"].sum()) == (pytest.approx(75.0), pytest.approx(100.0))


def test_the_shares_of_each_pattern_add_up_to_one() -> None:
    _, shares, _ = laid(emissions(**{"1A1a": 1.0, "1A4b": 1.0, "2A1": 1.0}), points=points_of(a_point()))
    assert shares.group_by("pattern").agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
        [1.0] * 3
    )


def test_what_is_not_estimated_puts_nothing_on_the_grid() -> None:
    _, _, cells = laid(emissions(**{"1A4b": None, "2A1": 5.0}))
    assert cells["mass_t"].sum() == pytest.approx(5.0)


def test_a_point_out_of_its_region_is_named() -> None:
    points = points_of(a_point(), a_point(id="P2", lon=3.0), a_point(id="P3", region="990900"))
    assert outside(points, outlines=OUTLINES, within=0.05)["id"].to_list() == ["P2", "P3"]


def test_points_without_weight_serve_nobody() -> None:
    assert shares_of_points(points_of(a_point(weight=0.0)), step=0.1).is_empty()


masses = st.floats(min_value=-1e12, max_value=1e12, allow_subnormal=False)


@given(
    power=masses, homes=masses, cement=masses, weights=st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=4)
)
def test_no_mass_is_lost_on_the_grid(power: float, homes: float, cement: float, weights: list[float]) -> None:
    points = points_of(
        *(a_point(id=f"P{n}", lon=0.05 + 0.2 * n, weight=weight) for n, weight in enumerate(weights))
    )
    _, _, cells = laid(emissions(**{"1A1a": power, "1A4b": homes, "2A1": cement}), points=points)
    scale = max(abs(power), abs(homes), abs(cement))
    assert cells["mass_t"].sum() == pytest.approx(power + homes + cement, rel=0, abs=1e-9 * scale + 1e-300)
