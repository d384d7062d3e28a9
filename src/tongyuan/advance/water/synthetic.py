"""Invented sections, samples and plants with planted faults, for first steps; whatever shows them says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

from tongyuan.advance.water.means import BELOW
from tongyuan.vocabulary.tables import Observation, WaterPlant, WaterSection

__all__ = ["Invented", "invented"]

#: A clean river's level of each judged item; plausible in size, measured nowhere.
LEVELS: Mapping[str, float] = {
    **{"water_ph": 7.8, "water_do": 8.5, "water_codmn": 3.2, "water_cod": 13.0, "water_bod5": 2.2},
    **{"water_nh3n": 0.28, "water_tp": 0.07, "water_cu": 0.004, "water_zn": 0.02, "water_fluoride": 0.5},
    **{"water_se": 0.0004, "water_as": 0.002, "water_hg": 0.00004, "water_cd": 0.0001, "water_cr6": 0.004},
    **{"water_pb": 0.002, "water_cyanide": 0.004, "water_phenol": 0.0003, "water_oil": 0.01},
    **{"water_las": 0.05, "water_sulfide": 0.005},
}
LAKE: Mapping[str, float] = {
    **{"water_tn": 1.1, "water_chla": 12.0, "water_transparency": 0.9},
}
#: Section, river, basin, body, target, how polluted against a clean river, longitude, latitude.
SECTIONS = (
    ("SYN-W1", "合成甲河", "合成流域", "river", 2, 0.9, 0.1, 0.2),
    ("SYN-W2", "合成甲河", "合成流域", "river", 3, 1.3, 0.3, 0.1),
    ("SYN-W3", "合成甲河", "合成流域", "river", 3, 1.8, 0.5, 0.0),
    ("SYN-W4", "合成乙河", "合成流域", "river", 3, 2.6, 0.2, -0.2),
    ("SYN-W5", "合成乙河", "合成流域", "river", 4, 4.5, 0.4, -0.3),
    ("SYN-W6", "合成丙河", "合成流域", "river", 3, 1.1, -0.3, 0.0),
    ("SYN-L1", "合成水库", "合成流域", "lake", 3, 0.55, -0.2, 0.3),
)
NUTRIENTS = ("water_codmn", "water_cod", "water_bod5", "water_nh3n", "water_tp")
SPREAD = 0.12
#: Planted: of this section and month an item was not measured; of that one, no sample was taken.
LACKING = ("SYN-W2", 5, "water_cod")
NOT_TAKEN = ("SYN-W6", 8)


@dataclass(frozen=True, slots=True)
class Invented:
    """Invented tables.

    Parameters
    ----------
    stations
        ``station``, ``name``, ``lon``, ``lat`` (offsets from the middle of the region) [degree].
    sections
        Rows of ``WaterSection``.
    observations
        Rows of ``Observation``, a sample a month.
    plants
        Rows of ``WaterPlant``.
    """

    stations: pl.DataFrame
    sections: pl.DataFrame
    observations: pl.DataFrame
    plants: pl.DataFrame


def invented(*, seed: int, year: int, years: int = 1) -> Invented:
    """Invent samples of seven sections, one a month, with an item and a month that lack, and two plants.

    Parameters
    ----------
    seed
        The same seed invents the same samples.
    year
        The first year.
    years
        How many; nutrients fall by 6 % a year.

    Returns
    -------
    Invented
        Its tables.

    Examples
    --------
    >>> made = invented(seed=1, year=2024)
    >>> made.sections.height, made.observations.filter(item="water_cod").height  # 84 less the two planted
    (7, 82)
    """
    rng = np.random.default_rng(seed)
    rows = []
    for name, _, _, body, _, polluted, _, _ in SECTIONS:
        levels = {**LEVELS, **LAKE} if body == "lake" else LEVELS
        for number in range(years * 12):
            rows += _sample(rng, name, levels, polluted, year + number // 12, number % 12 + 1, number // 12)
    observed = pl.DataFrame(rows, schema=Observation.create_empty().schema)
    listed = pl.DataFrame(SECTIONS, schema=COLUMNS, orient="row")
    sections = listed.with_columns(programme=pl.lit(None, pl.String))
    return Invented(
        stations=listed.select("station", "lon", "lat", name=pl.col("water") + " " + pl.col("station")),
        sections=WaterSection.validate(sections.select(WaterSection.column_names()), cast=True),
        observations=Observation.validate(observed, cast=True),
        plants=_plants(year),
    )


COLUMNS = ("station", "water", "basin", "body", "target_class", "polluted", "lon", "lat")


def _sample(
    rng: np.random.Generator,
    station: str,
    levels: Mapping[str, float],
    polluted: float,
    year: int,
    month: int,
    after: int,
) -> list[dict[str, object]]:
    """Draw one month's sample; ammonia is higher and oxygen lower in the season that each is."""
    at = datetime(year, month, 8, 2, tzinfo=UTC)
    winter = 0.5 + 0.5 * np.cos(2 * np.pi * (month - 1) / 12)
    rows = []
    for item, level in levels.items():
        noise = float(np.exp(SPREAD * rng.standard_normal()))
        if after == 0 and ((station, month) == NOT_TAKEN or (station, month, item) == LACKING):
            continue
        value = level * noise
        if item in NUTRIENTS:
            value = level * polluted * noise * 0.94**after * (1 + 0.4 * winter * (item == "water_nh3n"))
        elif item == "water_do":
            value = level * (0.85 + 0.3 * winter) / polluted**0.3
        elif item == "water_ph":
            value = level + 0.1 * float(np.log(noise) / SPREAD)
        mark = BELOW if item in ("water_hg", "water_cyanide", "water_phenol") else None
        value = level if mark else float(f"{value:.4g}")
        rows.append(
            {"station": station, "item": item, "averaging": "sample", "ended_at": at}
            | {"value": value, "mark": mark}
        )
    return rows


def _plants(year: int) -> pl.DataFrame:
    """Invent two plants; the second does not tell what left with its sludge."""
    told = {"period": str(year), "year": year, "reused_m3": 9.0e6, "flow_m3": 3.65e7}
    told |= {"region": None, "origin": "synthetic"}
    water = {
        **{"cod_in_mg_l": 320.0, "cod_out_mg_l": 24.0, "nh3n_in_mg_l": 32.0, "nh3n_out_mg_l": 1.2},
        **{"tn_in_mg_l": 42.0, "tn_out_mg_l": 10.5, "tp_in_mg_l": 4.8, "tp_out_mg_l": 0.3},
    }
    rest = {"electricity_mwh": 12800.0, "chemicals_t_co2e": 1900.0, "methane_recovered_t": 0.0}
    rows = [
        {"plant": "合成第一污水处理厂", "process": "a2o", "cod_in_sludge_t": 4200.0} | told | water | rest,
        {"plant": "合成第二污水处理厂", "process": "sbr", "cod_in_sludge_t": None}
        | {**told, "flow_m3": 1.1e7, "reused_m3": None}
        | water
        | {**rest, "electricity_mwh": 4900.0, "chemicals_t_co2e": 520.0},
    ]
    schema = WaterPlant.create_empty().schema
    return WaterPlant.validate(pl.DataFrame(rows).select(list(schema)), cast=True)
