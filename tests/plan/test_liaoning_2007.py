"""The published balance of 2007: its known fault, and its CO2 beside the published totals.

The factors follow from other provinces' published inventories. What is tested is which rows of the balance
are burned, not whether the factors are true.
"""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan import packs, reference
from tongyuan.accounting import lineage
from tongyuan.plan import energy, inventory
from tongyuan.plan.balance_activity import activity
from tongyuan.plan.lineage import trace_to_balance

FAMILY = "CEADs_2018"
WORST_TOTAL = 0.02
WORST_FUEL = 0.02
KNOWN_MISS = "crude_oil"


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    return packs.load("liaoning")


@pytest.fixture(scope="module")
def balance(pack: packs.Pack) -> pl.DataFrame:
    return pack.balances.filter(pl.col("year") == 2007)


@pytest.fixture(scope="module")
def emission(balance: pl.DataFrame) -> pl.DataFrame:
    return inventory.compile(
        activity(balance),
        factors=reference.factors(),
        controls=reference.controls(),
        family=FAMILY,
        species=["CO2"],
    )


def test_the_check_finds_the_fault_of_row_one_and_nothing_else(balance: pl.DataFrame) -> None:
    found = energy.check(balance)
    assert set(found["row"]) == {1}
    assert set(found["identity"]) == {"supply"}
    assert set(found["verdict"]) == {"fault"}
    assert found.height == 15
    assert (found["difference"] > 0).all()
    assert found.filter(fuel="raw_coal")["difference"].item() == pytest.approx(1002.44, abs=0.005)


def test_the_fault_is_said_by_row_and_column(balance: pl.DataFrame) -> None:
    said = {problem.place.column: problem.what("zh") for problem in energy.problems(energy.check(balance))}
    assert "可供本地区消费的能源量" in said["raw_coal"]
    assert "1,002.44" in said["raw_coal"]


def test_scope_one_is_within_two_per_cent_of_the_published_sum(
    emission: pl.DataFrame, pack: packs.Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    compared = inventory.compare(emission, published=pack.comparisons.filter(species="CO2"))
    with capsys.disabled():
        print("\n" + "\n".join(_line(row) for row in compared.iter_rows(named=True)))
    total = compared.filter(fuel="total").row(0, named=True)
    assert total["computed_t"] / 1e6 == pytest.approx(348.98, abs=0.01)
    assert total["published_t"] / 1e6 == pytest.approx(350.92, abs=0.01)
    assert abs(total["difference_share"]) < WORST_TOTAL


def test_crude_oil_misses_by_a_third_and_no_other_fuel_by_two_per_cent(
    emission: pl.DataFrame, pack: packs.Pack
) -> None:
    compared = inventory.compare(emission, published=pack.comparisons.filter(species="CO2")).filter(
        verdict="compared"
    )
    wide = compared.filter(pl.col("difference_share").abs() > WORST_FUEL)
    assert wide["fuel"].to_list() == [KNOWN_MISS]
    assert wide.select("computed_t", "published_t").row(0) == pytest.approx((3.86e6, 5.79e6), rel=0.01)


def test_the_fuel_without_a_factor_is_not_estimated(emission: pl.DataFrame, pack: packs.Pack) -> None:
    compared = inventory.compare(emission, published=pack.comparisons.filter(species="CO2"))
    assert compared.filter(verdict="not_estimated")["fuel"].to_list() == ["other_petroleum_products"]


def test_no_factor_of_the_family_is_the_regions_own(pack: packs.Pack) -> None:
    co2 = reference.factors().filter(family=FAMILY, species="CO2")
    assert pack.region not in set(co2["region"])
    assert set(co2.filter(parameter="oxidation")["quality"]) == {"derived"}


def test_scope_two_of_a_year_without_an_announced_factor_is_not_estimated(emission: pl.DataFrame) -> None:
    assert emission.filter(scope=2, fuel="electricity").select("mass_t", "state").rows() == [(None, "NE")]


def test_the_published_figures_are_those_of_the_collected_series(shared, pack: packs.Pack) -> None:
    series = pl.read_csv(shared / "data" / "ceads_liaoning_co2_sector_fuel.csv").filter(
        year=2007, sector="Total"
    )
    own = dict(series.select("fuel_or_source", pl.col("co2_mt") * 1e6).rows())
    of_year = pack.comparisons.filter(year=2007)
    kept = of_year.filter(pl.col("fuel") != "total")
    for fuel, mass in kept.select("fuel", "mass_t").rows():
        assert mass == pytest.approx(own[fuel], abs=0.5)
    whole = of_year.filter(fuel="total")["mass_t"].item()
    assert whole == pytest.approx(kept["mass_t"].sum(), abs=1)


def test_natural_gas_closes_between_supply_and_use(balance: pl.DataFrame, emission: pl.DataFrame) -> None:
    beside = inventory.reference_approach(
        balance, sectoral=emission, factors=reference.factors(), family=FAMILY
    )
    assert beside.filter(item="gaseous")["difference_share"].item() == pytest.approx(0.0, abs=1e-9)
    assert abs(beside.filter(item="solid")["difference_share"].item()) < 0.05
    assert beside.filter(item="liquid")["gaps"].item() == 1


def test_the_tree_of_a_figure_reaches_the_printed_cells(
    balance: pl.DataFrame, emission: pl.DataFrame
) -> None:
    key = {"sector": "industry", "fuel": "crude_oil", "species": "CO2"}
    row = emission.filter(**key).row(0, named=True)
    tree = lineage.explain(
        row,
        activity=activity(balance),
        factors=reference.factors(),
        controls=reference.controls(),
        family=FAMILY,
    )
    leaves = {node.name: node.value for node in trace_to_balance(tree, balance=balance).walk()}
    assert (leaves["row_23"], leaves["row_24"]) == (201.84, 85.1)


def _line(row: dict[str, float | str | None]) -> str:
    def number(name: str, form: str, scale: float = 1.0) -> str:
        value = row[name]
        return "—" if value is None else format(float(value) * scale, form)

    masses = f"{number('computed_t', '10.3f', 1e-6):>10}{number('published_t', '10.3f', 1e-6):>11} Mt"
    return f"{row['fuel']:<26}{masses}{number('difference_share', '+9.2%'):>10}  {row['verdict']}"
