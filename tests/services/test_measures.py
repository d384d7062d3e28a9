"""Measures as a workspace asks for them: cards, comparisons, potentials, own figures where none is found."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tongyuan import reference
from tongyuan.services.plan.inventory_runs import compiled
from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import InputError, NotFoundError


def a_book(session: Session, folder: Path, *rows: dict[str, str | float]) -> Path:
    """Fill the template in as a person does: by its headings."""
    document = session.call("measure.template", measures="M054").document
    assert document is not None
    book = openpyxl.load_workbook(BytesIO(document.content))
    sheet = book["措施自有数据"]
    heads = {str(cell.value).split("\n")[0]: place for place, cell in enumerate(sheet[3], start=1)}
    for number, row in enumerate(rows, start=5):
        for head, value in row.items():
            sheet.cell(number, heads[head], value)
    file = folder / "own.xlsx"
    book.save(file)
    return file


FGD: dict[str, str | float] = {
    "措施编号": "M054",
    "数据项": "单位成本（全部）",
    "物种（*：不分物种）": "SO2",
    "数值": 3000,
    "成本计量": "每吨去除量",
    "币种": "人民币元",
    "价格年份": 2020,
    "数据质量": "实测",
    "出处": "某厂台账 2020",
}


def test_every_row_of_the_library_has_a_source_that_is_known(demo: Session) -> None:
    assert demo.call("measure.list").frame().height == 102
    known = reference.citations()
    for name, rows in reference.measure_tables().items():
        assert set(rows["citation"]) <= set(known), name


def test_measures_are_found_by_article_source_and_word(demo: Session) -> None:
    by_article = demo.call("measure.list", article=12).frame()["measure"].to_list()
    assert by_article == ["M096", "M097"]
    assert "M100" in demo.call("measure.list", source="1A1a").frame()["measure"].to_list()
    assert demo.call("measure.list", text="脱硫").frame().height == 3


def test_a_card_tells_the_price_year_the_origin_and_the_source_of_each_cost(demo: Session) -> None:
    card = demo.call("measure.show", measure="M025").record()
    cost = card["costs"][0]
    assert (cost["currency"], cost["price_year"], cost["region"]) == ("USD", 1999, "United States")
    assert "Environmental Protection Agency" in cost["citation_text"]
    assert card["articles"] == "13"


def test_a_card_lists_the_energy_of_a_boiler_and_says_that_its_price_is_in_no_cost(demo: Session) -> None:
    """1/0.99 MWh of power a MWh of heat; a boiler of 0.65 leaves 3.6/0.65 GJ unburnt."""
    energy = demo.call("measure.show", measure="M017").record()["energy"]
    assert {row["role"]: row["amount"] for row in energy} == {
        "used": pytest.approx(1 / 0.99, rel=1e-4),
        "saved": pytest.approx(3.6 / 0.65),
    }
    assert {row["energy_state"] for row in energy} == {"price_missing"}


def test_a_comparison_tells_the_parts_of_a_cost_that_a_source_states(demo: Session) -> None:
    rows = demo.call("measure.compare", measures="M001,M025").frame()
    wind, scrubber = (
        rows.row(by_predicate=pl.col("measure") == code, named=True) for code in ("M001", "M025")
    )
    parts = ("capital_cny", "fixed_cny", "variable_cny")
    assert sum(wind[name] for name in parts) == pytest.approx(wind["social_cny"])
    assert scrubber["capital_cny"] is None
    assert scrubber["whole_cny"] == pytest.approx(scrubber["social_cny"])


def test_an_unknown_measure_is_told(demo: Session) -> None:
    with pytest.raises(NotFoundError, match="M999"):
        demo.call("measure.show", measure="M999")


def test_a_higher_rate_makes_wind_dearer_and_leaves_a_cost_per_tonne(demo: Session) -> None:
    def wind(rate: float) -> dict[str, float]:
        rows = demo.call("measure.compare", measures="M001,M025", social_rate=rate).frame()
        return dict(rows.select("measure", "social_cny").iter_rows())

    low, high = wind(0.05), wind(0.12)
    assert high["M001"] > low["M001"]
    assert high["M025"] == low["M025"]


def test_a_rate_out_of_reason_is_refused(demo: Session) -> None:
    with pytest.raises(InputError, match="social_rate"):
        demo.call("measure.compare", social_rate=8.0)


def test_with_chinese_costs_alone_a_foreign_one_is_told_as_elsewhere(demo: Session) -> None:
    rows = demo.call("measure.list", origins="china").frame()
    states = dict(rows.select("measure", "cost_state").iter_rows())
    assert (states["M025"], states["M100"]) == ("elsewhere", "found")


def test_scrubbing_power_plants_raises_co2_by_its_power_and_limestone(demo: Session) -> None:
    rows = demo.call("measure.potential", grid_factor=0.9).frame().filter(measure="M100")
    net = dict(rows.select("species", "net_t").iter_rows())
    assert net["SO2"] > 0
    assert net["CO2"] < 0
    assert net["CO2e"] == pytest.approx(net["CO2"])


def test_without_a_factor_of_power_a_plants_cleaning_emits_as_the_plant_does(demo: Session) -> None:
    """Denitration uses 2.2 % of what a plant makes: 2.2 % of what the coal of power plants emits."""
    unstated = demo.call("measure.potential")
    assert unstated.meta["grid_factor"] is None
    net = unstated.frame().filter(measure="M101", species="CO2")["net_t"].item()
    coal = pl.col("fuel").is_in(["raw_coal", "cleaned_coal", "other_washed_coal", "briquettes"])
    plants = compiled(demo.workspace, run=None).emission.filter(coal, sector="thermal_power", species="CO2")
    assert net == pytest.approx(-0.022 * plants["mass_t"].sum())


def test_what_is_left_out_says_why_and_keeps_its_potential(demo: Session) -> None:
    rows = demo.call("measure.excluded").frame()
    row = rows.filter(measure="M054").row(0, named=True)
    assert (row["reason"], row["cost_state"]) == ("no_cost", "not_found")
    assert "SO2" in row["reduced"]


def test_chains_on_boilers_are_options_of_their_own(demo: Session) -> None:
    options = demo.call("measure.options").frame().filter(sector="heat_supply", fuel="raw_coal")
    assert "M052+M051+M055" in options["option"].to_list()
    assert options.filter(option="base")["cost_cny"].item() == 0


def test_the_template_lists_what_lacks_a_cost_and_says_nothing_until_filled_in(
    demo: Session, tmp_path: Path
) -> None:
    blank = tmp_path / "blank.xlsx"
    document = demo.call("measure.template").document
    assert document is not None
    blank.write_bytes(document.content)
    with pytest.raises(InputError):
        demo.call("measure.import", file=blank)


def test_an_own_cost_brings_a_measure_in_and_taking_it_back_leaves_it_out(
    own: Session, tmp_path: Path
) -> None:
    answer = own.call("measure.import", file=a_book(own, tmp_path, FGD))
    assert answer.meta["rows"] == 1
    listed = own.call("measure.list").frame().filter(measure="M054")
    assert listed.select("cost_state", "origin").row(0) == ("found", "user")
    assert "M054" not in own.call("measure.excluded").frame()["measure"].to_list()
    assert own.call("measure.own").frame()["quality"].to_list() == ["measured"]
    own.call("measure.remove", measure="M054")
    assert "M054" in own.call("measure.excluded").frame()["measure"].to_list()


def test_a_book_with_faults_lands_not_at_all_and_names_each(own: Session, tmp_path: Path) -> None:
    unknown = FGD | {"措施编号": "M999"}
    unnamed = FGD | {"物种（*：不分物种）": "*"}
    with pytest.raises(InputError) as caught:
        own.call("measure.import", file=a_book(own, tmp_path, unknown, unnamed))
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"measure.unknown", "measure.species_needed"}
    assert own.call("measure.own").frame().is_empty()


def test_the_whole_library_is_exported_a_sheet_a_table(demo: Session) -> None:
    document = demo.call("measure.export").document
    assert document is not None
    book = openpyxl.load_workbook(BytesIO(document.content))
    assert {"measures", "costs", "effects", "reach"} <= set(book.sheetnames)
    assert book["costs"].max_row == pl.DataFrame(reference.measure_tables()["costs"]).height + 1


def test_a_measure_is_found_by_search(demo: Session) -> None:
    found = demo.call("search.find", text="低氮燃烧").frame()
    assert {"M027", "M039"} <= set(found.filter(kind="measure")["key"])


PAID = {"prices": "coal=30/GJ,electricity=400/MWh", "replaced": "raw_coal"}


def test_prices_that_a_question_states_are_in_the_cost_that_it_compares(demo: Session) -> None:
    """Wind of 2020 takes the place of coal burned at 0.4023: 3.6 / 0.4023 GJ at 30 CNY are saved a MWh."""
    plain = demo.call("measure.compare", measures="M001").frame().row(0, named=True)
    paid = demo.call("measure.compare", measures="M001", **PAID).frame().row(0, named=True)
    assert (plain["energy_cny"], plain["energy_state"]) == (None, None)
    assert paid["energy_state"] == "priced"
    assert paid["energy_cny"] == pytest.approx(-30 * 3.6 / 0.4023)
    assert paid["social_cny"] == pytest.approx(plain["social_cny"] + paid["energy_cny"])


def test_a_substitution_whose_fuel_nobody_named_has_no_cost_of_energy(demo: Session) -> None:
    rows = demo.call("measure.compare", measures="M001", prices=PAID["prices"]).frame()
    assert rows.select("energy_cny", "energy_state").row(0) == (None, "not_known")


def test_a_card_tells_which_energy_is_not_settled(demo: Session) -> None:
    state = {
        measure: demo.call("measure.show", measure=measure, **PAID).record()["energy_costs"][0][
            "energy_state"
        ]
        for measure in ("M006", "M031", "M100")
    }
    assert state == {"M006": "price_missing", "M031": "in_cost", "M100": "not_told"}


def test_a_price_that_cannot_be_read_is_told(demo: Session) -> None:
    with pytest.raises(InputError, match="coal=30/GJ"):
        demo.call("measure.compare", prices="coal=cheap")
