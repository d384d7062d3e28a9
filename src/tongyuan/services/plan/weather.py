"""Profiles of wind, sun and heat from hourly weather: worked out by a model, kept, named, exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import dataframely as dy
import polars as pl

from tongyuan import reference
from tongyuan.plan.power.shapes import HeatingSeason, invented_weather
from tongyuan.plan.power.weather import WeatherModel, profiles_of_weather
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import LARGEST, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.weather_runs import KIND, TABLE, WeatherRun, weather_run
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import PowerProfile, WeatherHour
from tongyuan.workspace.reading import reading

__all__ = ["derive", "example", "export", "show"]

DATASET = "weather_hours"
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: What each number may be: out of these no weather, mast or season of heating lies.
RANGES = {
    "hub_onshore": (10, 300),
    "hub_offshore": (10, 300),
    "base_c": (-20, 40),
    "heat_twh": (1e-6, 10_000),
    "first_day": (1, 365),
    "last_day": (1, 365),
    "all_year": (0, 1),
    "latitude": (-60, 60),
    "seed": (0, LARGEST),
}
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Year = Annotated[int | None, "年份 · year"]
Hub = Annotated[float, "轮毂高度（米），缺省为假定 · height of hubs [m]; the default is an assumption"]
Day = Annotated[int | None, "一年的第几天 · day of the year"]


@service("weather.derive", changes=True, job=True)
def derive(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    name: Annotated[str, "名称，研究文件用它引用 · name by which a study asks for it"] = "weather",
    hub_onshore: Hub = 100.0,
    hub_offshore: Hub = 100.0,
    heat_twh: Annotated[float | None, "全年供热量（太瓦时） · heat of the year [TWh]"] = None,
    first_day: Day = None,
    last_day: Day = None,
    base_c: Annotated[
        float, "供暖基准温度（℃），缺省为假定 · base of degrees; the default is assumed"
    ] = 18.0,
    all_year: Annotated[float, "供热量中全年不变的部分 · part of the heat that is the same all year"] = 0.0,
) -> Answer:
    """Work out hours of wind, sun and heat from the weather that is held. 由逐时气象推算风光热曲线。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    region = ctx.workspace.meta.region
    hubs = {"wind_onshore": hub_onshore, "wind_offshore": hub_offshore}
    heating = _heating(heat_twh, first_day, last_day, all_year)
    with reading() as read:
        if year not in years_with(ctx.workspace, DATASET, region):
            raise NotFoundError(Problem("weather.empty", {"region": region, "year": year}))
        weather = WeatherHour.cast(ctx.workspace.dataset_frame(DATASET, region=region, year=year))
    ctx.progress(0.3, "推算 · working out")
    made = profiles_of_weather(weather, model=_model(hubs, heating, base_c))
    origin = _origin(weather)
    kept = ctx.workspace.record_run(
        KIND,
        params={"region": region, "year": year, "name": name, "profile_origin": origin, "hubs": hubs}
        | {"heating": None if heating is None else heating.model_dump(), "base_c": base_c}
        | {"sites": weather["site"].unique().sort().to_list()}
        | {"sources": weather["weather_origin"].cast(pl.String).unique().sort().to_list()},
        inputs={DATASET: weather},
        tables={TABLE: _laid(made, weather, origin=origin)},
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=read.level or Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    return _told(WeatherRun(ctx.workspace, kept), "profiles")


def _within(**numbers: float) -> None:
    for name, number in numbers.items():
        least, most = RANGES[name]
        require_between(number, name=name, least=least, most=most)


def _heating(
    heat_twh: float | None, first_day: int | None, last_day: int | None, all_year: float
) -> HeatingSeason | None:
    _within(all_year=all_year)
    told = (heat_twh, first_day, last_day)
    if all(one is None for one in told):
        return None
    if heat_twh is None or first_day is None or last_day is None:
        raise InputError(Problem("weather.season", {}))
    _within(heat_twh=heat_twh, first_day=first_day, last_day=last_day)
    return HeatingSeason(twh=heat_twh, first_day=first_day, last_day=last_day, all_year=all_year)


def _model(hubs: dict[str, float], heating: HeatingSeason | None, base_c: float) -> WeatherModel:
    _within(base_c=base_c, **{f"hub_{carrier.removeprefix('wind_')}": hub for carrier, hub in hubs.items()})
    curves = {
        str(carrier): (rows["wind_m_s"].to_numpy(), rows["share"].to_numpy())
        for (carrier,), rows in reference.wind_power_curves().group_by("carrier", maintain_order=True)
    }
    parameters = dict(reference.weather_parameters().select("parameter", "value").iter_rows())
    return WeatherModel(curves=curves, parameters=parameters, hubs=hubs, heating=heating, base_c=base_c)


def _origin(weather: pl.DataFrame) -> str:
    """Name whence the profiles come: invented weather makes invented profiles."""
    return "synthetic" if (weather["weather_origin"] == "synthetic").any() else "weather"


def _laid(made: pl.DataFrame, weather: pl.DataFrame, *, origin: str) -> dy.DataFrame[PowerProfile]:
    quality = Quality.SYNTHETIC if origin == "synthetic" else Quality.DERIVED
    return PowerProfile.validate(
        made.with_columns(
            region=pl.lit(weather["region"][0]),
            year=pl.lit(weather["year"][0], pl.Int32),
            profile_origin=pl.lit(origin),
            quality=pl.lit(quality.value),
            citation=pl.lit("; ".join(weather["citation"].unique().sort())),
            note=pl.lit("from weather by model, not measured"),
        ).select(PowerProfile.column_names()),
        cast=True,
    )


@service("weather.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    year: Year = None,
    part: Annotated[
        Literal["profiles", "months", "hours", "curves", "parameters"],
        "部分：曲线合计、逐月、逐时、功率曲线、参数 · which part",
    ] = "profiles",
) -> Answer:
    """Show profiles from weather, and the curves and parameters behind them. 查看由气象推算的曲线。"""
    return _told(weather_run(ctx.workspace, run=run, year=year), part)


def _told(found: WeatherRun, part: str) -> Answer:
    parts: dict[str, Callable[[], pl.DataFrame]] = {
        "profiles": found.summary,
        "months": found.months,
        "hours": found.profiles,
        "curves": reference.wind_power_curves,
        "parameters": reference.weather_parameters,
    }
    said = {"zh": "由气象按模型推算，不是实测。", "en": "From weather by a model, not measured."}
    meta: dict[str, Any] = found.meta() | {"part": part, "said_zh": said["zh"], "said_en": said["en"]}
    return Answer(meta=meta, data=parts[part]())


@service("weather.export", permits="weather.show")
def export(ctx: Context, *, run: Run = None, year: Year = None) -> Answer:
    """Export profiles as a table that can be imported as profiles of power. 导出由气象推算的曲线。"""
    found = weather_run(ctx.workspace, run=run, year=year)
    name = f"profiles-{found.run.params['name']}-{found.run.params['year']}.csv"
    return Answer(meta=found.meta(), document=Document(name, "text/csv", _csv(found.profiles())))


@service("weather.example", permits="weather.show")
def example(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"] = 2023,
    latitude: Annotated[float, "纬度 · latitude [degrees]"] = 40.0,
    seed: Annotated[int, "随机种子 · seed"] = 1,
) -> Answer:
    """Give a year of invented weather to try with, labelled so in every row. 合成的逐时气象示例。"""
    require_between(year, name="year", least=FIRST_YEAR, most=LAST_YEAR)
    _within(latitude=latitude, seed=seed)
    region = ctx.workspace.meta.region
    made = invented_weather(year=year, latitude=latitude, seed=seed).with_columns(
        region=pl.lit(region),
        year=pl.lit(year, pl.Int32),
        site=pl.lit("synthetic"),
        surface=pl.lit("land"),
        wind_height_m=pl.lit(10.0),
        weather_origin=pl.lit("synthetic"),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("invented"),
        note=pl.lit("合成 synthetic"),
    )
    rows = WeatherHour.validate(made.select(WeatherHour.column_names()), cast=True)
    meta = {"workspace": region, "sensitivity": Sensitivity.PUBLIC.value, "synthetic": True}
    return Answer(meta=meta, document=Document(f"weather-synthetic-{year}.csv", "text/csv", _csv(rows)))


def _csv(rows: pl.DataFrame) -> bytes:
    numbers = [pl.col(name).round(6) for name, kind in rows.schema.items() if kind == pl.Float64]
    return rows.with_columns(numbers).write_csv().encode("utf-8-sig")
