"""The class of an item, and of a section by its worst item; a section that lacks items is at least so bad."""

from __future__ import annotations

import polars as pl

from tongyuan.advance.water.facts import NAMES_OF_CLASSES, WORST, Standard
from tongyuan.advance.water.means import DECIMALS

__all__ = ["class_of", "item_classes", "section_classes", "waters"]

ORDER = "order"
KEY = ["station", "body", "year", "month"]
JOINED = ";"


def class_of(value: float, *, direction: str, limits: tuple[float, ...]) -> int:
    """Class a value of an item by its limits.

    Source: GB 3838-2002, table 1.

    Parameters
    ----------
    value
        Concentration [unit of the limits].
    direction
        ``most`` (the limits may not be exceeded), ``least`` (they have to be reached) or ``range``.
    limits
        Of classes I to V; least and most of a range.

    Returns
    -------
    int
        1 to 5; 6 is worse than class V.

    Examples
    --------
    Ammonia nitrogen of 1.0 mg/L is class III, oxygen of 4.9 mg/L class IV, a pH of 9.1 worse than V:

    >>> class_of(1.0, direction="most", limits=(0.15, 0.5, 1.0, 1.5, 2.0))
    3
    >>> class_of(4.9, direction="least", limits=(7.5, 6.0, 5.0, 3.0, 2.0))
    4
    >>> class_of(9.1, direction="range", limits=(6.0, 9.0))
    6
    """
    if direction == "range":
        return 1 if limits[0] <= value <= limits[1] else WORST
    beyond = [value > limit if direction == "most" else value < limit for limit in limits]
    return 1 + sum(beyond)


def _class() -> pl.Expr:
    """Class as an expression over the columns of means and limits."""
    over = pl.sum_horizontal([(pl.col("mean") > pl.col(name)).cast(pl.Int64) for name in NAMES_OF_CLASSES])
    under = pl.sum_horizontal([(pl.col("mean") < pl.col(name)).cast(pl.Int64) for name in NAMES_OF_CLASSES])
    within = pl.col("mean").is_between(pl.col("least"), pl.col("most"))
    told = (
        pl.when(pl.col("direction") == "range")
        .then(pl.when(within).then(1).otherwise(WORST))
        .when(pl.col("direction") == "least")
        .then(1 + under)
        .otherwise(1 + over)
    )
    return pl.when(pl.col("mean").is_not_null()).then(told.cast(pl.Int64))


def item_classes(
    means: pl.DataFrame, *, sections: pl.DataFrame, grid: pl.DataFrame, standard: Standard
) -> pl.DataFrame:
    """Lay every item of the standard on the clock of every section, and class those that were measured.

    Parameters
    ----------
    means
        Monthly and yearly means.
    sections
        Rows of ``WaterSection``.
    grid
        ``year`` and ``month`` that are evaluated.
    standard
        The edition.

    Returns
    -------
    pl.DataFrame
        A row a section, period and item: ``mean``, ``values``, ``below``, ``class`` (null: not measured),
        ``reading`` (``measured``, ``short``: fewer values than another item of the section or too few days,
        ``missing``, ``outside``: neither measured nor in its programme), ``role``, ``multiple`` (how far
        above the limit of the reference class; null where not above, and for dissolved oxygen and pH).
    """
    asked = pl.col("programme").str.split(JOINED)
    programme = pl.col("programme").is_null() | asked.list.contains(pl.col("item"))
    limits = standard.limits.with_row_index(ORDER).with_columns(pl.col("body").cast(pl.String))
    listed = sections.with_columns(pl.col("body").cast(pl.String)).join(
        limits.drop("edition", "valid_from", "valid_to", "quality", "citation", "note"), on="body"
    )
    listed = listed.with_columns(in_programme=programme & (pl.col("role") == "judged"))
    rows = listed.join(grid, how="cross").join(means, on=["station", "item", "year", "month"], how="left")
    return _judged(rows.with_columns(reading=_reading()), standard).sort(*KEY, ORDER)


