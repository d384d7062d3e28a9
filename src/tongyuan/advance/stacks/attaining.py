"""Limits: hours within, over and not judged, the share of a month, episodes, attainment of a regime."""

from __future__ import annotations

import polars as pl

from tongyuan.advance.stacks.facts import Facts, in_force
from tongyuan.advance.stacks.validity import month_of
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["attainment", "episodes", "share_status", "with_limits"]

KEY = ["station", "pollutant"]


def with_limits(
    hours: pl.DataFrame, *, profiles: pl.DataFrame, facts: Facts, regime: str = "ultra_low"
) -> pl.DataFrame:
    """Lay the limit beside each hour and judge it.

    Parameters
    ----------
    hours
        Rows of ``StackHour``.
    profiles
        Rows of ``StackProfile``.
    facts
        The tables.
    regime
        Which limits, as ``ultra_low``.

    Returns
    -------
    pl.DataFrame
        The hours with ``source_class``, ``limit_mg_m3`` (null where the regime has none for the class),
        ``limit_quality``, ``judged`` (``within``, ``over``, ``not_judged``, and ``outage`` and
        ``start_stop``, which the limit is not asked of) and ``multiple``, by how much of the limit it is
        over [1].

    Raises
    ------
    InputError
        If the regime is not known, or a limit changes within the period.
    """
    if regime not in facts.limits["regime"]:
        known = "、".join(facts.limits["regime"].unique(maintain_order=True))
        raise InputError(Problem("stack.regime", {"got": regime[:80], "known": known}))
    days = hours["day"]
    classes = profiles.select("station", "source_class")
    limits = facts.limits.filter(
        pl.col("source_class").is_in(classes["source_class"].implode()), regime=regime
    )
    if hours.height:
        limits = in_force(limits, first=days.min(), last=days.max())  # type: ignore[arg-type]
    told = limits.select("source_class", "pollutant", "limit_mg_m3", limit_quality="quality")
    rows = (
        hours.with_columns(pl.col("pollutant").cast(pl.String))
        .join(classes, on="station", how="left", maintain_order="left")
        .join(told, on=["source_class", "pollutant"], how="left", maintain_order="left")
    )
    operation = pl.col("operation").cast(pl.String)
    judged = (
        pl.when(operation != "running")
        .then(operation)
        .when(pl.col("corrected_mg_m3").is_null() | pl.col("limit_mg_m3").is_null())
        .then(pl.lit("not_judged"))
        .when(pl.col("corrected_mg_m3") <= pl.col("limit_mg_m3"))
        .then(pl.lit("within"))
        .otherwise(pl.lit("over"))
    )
    multiple = pl.col("corrected_mg_m3") / pl.col("limit_mg_m3") - 1
    return rows.with_columns(judged=judged).with_columns(
        multiple=pl.when(pl.col("judged") == "over").then(multiple)
    )


def share_status(
    within: int, *, over: int, not_judged: int, least: float | None, whole: bool
) -> tuple[str, str | None]:
    """Judge a share of hours without guessing what was not judged.

    Met only if it would be met with every hour that was not judged over the limit; not met only if it would
    not be met with all of them within.

    Parameters
    ----------
    within, over, not_judged
        Hours of operation [h].
    least
        Least share [1]; None where none is known.
    whole
        Whether the period is a whole month.

    Returns
    -------
    tuple
        ``met``, ``not_met`` or ``cannot_tell``, and why it cannot be told.

    Examples
    --------
    >>> share_status(96, over=4, not_judged=0, least=0.95, whole=True)
    ('met', None)
    >>> share_status(94, over=2, not_judged=4, least=0.95, whole=True)
    ('cannot_tell', 'hours_not_judged')
    >>> share_status(90, over=6, not_judged=4, least=0.95, whole=True)
    ('not_met', None)
    """
    hours = within + over + not_judged
    if least is None:
        return "cannot_tell", "no_least_share"
    if hours == 0:
        return "cannot_tell", "no_operation"
    if not whole:
        return "cannot_tell", "part_of_month"
    if within >= least * hours:
        return "met", None
    if within + not_judged < least * hours:
        return "not_met", None
    return "cannot_tell", "hours_not_judged"


