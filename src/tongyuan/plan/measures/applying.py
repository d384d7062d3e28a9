"""Where measures meet an inventory: which rows each may be used on, and what a unit of a row emits."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tongyuan.plan.measures.catalogue import Library
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["KEY", "Setting", "cleaning_of", "emission_factors", "reached", "rows_of", "services"]

KEY = list(key_of(Activity))
MWH_OF = ("purchased_electricity", "treatment_power", "shore_power")
GJ_PER_MWH = 3.6
ANY = "*"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What computing needs beside the inventory, where it is known; what is not given is not assumed.

    Parameters
    ----------
    calorific
        ``fuel``, ``gj_per_unit`` [GJ a unit of activity].
    existing
        ``region``, ``year``, ``source``, ``fuel``, ``species``, ``removal`` [1]: what controls remove
        already, as `tongyuan.accounting.controls.removal` gives it.
    carriers
        ``carrier``, ``species``, ``factor_t`` [t a unit of the carrier]: what power and reagents bring with
        them.
    """

    calorific: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"fuel": pl.String, "gj_per_unit": pl.Float64})
    )
    existing: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={
                "region": pl.String,
                "year": pl.Int32,
                "source": pl.String,
                "fuel": pl.String,
                "species": pl.String,
                "removal": pl.Float64,
            }
        )
    )
    carriers: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"carrier": pl.String, "species": pl.String, "factor_t": pl.Float64}
        )
    )


def rows_of(activity: pl.DataFrame) -> pl.DataFrame:
    """Count the rows of an activity.

    Parameters
    ----------
    activity
        Contract Activity.

    Returns
    -------
    pl.DataFrame
        ``row``, the key, ``quantity`` and ``unit``.
    """
    plain = activity.with_columns(pl.col("activity").cast(pl.String))
    return plain.select(*KEY, "quantity", "unit").with_row_index("row")


def reached(rows: pl.DataFrame, *, library: Library) -> pl.DataFrame:
    """Pair every row of activity with the measures that may be used on it.

    Parameters
    ----------
    rows
        Of `rows_of`.
    library
        Measures with their reach.

    Returns
    -------
    pl.DataFrame
        ``row``, ``measure``, ``most_share`` (null where it was not found), ``reach_quality``; where several
        rows of reach fit, the one with the longest source prefix.

    Examples
    --------
    >>> from tongyuan.testing.measures import a_library, a_measure, a_reach
    >>> from tongyuan.testing.accounting import activity_of, an_activity
    >>> scrubber = a_library(measures=[a_measure()], reach=[a_reach(source="1A2")])
    >>> steel = rows_of(activity_of(an_activity(source="1A2a"), an_activity(source="1A1a", sector="power")))
    >>> reached(steel, library=scrubber).select("row", "measure").rows()
    [(0, 'X1')]
    """
    branches = [
        (code, above, len(above))
        for code in rows["source"].unique()
        for above in (code, *(() if code in sources.NOT_A_SOURCE else sources.ancestors(code)), ANY)
    ]
    schema = {"source": pl.String, "branch": pl.String, "depth": pl.Int64}
    tree = pl.DataFrame(branches, schema=schema, orient="row")
    named = {"source": "branch", "fuel": "of_fuel", "technology": "of_technology", "sector": "of_sector"}
    reach = library.reach.rename(named)
    fits = [_serves(name) for name in ("fuel", "technology", "sector")]
    return (
        rows.join(tree, on="source", maintain_order="left")
        .join(reach, on=["branch", "activity"], maintain_order="left_right")
        .filter(fits)
        .sort("row", "measure", "depth", descending=[False, False, True], maintain_order=True)
        .unique(["row", "measure"], keep="first", maintain_order=True)
        .select("row", "measure", "most_share", reach_quality="quality")
    )


def _serves(name: str) -> pl.Expr:
    return pl.col(f"of_{name}").is_in([ANY]) | (pl.col(f"of_{name}") == pl.col(name))


