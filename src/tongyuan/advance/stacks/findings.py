"""What is worth a look in a stack's values: constancy, oxygen near air, ratios; nobody is accused."""

from __future__ import annotations

from itertools import combinations

import polars as pl

from tongyuan.advance.stacks.facts import Facts
from tongyuan.vocabulary.tables import StackFinding

__all__ = ["findings"]

KEY = ["station", "pollutant"]
#: States of a reading that are told as they are.
TOLD = ("outage_in_doubt", "over_range", "unknown_mark", "negative", "no_conversion", "manual")


def findings(hours: pl.DataFrame, *, profiles: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """List what is worth a look; each has benign causes too, and none changes a figure.

    Parameters
    ----------
    hours
        Rows of ``StackHour``.
    profiles
        Rows of ``StackProfile``.
    facts
        The tables; ``checks`` holds the bounds.

    Returns
    -------
    pl.DataFrame
        Rows of ``StackFinding`` by stack, pollutant, check and time.
    """
    rows = hours.with_columns(pl.col("pollutant").cast(pl.String)).sort(*KEY, "ended_at")
    limits = _detections(profiles)
    found = [
        _flat(rows, facts.check("flat"), limits),
        _equal(rows, facts.check("equal"), limits),
        _oxygen(rows, facts.check("oxygen")),
        _detection(rows, facts.check("detection"), limits),
        _ratio(rows, facts.check("ratio")),
        _twin(rows, facts.check("twin"), limits),
        *(_runs(rows, pl.col("reading") == one, check=one, least=1) for one in TOLD),
        _runs(rows, pl.col("oxygen") == "at_air", check="oxygen_at_air", least=1, value="oxygen_percent"),
    ]
    schema = StackFinding.create_empty().schema
    whole = pl.concat([one.select(list(schema)).cast(schema) for one in found])
    return StackFinding.cast(whole.unique(StackFinding.primary_key(), keep="first")).sort(
        "station", "pollutant", "check", "first"
    )


def _detections(profiles: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        [
            profiles.select(
                "station", pollutant=pl.lit(name), detection=pl.col(f"detection_{name.lower()}_mg_m3")
            )
            for name in ("PM", "SO2", "NOx")
        ]
    )


def _runs(
    rows: pl.DataFrame, flag: pl.Expr, *, check: str, least: float, value: str = "measured_mg_m3"
) -> pl.DataFrame:
    """List runs of hours in a row for which something holds."""
    flagged = rows.with_columns(
        flag=flag.fill_null(value=False) & (pl.col("operation").cast(pl.String) != "outage")
    )
    numbered = flagged.with_columns(run=pl.col("flag").rle_id().over(KEY))
    return _summed(numbered.filter("flag"), check=check, value=value).filter(pl.col("hours") >= least)


def _summed(rows: pl.DataFrame, *, check: str, value: str) -> pl.DataFrame:
    return rows.group_by(*KEY, "run", maintain_order=True).agg(
        check=pl.lit(check),
        first=pl.col("ended_at").first(),
        last=pl.col("ended_at").last(),
        hours=pl.len().cast(pl.Int64),
        value=pl.col(value).median(),
        other=pl.lit(None, pl.String),
    )


def _above(rows: pl.DataFrame, limits: pl.DataFrame) -> pl.DataFrame:
    """Leave values at the detection limit to the check of their own."""
    joined = rows.join(limits, on=KEY, how="left", maintain_order="left")
    return joined.with_columns(
        seen=pl.when(pl.col("measured_mg_m3") > pl.col("detection").fill_null(0.0)).then("measured_mg_m3")
    )


def _flat(rows: pl.DataFrame, bounds: dict[str, float], limits: pl.DataFrame) -> pl.DataFrame:
    numbered = _above(rows, limits).with_columns(run=pl.col("seen").rle_id().over(KEY))
    runs = _summed(numbered.filter(pl.col("seen").is_not_null()), check="flat", value="seen")
    return runs.filter(pl.col("hours") >= bounds["hours"])


def _equal(rows: pl.DataFrame, bounds: dict[str, float], limits: pl.DataFrame) -> pl.DataFrame:
    """Find a value that makes up too great a share of the valid hours, in a row or not."""
    seen = _above(rows, limits).filter(pl.col("seen").is_not_null())
    valid = pl.len().over(KEY)
    often = seen.with_columns(valid=valid, same=pl.len().over([*KEY, "seen"]))
    chosen = often.filter(
        pl.col("valid") >= bounds["hours"], pl.col("same") >= bounds["share"] * pl.col("valid")
    ).with_columns(run=pl.col("seen"))
    return _summed(chosen, check="equal", value="seen")


def _oxygen(rows: pl.DataFrame, bounds: dict[str, float]) -> pl.DataFrame:
    """Find running hours whose oxygen is near that of air; told once a stack."""
    once = rows.unique(["station", "ended_at"], keep="first", maintain_order=True).with_columns(
        pollutant=pl.lit("O2")
    )
    near = (pl.col("oxygen_percent") >= bounds["percent"]) & (
        pl.col("operation").cast(pl.String) == "running"
    )
    return _runs(once, near, check="oxygen_near_air", least=bounds["hours"], value="oxygen_percent")


def _detection(rows: pl.DataFrame, bounds: dict[str, float], limits: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(limits, on=KEY, how="left", maintain_order="left")
    low = pl.col("measured_mg_m3") <= pl.col("detection").fill_null(0.0)
    return _runs(joined, low, check="at_detection_limit", least=bounds["hours"])


def _ratio(rows: pl.DataFrame, bounds: dict[str, float]) -> pl.DataFrame:
    """Find hours whose SO2 to NOx lies far from what it is at the stack, by its median deviation."""
    columns = ["station", "ended_at", "operation"]
    so2 = rows.filter(pollutant="SO2").select(*columns, so2="measured_mg_m3")
    nox = rows.filter(pollutant="NOx").select("station", "ended_at", nox="measured_mg_m3")
    both = so2.join(nox, on=["station", "ended_at"], how="inner", maintain_order="left")
    ratio = pl.when((pl.col("so2") > 0) & (pl.col("nox") > 0)).then((pl.col("so2") / pl.col("nox")).log())
    both = both.with_columns(ratio=ratio, pollutant=pl.lit("SO2/NOx"))
    off = (pl.col("ratio") - pl.col("ratio").median().over("station")).abs()
    both = both.with_columns(off=off).with_columns(usual=pl.col("off").median().over("station"))
    far = (pl.col("off") > bounds["times"] * pl.col("usual")) & (pl.col("off") > bounds["least"])
    found = _runs(both, far, check="ratio", least=bounds["hours"], value="ratio")
    return found.with_columns(value=pl.col("value").exp())


def _twin(rows: pl.DataFrame, bounds: dict[str, float], limits: pl.DataFrame) -> pl.DataFrame:
    """Find two stacks that tell the same values for hours in a row, while the values themselves move."""
    seen = _above(rows, limits)
    parts: list[pl.DataFrame] = [_runs(rows.clear(), pl.lit(value=True), check="twin", least=1)]
    for (pollutant,), group in seen.group_by("pollutant", maintain_order=True):
        stations = group["station"].unique(maintain_order=True).to_list()
        if len(stations) < 2:
            continue
        wide = group.pivot("station", index="ended_at", values="seen", aggregate_function="first").sort(
            "ended_at"
        )
        for one, other in combinations(stations, 2):
            same = wide.select("ended_at", value=pl.col(one), same=pl.col(one) == pl.col(other)).with_columns(
                pl.col("same").fill_null(value=False)
            )
            parts.append(_same(same, one=one, other=other, pollutant=str(pollutant), least=bounds["hours"]))
    return pl.concat(
        [part.select(list(StackFinding.column_names())) for part in parts], how="vertical_relaxed"
    )


def _same(rows: pl.DataFrame, *, one: str, other: str, pollutant: str, least: float) -> pl.DataFrame:
    return (
        rows.with_columns(run=pl.col("same").rle_id())
        .filter("same")
        .group_by("run", maintain_order=True)
        .agg(
            station=pl.lit(one),
            pollutant=pl.lit(pollutant),
            check=pl.lit("twin"),
            first=pl.col("ended_at").first(),
            last=pl.col("ended_at").last(),
            hours=pl.len().cast(pl.Int64),
            value=pl.lit(None, pl.Float64),
            other=pl.lit(other),
            kinds=pl.col("value").n_unique(),
        )
        .filter((pl.col("hours") >= least) & (pl.col("kinds") > 2))
        .drop("run", "kinds")
    )
