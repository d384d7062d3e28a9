"""Enterprises of the province: invented names, drawn places; ``industries.csv`` has what every seed has.

The first one is the works that the policy names, the second belongs to it. Industries lie so thin that most
cities have fewer than three enterprises in most of them: their sums must be withheld.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tongyuan.packs.exercise.draws import pick, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.packs.exercise.units import cities, counties, parks

__all__ = ["COUNT", "enterprises"]

COUNT = 60
IN_THE_PARK = 0.7
"""Share of the enterprises of a county that lie in its park, where it has one [1]."""

Row = dict[str, Any]


def enterprises(seed: int) -> pl.DataFrame:
    """Draw the enterprises.

    Parameters
    ----------
    seed
        Seed of the province.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Enterprise``, all synthetic, none with a credit code.
    """
    rng = random_for(seed, "enterprises")
    words = read("words")
    order = [words[int(n)] for n in rng.permutation(len(words))]
    places = _places(rng)
    rows = [
        _enterprise(number, city, industry, order[number % len(order)], rng)
        for number, (city, industry) in enumerate(places, start=1)
    ]
    return pl.DataFrame(_with_named(rows), infer_schema_length=None)


def _places(rng: np.random.Generator) -> list[tuple[str, str]]:
    """Choose city and industry of each: first what every seed has, two in every city, then anywhere."""
    industries = [row["industry"] for row in read("industries")]
    sure = [(row["city"], row["industry"]) for row in read("industries") for _ in range(int(row["least"]))]
    towns = [*cities(), *cities()]
    towns += [pick(rng, cities()) for _ in range(COUNT - len(sure) - len(towns))]
    return [*sure, *((city, pick(rng, industries)) for city in towns)]


def _enterprise(number: int, city: str, industry: str, word: dict[str, str], rng: np.random.Generator) -> Row:
    kind = next(row for row in read("industries") if row["industry"] == industry)
    town = next(row for row in read("regions") if row["region"] == city)
    county = pick(rng, counties(city))
    park = parks().get(county)
    return {
        "enterprise": f"EX{number:04d}",
        "name_zh": f"演练{town['name_zh'].removesuffix('市')}{word['zh']}{kind['word_zh']}",
        "name_en": f"Exercise {town['name_en']} {word['en']} {kind['word_en']}",
        "credit_code": None,
        "region": county,
        "park": park if rng.random() < IN_THE_PARK else None,
        "industry": industry,
        "parent": None,
        "valid_from": None,
        "valid_to": None,
        "note": "虚构企业，仅供演练；无统一社会信用代码",
        "citation": "synthetic",
    }


def _with_named(rows: list[Row]) -> list[Row]:
    """Give the first works the name that the policy has for it, and make it the parent of the second."""
    named = next(row for row in read("entities") if row["kind"] == "enterprise")
    first = {**rows[0], "name_zh": named["name_zh"], "name_en": named["name_en"]}
    return [first, {**rows[1], "parent": first["enterprise"]}, *rows[2:]]
