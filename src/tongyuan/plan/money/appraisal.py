"""A project appraised: worth, tax saved, public money a tonne, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tongyuan.numerics.discounting import annuity, discounted_payback, payback, present_value
from tongyuan.numerics.returns import internal_rate, sign_changes
from tongyuan.plan.money.flows import (
    INPUTS,
    Venture,
    owner_flows,
    public_flows,
    social_flows,
    yearly_tonnes,
)
from tongyuan.plan.money.tax import pollution_tax
from tongyuan.plan.money.tornado import Figure, Swing, tornado

__all__ = ["Appraisal", "Basis", "appraise"]

#: How the effect of an outlet is named among the inputs that are varied.
LEFT = "after_t"
#: Name under which all greenhouse gases are counted together.
CO2E = "CO2e"


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What every project is appraised with.

    Parameters
    ----------
    social_rate, owner_rate
        Rates of discount [1 a year].
    carbon_value_cny
        What a tonne of CO2e is worth to the society [CNY/t]; None: it is not valued.
    equivalents, rules, rates
        Tax on pollution, as :func:`~tongyuan.plan.money.tax.pollution_tax` takes them; without a rate for a
        medium its tax is not known.
    gwp
        ``species``, ``value``: warming potentials of one named set.
    """

    social_rate: float
    owner_rate: float
    equivalents: pl.DataFrame
    rules: pl.DataFrame
    rates: pl.DataFrame
    gwp: pl.DataFrame
    carbon_value_cny: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Appraisal:
    """What an appraisal says; None is what cannot be said.

    Parameters
    ----------
    worth
        One row for ``social`` and ``owner``: ``side``, ``rate``, ``npv_cny``, ``annual_cny`` (the net present
        value as equal sums over the years), ``irr`` [1], ``irr_state`` (found, no_change, several),
        ``payback_a``, ``discounted_payback_a``.
    flows
        ``year`` (0: the first of building), ``social_cny``, ``owner_cny``, ``public_cny``.
    taxed
        Tax of each pollutant at each outlet before and after: ``tax_before_cny``, ``tax_after_cny``, and
        whether it counts.
    reductions
        ``species``, ``reduced_t`` [t a year], ``public_cny_per_t``: the present value of all the public money
        over that of the tonnes, shared out among nothing; null where nothing is reduced.
    venture
        What it was computed from, tax saved and CO2e in place.
    swings
        Social and owner's net present value at the ends of each input, the widest first.
    tax_known
        Whether every medium has a rate.
    """

    worth: pl.DataFrame
    flows: pl.DataFrame
    taxed: pl.DataFrame
    reductions: pl.DataFrame
    venture: Venture
    swings: Mapping[str, tuple[Swing, ...]]
    tax_known: bool


def appraise(figures: Mapping[str, Figure], *, effects: pl.DataFrame, basis: Basis) -> Appraisal:
    """Appraise a project.

    Parameters
    ----------
    figures
        Inputs of :data:`~tongyuan.plan.money.flows.INPUTS` with their ranges.
    effects
        ``outlet``, ``medium``, ``pollutant``, ``before_t``, ``after_t``, ``after_low_t``, ``after_high_t``
        [t a year], ``before_tax_share``, ``after_tax_share`` [1].
    basis
        Rates, schedule and warming potentials.

    Returns
    -------
    Appraisal
        The appraisal.
    """
    known = {name: Figure(value) for name, value in INPUTS.items() if value is not None} | dict(figures)
    named = {f"{LEFT} {row[0]}/{row[1]}": row for row in effects.select("outlet", "pollutant").iter_rows()}
    ranges = dict(
        zip(named, effects.select("after_t", "after_low_t", "after_high_t").iter_rows(), strict=True)
    )
    every = known | {name: Figure(*row) for name, row in ranges.items()}

    def venture_at(values: Mapping[str, float]) -> Venture:
        left = [values[name] for name in named]
        return _venture(values, effects.with_columns(after_t=pl.Series(left, dtype=pl.Float64)), basis)

    venture = venture_at({name: figure.value for name, figure in every.items()})
    value = basis.carbon_value_cny or 0.0
    rates = {"social": basis.social_rate, "owner": basis.owner_rate}
    flows = {"social": social_flows(venture, carbon_value_cny=value), "owner": owner_flows(venture)}
    swings = {
        "social": tornado(
            every,
            lambda at: present_value(
                social_flows(venture_at(at), carbon_value_cny=value), rate=rates["social"]
            ),
        ),
        "owner": tornado(every, lambda at: present_value(owner_flows(venture_at(at)), rate=rates["owner"])),
    }
    paid = public_flows(venture)
    return Appraisal(
        worth=pl.DataFrame([_worth(side, flows[side], rates[side]) for side in flows], schema=WORTH),
        flows=pl.DataFrame(
            {"year": range(len(paid)), "social_cny": flows["social"], "owner_cny": flows["owner"]},
            schema_overrides={"year": pl.Int32},
        ).with_columns(public_cny=pl.Series(paid)),
        taxed=_taxed(effects, basis),
        reductions=_reductions(effects, venture, basis),
        venture=venture,
        swings=swings,
        tax_known=set(effects["medium"].drop_nulls()) <= set(basis.rates["medium"]),
    )