def emission_factors(rows: pl.DataFrame, *, emission: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    """Give what a unit of each row emits, and what it would without the controls that are there.

    Parameters
    ----------
    rows
        Of `rows_of`.
    emission
        Contract Emission.
    setting
        With what existing controls remove.

    Returns
    -------
    pl.DataFrame
        ``row``, ``species``, ``factor_t`` [t a unit; null: not known], ``raw_t`` (before controls that are
        known; as ``factor_t`` where none is), ``state`` of what is missing, ``quality``.
    """
    mass = emission.with_columns(pl.col("activity", "state", "quality").cast(pl.String)).select(
        *KEY, "species", "mass_t", "state", emission_quality="quality"
    )
    known = setting.existing.select(
        "region", pl.col("year").cast(pl.Int32), "source", "fuel", "species", "removal"
    )
    joined = rows.join(mass, on=KEY, maintain_order="left_right").join(
        known, on=["region", "year", "source", "fuel", "species"], how="left", maintain_order="left"
    )
    factor = pl.when(pl.col("quantity") != 0).then(pl.col("mass_t") / pl.col("quantity"))
    left = 1 - pl.col("removal").fill_null(0.0)
    lacking = pl.when(pl.col("factor_t").is_null()).then(pl.coalesce("state", pl.lit(Missing.NE.value)))
    return (
        joined.with_columns(factor_t=factor)
        .with_columns(raw_t=pl.when(left > 0).then(pl.col("factor_t") / left).otherwise("factor_t"))
        .select("row", "species", "factor_t", "raw_t", state=lacking, quality="emission_quality")
    )


def cleaning_of(found: pl.DataFrame, *, factors: pl.DataFrame, library: Library) -> pl.DataFrame:
    """Keep the pairs of row and measure in which something that is known to be emitted is removed.

    Parameters
    ----------
    found
        Of `reached`.
    factors
        Of `emission_factors`.
    library
        With the effects.

    Returns
    -------
    pl.DataFrame
        ``row``, ``measure``.
    """
    removal = library.effects.filter(pl.col("effect").cast(pl.String) == "removal")
    emitted = factors.filter(pl.col("factor_t") > 0).select("row", "species")
    acting = (
        found.join(removal.select("measure", "species"), on="measure", maintain_order="left_right")
        .join(emitted, on=["row", "species"], how="semi", maintain_order="left")
        .select("row", "measure")
    )
    return acting.unique(maintain_order=True)


def services(pairs: pl.DataFrame, *, library: Library, setting: Setting) -> pl.DataFrame:
    """Give the service of a unit of activity: the power or useful heat that it stands for.

    Power bought is its own service; heat bought is 1/3.6 MWh a GJ; of a fuel it is its heat times the
    efficiency of what burns it today (``base_efficiency`` of the measure).

    Parameters
    ----------
    pairs
        ``row``, ``measure`` with the row's ``fuel`` and ``activity``.
    library
        With ``performance``.
    setting
        With the calorific values.

    Returns
    -------
    pl.DataFrame
        The pairs with ``service_mwh`` [MWh a unit of activity]; null where it is not known.
    """
    used = library.performance.filter(parameter="base_efficiency").select("measure", base="value")
    kind = pl.col("activity")
    burned = pl.col("gj_per_unit") * pl.col("base") / GJ_PER_MWH
    service = (
        pl.when(kind.is_in(MWH_OF))
        .then(1.0)
        .when(kind == "purchased_heat")
        .then(1 / GJ_PER_MWH)
        .when(kind == "combustion")
        .then(burned)
    )
    return (
        pairs.join(used, on="measure", how="left", maintain_order="left")
        .join(setting.calorific, on="fuel", how="left", maintain_order="left")
        .with_columns(service_mwh=service)
        .drop("base", "gj_per_unit")
    )
