"""What monitoring is judged by: items, indices, limits, rules of statistics, bounds of automatic checks."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.reference.files import read_table

__all__ = [
    "ambient_limits",
    "ambient_rules",
    "aqi_breakpoints",
    "aqi_levels",
    "data_marks",
    "heavy_pollution_warnings",
    "monitored_items",
    "monitored_names",
    "monitoring_checks",
    "ozone_regimes",
    "source_tracers",
    "tracer_names",
    "trend_critical_values",
    "voc_species",
]


def _numbers(name: str, *columns: str) -> pl.DataFrame:
    return read_table(name).with_columns(pl.col(*columns).cast(pl.Float64))


@cache
def aqi_breakpoints() -> pl.DataFrame:
    """Return the bounds of concentration between which an individual index runs straight.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``item``, ``averaging``, ``bp_low``, ``bp_high`` [ug/m3; CO mg/m3], ``iaqi_low``,
        ``iaqi_high``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> rows = aqi_breakpoints().filter(item="pm2.5", iaqi_high=100)
    >>> rows.select("edition", "bp_high").rows()
    [('2012', 75.0), ('2026', 60.0)]
    """
    return _numbers("aqi_breakpoints", "bp_low", "bp_high", "iaqi_low", "iaqi_high")


@cache
def ambient_limits() -> pl.DataFrame:
    """Return the limits of ambient air with the days on which they hold.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``item``, ``averaging`` (``annual``, ``24h``, ``8h``, ``1h``), ``valid_from``,
        ``valid_to`` (both within; null is without end), ``grade_1``, ``grade_2`` [ug/m3; CO mg/m3],
        ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> ambient_limits().filter(item="pm2.5", averaging="annual")["grade_2"].to_list()
    [30.0, 25.0, 35.0]
    """
    days = pl.col("valid_from", "valid_to").str.to_date()
    return _numbers("ambient_limits", "grade_1", "grade_2").with_columns(days)


@cache
def ambient_rules() -> pl.DataFrame:
    """Return the rules of statistics: percentiles, least numbers of values, weights, decimals.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``rule``, ``item`` (null: all), ``value``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> ambient_rules().filter(edition="2026", rule="weight", item="o3")["value"].item()
    2.0
    """
    return _numbers("ambient_rules", "value")


@cache
def source_tracers() -> pl.DataFrame:
    """Return the species by which sources are recognised; proposals, never proofs.

    Returns
    -------
    pl.DataFrame
        ``source``, ``name_zh``, ``name_en``, ``species``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> source_tracers().filter(source="heavy_oil")["species"].to_list()
    ['v', 'ni']
    """
    return read_table("source_tracers")


@cache
def tracer_names() -> pl.DataFrame:
    """Return the names by which files call species.

    Returns
    -------
    pl.DataFrame
        ``name`` in small letters, ``species``.

    Examples
    --------
    >>> tracer_names().filter(name="铁")["species"].item()
    'fe'
    """
    return read_table("tracer_names").select("name", "species")


@cache
def trend_critical_values() -> pl.DataFrame:
    """Return the critical values of the rank correlation with time that make a trend one.

    Returns
    -------
    pl.DataFrame
        ``periods``, ``critical``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> trend_critical_values().filter(periods=5)["critical"].item()
    0.9
    """
    return _numbers("trend_critical_values", "critical").with_columns(pl.col("periods").cast(pl.Int64))


@cache
def aqi_levels() -> pl.DataFrame:
    """Return the six levels of the index.

    Returns
    -------
    pl.DataFrame
        ``level``, ``aqi_low``, ``aqi_high``, ``name_zh``, ``grade_zh``, ``name_en``, ``colour``.

    Examples
    --------
    >>> aqi_levels()["aqi_low"].to_list()
    [0, 51, 101, 151, 201, 301]
    """
    return read_table("aqi_levels").with_columns(pl.col("aqi_low", "aqi_high").cast(pl.Int64))


@cache
def heavy_pollution_warnings() -> pl.DataFrame:
    """Return the bounds of warnings of heavy pollution with the days on which they hold.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``level`` (``yellow``, ``orange``, ``red``), ``alternative`` (rows of one must all be
        reached, one is enough), ``above`` [1], ``hours`` [h], ``valid_from``, ``valid_to``, ``quality``,
        ``citation``, ``note``.

    Examples
    --------
    >>> rows = heavy_pollution_warnings().filter(level="yellow").sort("edition", "alternative")
    >>> rows.select("edition", "above", "hours").rows()
    [('2018', 200.0, 48), ('2024', 200.0, 24), ('2024', 150.0, 48)]
    """
    rows = _numbers("heavy_pollution_warnings", "above")
    days = pl.col("valid_from", "valid_to").str.to_date()
    return rows.with_columns(days, pl.col("alternative", "hours").cast(pl.Int64))


@cache
def monitored_items() -> pl.DataFrame:
    """Return the items that stations measure.

    Returns
    -------
    pl.DataFrame
        ``item``, ``kind``, ``unit``, ``decimals``, ``least``, ``most``, ``name_zh``, ``name_en``,
        ``quality``, ``citation``.

    Examples
    --------
    >>> monitored_items().filter(item="co")["unit"].item()
    'mg/m3'
    """
    rows = _numbers("monitored_items", "least", "most")
    return rows.with_columns(pl.col("decimals").cast(pl.Int64))


@cache
def monitoring_checks() -> pl.DataFrame:
    """Return the bounds of the automatic checks.

    Returns
    -------
    pl.DataFrame
        ``check``, ``item`` (null: all others), ``parameter``, ``value``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> monitoring_checks().filter(check="flat", item="co", parameter="hours")["value"].item()
    24.0
    """
    return _numbers("monitoring_checks", "value")


@cache
def data_marks() -> pl.DataFrame:
    """Return what the marks beside values mean, and whether such a value counts.

    Returns
    -------
    pl.DataFrame
        ``mark``, ``meaning``, ``counts`` (``yes``, ``no``), ``name_zh``, ``name_en``, ``quality``,
        ``citation``, ``note``.

    Examples
    --------
    >>> data_marks().filter(counts="no")["mark"].to_list()
    ['C', 'M', 'D', 'B', 'F']
    """
    return read_table("data_marks")


@cache
def monitored_names() -> pl.DataFrame:
    """Return the names by which files call items.

    Returns
    -------
    pl.DataFrame
        ``name`` in small letters, ``item``.

    Examples
    --------
    >>> monitored_names().filter(name="细颗粒物")["item"].item()
    'pm2.5'
    """
    return read_table("monitored_names").select("name", "item")


@cache
def voc_species() -> pl.DataFrame:
    """Return what the species of VOC stations weigh, how many atoms of carbon each has, and its reactivity.

    Returns
    -------
    pl.DataFrame
        ``item``, ``family``, ``carbon`` [1], ``molar_mass`` [g/mol], ``mir`` [g O3/g] (greatest incremental
        reactivity), ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> voc_species().filter(item="voc_toluene").select("carbon", "mir").rows()
    [(7, 4.0)]
    """
    return _numbers("voc_species", "molar_mass", "mir").with_columns(pl.col("carbon").cast(pl.Int64))


@cache
def ozone_regimes() -> pl.DataFrame:
    """Return the bounds of ratios that point to what ozone is limited by, with the hours they are looked at.

    Returns
    -------
    pl.DataFrame
        ``indicator``, ``low``, ``high`` (below: VOC; above: NOx) [ppbC/ppb or ppb/ppb], ``first_hour``,
        ``last_hour`` (the hours between them, of the civil clock), ``least_species``, ``unseen_factor`` (by
        which species that were not measured may raise the ratio), ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> ozone_regimes().filter(indicator="hcho_no2").select("low", "high").rows()
    [(1.0, 2.0)]
    """
    hours = pl.col("first_hour", "last_hour", "least_species").cast(pl.Int64)
    return _numbers("ozone_regimes", "low", "high", "unseen_factor").with_columns(hours)
