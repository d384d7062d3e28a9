"""Invented hours of stacks and templates of every file about them, labelled so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance.stacks import invented
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import LARGEST, day, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["example"]

FIRST = "2024-01-01"
FORMS = Literal["hours", "stations", "profiles", "planted", "checklist", "reported", "fuel"]


@service("stack.example")
def example(
    ctx: Context,
    *,
    form: Annotated[FORMS, "哪一份文件 · which file"] = "hours",
    first: Annotated[str, "起始日 · first day"] = FIRST,
    days: Annotated[int, "天数 · days"] = 91,
    seed: Annotated[int, "随机种子 · seed"] = 1,
) -> Answer:
    """Give invented hours of three stacks with planted faults, and templates. 合成的在线监测示例。"""
    require_between(days, name="days", least=28, most=366)
    require_between(seed, name="seed", least=1, most=LARGEST)
    made = invented(seed=seed, first=day(first, name="first") or date(2024, 1, 1), days=days)
    region = ctx.workspace.meta.region
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "hours": lambda: _hours(made.observations),
        "stations": lambda: _stations(made.profiles, region),
        "profiles": lambda: made.profiles.with_columns(pl.col(pl.Enum).cast(pl.String)),
        "planted": lambda: made.planted,
        "checklist": _checklist,
        "reported": lambda: _reported(made.profiles),
        "fuel": lambda: _fuel(made.profiles),
    }
    content = tables[form]().write_csv().encode("utf-8-sig")
    meta = {"synthetic": True, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(meta=meta, document=Document(f"stacks-{form}-synthetic.csv", "text/csv", content))


def _hours(rows: pl.DataFrame) -> pl.DataFrame:
    local = pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%Y-%m-%d %H:%M")
    return rows.select("station", "item", local.alias("time"), "value", "mark")


def _stations(profiles: pl.DataFrame, region: str) -> pl.DataFrame:
    return profiles.select("station", name=pl.lit("合成排放口 ") + pl.col("station"), region=pl.lit(region))


def _checklist() -> pl.DataFrame:
    none = pl.lit(None, pl.String)
    return reference.stack_checklist().select(
        "item", "name_zh", "name_en", answer=none, share=none, evidence=none
    )


def _reported(profiles: pl.DataFrame) -> pl.DataFrame:
    pollutants = pl.DataFrame({"pollutant": ["PM", "SO2", "NOx"]})
    listed = profiles.select("station").join(pollutants, how="cross")
    return listed.with_columns(period=pl.lit("all"), reported_t=pl.lit(None, pl.Float64))


def _fuel(profiles: pl.DataFrame) -> pl.DataFrame:
    none = pl.lit(None, pl.String)
    return profiles.select(
        "station",
        figure=pl.lit("coal"),
        co2_t=pl.lit(None, pl.Float64),
        basis=pl.lit("weighed"),
        derived_from=none,
    )
