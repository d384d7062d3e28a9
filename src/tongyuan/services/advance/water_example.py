"""Invented sections, samples and plants, and templates of every file about surface water, labelled so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import polars as pl

from tongyuan.advance.water import Invented, invented
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import LARGEST, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.ground.region import boundaries
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["example"]

FORMS = Literal["samples", "stations", "sections", "plants"]
#: Share of the half width of the jurisdiction by which sections are spread.
SPREAD = 1.2


@service("water.example")
def example(
    ctx: Context,
    *,
    form: Annotated[FORMS, "哪一份文件 · which file"] = "samples",
    year: Annotated[int, "起始年份 · first year"] = 2023,
    years: Annotated[int, "年数 · years"] = 1,
    seed: Annotated[int, "随机种子 · seed"] = 1,
) -> Answer:
    """Give invented samples of seven sections with planted gaps, and templates. 合成的地表水示例。"""
    require_between(years, name="years", least=1, most=20)
    require_between(seed, name="seed", least=1, most=LARGEST)
    require_between(year, name="year", least=2003, most=2100)
    made = invented(seed=seed, year=year, years=years)
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "samples": lambda: _samples(made),
        "stations": lambda: _stations(ctx, made),
        "sections": lambda: made.sections.with_columns(pl.col(pl.Enum).cast(pl.String)),
        "plants": lambda: made.plants,
    }
    content = tables[form]().write_csv().encode("utf-8-sig")
    meta = {"synthetic": True, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(meta=meta, document=Document(f"water-{form}-synthetic.csv", "text/csv", content))


def _samples(made: Invented) -> pl.DataFrame:
    local = pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%Y-%m-%d %H:%M")
    return made.observations.select("station", "item", local.alias("time"), "value", "mark")


def _stations(ctx: Context, made: Invented) -> pl.DataFrame:
    """Spread the sections about the middle of the jurisdiction."""
    west, south, east, north = _box(boundaries(ctx).record())
    lon, lat = (west + east) / 2, (south + north) / 2
    across, along = (east - west) / 2 * SPREAD, (north - south) / 2 * SPREAD
    return made.stations.select(
        "station",
        (pl.lit("合成断面 ") + pl.col("name")).alias("name"),
        region=pl.lit(ctx.workspace.meta.region),
        lon=(lon + pl.col("lon") * across).round(4),
        lat=(lat + pl.col("lat") * along).round(4),
    )


def _box(outlines: dict[str, object]) -> tuple[float, float, float, float]:
    """Find the extent of outlines [degree]."""
    points: list[tuple[float, float]] = []
    heap: list[object] = [feature["geometry"]["coordinates"] for feature in outlines["features"]]  # type: ignore[attr-defined]
    while heap:
        one = heap.pop()
        if isinstance(one, list | tuple) and one and isinstance(one[0], int | float):
            points.append((float(one[0]), float(one[1])))
        elif isinstance(one, list | tuple):
            heap += one
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)
