"""Indicators of wastewater plants: carbon for each kilogram removed, power for each cubic metre."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

__all__ = ["plant_intensity"]

GASES = ("CH4", "N2O")
OWN = ("pv_mwh", "biogas_mwh")


def plant_intensity(
    emission: pl.DataFrame, *, plants: pl.DataFrame, gwp: Mapping[str, float], power_t_per_mwh: float | None
) -> pl.DataFrame:
    """Compute what carbon each plant spends on a kilogram of COD, nitrogen and phosphorus removed.

    The carbon is its CH4 and N2O by GWP and the CO2 of the power it bought. What is not reported leaves
    the indicator without a value. Source: definition of this platform, edition 1.

    Parameters
    ----------
    emission
        `Emission` of one year, ``sector`` the plant.
    plants
        `TreatmentPlant` of the same year.
    gwp
        Global warming potential of CH4 and N2O [t CO2e/t].
    power_t_per_mwh
        Factor of electricity [t CO2/MWh]; None where none is known.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``plant``, ``co2e_t`` [t], ``power_t`` of it [t], ``cod_removed_t``,
        ``tn_removed_t``, ``tp_removed_t`` [t], ``carbon_per_kg_cod``, ``carbon_per_kg_tn``,
        ``carbon_per_kg_tp`` [kg CO2e/kg], ``kwh_per_m3`` [kWh/m3], ``own_power_share`` [0-1] and
        ``heat_pump_gj`` [GJ]; null where something is not reported.

    Examples
    --------
    20 t of CH4 (x 28), no N2O, 3,500 MWh bought at 0.5 t: 2,310 t CO2e over 3,600 t COD.

    >>> from tongyuan.testing.waste import a_plant, plants_of
    >>> rows = pl.DataFrame({"region": "990000", "year": 2020, "sector": "plant A", "species": ["CH4", "N2O"],
    ...                      "source": "5D1", "mass_t": [20.0, 0.0]})
    >>> found = plant_intensity(rows, plants=plants_of(a_plant()), gwp={"CH4": 28.0, "N2O": 265.0},
    ...                         power_t_per_mwh=0.5)
    >>> found.select("co2e_t", "cod_removed_t", pl.col("carbon_per_kg_cod").round(4)).row(0)
    (2310.0, 3600.0, 0.6417)
    """
    own = pl.col(OWN[0]) + pl.col(OWN[1])
    bought = pl.col("electricity_mwh") - own
    removed = {
        f"{name}_removed_t": pl.col("flow_m3")
        * (pl.col(f"{name}_in_mg_l") - pl.col(f"{name}_out_mg_l"))
        / 1_000_000
        for name in ("cod", "tn", "tp")
    }
    rows = plants.join(
        _warming(emission, gwp), on=["region", "year", "plant"], how="left", maintain_order="left"
    ).with_columns(
        power_t=bought * pl.lit(power_t_per_mwh, pl.Float64),
        kwh_per_m3=_over(pl.col("electricity_mwh") * 1000, pl.col("flow_m3")),
        own_power_share=_over(own, pl.col("electricity_mwh")),
        **removed,
    )
    total = rows.with_columns(co2e_t=pl.col("gases_t") + pl.col("power_t"))
    per_kg = {
        f"carbon_per_kg_{name}": _over(pl.col("co2e_t"), pl.col(f"{name}_removed_t"))
        for name in ("cod", "tn", "tp")
    }
    key = ("region", "year", "plant")
    columns = ("co2e_t", "power_t", *removed, *per_kg, "kwh_per_m3", "own_power_share", "heat_pump_gj")
    return total.with_columns(**per_kg).select(*key, *columns)


def _warming(emission: pl.DataFrame, gwp: Mapping[str, float]) -> pl.DataFrame:
    """Sum the CO2e of each plant's methane and nitrous oxide; a mass that lacks leaves no sum."""
    gases = emission.filter(
        pl.col("species").is_in(GASES), pl.col("source").cast(pl.String).str.starts_with("5D")
    )
    weights = (
        pl.col("species").cast(pl.String).replace_strict(dict(gwp), default=None, return_dtype=pl.Float64)
    )
    weighed = pl.col("mass_t") * weights
    both = pl.col("species").n_unique() == len(GASES)
    whole = weighed.is_not_null().all() & both
    return gases.group_by("region", "year", plant="sector", maintain_order=True).agg(
        gases_t=pl.when(whole).then(weighed.sum())
    )


def _over(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)
