"""Hours of stacks: whether the stack ran, whether its values hold, and what they are worth."""

from __future__ import annotations

from datetime import date

import polars as pl

from tongyuan.advance.stacks.clock import ABSENT, NORMAL, laid_out
from tongyuan.advance.stacks.converting import (
    FULL_OXYGEN,
    corrected,
    dry,
    dry_flow,
    mass_of_hour,
    nox_as_no2,
    standard,
)
from tongyuan.advance.stacks.facts import Facts, in_force, rule_values
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import StackHour
from tongyuan.vocabulary.tables.stacks import STACK_POLLUTANTS

__all__ = ["stack_clock", "stack_hours"]

MASS_ITEMS = ("flue_pm", "flue_so2", "flue_nox", "flue_no", "flue_no2")
VALID = "valid"


def stack_hours(
    observations: pl.DataFrame, *, profiles: pl.DataFrame, facts: Facts, first: date, last: date
) -> pl.DataFrame:
    """Tell of every hour of every stack and pollutant what was measured and what it is worth.

    An hour is out of operation where every item is marked so and its own oxygen does not tell of fire;
    otherwise it is an hour of operation, so that a row that is dropped becomes an hour missing. Oxygen at
    or above that of air leaves the concentration and the mass as they are and gives no corrected value.
    Source: HJ 75-2017, annex A; the rules and marks are tables with their own sources.

    Parameters
    ----------
    observations
        Rows of ``Observation`` with items ``flue_...``.
    profiles
        Rows of ``StackProfile``.
    facts
        The tables.
    first, last
        Civil days, both within.

    Returns
    -------
    pl.DataFrame
        Rows of ``StackHour`` by stack, pollutant and hour.

    Raises
    ------
    InputError
        If no edition of the rules holds for the whole period, or a class of source is not known.
    """
    known = stack_clock(observations, profiles=profiles, facts=facts, first=first, last=last)
    parts = [_pollutant(known.filter(_measures(one)), one) for one in STACK_POLLUTANTS]
    columns = StackHour.column_names()
    rows = pl.concat([part.select(columns) for part in parts])
    return StackHour.cast(rows).sort("station", "pollutant", "ended_at")


def stack_clock(
    observations: pl.DataFrame, *, profiles: pl.DataFrame, facts: Facts, first: date, last: date
) -> pl.DataFrame:
    """Lay observations on the clock and bring flow, oxygen and operation to what they mean.

    Parameters
    ----------
    observations, profiles, facts, first, last
        As of :func:`stack_hours`.

    Returns
    -------
    pl.DataFrame
        One row a stack and hour: items and states, ``operation``, ``oxygen``, ``oxygen_percent`` [%, dry],
        ``flow_m3_h`` [m3/h, dry, standard], ``reference`` [%], and the profile.
    """
    rules = rule_values(facts.rules, first=first, last=last)
    marks = facts.marks.select("mark", "state")
    laid = laid_out(observations, stations=profiles["station"].to_list(), marks=marks, first=first, last=last)
    _require_known(profiles, facts.oxygen)
    classes = facts.oxygen.filter(pl.col("source_class").is_in(profiles["source_class"].implode()))
    held = in_force(classes, first=first, last=last).select("source_class", "oxygen_percent")
    described = profiles.join(held, on="source_class", how="left").with_columns(
        reference=pl.coalesce("reference_oxygen_percent", "oxygen_percent")
    )
    rows = laid.join(described.drop("oxygen_percent"), on="station", how="left", maintain_order="left")
    short = pl.col("flue_minutes") < rules["hour_minutes"]
    return _with_flow(_with_operation(_with_oxygen(rows), fire=facts.check("fire")["percent"])).with_columns(
        short_hour=short.fill_null(value=False)
    )


def _require_known(profiles: pl.DataFrame, oxygen: pl.DataFrame) -> None:
    unknown = sorted(set(profiles["source_class"]) - set(oxygen["source_class"]))
    if unknown:
        known = "、".join(oxygen["source_class"].unique(maintain_order=True))
        raise InputError(
            [Problem("stack.source_class", {"got": one[:80], "known": known}) for one in unknown]
        )


def _with_oxygen(rows: pl.DataFrame) -> pl.DataFrame:
    """Bring oxygen to dry gas, and say whether a concentration can be corrected by it."""
    told = pl.col("flue_o2")
    value = (
        pl.when(pl.col("oxygen_basis").cast(pl.String) == "dry")
        .then(told)
        .otherwise(dry(told, humidity_percent=_moisture()))
    )
    good = _measured("flue_o2") & (told >= 0)
    rows = rows.with_columns(oxygen_percent=pl.when(good).then(value))
    return rows.with_columns(
        oxygen=pl.when(pl.col("oxygen_percent").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("oxygen_percent") >= FULL_OXYGEN)
        .then(pl.lit("at_air"))
        .when(pl.col("reference").is_null())
        .then(pl.lit("no_reference"))
        .otherwise(pl.lit("usable"))
    )


