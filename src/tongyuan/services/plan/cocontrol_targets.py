"""The targets of a policy as limits of a problem: each one bound, or said why it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan import reference
from tongyuan.plan.cocontrol.bases import set_against
from tongyuan.plan.cocontrol.caps import amount_cap, sector_cap
from tongyuan.plan.cocontrol.limits import Limits, Stated, share_floor, together
from tongyuan.plan.measures.naming import sector_of
from tongyuan.plan.scenarios import value_at
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.plan.cocontrol.assembling import Assembled
    from tongyuan.plan.cocontrol.problem import CocontrolProblem
    from tongyuan.plan.scenarios import Driver
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Bound", "Ground", "limits_of_policy", "named_targets"]

PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What targets are written on: the problem, its activities, and any year without measures.

    Parameters
    ----------
    asked, assembled
        The problem.
    unmeasured
        What a year would emit: columns source, species, mass_t.
    demanded
        What a year asks for: contract Activity with activity_id, whether it can be chosen or not.
    """

    asked: CocontrolProblem
    assembled: Assembled
    unmeasured: Callable[[int], pl.DataFrame]
    demanded: Callable[[int], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Bound:
    """The limits that a policy gives, and what became of every target.

    Parameters
    ----------
    limits
        The limits.
    states
        Columns target, reading, name_zh, name_en, article, part, state: ``constraint``, ``left_out``,
        ``aspiration``, ``year_outside``, ``no_driver``, ``no_activity``, ``no_coefficient``, ``no_option``
        or ``not_modelled``.
    """

    limits: Limits
    states: pl.DataFrame


def limits_of_policy(workspace: Workspace, *, ground: Ground) -> Bound:
    """Turn every target that touches modelled activity into a limit, by the pack's bindings.

    Parameters
    ----------
    workspace
        The workspace, with its policy and the bindings of its targets.
    ground
        What they are written on.

    Returns
    -------
    Bound
        The limits and the state of every target: none is dropped without a word.
    """
    place = jurisdiction(workspace)
    bindings: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in place.frame("limit_bindings").iter_rows(named=True):
        bindings.setdefault((row["target"], row["reading"]), []).append(row)
    made, states = [], []
    for target in place.targets.iter_rows(named=True):
        for binding in bindings.get((target["target"], target["reading"]), [None]):
            state, limits = _written(target, binding, ground)
            made += [limits] * (limits is not None)
            states.append(_told(target, binding, state))
    return Bound(together(limits for limits in made if limits is not None), pl.DataFrame(states, schema=TOLD))


def named_targets(workspace: Workspace) -> list[str]:
    """Name the targets of the policy, and the parts of those that are bound part by part.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    list of str
        Ids of targets, then ids of limits such as ``T03:NOx``.
    """
    place = jurisdiction(workspace)
    parts = place.frame("limit_bindings").filter(pl.col("part") != "-")
    named = [f"{target}:{part}" for target, part in parts.select("target", "part").iter_rows()]
    return [*place.targets["target"].unique(maintain_order=True), *dict.fromkeys(named)]


TOLD = {
    name: pl.String
    for name in ("target", "reading", "part", "name_zh", "name_en", "article", "state", "form")
}


def _told(target: Mapping[str, Any], binding: Mapping[str, Any] | None, state: str) -> dict[str, Any]:
    return {
        **{name: target[name] for name in ("target", "reading", "name_zh", "name_en")},
        "article": str(target["article"]),
        "part": binding["part"] if binding else "-",
        "form": binding["form"] if binding else None,
        "state": state,
    }


def _written(
    target: Mapping[str, Any], binding: Mapping[str, Any] | None, ground: Ground
) -> tuple[str, Limits | None]:
    if binding is None:
        return "not_modelled", None
    if {target["target"], _stated(target, binding).limit} & set(ground.asked.without):
        return "left_out", None
    if target["aspirational"] and not ground.asked.aspirations:
        return "aspiration", None
    if target["target_year"] not in ground.asked.scenario.years:
        return "year_outside", None
    base = binding["base_year"] or target["base_year"]
    if base is not None and base < ground.asked.scenario.base_year:
        return "year_outside", None
    return FORMS[binding["form"]](target, binding, ground)


def _stated(target: Mapping[str, Any], binding: Mapping[str, Any]) -> Stated:
    part = "" if binding["part"] == "-" else f":{binding['part']}"
    words = "" if binding["part"] == "-" else f"（{binding['part']}）"
    return Stated(
        limit=f"{target['target']}{part}",
        name_zh=f"{target['name_zh']}{words}",
        name_en=f"{target['name_en']}{part.replace(':', ', ')}",
        hedge="aspiration" if target["aspirational"] else "obligation",
        target=target["target"],
        article=str(target["article"]),
    )


def _branch(binding: Mapping[str, Any]) -> str:
    return "" if binding["source"] == "*" else str(binding["source"])


def _base(binding: Mapping[str, Any], *, year: int, ground: Ground) -> pl.DataFrame:
    """Give the emission that a bound is set against."""
    return ground.unmeasured(year).filter(
        pl.col("species") == binding["species"], pl.col("source").str.starts_with(_branch(binding))
    )


def _intensity(
    target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground
) -> tuple[str, Limits | None]:
    ratio = _allowed_ratio(target, binding, ground)
    if ratio is None:
        return "no_driver", None
    return _capped(target, binding, ground, ratio=ratio)


def _base_year(target: Mapping[str, Any], binding: Mapping[str, Any]) -> int:
    return int(binding["base_year"] or target["base_year"])


def _allowed_ratio(target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground) -> float | None:
    """Give the year's amount over the base year's that a fall per unit of the driver allows.

    A target that says "falls" without a figure allows the intensity of the base year and no more.
    """
    driver = ground.asked.scenario.drivers.get(binding["driver"])
    if driver is None:
        return None
    base, year = _base_year(target, binding), target["target_year"]
    _refuse_short(binding["driver"], driver, first=base, last=year)
    growth = value_at(driver, year=year) / value_at(driver, year=base)
    return (1 + (target["value"] or 0.0) / PERCENT) * growth


def _refuse_short(name: str, driver: Driver, *, first: int, last: int) -> None:
    """Refuse a driver that ends before a target's year: beyond its end nothing is told of it."""
    told = driver.values
    if not told or min(told) > first or max(told) < last:
        held = f"{min(told)}-{max(told)}" if told else "-"
        raise InputError(
            Problem("scenario.driver_short", {"driver": name, "held": held, "first": first, "last": last})
        )


def _not_above(
    target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground
) -> tuple[str, Limits | None]:
    return _capped(target, binding, ground, ratio=1.0)


def _capped(
    target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground, *, ratio: float
) -> tuple[str, Limits | None]:
    """Bound the emission of a branch by a ratio to that of the base year."""
    base = _base(binding, year=_base_year(target, binding), ground=ground)
    bound = ratio * float(base["mass_t"].sum())
    if not bound:
        return "no_activity", None
    weights = {binding["species"]: 1.0}
    made = sector_cap(
        _stated(target, binding),
        year=target["target_year"],
        bound=bound,
        source=_branch(binding),
        weights=weights,
        case=ground.assembled.case,
    )
    made = set_against(made, base=base, ratio=ratio, weights=weights, case=ground.assembled.case)
    return ("constraint", made) if made.terms.height else ("no_option", None)


def _activity_not_above(
    target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground
) -> tuple[str, Limits | None]:
    return _amount_capped(target, binding, ground, ratio=1.0)


def _energy_intensity(
    target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground
) -> tuple[str, Limits | None]:
    ratio = _allowed_ratio(target, binding, ground)
    if ratio is None:
        return "no_driver", None
    coal = reference.standard_coal().select("fuel", "unit", weight="tce_per_unit")
    return _amount_capped(target, binding, ground, ratio=ratio, weights=coal, unit="tce")


def _amount_capped(
    target: Mapping[str, Any],
    binding: Mapping[str, Any],
    ground: Ground,
    *,
    ratio: float,
    weights: pl.DataFrame | None = None,
    unit: str | None = None,
) -> tuple[str, Limits | None]:
    """Bound the amount of some activities by a ratio to the base year: what is fixed of it counts too."""
    base, year = _base_year(target, binding), target["target_year"]
    before = _weighed(_chosen(ground.demanded(base), binding), weights)
    if before.is_empty():
        return "no_activity", None
    levels = _chosen_levels(binding, ground).filter(pl.col("year") == year)
    chosen = _weighed(levels.rename({"activity": "activity_id"}), weights)
    after = _weighed(_chosen(ground.demanded(year), binding), weights)
    if _apart([before, chosen, after], weights):
        return "no_coefficient", None
    held = after.join(chosen, on="activity_id", how="anti", maintain_order="left")
    limit = amount_cap(
        _stated(target, binding),
        year=year,
        bound=ratio * float(before["amount"].sum()),
        fixed=float(held["amount"].sum()),
        activities=dict(chosen.select("activity_id", "weight").iter_rows()),
        case=ground.assembled.case,
        unit=unit or str(before["unit"][0]),
    )
    return ("constraint", limit) if limit.terms.height else ("no_option", None)


def _apart(tables: Sequence[pl.DataFrame], weights: pl.DataFrame | None) -> bool:
    """Tell whether amounts cannot be added up: a weight is unknown, or units differ with nothing to weigh."""
    units = {unit for rows in tables for unit in rows["unit"]}
    return any(rows["weight"].null_count() for rows in tables) or (weights is None and len(units) > 1)


def _weighed(rows: pl.DataFrame, weights: pl.DataFrame | None) -> pl.DataFrame:
    """Weigh amounts by fuel and unit, null where no weight is known; by themselves without weights."""
    plain = rows.with_columns(pl.col("fuel", "unit").cast(pl.String))
    if weights is None:
        weighed = plain.with_columns(weight=pl.lit(1.0))
    else:
        weighed = plain.join(weights, on=["fuel", "unit"], how="left", maintain_order="left")
    return weighed.with_columns(amount=pl.col("quantity") * pl.col("weight"))


def _option_share(
    target: Mapping[str, Any], binding: Mapping[str, Any], ground: Ground
) -> tuple[str, Limits | None]:
    case, year = ground.assembled.case, target["target_year"]
    activities = _chosen_levels(binding, ground)["activity"].unique(maintain_order=True)
    ways = case.options.filter(pl.col("year") == year, pl.col("activity").is_in(activities.to_list()))
    whole = list(ways.select("activity", "option").iter_rows())
    counted = set(str(binding["measure"]).split())
    good = [key for key in whole if counted & set(key[1].split("+"))]
    if not good:
        there = ground.unmeasured(year)["source"].str.starts_with(_branch(binding)).any()
        return ("no_option" if whole or there else "no_activity"), None
    weights = _alike(_chosen_levels(binding, ground).filter(pl.col("year") == year))
    if weights is None:
        return "no_coefficient", None
    share = target["value"] / PERCENT
    stated = _stated(target, binding)
    return "constraint", share_floor(stated, year=year, share=share, good=good, whole=whole, weights=weights)


def _alike(levels: pl.DataFrame) -> dict[str, float] | None:
    """Weigh activities so that they add up: as they are in one unit, else by standard coal; None without."""
    if levels["unit"].n_unique() == 1:
        return dict.fromkeys(levels["activity"], 1.0)
    coal = reference.standard_coal().select("fuel", "unit", weight="tce_per_unit")
    weighed = _weighed(levels, coal)
    return None if weighed["weight"].null_count() else dict(weighed.select("activity", "weight").iter_rows())


def _chosen_levels(binding: Mapping[str, Any], ground: Ground) -> pl.DataFrame:
    levels = ground.assembled.case.levels
    return _chosen(levels.with_columns(sector=sector_of(pl.col("activity"))), binding)


def _chosen(rows: pl.DataFrame, binding: Mapping[str, Any]) -> pl.DataFrame:
    kept = rows.filter(pl.col("source").cast(pl.String).str.starts_with(_branch(binding)))
    if binding["sector"] != "*":
        kept = kept.filter(pl.col("sector") == binding["sector"])
    fuels = str(binding["fuel"]).split()
    return kept if fuels == ["*"] else kept.filter(pl.col("fuel").cast(pl.String).is_in(fuels))


FORMS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any], Ground], tuple[str, Limits | None]]] = {
    "intensity": _intensity,
    "energy_intensity": _energy_intensity,
    "emission_not_above": _not_above,
    "activity_not_above": _activity_not_above,
    "option_share": _option_share,
}
