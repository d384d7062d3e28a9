"""The nitrogen of a herd: manure placed in its systems, parameters laid beside it, masses of every stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.nitrogen_flow import PARAMETERS, flow, pasture
from tongyuan.accounting.parameters import pick
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Factor

__all__ = ["follow_nitrogen", "place_manure"]

UNSTATED = "unstated"


def place_manure(herd: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Put animals whose manure system nobody stated into systems, by the default shares of their kind.

    Source: 2019 refinement of the IPCC Guidelines, volume 4, tables 10A.6 to 10A.9.

    Parameters
    ----------
    herd
        Herd of one year; words as strings.
    factors
        Factors.
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        The herd with a manure system on each row, and the head of it [head]; an animal without default
        shares stays unstated. ``manure_share`` and ``manure_share_id`` where a share was used.
    """
    stated = herd.filter(pl.col("manure") != UNSTATED).with_columns(
        manure_share=pl.lit(None, pl.Float64), manure_share_id=pl.lit(None, pl.String)
    )
    untold = herd.filter(pl.col("manure") == UNSTATED).drop("manure")
    systems = packaged_table("manure_systems").select(manure="system")
    spread = _beside(
        untold.join(systems, how="cross", maintain_order="left_right"),
        factors=factors,
        family=family,
        method="herds.nitrogen",
        parameters=["manure_share"],
        technology=pl.col("manure"),
    )
    known = pl.col("manure_share").is_not_null().any().over("region", "animal")
    served = spread.filter(known, pl.col("manure_share") > 0).with_columns(
        head=pl.col("head") * pl.col("manure_share"),
        quality=pl.max_horizontal(
            pl.col("quality").cast(QUALITY), pl.col("manure_share_quality").cast(pl.String).cast(QUALITY)
        ).cast(pl.String),
    )
    left = spread.filter(~known, pl.col("manure") == UNSTATED)
    columns = stated.columns
    return pl.concat([stated, served.select(columns), left.select(columns)])


