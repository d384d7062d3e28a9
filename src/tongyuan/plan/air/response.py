"""The response of the air: contributions of every region and height, their sums, and what a change does."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from tongyuan.plan.air.calibration import Calibration
from tongyuan.vocabulary.tables import AirContribution, AirTotal, key_of

__all__ = ["contributions", "sensitivities", "totals"]

T_PER_KT = 1000.0
KEY = ["source_region", "species", "release"]


def contributions(
    matrix: pl.DataFrame, *, emission: pl.DataFrame, other: pl.DataFrame | None = None
) -> dy.DataFrame[AirContribution]:
    """Multiply a matrix by emissions.

    Parameters
    ----------
    matrix
        Contract ``SourceReceptor``, one year.
    emission
        ``source_region``, ``species``, ``release``, ``mass_t`` [t], one row each.
    other
        The same of the case; None where none is asked. What only one of the two has is zero in the other.

    Returns
    -------
    dy.DataFrame[AirContribution]
        A row for every pair, species and height of which anything is emitted, uncalibrated [ug/m3].

    Examples
    --------
    2 kt at 0.5 ug/m3 per kt are 1 ug/m3:

    >>> row = {"source_region": "a", "species": "SO2", "release": "surface"}
    >>> matrix = pl.DataFrame([{"region": "a", **row, "ug_m3_per_kt": 0.5}])
    >>> contributions(matrix, emission=pl.DataFrame([{**row, "mass_t": 2000.0}]))["ug_m3"].item()
    1.0
    """
    text = [pl.col(name).cast(pl.String) for name in KEY]
    told = emission.select(*text, "mass_t")
    if other is None:
        told = told.with_columns(change_t=pl.lit(None, pl.Float64))
    else:
        case = other.select(*text, case_t="mass_t")
        told = told.join(case, on=KEY, how="full", coalesce=True).with_columns(
            pl.col("mass_t", "case_t").fill_null(0.0)
        )
        told = told.with_columns(change_t=pl.col("case_t") - pl.col("mass_t")).drop("case_t")
    rows = matrix.with_columns(*text).join(told, on=KEY, how="inner")
    per_t = pl.col("ug_m3_per_kt") / T_PER_KT
    multiplied = rows.with_columns(
        ug_m3=per_t * pl.col("mass_t"), change_ug_m3=per_t * pl.col("change_t")
    ).rename({"region": "receptor", "source_region": "region"})
    ordered = multiplied.select(AirContribution.column_names()).sort(key_of(AirContribution))
    return AirContribution.validate(ordered, cast=True)


def totals(
    parts: pl.DataFrame, *, regions: Sequence[str], model: str, calibration: Calibration | None
) -> dy.DataFrame[AirTotal]:
    """Sum contributions to local and regional parts, and lay the calibrated result beside.

    Parameters
    ----------
    parts
        Contract ``AirContribution``.
    regions
        Regions that receive.
    model
        ``screening`` or ``imported``.
    calibration
        What observations made of it; None where too few are observed.

    Returns
    -------
    dy.DataFrame[AirTotal]
        A row a region [ug/m3].
    """
    own = pl.col("region") == pl.col("receptor")
    summed = parts.group_by(pl.col("receptor").alias("region"), maintain_order=True).agg(
        local_ug_m3=pl.col("ug_m3").filter(own).sum(),
        regional_ug_m3=pl.col("ug_m3").filter(~own).sum(),
        modelled_ug_m3=pl.col("ug_m3").sum(),
        change_ug_m3=pl.when(pl.col("change_ug_m3").null_count() == 0).then(pl.col("change_ug_m3").sum()),
    )
    rows = (
        pl.DataFrame({"region": list(regions)}, schema={"region": pl.String})
        .join(summed, on="region", how="left", maintain_order="left")
        .with_columns(pl.col("local_ug_m3", "regional_ug_m3", "modelled_ug_m3").fill_null(0.0))
    )
    return AirTotal.validate(_calibrated(rows, calibration).with_columns(model=pl.lit(model)), cast=True)


def _calibrated(rows: pl.DataFrame, calibration: Calibration | None) -> pl.DataFrame:
    if calibration is None:
        names = ("calibrated", "background", "observed", "left_out", "calibrated_change")
        return rows.with_columns(pl.lit(None, pl.Float64).alias(f"{name}_ug_m3") for name in names)
    at = pl.col("region")
    return rows.with_columns(
        calibrated_ug_m3=calibration.background + calibration.multiplier * pl.col("modelled_ug_m3"),
        background_ug_m3=pl.lit(calibration.background),
        observed_ug_m3=at.replace_strict(calibration.observed, default=None, return_dtype=pl.Float64),
        left_out_ug_m3=at.replace_strict(calibration.left_out, default=None, return_dtype=pl.Float64),
        calibrated_change_ug_m3=pl.when(calibration.serves).then(
            calibration.multiplier * pl.col("change_ug_m3")
        ),
    )


def sensitivities(matrix: pl.DataFrame, *, multiplier: float = 1.0) -> pl.DataFrame:
    """Give the derivative of concentrations by emissions, as a linear problem takes it.

    Parameters
    ----------
    matrix
        Contract ``SourceReceptor``, one year.
    multiplier
        Of the calibration; 1 for the uncalibrated matrix.

    Returns
    -------
    pl.DataFrame
        ``region``, ``source_region``, ``species``, ``release``, ``ug_m3_per_t`` [ug/m3 per t].

    Examples
    --------
    >>> matrix = pl.DataFrame([{"region": "a", "source_region": "b", "species": "SO2", "release": "tall",
    ...                         "ug_m3_per_kt": 0.5}])
    >>> sensitivities(matrix, multiplier=2.0)["ug_m3_per_t"].item()
    0.001
    """
    return matrix.select("region", *KEY, ug_m3_per_t=pl.col("ug_m3_per_kt") * (multiplier / T_PER_KT))
