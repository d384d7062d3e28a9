"""The choice of factors: the most specific, of one family, and never two."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.choice import AIR_SPECIES, services
from tongyuan.accounting.factors import assign
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, factors_of
from tongyuan.vocabulary.methods import get_method
from tongyuan.vocabulary.problems import ConflictError

NOX = {"method": "combustion.mass", "parameter": "ef_kg_per_unit", "species": "NOx"}


def chosen(*factors: dict[str, Any], species: str = "NOx", family: str = "NDRC_2013", **place: Any) -> Any:
    """Return the values of the factors that the one activity gets."""
    rows = activity_of(an_activity(**{"source": "1A2a"} | place))
    found = assign(rows, factors=factors_of(*factors), family=family, species=[species])
    return found["value"].to_list()


@pytest.mark.parametrize(
    ("general", "specific"),
    [
        ({}, {"region": "990000"}),
        ({}, {"source": "1A"}),
        ({"source": "1A"}, {"source": "1A2a"}),
        ({"fuel": "*"}, {"fuel": "raw_coal"}),
        ({}, {"year_from": 2019, "year_to": 2021}),
        ({"source": "1A2a", "fuel": "raw_coal", "year_from": 2020, "year_to": 2020}, {"region": "990000"}),
        ({"fuel": "raw_coal", "year_from": 2020, "year_to": 2020}, {"source": "1", "fuel": "*"}),
        ({"fuel": "*", "year_from": 2020, "year_to": 2020}, {"fuel": "raw_coal"}),
        ({}, {"family": "NDRC_2013"}),
    ],
)
def test_the_more_specific_factor_is_used(general: dict[str, Any], specific: dict[str, Any]) -> None:
    rows = a_factor(value=1.0, **NOX | general), a_factor(value=2.0, **NOX | specific)
    assert chosen(*rows) == [2.0]
    assert chosen(*reversed(rows)) == [2.0]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"region": "980000"},
        {"source": "1A2b"},
        {"source": "1A2aa"},
        {"fuel": "coke"},
        {"year_from": 2021, "year_to": 2030},
        {"species": "SO2"},
        {"family": "CEADs_2018"},
        {"parameter": "ef_kg_per_tj"},
        {"method": "production.pollutant"},
    ],
)
def test_a_factor_for_elsewhere_is_not_used(elsewhere: dict[str, Any]) -> None:
    of_this_family = a_factor(family="NDRC_2013", fuel="coke")
    assert chosen(a_factor(**NOX | elsewhere), of_this_family) == []


def test_a_tie_is_refused_and_names_the_factors() -> None:
    twins = [a_factor(**NOX, year_from=year) | {"year_to": year + 50} for year in (1990, 1991)]
    with pytest.raises(ConflictError) as caught:
        chosen(*twins)
    assert all(twin["factor_id"] in str(caught.value) for twin in twins)
    assert {problem.code for problem in caught.value.problems} == {"accounting.factor_tie"}


def test_all_ties_are_told_at_once() -> None:
    twins = [
        a_factor(**NOX | {"species": species}, year_from=year) | {"year_to": year + 50}
        for year in (1990, 1991)
        for species in ("NOx", "SO2")
    ]
    with pytest.raises(ConflictError) as caught:
        assign(activity_of(an_activity()), factors=factors_of(*twins), family="x", species=["NOx", "SO2"])
    assert len(caught.value.problems) == 2


def test_families_are_never_mixed() -> None:
    ncv = a_factor(family="NDRC_2013")
    carbon = a_factor(family="CEADs_2018", parameter="carbon_tc_per_tj", method="combustion.co2")
    oxidation = a_factor(family="NDRC_2013", parameter="oxidation", method="combustion.co2")
    assert chosen(ncv, carbon, oxidation, species="CO2") == []
    assert chosen(ncv, carbon, oxidation, species="CO2", family="CEADs_2018") == []


@pytest.mark.parametrize("family", ["CEADs_2018", "*"])
def test_a_family_that_the_factors_do_not_hold_is_refused(family: str) -> None:
    with pytest.raises(ConflictError, match="NDRC_2013"):
        chosen(a_factor(**NOX, family="NDRC_2013"), family=family)


def test_a_method_lacking_one_parameter_gives_way_to_the_next() -> None:
    share = a_factor(method="combustion.sulphur", parameter="sulphur_share", species="SO2", value=0.01)
    retention = share | a_factor(method="combustion.sulphur", parameter="ash_retention", species="SO2")
    by_mass = a_factor(**NOX | {"species": "SO2"}, value=16.0)
    assert chosen(share, by_mass, species="SO2") == [16.0]
    assert chosen(share, retention, by_mass, species="SO2") == [0.01, retention["value"]]


def test_black_carbon_takes_the_factor_of_fine_particles() -> None:
    particles = a_factor(method="combustion.energy", parameter="ef_kg_per_tj", species="PM2.5", value=9.0)
    share = a_factor(method="combustion.share", parameter="share_of_pm25", species="BC", value=0.1)
    assert chosen(a_factor(), particles, share, species="BC") == [20.908, 9.0, 0.1]
    assert chosen(a_factor(), particles, share, species="OC") == []


#: Under which method the factor of another species is filed.
OTHERS = {"combustion.share": "combustion.energy", "aluminium.slope_ratio": "aluminium.slope"}


def test_every_parameter_of_every_method_can_be_assigned() -> None:
    for service in services():
        terms = {n: t for n, t in get_method(service.method).terms.items() if t.table == "factor"}
        factors = [
            a_factor(
                method=OTHERS.get(service.method, service.method) if term.species else service.method,
                parameter=term.column,
                species=term.species or "*",
                fuel="*",
            )
            for term in terms.values()
        ]
        rows = activity_of(an_activity(activity=service.activity))
        found = assign(rows, factors=factors_of(*factors), family="x", species=service.species[:1])
        assert set(found["name"]) == set(terms), service.method
        assert set(found["method"]) == {service.method}


def test_the_assignment_keeps_the_order_of_activity_and_species(region: dict[str, Any]) -> None:
    found = assign(region["activity"], factors=region["factors"], family="CEADs_2018", species=["NOx", "CO2"])
    order = found.filter(pl.col("source") == "1A2a").select("species").unique(maintain_order=True)
    assert order["species"].to_list() == ["NOx", "CO2"]


def test_no_factor_at_all_assigns_nothing() -> None:
    found = assign(activity_of(an_activity()), factors=factors_of(), family="x", species=AIR_SPECIES)
    assert found.height == 0