def follow_nitrogen(placed: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Compute the nitrogen of every stage for every row of a herd.

    Source: `tongyuan.accounting.nitrogen_flow`.

    Parameters
    ----------
    placed
        What `place_manure` gives.
    factors
        Factors.
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        The rows with ``form``, ``stored``, every parameter and its id, and every mass [t N]; null where a
        parameter lacks.

    Raises
    ------
    InputError
        If the losses of storage exceed its ammoniacal nitrogen.
    """
    forms = packaged_table("manure_systems").select("form", "stored", manure="system")
    rows = placed.join(forms, on="manure", how="left", maintain_order="left")
    rows = _with_parameters(rows, factors=factors, family=family)
    terms = {name: pl.col(name) for name in PARAMETERS}
    grazing = {name: pl.col(name) for name in ("nitrogen_kg_per_head", "tan_share", "ef_nh3_n_grazed")}
    through = flow(pl.col("head"), **terms)
    dropped = pasture(pl.col("head"), **grazing)
    grazed = pl.col("form") == "pasture"
    both = {
        "excreted": dropped["excreted"],
        "in_soil": pl.when(grazed).then(dropped["in_soil"]).otherwise(through["in_soil"]),
    }
    masses = rows.with_columns(**(through | dropped | both))
    _refuse_exhaustion(masses.filter(~grazed, pl.col("tan_spread") < 0))
    quality = pl.when(grazed).then(_worst(list(grazing))).otherwise(_worst(PARAMETERS))
    return masses.with_columns(quality=quality)


def _worst(parameters: Sequence[str]) -> pl.Expr:
    """Name the worst quality among a record and the parameters that its masses rest on."""
    ranks = [pl.col(name).cast(pl.String).cast(QUALITY) for name in ("quality", *map(_quality, parameters))]
    return pl.max_horizontal(ranks).cast(pl.String)


def _quality(parameter: str) -> str:
    return f"{parameter}_quality"


def _with_parameters(rows: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    given: dict[str, Any] = {"factors": factors, "family": family}
    rows = _beside(
        rows,
        **given,
        method="manure.nitrous",
        parameters=["nitrogen_kg_per_head", "ef_n2o_n"],
        technology=pl.col("manure"),
    )
    rows = _beside(
        rows,
        **given,
        method="herds.nitrogen",
        parameters=["tan_share", "leached", "n2_per_n2o"],
        technology=pl.col("manure"),
    )
    rows = _beside(rows, **given, method="herds.nitrogen", parameters=["mineralised"])
    rows = _beside(rows, **given, method="nitrogen.nitric", parameters=["ef_no_n"], material="_tan_stored")
    rows = _with_ammonia(rows, **given)
    return _without_store(_by_head(rows, factors=factors, family=family))


def _with_ammonia(rows: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Lay the share of ammonia of every stage beside rows; all stages are looked up at once."""
    numbered = rows.with_row_index("at")
    place = numbered.select("at", "region", "year", "animal", technology=pl.col("form").fill_null(UNSTATED))
    stages = pl.concat(
        place.with_columns(
            source=pl.lit(source), stage=pl.lit(stage), fuel=pl.concat_str("animal", pl.lit(f"_tan_{stage}"))
        )
        for stage, source in STAGES
    )
    found = pick(stages, factors=factors, family=family, method="nitrogen.ammonia", parameters=["ef_nh3_n"])
    for stage, _ in STAGES:
        named = {f"ef_nh3_n_{stage}{end}": f"ef_nh3_n{end}" for end in ("", "_id", "_quality")}
        own = found.filter(pl.col("stage") == stage).select("at", **named)
        numbered = numbered.join(own, on="at", how="left", maintain_order="left")
    return numbered.drop("at")


STAGES = (("housed", "3B1"), ("stored", "3B1"), ("spread", "3D1"), ("grazed", "3D1"))


def _by_head(rows: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Where a family gives nitrous oxide by head, make of it the share of nitrogen that it is."""
    nitrous = Factor.cast(factors.filter(pl.col("species") == "N2O"))
    beside = _beside(
        rows,
        factors=nitrous,
        family=family,
        method="livestock.head",
        parameters=["ef_kg_per_head"],
        technology=pl.col("manure"),
    )
    share = pl.col("ef_kg_per_head") * 28 / 44 / pl.col("nitrogen_kg_per_head")
    return beside.with_columns(
        ef_n2o_n=pl.coalesce("ef_n2o_n", share),
        ef_n2o_n_id=pl.coalesce("ef_n2o_n_id", "ef_kg_per_head_id"),
        ef_n2o_n_quality=pl.coalesce("ef_n2o_n_quality", "ef_kg_per_head_quality"),
    ).drop("ef_kg_per_head", "ef_kg_per_head_id", "ef_kg_per_head_quality")


def _without_store(rows: pl.DataFrame) -> pl.DataFrame:
    """Manure that is spread every day loses nothing in a store."""
    kept = [
        pl.when(pl.col("stored") == "no").then(0.0).otherwise(pl.col(name)).alias(name)
        for name in ("ef_nh3_n_stored", "ef_no_n", "mineralised")
    ]
    return rows.with_columns(kept)


def _beside(
    rows: pl.DataFrame,
    *,
    factors: dy.DataFrame[Factor],
    family: str,
    method: str,
    parameters: Sequence[str],
    material: str = "",
    technology: pl.Expr | None = None,
) -> pl.DataFrame:
    """Lay parameters beside rows: of the animal or a material of its nitrogen, by system or form."""
    places = rows.with_columns(
        source=pl.lit("3B1"),
        fuel=pl.concat_str("animal", pl.lit(material)),
        technology=(pl.col("form").fill_null(UNSTATED) if technology is None else technology),
    )
    found = pick(places, factors=factors, family=family, method=method, parameters=parameters)
    return found.drop("source", "fuel", "technology")


def _refuse_exhaustion(short: pl.DataFrame) -> None:
    if short.is_empty():
        return
    columns = short.select("region", "year", "animal", "manure", left=pl.col("tan_spread").round(3))
    raise InputError([Problem("agriculture.nitrogen_exhausted", row) for row in columns.to_dicts()])
