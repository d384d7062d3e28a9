"""The kept inventories as the choice in a page's header, named as shortly as tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tongyuan.vocabulary.families import short_name
from tongyuan.vocabulary.problems import Language
from tongyuan.web.frame import Times
from tongyuan.web.view import View

__all__ = ["family_line", "places_of", "run_names", "run_times"]

SEPARATOR = " · "
SHOWN = 8  # signs of a run's id


async def run_times(view: View, meta: Mapping[str, Any]) -> Times:
    """Offer the kept inventories; the full name of the one shown is its tooltip.

    Parameters
    ----------
    view
        What is shown.
    meta
        Of a service of the inventory: ``run``, ``family`` and ``runs``.

    Returns
    -------
    Times
        The choice, under ``run`` in the address.
    """
    run = str(meta["run"])
    tip = f"{view.word('运行')} {run} · {family_line(view, meta)}"
    names = run_names(meta["runs"], view.lang, places=await places_of(view))
    return Times(key="run", choices=names, value=run, tip=tip)


async def places_of(view: View) -> dict[str, str]:
    """Name the regions by their codes, for who may list them."""
    if not view.may_call("region.list"):
        return {}
    regions = (await view.ask("region.list")).frame()
    return {row["region"]: view.of(row, "name") for row in regions.iter_rows(named=True)}


def run_names(
    runs: Mapping[str, str], language: Language, *, places: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Name runs by what tells them apart: the year, then region, factors and the rest where they differ.

    Parameters
    ----------
    runs
        Run id to its name as services give it: the year first, parts joined by ``·``.
    language
        ``zh`` or ``en``.
    places
        Region code to its name; a region without one keeps its code.

    Returns
    -------
    dict
        Run id to its name; runs that are alike in every part bear their id.

    Examples
    --------
    >>> named = {"a": "2020 · 990000 · CEADs_2018", "b": "2021 · 990000 · CEADs_2018"}
    >>> run_names(named, "zh")
    {'a': '2020', 'b': '2021'}
    >>> run_names(named | {"c": "2021 · 990000 · NDRC_2013"}, "en")["c"]
    '2021 · NDRC 2013'
    """
    called = places or {}
    parts = {run: name.split(SEPARATOR) for run, name in runs.items()}
    columns = list(zip(*parts.values(), strict=False))
    telling = [at for at, column in enumerate(columns) if at == 0 or len(set(column)) > 1]
    names = {
        run: SEPARATOR.join(called.get(told[at], short_name(told[at], language=language)) for at in telling)
        for run, told in parts.items()
    }
    times = Counter(names.values())
    return {run: name if times[name] == 1 else f"{name} · {run[:SHOWN]}" for run, name in names.items()}


def family_line(view: View, meta: Mapping[str, Any]) -> str:
    """Name a run's factors in words, with the code that commands take."""
    told = short_name(str(meta["family"]), language=view.lang)
    return f"{view.word('因子族')} {view.measure(told, str(meta['family']))}"