def _with_operation(rows: pl.DataFrame, *, fire: float) -> pl.DataFrame:
    """Tell running from starting, stopping and outage; an outage that burns is told and not believed.

    An hour is out of operation only where every item that the stack is to tell says so: an hour of which
    a part is lacking stays an hour of operation, so that nothing is gained by leaving rows out.
    """
    names = ("flue_o2", "flue_flow", *MASS_ITEMS)
    some = pl.any_horizontal([pl.col(f"state_{item}") == "outage" for item in names])
    every = pl.all_horizontal([pl.col(f"state_{item}") == "outage" for item in ("flue_o2", "flue_flow")])
    for pollutant in STACK_POLLUTANTS:
        every = every & (~_measures(pollutant) | (_told_of(pollutant)[1] == "outage"))
    starting = pl.any_horizontal([pl.col(f"state_{item}") == "start_stop" for item in names])
    burns = (pl.col("flue_o2") < fire).fill_null(value=False)
    out = every & ~burns
    return rows.with_columns(
        operation=pl.when(out)
        .then(pl.lit("outage"))
        .when(starting)
        .then(pl.lit("start_stop"))
        .otherwise(pl.lit("running")),
        contradicted=some & ~out,
    )


def _measures(pollutant: str) -> pl.Expr:
    return pl.col("pollutants").str.split(";").list.contains(pollutant)


def _measured(name: str) -> pl.Expr:
    """Say that an item was measured in the hour; while starting or stopping it is measured all the same."""
    return pl.col(f"state_{name}").is_in([NORMAL, "start_stop"]) & pl.col(name).is_not_null()


def _duct() -> dict[str, pl.Expr]:
    return {
        "temperature_c": pl.when(_measured("flue_temperature")).then("flue_temperature"),
        "static_pa": pl.when(_measured("flue_pressure")).then("flue_pressure"),
        "atmosphere_pa": pl.col("atmosphere_pa"),
    }


def _moisture() -> pl.Expr:
    good = _measured("flue_humidity") & pl.col("flue_humidity").is_between(0, 99)
    return pl.when(good).then("flue_humidity")


def _with_flow(rows: pl.DataFrame) -> pl.DataFrame:
    told, basis = pl.col("flue_flow"), pl.col("flow_basis").cast(pl.String)
    wet = told * (1 - _moisture() / 100)
    value = (
        pl.when(basis == "dry_standard")
        .then(told)
        .when(basis == "wet_standard")
        .then(wet)
        .otherwise(dry_flow(told, humidity_percent=_moisture(), **_duct()))
    )
    return rows.with_columns(flow_m3_h=pl.when(_measured("flue_flow") & (told >= 0)).then(value))


def _dry_standard(told: pl.Expr, basis: str) -> pl.Expr:
    """Bring a concentration from the state that it is told in to dry standard state."""
    stated = pl.col(basis).cast(pl.String)
    wet = dry(told, humidity_percent=_moisture())
    return (
        pl.when(stated == "dry_standard")
        .then(told)
        .when(stated == "wet_standard")
        .then(wet)
        .otherwise(dry(standard(told, **_duct()), humidity_percent=_moisture()))
    )


def _told_of(pollutant: str) -> tuple[pl.Expr, pl.Expr, str]:
    """Give a pollutant's value, the state of its reading, and the column that says in which state it is."""
    if pollutant != "NOx":
        item = f"flue_{pollutant.lower()}"
        return pl.col(item), pl.col(f"state_{item}"), "dust_basis" if pollutant == "PM" else "gas_basis"
    whole = pl.col("state_flue_nox")
    parts = (whole == ABSENT) & (pl.col("state_flue_no") != ABSENT)
    summed = nox_as_no2(pl.col("flue_no"), no2_mg_m3=pl.col("flue_no2"))
    no, no2 = pl.col("state_flue_no"), pl.col("state_flue_no2")
    worse = pl.when(no.is_in([NORMAL, "start_stop"])).then(no2).otherwise(no)
    both = pl.min_horizontal("flue_no", "flue_no2") < 0
    value = pl.when(parts).then(pl.when(both).then(pl.lit(-1.0)).otherwise(summed)).otherwise("flue_nox")
    return value, pl.when(parts).then(worse).otherwise(whole), "gas_basis"


def _pollutant(rows: pl.DataFrame, pollutant: str) -> pl.DataFrame:
    told, state, basis = _told_of(pollutant)
    value = _dry_standard(told, basis)
    reading = (
        pl.when(pl.col("operation") == "outage")
        .then(pl.lit("outage"))
        .when(pl.col("contradicted"))
        .then(pl.lit("outage_in_doubt"))
        .when(~state.is_in([NORMAL, "start_stop"]))
        .then(state)
        .when(told.is_null())
        .then(pl.lit("no_value"))
        .when(told < 0)
        .then(pl.lit("negative"))
        .when(pl.col("short_hour"))
        .then(pl.lit("short_hour"))
        .when(value.is_null())
        .then(pl.lit("no_conversion"))
        .otherwise(pl.lit(VALID))
    )
    judged = rows.with_columns(reading=reading, pollutant=pl.lit(pollutant))
    judged = judged.with_columns(measured_mg_m3=pl.when(pl.col("reading") == VALID).then(value))
    usable = pl.col("oxygen") == "usable"
    at_reference = corrected(
        pl.col("measured_mg_m3"),
        oxygen_percent=pl.col("oxygen_percent"),
        reference_percent=pl.col("reference"),
    )
    return judged.with_columns(
        corrected_mg_m3=pl.when(usable).then(at_reference),
        mass_kg=mass_of_hour(pl.col("measured_mg_m3"), flow_m3_h=pl.col("flow_m3_h")),
    )
