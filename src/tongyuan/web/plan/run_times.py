"""The kept inventories as the choice in a page's header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongyuan.web.frame import Times

__all__ = ["run_times"]


def run_times(meta: Mapping[str, Any]) -> Times:
    """Offer the kept inventories; where all are of one region, it is left out of their names.

    Parameters
    ----------
    meta
        Of a service of the inventory: ``run``, ``region`` and ``runs``.

    Returns
    -------
    Times
        The choice, under ``run`` in the address.

    Examples
    --------
    >>> named = {"a": "2020 · 990000 · CEADs", "b": "2021 · 990000 · CEADs"}
    >>> run_times({"run": "a", "region": "990000", "runs": named}).choices["b"]
    '2021 · CEADs'
    """
    region = f" · {meta['region']}"
    choices = {run: name.replace(region, "") for run, name in meta["runs"].items()}
    return Times(key="run", choices=choices, value=str(meta["run"]))
