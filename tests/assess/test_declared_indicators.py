"""The indicators that packs declare: every reading of every target is bound, to series that somebody owes."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tongyuan.assess.binding import check_bindings, judging
from tongyuan.assess.indicators import evaluate, years_needed
from tongyuan.assess.inputs import check_declared, index_series
from tongyuan.assess.lineage import explain_indicator
from tongyuan.assess.targets import judge
from tongyuan.packs import Pack, load, names
from tongyuan.vocabulary.indicators import Indicator, parse_indicators
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.vocabulary.reasons import reasons
from tongyuan.vocabulary.statistics_choice import current

TODAY = date(2026, 11, 22)
YEAR_END = date(2024, 12, 31)


@pytest.fixture(scope="module", params=[name for name in names() if not load(name).synthetic])
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(request.param)


@pytest.fixture(scope="module")
def indicators(pack: Pack) -> tuple[Indicator, ...]:
    return parse_indicators(pack.indicators)


def statuses(pack: Pack, indicators: tuple[Indicator, ...], *, on: date) -> pl.DataFrame:
    values = evaluate(
        indicators,
        statistics=current(pack.statistics),
        series=pack.series,
        region=pack.region,
        years=years_needed(indicators, until=on.year),
    )
    return judge(pack.targets, values, on=on, indicators=indicators, series=pack.series)


def test_every_reading_of_every_target_is_bound(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    keys = pack.targets.select("target", "reading").iter_rows()
    assert [key for key in keys if not judging(indicators, target=key[0], reading=key[1])] == []


def test_every_binding_names_a_target_that_is_there(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    there = {
        name
        for key in pack.targets.select("target", "reading").iter_rows()
        for name in (key[0], "/".join(key))
    }
    assert {target for indicator in indicators for target in indicator.targets} - there == set()


def test_indicators_agree_with_their_series_and_targets(
    pack: Pack, indicators: tuple[Indicator, ...]
) -> None:
    check_declared(indicators, series=index_series(pack.series))
    check_bindings(pack.targets, indicators=indicators)


def test_every_official_series_has_an_owner(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    owners = dict(pack.series.select("series", "owner").iter_rows())
    official = {
        series
        for indicator in indicators
        if indicator.role == "official"
        for series in indicator.series_ids()
    }
    assert {series for series in official if owners[series] is None} == set()


def test_every_word_is_there_in_both_languages(indicators: tuple[Indicator, ...]) -> None:
    words = ("label", "definition", "cannot_tell")
    said = [
        getattr(one, f"{word}_{language}")
        for one in indicators
        for word in words
        for language in ("zh", "en")
    ]
    assert all(text.strip() for text in said)
    chinese = [getattr(indicator, f"{word}_en") for indicator in indicators for word in words]
    assert [text for text in chinese if any("\u4e00" <= letter <= "\u9fff" for letter in text)] == []


def test_every_reason_for_a_missing_figure_is_in_the_table(indicators: tuple[Indicator, ...]) -> None:
    figures = {code for code, reason in reasons().items() if reason.kind == "figure"}
    assert {indicator.missing_reason for indicator in indicators} - figures == set()


def test_a_hedged_phrase_leaves_its_tolerance_open(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    for target in pack.targets.filter(pl.col("hedge").is_in(["左右", "基本"])).iter_rows(named=True):
        for indicator in judging(indicators, target=target["target"], reading=target["reading"]):
            assert (indicator.hedged, indicator.tolerance) == (True, None), target["target"]


@pytest.mark.parametrize("on", [TODAY, YEAR_END])
def test_what_cannot_be_told_says_why_and_who_owes_it(
    pack: Pack, indicators: tuple[Indicator, ...], on: date
) -> None:
    table = statuses(pack, indicators, on=on)
    assert table.height == pack.targets.height
    untold = table.filter(pl.col("status") == "cannot_tell")
    assert untold.filter(pl.any_horizontal(pl.col("reason_code", "owed_by").is_null())).is_empty()
    assert set(untold["owed_by"].str.split(";").explode()) <= set(pack.departments["department"])


def test_after_the_target_year_nothing_is_on_track(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    over = statuses(pack, indicators, on=TODAY).join(
        pack.targets.select("target", "reading", "target_year"), on=["target", "reading"]
    )
    assert set(over.filter(pl.col("target_year") < TODAY.year)["status"]) <= {
        "done",
        "not_done",
        "cannot_tell",
    }


def test_no_academic_inventory_feeds_what_judges(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    unowned = set(pack.series.filter(pl.col("owner").is_null())["series"])
    judging_series = {series for one in indicators if one.role == "official" for series in one.series_ids()}
    assert judging_series & unowned == set()
    assert any(
        set(indicator.series_ids()) & unowned for indicator in indicators if indicator.role == "research"
    )


def test_an_indicator_over_nominal_gdp_is_refused(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    nominal = pack.series.filter(pl.col("price_basis") == "nominal").row(0, named=True)
    real = next(indicator for indicator in indicators if indicator.prices == "constant")
    swapped = {
        name: {**item.model_dump(), "series": nominal["series"], "unit": nominal["unit"]}
        for name, item in real.inputs.items()
    }
    with pytest.raises(ConflictError):
        check_declared(
            [Indicator.model_validate(real.model_dump() | {"inputs": swapped})],
            series=index_series(pack.series),
        )


def test_filling_every_figure_clears_every_grey_that_is_for_want_of_one(
    pack: Pack, indicators: tuple[Indicator, ...]
) -> None:
    years = [str(year) for year in range(2018, TODAY.year)]
    row = current(pack.statistics).filter(pl.col("value").is_not_null()).head(1)
    about = pack.series.select("series", "unit", filled=pl.coalesce("maximum", pl.lit(100.0)))
    full = about.join(pl.DataFrame({"period": years}), how="cross").join(
        row.drop("series", "unit", "period", "value"), how="cross"
    )
    full = full.with_columns(value=pl.col("filled"), region=pl.lit(pack.region)).select(row.columns)
    values = evaluate(
        indicators,
        statistics=full,
        series=pack.series,
        region=pack.region,
        years=years_needed(indicators, until=2025),
    )
    table = judge(pack.targets, values, on=TODAY, indicators=indicators, series=pack.series)
    grey = table.filter(pl.col("status") == "cannot_tell", reason_kind(pl.col("reason_code")) == "figure")
    assert set(grey["target"]) <= set(pack.targets.filter(pl.col("target_year") > TODAY.year)["target"])


def reason_kind(code: pl.Expr) -> pl.Expr:
    return code.replace_strict({code: reason.kind for code, reason in reasons().items()})


def test_the_tree_of_every_value_ends_in_cited_figures(pack: Pack, indicators: tuple[Indicator, ...]) -> None:
    statistics = current(pack.statistics)
    values = evaluate(
        indicators, statistics=statistics, series=pack.series, region=pack.region, years=range(2018, 2025)
    )
    by_id = {indicator.id: indicator for indicator in indicators}
    for value in values.filter(pl.col("value").is_not_null()).iter_rows(named=True):
        node = explain_indicator(
            by_id[value["indicator"]],
            statistics=statistics,
            series=pack.series,
            region=pack.region,
            year=value["year"],
        )
        assert node.value == value["value"]
        assert all(leaf.citation for leaf in node.children)
