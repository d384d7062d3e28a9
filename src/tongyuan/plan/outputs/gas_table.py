"""Tables of categories by gases, as guidelines and the common reporting tables lay them out."""

from __future__ import annotations

from typing import Literal

import polars as pl

from tongyuan.plan.inventory.equivalents import co2e
from tongyuan.vocabulary import concordance
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.species import codes

__all__ = ["TOTAL", "Layout", "gas_table", "layout_rows"]

Layout = Literal["guideline_2011", "guideline_2025", "crt"]
TOTAL = "co2e_t"
ORDER = (Missing.NE, Missing.NOT_REPORTED, Missing.C, Missing.IE, Missing.NO)


def gas_table(emission: pl.DataFrame, *, layout: Layout, gwp: pl.DataFrame, gwp_set: str) -> pl.DataFrame:
    """Lay out scope-1 emissions by the categories and gases of a reporting table.

    A cell with any figure is their sum, and ``gaps`` counts the figures that lack in the row. A cell without
    one bears the gravest state of its rows; where nothing at all was handed in it is not reported. HFCs,
    PFCs, SF6 and NF3 stand as CO2e, the other gases as mass.

    Parameters
    ----------
    emission
        Emission of one region and year [t].
    layout
        ``guideline_2011``, ``guideline_2025`` (provincial guidelines), ``crt`` (common reporting tables).
    gwp
        ``set``, ``species``, ``value`` [t CO2e per t].
    gwp_set
        SAR, AR4, AR5 or AR6.

    Returns
    -------
    pl.DataFrame
        ``category``, ``name_zh``, ``name_en``, ``quality`` of the list of categories; for each gas ``GAS``
        [t, or t CO2e] and ``GAS_state``; ``co2e_t`` of all greenhouse gases [t CO2e], ``gaps``. The rows of
        ``crt`` are levels of one tree: a row holds all rows below it.

    Notes
    -----
    Source: categories of the provincial guidelines 2011 and 2025 (``guideline_categories.csv``, not checked
    against the printed tables) and CRF/CRT codes of ``sources.csv``.

    Examples
    --------
    >>> gwp = pl.DataFrame({"set": ["AR5"], "species": ["CH4"], "value": [28.0]})
    >>> row = {"source": "5A", "species": "CH4", "scope": 1, "mass_t": 2.0, "state": None}
    >>> table = gas_table(pl.DataFrame([row]), layout="guideline_2011", gwp=gwp, gwp_set="AR5")
    >>> table.filter(category="waste.landfill").select("CH4", "co2e_t", "N2O_state").row(0)
    (2.0, 56.0, 'not_reported')
    """
    rows = layout_rows(layout)
    direct = emission.filter(pl.col("scope") == 1).with_columns(pl.col("state").cast(pl.String))
    placed = direct.join(rows.select("source", "category"), on="source", maintain_order="left_right")
    weighed = co2e(placed, gwp=gwp, gwp_set=gwp_set)
    listed = rows.unique("category", keep="first", maintain_order=True).drop("source")
    kind = "crt" if layout == "crt" else "guideline"
    for gas in packaged_table("gas_columns").filter(table=kind).iter_rows(named=True):
        whole, value = (placed, "mass_t") if gas["measure"] == "mass" else (weighed, "co2e_t")
        cells = _cells(whole.filter(pl.col("species").is_in(gas["species"].split())), value, gas["column"])
        listed = listed.join(cells, on="category", how="left", maintain_order="left")
    absent = pl.lit(Missing.NOT_REPORTED.value)
    states = [pl.col(name).fill_null(absent) for name in listed.columns if name.endswith("_state")]
    return listed.with_columns(states).join(_sums(weighed), on="category", how="left", maintain_order="left")


def layout_rows(layout: Layout) -> pl.DataFrame:
    """List which categories of a table hold which sources.

    Parameters
    ----------
    layout
        As in `gas_table`.

    Returns
    -------
    pl.DataFrame
        ``source``, ``category``, ``name_zh``, ``name_en``, ``quality``, in the order of the table; in ``crt``
        a source stands in its own category and in each above it.

    Examples
    --------
    >>> layout_rows("guideline_2011").filter(source="2A1")["category"].to_list()
    ['process.cement']
    """
    if layout == "crt":
        return _crt_rows()
    edition = layout.removeprefix("guideline_")
    names = packaged_table("guideline_categories").filter(edition=edition)
    names = names.unique("category", keep="first", maintain_order=True).select(
        "category", "name_zh", "name_en", "quality"
    )
    pairs = concordance.read(f"nfr_guideline{edition}").select(source="code", category="counterpart")
    inside = names.filter(~pl.col("category").str.starts_with("outside."))
    return inside.join(pairs, on="category", maintain_order="left_right").select(
        "source", "category", "name_zh", "name_en", "quality"
    )


def _crt_rows() -> pl.DataFrame:
    table = packaged_table("sources").filter(pl.col("crf").is_not_null(), pl.col("crf") != "-")
    own = table.select("source", category="crf")
    names = table.unique("crf", keep="first", maintain_order=True).select(
        "name_zh", "name_en", category="crf", quality=pl.lit("unverified")
    )
    held = [
        (source, above)
        for source, category in own.iter_rows()
        for above in names["category"].to_list()
        if category == above or category.startswith(f"{above}.")
    ]
    pairs = pl.DataFrame(held, schema=["source", "category"], orient="row")
    return names.join(pairs, on="category", maintain_order="left_right").select(
        "source", "category", "name_zh", "name_en", "quality"
    )


def _cells(rows: pl.DataFrame, value: str, name: str) -> pl.DataFrame:
    known = pl.col(value).count() > 0
    gravest = pl.coalesce(
        pl.when((pl.col("state") == state.value).any()).then(pl.lit(state.value)) for state in ORDER
    )
    return rows.group_by("category", maintain_order=True).agg(
        pl.when(known).then(pl.col(value).sum()).alias(name),
        pl.when(known).then(pl.lit("value")).otherwise(gravest).alias(f"{name}_state"),
    )


def _sums(weighed: pl.DataFrame) -> pl.DataFrame:
    gases = weighed.filter(pl.col("species").is_in(codes("greenhouse_gas")))
    known = pl.col("co2e_t").count() > 0
    return gases.group_by("category", maintain_order=True).agg(
        pl.when(known).then(pl.col("co2e_t").sum()).alias(TOTAL),
        pl.col("co2e_t").null_count().cast(pl.Int64).alias("gaps"),
    )
