"""The fictive policy: targets with the goals that were drawn, and articles that carry their phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.packs.exercise.outline import Reading, measures, read, readings

__all__ = ["POLICY", "articles", "indicators", "targets"]

POLICY = "exercise_plan"


def targets(goals: Mapping[str, float]) -> pl.DataFrame:
    """Write the targets.

    Parameters
    ----------
    goals
        Target value by target.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Target``.
    """
    return pl.DataFrame([_target(one, goals[one.target]) for one in readings()], infer_schema_length=None)


def articles(goals: Mapping[str, float]) -> pl.DataFrame:
    """Write the articles: an opening, the phrases of the targets, those of the tasks.

    Parameters
    ----------
    goals
        Target value by target.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Article``.
    """
    return pl.DataFrame([_article(row, goals) for row in read("chapters")], infer_schema_length=None)


def indicators(tolerance_units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Declare the indicators.

    Parameters
    ----------
    tolerance_units
        Unit of the target's value by reading, ``X37/a``.

    Returns
    -------
    list of dict
        Records as ``vocabulary.indicators.parse_indicators`` reads them.
    """
    units = {row["series"]: row["unit"] for row in read("series")}
    return [_indicator(measure.row, units=units, tolerance_units=tolerance_units) for measure in measures()]


def _target(one: Reading, goal: float) -> dict[str, Any]:
    row = one.row
    same = ("target", "reading", "name_zh", "name_en", "rule", "unit", "aspirational", "lead_proposed")
    or_none = ("reading_zh", "reading_en", "base_year", "target_year", "hedge", "nested_in", "departments")
    return {
        **{name: row[name] for name in same},
        **{name: row[name] or None for name in or_none},
        "policy": POLICY,
        "article": int(row["article"]),
        "value": goal if one.quantified else None,
        "phrase_zh": _phrase(one, goal),
        "note": None,
    }


def _phrase(one: Reading, goal: float) -> str:
    if not one.quantified and "{" in one.row["phrase"]:
        return one.row["phrase"].replace("{value}", "较高水平").removesuffix(one.row["unit"])
    return one.row["phrase"].format(value=f"{goal:g}", magnitude=f"{abs(goal):g}")


def _article(row: Mapping[str, str], goals: Mapping[str, float]) -> dict[str, Any]:
    number = row["article"]
    phrases = [_phrase(one, goals[one.target]) for one in readings() if one.row["article"] == number]
    entities = [mention["phrase_zh"] for mention in read("mentions") if mention["article"] == number]
    tasks = [task["phrase_zh"] for task in read("tasks") if task["article"] == number]
    sentences = [row["opening_zh"], *dict.fromkeys(phrases), *entities, *tasks]
    return {
        "policy": POLICY,
        "article": int(number),
        "chapter_zh": row["chapter_zh"],
        "title_zh": row["title_zh"],
        "title_en": row["title_en"],
        "text_zh": f"第{number}条　{row['title_zh']}。{'；'.join(sentences)}。",
        "departments": row["departments"] or None,
    }


def _indicator(
    row: Mapping[str, str], *, units: Mapping[str, str], tolerance_units: Mapping[str, str]
) -> dict[str, Any]:
    same = ("label_zh", "label_en", "role", "unit", "form", "rule", "direction", "formula", "prices", "trend")
    first = row["targets"].split(";")[0]
    reading = first if "/" in first else f"{first}/a"
    based = row["base_value"] != ""
    return {
        "id": row["indicator"],
        **{name: row[name] for name in same},
        "targets": row["targets"].split(";"),
        "inputs": {name: _input(place, units) for name, _, place in _parts(row["inputs"])},
        "base_year": int(row["base_year"]) if row["base_year"] else None,
        "base_value": float(row["base_value"]) if based else None,
        "base_reason_zh": "累计量自零起算" if based else None,
        "base_reason_en": "a cumulated quantity starts at zero" if based else None,
        **{name: row[name] == "true" for name in ("together", "base_stated", "irreversible", "hedged")},
        "tolerance": _tolerance(row["tolerance"], unit=tolerance_units[reading]),
        "definition_zh": "演练口径，非官方定义",
        "definition_en": "definition of the exercise, not an official one",
        "definition_verified": False,
        "missing_reason": row["missing_reason"],
        "cannot_tell_zh": "演练中未给出所需数据时",
        "cannot_tell_en": "where the exercise withholds what is needed",
    }


def _parts(inputs: str) -> list[tuple[str, str, str]]:
    return [item.partition("=") for item in inputs.split(" ")]


def _input(place: str, units: Mapping[str, str]) -> dict[str, str]:
    series, _, at = place.partition("@")
    return {"series": series, "unit": units[series], "at": at}


def _tolerance(text: str, *, unit: str) -> dict[str, Any] | None:
    if text == "open":
        return None
    return {"value": float(text), "unit": unit, "reason_zh": "演练设定", "reason_en": "set for the exercise"}
