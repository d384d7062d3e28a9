"""Warnings of heavy pollution from forecasts, by a dated rule; what is not forecast is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import polars as pl

from tongyuan import reference
from tongyuan.advance.ambient.index import individual_index
from tongyuan.advance.ambient.standards import Standard, standard_of
from tongyuan.advance.forecast.warning import level_of, rules_on
from tongyuan.services.advance.forecast_hours import ITEMS
from tongyuan.services.advance.forecast_models import Told, about_model, card_of, found_model, told_hours
from tongyuan.services.advance.forecast_training import latest_of_each
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run

__all__ = ["warning"]

WINDOWS, DAY, SPAN = 3, 24, 8
SIDES = ("low", "value", "high")
FEWEST = {"24h": 20, "8h": 6}
SCHEMA: dict[str, Any] = {
    "window": pl.Int64,
    **dict.fromkeys(("first_at", "last_at"), pl.Datetime("us", "UTC")),
    **dict.fromkeys(("aqi_low", "aqi", "aqi_high"), pl.Float64),
    **dict.fromkeys(("primary", "items"), pl.String),
}
LESSER = {
    "zh": "指数只由所列项目的预报得出，是下限：没有预报的项目可能更高。区间由逐时上下界的均值得出，偏宽。",
    "en": "The index stands on the items forecast alone and is a lower bound: others may be higher. Its "
    "interval is of means of hourly bounds, which is wide.",
}


@service("forecast.warning")
def warning(
    ctx: Context,
    *,
    place: Annotated[
        str | None, "点位或城市，缺省为最近训练的 · place; that trained latest by default"
    ] = None,
    edition: Annotated[
        str | None, "预警规则版本 2018 或 2024，缺省依日期 · edition of the rule; by the date by default"
    ] = None,
) -> Answer:
    """Tell the level of warning that the 72 hours forecast reach, by each bound. 重污染天气预警级别。"""
    every = reference.heavy_pollution_warnings()
    known = every["edition"].unique().sort().to_list()
    if edition is not None and edition not in known:
        raise InputError(Problem("monitoring.edition", {"got": edition, "known": "、".join(known)}))
    first = found_model(ctx, place=place, item=None, run=None)
    own = [one for one in latest_of_each(ctx) if one.params["place"] == first.params["place"]]
    told = _told_of_each(ctx, own)
    origin = max(one.origin_at for one in told.values())
    fresh = {item: one for item, one in told.items() if one.origin_at == origin}
    day = origin.astimezone(CIVIL_ZONE).date()
    standard = standard_of(
        day,
        breakpoints=reference.aqi_breakpoints(),
        limits=reference.ambient_limits(),
        rules=reference.ambient_rules(),
    )
    rows = _windows(fresh, origin, standard)
    rules = rules_on(every, on=day, edition=edition)
    meta = _levels(rows, rules) | _about(ctx, own, fresh)
    meta |= {"origin_at": origin.isoformat(timespec="minutes"), "index_edition": standard.edition}
    return Answer(meta=meta, data=rows)


def _told_of_each(ctx: Context, own: Sequence[Run]) -> dict[str, Told]:
    """Forecast each item; one without hours of late has no forecast and does not take the others'."""
    told, silent = {}, []
    for one in own:
        try:
            told[one.params["item"]] = told_hours(ctx, one)
        except InputError as error:
            if [problem.code for problem in error.problems] != ["forecast.none"]:
                raise
            silent.append(error)
    if not told:
        raise InputError([problem for error in silent for problem in error.problems])
    return told


def _about(ctx: Context, own: Sequence[Run], fresh: dict[str, Told]) -> dict[str, Any]:
    models = {one.params["item"]: about_model(ctx, one, card_of(ctx, one)) for one in own}
    used = {item: models[item] for item in fresh}
    head = next(iter(used.values()))
    names = ("place", "name_zh", "name_en", "region", "region_name_zh", "region_name_en")
    return {name: head[name] for name in names} | {
        "synthetic": any(one["synthetic"] for one in used.values()),
        "items": sorted(used),
        "not_forecast": [item for item in ITEMS if item not in used],
        "models": {item: one["run"] for item, one in used.items()},
        "warned": {item: one["said"] for item, one in used.items() if one["said"] is not None},
        "said": LESSER,
    }


def _levels(rows: pl.DataFrame, rules: pl.DataFrame) -> dict[str, Any]:
    """Give the level by each bound; none without a rule is not the same as none reached."""
    if rules.is_empty():
        return {"state": "no_rule", "edition": None, "level": None, "level_low": None, "level_high": None}
    names = {"level_low": "aqi_low", "level": "aqi", "level_high": "aqi_high"}
    levels = {name: level_of(rows[column].to_list(), rules=rules) for name, column in names.items()}
    known = rows["aqi"].null_count() == 0
    state = "reached" if levels["level"] else "not_reached" if known else "cannot_tell"
    return levels | {
        "state": state,
        "edition": rules["edition"][0],
        "rule_quality": rules["quality"].unique().sort().to_list(),
        "citations": rules["citation"].unique().sort().to_list(),
        "beyond_hours": int((rules["hours"] > WINDOWS * DAY).sum()),
    }


def _windows(told: dict[str, Told], origin: datetime, standard: Standard) -> pl.DataFrame:
    rows = []
    for window in range(WINDOWS):
        indices = {side: _indices(told, window, side, standard) for side in SIDES}
        centre = indices["value"]
        top = max(centre.values(), default=None)
        primary = " ".join(item for item, index in centre.items() if index == top)
        begin = origin + timedelta(hours=window * DAY)
        bounds = [max(indices[side].values(), default=None) for side in SIDES]
        spell = (begin + timedelta(hours=1), begin + timedelta(hours=DAY))
        rows.append((window + 1, *spell, *bounds, primary or None, " ".join(sorted(centre)) or None))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _indices(told: dict[str, Told], window: int, side: str, standard: Standard) -> dict[str, float]:
    """Give the index of each item over 24 hours; an item with too few hours has none."""
    import ibis

    found: dict[str, float] = {}
    for item, hours in told.items():
        ahead = hours.rows.filter(pl.col("lead").is_between(window * DAY + 1, (window + 1) * DAY))
        values = ahead.sort("lead")[side].to_numpy().astype(float)
        averaging = "8h" if item == "o3" else "24h"
        level = _greatest_mean(values) if item == "o3" else _mean(values, FEWEST["24h"])
        if level is None:
            continue
        index = individual_index(ibis.literal(level), item=item, averaging=averaging, standard=standard)
        found[item] = float(index.to_pyarrow().as_py())
    return found


def _mean(values: np.typing.NDArray[np.float64], fewest: int) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size >= fewest else None


def _greatest_mean(values: np.typing.NDArray[np.float64]) -> float | None:
    means = [_mean(values[at : at + SPAN], FEWEST["8h"]) for at in range(DAY - SPAN + 1)]
    return max((mean for mean in means if mean is not None), default=None)