def _judged(rows: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Class each mean, and say how far it is above the reference class."""
    reference = f"class_{standard.rules['reference_class']:.0f}"
    above = (pl.col("direction") == "most") & (pl.col("mean") > pl.col(reference))
    multiple = pl.when(above).then(pl.col("mean") / pl.col(reference) - 1)
    return rows.with_columns(**{"class": _class()}, multiple=multiple)


def waters(items: pl.DataFrame, *, by: str, standard: Standard) -> pl.DataFrame:
    """Average each item over the sections of a river, lake or basin; an item that one lacks has no mean.

    Parameters
    ----------
    items
        Of :func:`item_classes`.
    by
        ``water`` or ``basin``.
    standard
        The edition.

    Returns
    -------
    pl.DataFrame
        As :func:`item_classes`; ``station`` is the name of the water or basin.
    """
    whole = pl.col("mean").null_count() == 0
    readings = (
        pl.when(~whole & pl.col("in_programme").any())
        .then(pl.lit("missing"))
        .when(~whole)
        .then(pl.lit("outside"))
        .when((pl.col("reading") == "short").any())
        .then(pl.lit("short"))
        .otherwise(pl.lit("measured"))
    )
    same = ["direction", "role", "weighs_first", *NAMES_OF_CLASSES, "least", "most", ORDER]
    rows = items.group_by(pl.col(by).alias("name"), "body", "year", "month", "item", maintain_order=True).agg(
        pl.col(*same).first(),
        pl.col("water", "basin").first(),
        pl.col("values").sum(),
        mean=pl.when(whole).then(pl.col("mean").mean().round(DECIMALS)),
        reading=readings,
        target_class=pl.lit(None, pl.Int64),
    )
    return _judged(rows.rename({"name": "station"}), standard)


def _reading() -> pl.Expr:
    """Say how an item stands: an item that has fewer values than its fellows may have lost some."""
    most = pl.col("values").filter(pl.col("role") == "judged").max().over(KEY)
    by_samples = pl.col("enough") & (pl.col("values") >= most)
    return (
        pl.when(pl.col("mean").is_not_null() & by_samples)
        .then(pl.lit("measured"))
        .when(pl.col("mean").is_not_null())
        .then(pl.lit("short"))
        .when("in_programme")
        .then(pl.lit("missing"))
        .otherwise(pl.lit("outside"))
    )


def section_classes(items: pl.DataFrame, *, standard: Standard) -> pl.DataFrame:
    """Class sections by their worst item, and say what was not measured.

    Parameters
    ----------
    items
        Of :func:`item_classes`.
    standard
        The edition.

    Returns
    -------
    pl.DataFrame
        A row a section and period: ``class`` (of what was measured; null: nothing was),
        ``class_least`` (of items that lost no values: the true class is as bad or worse), ``complete``,
        ``missing``, ``short``, ``outside`` (items, by semicolons), ``state`` (null while incomplete, unless
        ``class_least`` is worse than V already), ``status`` against the target (``met``, ``not_met``,
        ``cannot_tell``, ``no_target``), ``main`` pollutants.

    Notes
    -----
    Source: 环办〔2011〕22号: the class of a section is that of its worst item, of 21 items without water
    temperature, total nitrogen and faecal coliforms. A class of fewer items is a bound: the true one is as
    bad or worse. It is therefore never said to meet a target.
    """
    judged = items.filter(role="judged")

    def named(reading: str) -> pl.Expr:
        return pl.col("item").filter(pl.col("reading") == reading).str.join(JOINED)

    rows = judged.group_by(KEY, maintain_order=True).agg(
        pl.col("water", "basin", "target_class").first(),
        pl.col("class").max(),
        class_least=pl.col("class").filter(pl.col("reading") == "measured").max(),
        missing=named("missing"),
        short=named("short"),
        outside=named("outside"),
        measured=(pl.col("mean").is_not_null()).sum().cast(pl.Int64),
        values=pl.col("values").max(),
    )
    complete = (pl.col("missing") == "") & (pl.col("short") == "") & pl.col("class").is_not_null()
    rows = rows.with_columns(complete=complete)
    known = pl.col("complete") | (pl.col("class_least") == WORST).fill_null(value=False)
    state = pl.col("class").replace_strict(dict(standard.states), default=None, return_dtype=pl.String)
    rows = rows.with_columns(state=pl.when(known).then(state), status=_status())
    return rows.join(_main(judged, standard), on=KEY, how="left", maintain_order="left")


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("target_class").is_null())
        .then(pl.lit("no_target"))
        .when(pl.col("class_least") > pl.col("target_class"))
        .then(pl.lit("not_met"))
        .when("complete")
        .then(pl.lit("met"))
        .otherwise(pl.lit("cannot_tell"))
    )


def _main(judged: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Name the main pollutants: cyanide and heavy metals first, then by class, then by multiple."""
    over = judged.filter(pl.col("class") > standard.rules["reference_class"])
    ranked = over.sort(
        *KEY,
        pl.col("weighs_first") != "yes",
        -pl.col("class"),
        -pl.col("multiple").fill_null(0.0),
        ORDER,
    )
    most = int(standard.rules["main_pollutants"])
    return ranked.group_by(KEY, maintain_order=True).agg(main=pl.col("item").head(most).str.join(JOINED))
