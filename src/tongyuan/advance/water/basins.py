"""Rivers, lakes and basins: shares of classes with both bounds, or means where sections are few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.advance.water.classing import section_classes, waters
from tongyuan.advance.water.facts import WORST, Standard

__all__ = ["state_of_shares", "states_of"]

GOOD = 3
ORDER_OF_STATES = ("excellent", "good", "light", "moderate", "heavy")


def state_of_shares(good: float, worst: float, *, rules: Mapping[str, float]) -> str:
    """Tell the state of a river or basin by the shares of its sections.

    Source: 环办〔2011〕22号, qualitative evaluation of rivers and basins.

    Parameters
    ----------
    good
        Share of sections of classes I to III [%].
    worst
        Share of sections worse than class V [%].
    rules
        ``excellent_share``, ``good_share``, ``moderate_worst_share``, ``heavy_worst_share`` [%].

    Returns
    -------
    str
        ``excellent``, ``good``, ``light``, ``moderate`` or ``heavy``.

    Examples
    --------
    >>> rules = {"excellent_share": 90, "good_share": 75, "moderate_worst_share": 20, "heavy_worst_share": 40}
    >>> [state_of_shares(*pair, rules=rules) for pair in [(90, 10), (75, 25), (74, 19), (74, 20), (50, 40)]]
    ['excellent', 'good', 'light', 'moderate', 'heavy']
    """
    if good >= rules["excellent_share"]:
        return "excellent"
    if good >= rules["good_share"]:
        return "good"
    if worst < rules["moderate_worst_share"]:
        return "light"
    return "moderate" if worst < rules["heavy_worst_share"] else "heavy"


def states_of(items: pl.DataFrame, sections: pl.DataFrame, *, by: str, standard: Standard) -> pl.DataFrame:
    """Evaluate each river, lake or basin in each period.

    Parameters
    ----------
    items
        Of :func:`~tongyuan.advance.water.classing.item_classes`.
    sections
        Of :func:`~tongyuan.advance.water.classing.section_classes`.
    by
        ``water`` or ``basin``; basins are of the sections of rivers alone.
    standard
        The edition.

    Returns
    -------
    pl.DataFrame
        ``group`` (``by``), ``name``, ``body``, ``year``, ``month``, ``sections``, ``complete`` (how many),
        ``class_1`` to ``class_6`` (sections of each class as measured), ``unmeasured``, ``good_least``,
        ``good_most``, ``worst_least``, ``worst_most`` [%], ``method`` (``shares``, ``means``), ``state``
        (null: the bounds disagree), ``state_best``, ``state_worst``, ``main``.
    """
    of_rivers = pl.lit(by == "water") | (pl.col("body") == "river")
    held, values = sections.filter(of_rivers), items.filter(of_rivers)
    keys = [by, "body", "year", "month"]
    means = section_classes(waters(values, by=by, standard=standard), standard=standard)
    by_mean = {(row["station"], *(row[key] for key in keys[1:])): row for row in means.to_dicts()}
    by_item = dict(values.group_by(keys))
    made = []
    for key, part in held.group_by(keys, maintain_order=True):
        few = part.height < standard.rules["sections_for_shares"]
        counted = _counted(part)
        told = dict(zip(("name", "body", "year", "month"), key, strict=True))
        if few or key[1] == "lake":
            found = _by_means(by_mean[key], standard)
        else:
            found = _by_shares(by_item[key], counted, standard)
        made.append({"group": by, **told, **counted, **found})
    return pl.DataFrame(made, schema=SCHEMA).sort("name", "body", "year", "month")


SCHEMA: Mapping[str, pl.DataType] = {
    **{"group": pl.String(), "name": pl.String(), "body": pl.String()},
    **{name: pl.Int64() for name in ("year", "month", "sections", "complete")},
    **{f"class_{number}": pl.Int64() for number in range(1, WORST + 1)},
    "unmeasured": pl.Int64(),
    **{name: pl.Float64() for name in ("good_least", "good_most", "worst_least", "worst_most")},
    **{name: pl.String() for name in ("method", "state", "state_best", "state_worst", "main")},
}


def _counted(part: pl.DataFrame) -> dict[str, float]:
    """Count sections by class, and the shares as they are at least and at most."""
    of_class, surely, sure = pl.col("class"), pl.col("class_least"), pl.col("complete")
    total = part.height
    good_least = part.filter(sure & (of_class <= GOOD)).height
    bad = part.filter(surely > GOOD).height  # more items cannot make it better
    worst_least = part.filter(surely == WORST).height
    open_still = part.filter(~sure & (surely.is_null() | (surely < WORST))).height
    counts: dict[str, float] = {
        f"class_{number}": part.filter(of_class == number).height for number in range(1, WORST + 1)
    }
    return counts | {
        "sections": total,
        "complete": part.filter(sure).height,
        "unmeasured": part["class"].null_count(),
        "good_least": 100 * good_least / total,
        "good_most": 100 * (total - bad) / total,
        "worst_least": 100 * worst_least / total,
        "worst_most": 100 * (worst_least + open_still) / total,
    }


def _by_shares(
    items: pl.DataFrame, counted: Mapping[str, float], standard: Standard
) -> dict[str, str | None]:
    best = state_of_shares(counted["good_most"], counted["worst_least"], rules=standard.rules)
    worst = state_of_shares(counted["good_least"], counted["worst_most"], rules=standard.rules)
    told = {"method": "shares", "state_best": best, "state_worst": worst}
    main = _main_by_share(items, standard) if best not in ("excellent", "good") else None
    return told | {"state": best if best == worst else None, "main": main}


def _main_by_share(items: pl.DataFrame, standard: Standard) -> str | None:
    """Name the items that most sections exceed, as many as the rule says."""
    over = items.filter((pl.col("role") == "judged") & (pl.col("class") > standard.rules["reference_class"]))
    ranked = over.group_by("item").agg(count=pl.len(), order=pl.col("order").min())
    named = ranked.sort("count", "order", descending=[True, False])["item"]
    return ";".join(named.head(int(standard.rules["main_pollutants"]))) or None


def _by_means(one: Mapping[str, Any], standard: Standard) -> dict[str, str | None]:
    """Tell the state of the means over the sections; while an item lacks, it may be as bad as any."""
    best = None if one["class"] is None else standard.states[one["class"]]
    worst = one["state"] or ORDER_OF_STATES[-1]
    main = one["main"] if best not in ("excellent", "good", None) else None
    return {
        **{"method": "means", "state": one["state"], "main": main},
        **{"state_best": best, "state_worst": worst if best is not None else None},
    }
