"""What two plans, or two proposals, do otherwise: by measure on a source in a region and year."""

from __future__ import annotations

import polars as pl

__all__ = ["KEY", "differences"]

KEY = ("year", "region", "source", "measure", "subject", "unit")
NAMES = tuple(f"{part}_{language}" for part in ("region", "source", "measure") for language in ("zh", "en"))
FIGURES = ("quantity", "share", "cost_cny")
#: Two amounts closer than this part of the larger one are the same.
SAME = 1e-6


def differences(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Set what two plans take up side by side, and keep what differs.

    Parameters
    ----------
    one, other
        The key and names of a row, quantity (in unit), share [1], cost_cny [CNY a year].

    Returns
    -------
    pl.DataFrame
        The key, names, each figure of the one, the same with ``other_`` of the other, and
        ``more_cny`` [CNY a year]: what the one costs more; the largest difference of cost first. What a
        plan does not take up is zero there.

    Examples
    --------
    >>> row = {"year": 2030, "region": "1", "source": "1A1a", "measure": "M1", "subject": "running",
    ...     "unit": "t", **dict.fromkeys(NAMES, "-"), "share": 0.5, "cost_cny": 4.0}
    >>> found = differences(pl.DataFrame([row | {"quantity": 5.0}]), pl.DataFrame([row | {"quantity": 2.0}]))
    >>> found.select("quantity", "other_quantity", "more_cny").row(0)
    (5.0, 2.0, 0.0)
    """
    plain = [
        frame.with_columns(pl.col("subject").cast(pl.String)).select(*KEY, *NAMES, *FIGURES)
        for frame in (one, other)
    ]
    names = pl.concat([frame.select(*KEY, *NAMES) for frame in plain])
    named = names.unique(list(KEY), keep="first", maintain_order=True)
    held, beside = (frame.select(*KEY, *FIGURES) for frame in plain)
    both = named.join(held, on=list(KEY), how="left", maintain_order="left").join(
        beside.rename({name: f"other_{name}" for name in FIGURES}),
        on=list(KEY),
        how="left",
        maintain_order="left",
    )
    filled = both.with_columns(
        pl.col(name, f"other_{name}").fill_null(0.0) for name in FIGURES if name != "share"
    ).with_columns(more_cny=pl.col("cost_cny") - pl.col("other_cost_cny"))
    larger = pl.max_horizontal(pl.col("quantity").abs(), pl.col("other_quantity").abs())
    apart = (pl.col("quantity") - pl.col("other_quantity")).abs() > SAME * larger
    return filled.filter(apart).sort(pl.col("more_cny").abs(), descending=True, maintain_order=True)