def attainment(limited: pl.DataFrame, *, facts: Facts, regime: str = "ultra_low") -> pl.DataFrame:
    """Judge every month of every stack and pollutant by the share of hours within the limit.

    Source: 环大气〔2019〕35号 for steel works (95 %); that it is counted by month is recalled (unverified).

    Parameters
    ----------
    limited
        Hours as :func:`with_limits` gives them.
    facts
        The tables.
    regime
        The regime of the limits.

    Returns
    -------
    pl.DataFrame
        ``station``, ``pollutant``, ``month``, hours ``within``, ``over``, ``not_judged``, ``start_stop``,
        ``outage``; ``share`` of those judged [1], ``share_least`` and ``share_most`` with all of those not
        judged over or within, ``least_share`` asked, ``limit_mg_m3``, ``greatest_multiple``, ``status``,
        ``reason``.
    """
    counts = ("within", "over", "not_judged", "start_stop", "outage")
    rows = limited.group_by(*KEY, month_of(pl.col("day")).alias("month"), maintain_order=True).agg(
        **{name: (pl.col("judged") == name).sum().cast(pl.Int64) for name in counts},
        source_class=pl.col("source_class").first(),
        limit_mg_m3=pl.col("limit_mg_m3").first(),
        limit_quality=pl.col("limit_quality").first(),
        greatest_multiple=pl.col("multiple").max(),
        whole=pl.len() == 24 * pl.col("day").first().dt.month_end().dt.day().cast(pl.Int64),
    )
    present = limited["source_class"].unique()
    shares = facts.shares.filter(pl.col("source_class").is_in(present.implode()), regime=regime)
    if limited.height:
        days = limited["day"]
        shares = in_force(shares, first=days.min(), last=days.max())  # type: ignore[arg-type]
    rows = rows.join(
        shares.select("source_class", "least_share"), on="source_class", how="left", maintain_order="left"
    )
    judged = pl.col("within") + pl.col("over")
    asked = judged + pl.col("not_judged")
    shown = rows.with_columns(
        share=pl.when(judged > 0).then(pl.col("within") / judged),
        share_least=pl.when(asked > 0).then(pl.col("within") / asked),
        share_most=pl.when(asked > 0).then((pl.col("within") + pl.col("not_judged")) / asked),
    )
    verdicts = [_verdict(row) for row in shown.iter_rows(named=True)]
    return shown.with_columns(
        status=pl.Series([one for one, _ in verdicts], dtype=pl.String),
        reason=pl.Series([why for _, why in verdicts], dtype=pl.String),
    ).drop("whole")


def _verdict(row: dict[str, object]) -> tuple[str, str | None]:
    if row["limit_mg_m3"] is None:
        return "cannot_tell", "no_limit"
    counts = {name: int(str(row[name])) for name in ("within", "over", "not_judged")}
    least = row["least_share"]
    return share_status(
        counts["within"],
        over=counts["over"],
        not_judged=counts["not_judged"],
        least=None if least is None else float(str(least)),
        whole=bool(row["whole"]),
    )


def episodes(limited: pl.DataFrame) -> pl.DataFrame:
    """List runs of hours over the limit; an hour that was not judged ends a run, and the run says so.

    Parameters
    ----------
    limited
        Hours as :func:`with_limits` gives them.

    Returns
    -------
    pl.DataFrame
        ``station``, ``pollutant``, ``first``, ``last`` (ends of hours), ``hours``, ``greatest_mg_m3``,
        ``limit_mg_m3``, ``greatest_multiple`` [1], ``next`` (what the hour after it is; null at the end).
    """
    ordered = limited.sort(*KEY, "ended_at").with_columns(
        run=pl.col("judged").rle_id().over(KEY), next=pl.col("judged").shift(-1).over(KEY)
    )
    return (
        ordered.filter(judged="over")
        .group_by(*KEY, "run", maintain_order=True)
        .agg(
            first=pl.col("ended_at").first(),
            last=pl.col("ended_at").last(),
            hours=pl.len().cast(pl.Int64),
            greatest_mg_m3=pl.col("corrected_mg_m3").max(),
            limit_mg_m3=pl.col("limit_mg_m3").first(),
            greatest_multiple=pl.col("multiple").max(),
            next=pl.col("next").last(),
        )
        .drop("run")
    )
