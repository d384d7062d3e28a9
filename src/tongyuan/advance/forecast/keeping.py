"""A model laid out as tables, so that it is kept with its run, and read back to the same bits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from tongyuan.advance.forecast.features import LONGEST, Climate
from tongyuan.advance.forecast.model import Model

__all__ = ["model_of", "tables_of"]

MONTHS, HOURS = 12, 24
PIECE = 30_000  # characters: a cell of a workbook holds 32,767


def tables_of(model: Model) -> dict[str, pl.DataFrame]:
    """Lay a model out: trees as text, bands, usual values, damping, and what is one of each.

    Parameters
    ----------
    model
        What was learned.

    Returns
    -------
    dict of pl.DataFrame
        ``trees`` (``band``, ``part``, ``number``, ``text``), ``bands`` (``band``, ``widening``,
        ``share_anchor``, ``share_trees``), ``usual`` (``month``, ``hour``, ``mean``), ``damping``
        (``lead``, ``left``), ``names`` (``place``, ``name``), ``scalars`` (one row).
    """
    trees = [
        (band, part, number, text)
        for band, boosters in enumerate(model.boosters)
        for part, booster in boosters.items()
        for number, text in enumerate(_cut(booster.model_to_string()))
    ]
    month, hour = np.divmod(np.arange(MONTHS * HOURS), HOURS)
    scalars = {
        "overall": model.climate.overall,
        "coverage": model.coverage,
        "future": model.future,
        "known": model.known,
        "until": model.until,
    }
    return {
        "trees": pl.DataFrame(trees, schema=["band", "part", "number", "text"], orient="row"),
        "bands": pl.DataFrame(
            {
                "band": np.arange(model.widening.size),
                "widening": model.widening,
                "share_anchor": model.shares[:, 0],
                "share_trees": model.shares[:, 1],
            }
        ),
        "usual": pl.DataFrame(
            {"month": month + 1, "hour": hour, "mean": model.climate.mean.ravel()}
        ).with_columns(pl.col("mean").fill_nan(None)),
        "damping": pl.DataFrame({"lead": np.arange(LONGEST + 1), "left": model.climate.damping}),
        "names": pl.DataFrame({"place": np.arange(len(model.names)), "name": list(model.names)}),
        "scalars": pl.DataFrame([scalars]),
    }


def _cut(text: str) -> list[str]:
    """Cut a text into pieces that a cell of a workbook holds."""
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def model_of(tables: Mapping[str, pl.DataFrame]) -> Model:
    """Read a model back from its tables, whatever order their rows come in.

    Parameters
    ----------
    tables
        As ``tables_of`` lays them out.

    Returns
    -------
    Model
        The model; it tells what it told.
    """
    from lightgbm import Booster  # slow to import: only who forecasts pays for it

    bands = tables["bands"].sort("band")
    one = tables["scalars"].row(0, named=True)
    boosters: list[dict[str, Booster]] = [{} for _ in range(bands.height)]
    pieces = tables["trees"].sort("band", "part", "number")
    whole = pieces.group_by("band", "part", maintain_order=True).agg(pl.col("text").str.join(""))
    for band, part, text in whole.iter_rows():
        boosters[band][part] = Booster(model_str=text)
    mean = tables["usual"].sort("month", "hour")["mean"].to_numpy().astype(float)
    climate = Climate(
        mean.reshape(MONTHS, HOURS),
        float(one["overall"]),
        tables["damping"].sort("lead")["left"].to_numpy().astype(float),
    )
    return Model(
        climate,
        tuple(boosters),
        bands["widening"].to_numpy().astype(float),
        bands.select("share_anchor", "share_trees").to_numpy().astype(float),
        float(one["coverage"]),
        bool(one["future"]),
        int(one["known"]),
        int(one["until"]),
        tuple(tables["names"].sort("place")["name"]),
    )
