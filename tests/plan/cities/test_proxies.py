"""Values of proxies: from statistics, from lists of points, from areas; and which rule serves."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.cities import proxy_values
from tongyuan.plan.cities.proxies import candidates
from tongyuan.testing.cities import proxy_rules_of
from tongyuan.vocabulary.problems import InputError

UNITS = ["990100", "990200"]


def declared(**changes: object) -> pl.DataFrame:
    row = {"proxy": "gdp", "held": "statistic", "of": "gdp_nominal", "years_back": 0, "quality": "published"}
    return pl.DataFrame([row | changes], schema_overrides={"of": pl.String})


def figures(*rows: tuple[str, str, float]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["region", "period", "value"], orient="row")
    return frame.with_columns(series=pl.lit("gdp_nominal"), quality=pl.lit("published"))


def values(
    rows: pl.DataFrame, *, declared_as: pl.DataFrame, points: pl.DataFrame | None = None
) -> pl.DataFrame:
    held = pl.DataFrame() if points is None else points
    return proxy_values(
        declared_as, statistics=rows, points=held, areas={"990100": 2.0}, units=UNITS, year=2020
    )


def test_figures_of_the_year_are_taken() -> None:
    rows = values(figures(("990100", "2020", 1.0), ("990100", "2019", 9.0)), declared_as=declared())
    assert rows.select("region", "proxy_year", "value").rows() == [("990100", 2020, 1.0)]


def test_an_older_year_serves_where_the_declaration_allows_it_and_one_year_serves_all() -> None:
    held = figures(("990100", "2019", 1.0), ("990200", "2019", 2.0), ("990100", "2020", 3.0))
    rows = values(held, declared_as=declared(years_back=2))
    assert rows.select("region", "proxy_year", "value").rows() == [
        ("990100", 2019, 1.0),
        ("990200", 2019, 2.0),
    ]


def test_a_city_that_a_list_of_points_does_not_name_has_none() -> None:
    points = pl.DataFrame(
        {
            "region": ["990100"] * 2,
            "source": "1A1a",
            "weight": [300.0, 50.0],
            "year": 2020,
            "quality": "published",
        }
    )
    rows = values(figures(), declared_as=declared(held="points", of="1A1a"), points=points)
    assert dict(rows.select("region", "value").iter_rows()) == {"990100": 350.0, "990200": 0.0}


def test_without_a_list_of_points_there_is_no_proxy() -> None:
    assert values(figures(), declared_as=declared(held="points", of="1A1a")).is_empty()


def test_a_negative_proxy_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        values(figures(("990100", "2020", -1.0)), declared_as=declared())
    assert refused.value.problems[0].code == "city.negative_proxy"


def test_the_rule_of_the_longest_prefix_serves() -> None:
    rules = proxy_rules_of(**{"2": "gdp", "2A1": "cement gdp", "*": "population"})
    cells = pl.DataFrame({"source": ["2A1", "2B1", "5A"], "activity": ["production"] * 3})
    chosen = candidates(rules, cells).group_by("source", maintain_order=True).agg("proxy")
    assert dict(chosen.iter_rows()) == {"2A1": ["cement", "gdp"], "2B1": ["gdp"], "5A": ["population"]}


def test_a_rule_of_the_kind_of_activity_comes_before_one_of_the_source() -> None:
    rules = proxy_rules_of(**{"1A4b": "population"}).vstack(
        proxy_rules_of(**{"*": "use"}).with_columns(activity=pl.lit("purchased_heat"))
    )
    cells = pl.DataFrame({"source": ["1A4b"], "activity": ["purchased_heat"]})
    assert candidates(rules, cells)["proxy"].to_list() == ["use"]