WORTH: dict[str, Any] = {
    "side": pl.String,
    "rate": pl.Float64,
    "npv_cny": pl.Float64,
    "annual_cny": pl.Float64,
    "irr": pl.Float64,
    "irr_state": pl.String,
    "payback_a": pl.Float64,
    "discounted_payback_a": pl.Float64,
}


def _worth(side: str, flows: list[float], rate: float) -> dict[str, Any]:
    worth = present_value(flows, rate=rate)
    changes = sign_changes(flows)
    return {
        "side": side,
        "rate": rate,
        "npv_cny": worth,
        "annual_cny": annuity(worth, rate=rate, years=len(flows) - 1),
        "irr": internal_rate(flows),
        "irr_state": {0: "no_change", 1: "found"}.get(changes, "several"),
        "payback_a": payback(flows),
        "discounted_payback_a": discounted_payback(flows, rate=rate),
    }


def _venture(values: Mapping[str, float], effects: pl.DataFrame, basis: Basis) -> Venture:
    inputs = Venture(**{name: values[name] for name in INPUTS})
    taxed = _taxed(effects, basis)
    saved = (taxed["tax_before_cny"].fill_null(0.0) - taxed["tax_after_cny"].fill_null(0.0)).sum()
    warming = _reduced(effects).join(basis.gwp, on="species")
    return replace(inputs, tax_saved_cny=float(saved), co2e_t=float(warming.select(_CO2E).item()))


_CO2E = (pl.col("reduced_t") * pl.col("value")).sum()


def _taxed(effects: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """Give the tax before and after; of a medium without a rate nothing is said."""
    rated = effects.join(basis.rates, on="medium", how="semi", maintain_order="left")
    key = ["outlet", "medium", "pollutant"]
    sides = [
        pollution_tax(
            rated.select(*key, mass_t=f"{side}_t", tax_share=pl.col(f"{side}_tax_share").fill_null(1.0)),
            equivalents=basis.equivalents,
            rules=basis.rules,
            rates=basis.rates,
        ).select(
            *key,
            "taxed_as",
            pl.col("equivalents").alias(f"equivalents_{side}"),
            pl.col("counted").alias(f"counted_{side}"),
            pl.col("tax_cny").alias(f"tax_{side}_cny"),
        )
        for side in ("before", "after")
    ]
    return sides[0].join(sides[1].drop("taxed_as"), on=key, maintain_order="left")


def _reduced(effects: pl.DataFrame) -> pl.DataFrame:
    return (
        effects.group_by("pollutant", maintain_order=True)
        .agg(reduced_t=(pl.col("before_t") - pl.col("after_t")).sum())
        .rename({"pollutant": "species"})
    )


def _reductions(effects: pl.DataFrame, venture: Venture, basis: Basis) -> pl.DataFrame:
    """Set all the public money over each species' tonnes, both at the value of the first year."""
    reduced = _reduced(effects)
    gases = reduced.join(basis.gwp, on="species")
    together = gases.select(species=pl.lit(CO2E), reduced_t=_CO2E)
    rows = pl.concat([reduced, together] if gases.height else [reduced])
    paid = present_value(public_flows(venture), rate=basis.social_rate)
    unit = present_value(yearly_tonnes(venture, 1.0), rate=basis.social_rate)
    falls = pl.col("reduced_t") > 0
    return rows.with_columns(public_cny_per_t=pl.when(falls).then(paid / (pl.col("reduced_t") * unit)))
