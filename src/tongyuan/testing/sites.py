"""Builders of invented stations of greenhouse gases, of VOC and of air beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from tongyuan.services.session import Session
from tongyuan.testing.monitoring import a_station, hours_of, stations_of
from tongyuan.workspace.lake import Source

__all__ = ["sited"]

FIRST = datetime(2024, 5, 31, 17, tzinfo=UTC)  # ends the first hour of June in China
#: Levels of an invented morning [ppb]: toluene and the like, so that VOC/NOx is about five.
SPECIES = {
    **{"voc_ethane": 4.0, "voc_propane": 3.0, "voc_n_butane": 2.0, "voc_isobutane": 1.0},
    **{"voc_n_pentane": 1.0, "voc_isopentane": 1.5, "voc_ethylene": 3.0, "voc_propylene": 1.0},
    **{"voc_benzene": 1.0, "voc_toluene": 2.0, "voc_mp_xylene": 1.0, "voc_formaldehyde": 4.0},
}


def sited(session: Session, *, region: str, days: int = 24) -> tuple[str, str, str, str]:
    """Put invented hours of a gas station, its background, a VOC station and one of air into a workspace.

    Parameters
    ----------
    session
        An administrator's.
    region
        Code of their city.
    days
        Number of days of June 2024 and after.

    Returns
    -------
    tuple of str
        Station of gases, background, station of VOC, station of air.
    """
    rng = np.random.default_rng(6)
    size = days * 24
    placed: dict[str, Any] = {"region": region, "origin": "synthetic", "source": "SYNTHETIC"}
    inner = {**placed, "sensitivity_level": "internal"}
    session.workspace.stations.put(
        stations_of(
            a_station("SYNG1", kind="ghg", lon=123.4, lat=41.8, **inner),
            a_station("SYNG0", kind="ghg", lon=127.5, lat=44.7, **inner),
            a_station("SYNV1", kind="voc", **inner),
            a_station("SYNA1", **placed),
        ),
        actor="tester",
    )
    air = (420 + rng.normal(0, 2, size)).round(2)
    above = (20 + rng.normal(0, 3, size)).round(2)
    gone = np.where(np.arange(size) % 50 == 7, np.nan, air + above)
    _put(session, "ghg", [("SYNG0", "ghg_co2", air), ("SYNG1", "ghg_co2", gone)])
    drawn = [
        ("SYNV1", item, np.maximum(level + rng.normal(0, 0.1, size), 0)) for item, level in SPECIES.items()
    ]
    _put(session, "voc", drawn)
    nox = (35 + rng.normal(0, 2, size)).round(0)
    _put(session, "air", [("SYNA1", "nox", nox), ("SYNA1", "no2", (nox * 0.8).round(0))])
    return "SYNG1", "SYNG0", "SYNV1", "SYNA1"


def _put(session: Session, kind: str, columns: list[tuple[str, str, Any]]) -> None:
    rows = [
        hours_of(
            [None if np.isnan(one) else float(one) for one in values], station=station, item=item, first=FIRST
        )
        for station, item, values in columns
    ]
    source = Source(f"SYNTHETIC {kind}", f"{len(kind)}" * 64)
    session.workspace.observations.put(pl.concat(rows), kind=kind, source=source, actor="tester")
