"""The receptor model as runs: factors from many starts with their bootstrap, and their displacement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import numpy as np
import polars as pl

from tongyuan.advance.tracing import (
    Bootstrapped,
    Displaced,
    Factored,
    Prepared,
    bootstrap,
    displace,
    factorise,
    prepare,
)
from tongyuan.services.advance.monitor_stations import Origin
from tongyuan.services.advance.trace_files import Samples, samples_of
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import LARGEST, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.tracing import (
    ReceptorContribution,
    ReceptorMapping,
    ReceptorProfile,
    ReceptorReach,
    ReceptorSpecies,
    ReceptorStart,
)

__all__ = ["KIND", "REACH", "apportion", "displacement"]

KIND, REACH = "receptor_model", "receptor_displacement"
#: Starts that come this near to the least Q found the same valley, as far as Q tells.
NEAR = 1.01
MOST = {"factors": 20, "starts": 200, "resamples": 1000, "seed": LARGEST}
BEYOND = 3.0
Uncertainty = Annotated[
    Path | None, "不确定度的同形表，缺省为第二个工作表 · uncertainties; the second sheet by default"
]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]


@service("trace.apportion", changes=True, job=True)
def apportion(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("组分浓度（csv、xlsx）：首列时间，其余每列一组分 · samples as a file")],
    factors: Annotated[int, "因子数 · number of factors"],
    receptor: Annotated[str, "受体点名称 · name of the receptor"],
    uncertainty: Uncertainty = None,
    limits: Annotated[Path | None, "检出限与误差比例的表 · detection limits and error fractions"] = None,
    weak: Annotated[str | None, "弱组分，逗号分隔 · weak species, by commas"] = None,
    starts: Annotated[int, "随机起点数 · random starts"] = 20,
    resamples: Annotated[int, "重抽样次数 · resamples of the bootstrap"] = 50,
    block: Annotated[int, "重抽样块长（样品数） · samples in a block"] = 1,
    seed: Annotated[int, "随机种子 · seed"] = 1,
    region: Annotated[str | None, "受体点所在地区，缺省为本省 · region; the province by default"] = None,
    origin: Origin = "measured",
) -> Answer:
    """Split samples into factors (PMF) from many starts, with intervals by bootstrap. 受体模型来源解析。"""
    where = region or ctx.workspace.meta.region
    require_reach(ctx, region=where)
    asked = {"factors": factors, "starts": starts, "resamples": resamples, "seed": seed}
    for name, number in asked.items():
        require_between(number, name=name, least=1, most=MOST[name])
    samples = samples_of(file, uncertainty=uncertainty, limits=limits)
    named_weak = [one.strip() for one in (weak or "").split(",") if one.strip()]
    data = _prepared(samples, named_weak)
    ctx.progress(0.1, "拟合 · fitting")
    found = factorise(data, factors=factors, seed=seed, attempts=starts)
    ctx.progress(0.6, "重抽样 · resampling")
    spread = bootstrap(data, base=found, seed=seed, times=resamples, block=block)
    ctx.progress(0.95, "存档 · keeping")
    told = {"region": where, "receptor": receptor, "weak": named_weak, "block": block, "origin": origin}
    return _kept(
        ctx, samples, told | asked | _told(data, found, spread), _tables(samples, data, found, spread)
    )


def _kept(ctx: Context, samples: Samples, params: dict[str, Any], tables: dict[str, pl.DataFrame]) -> Answer:
    params = params | {"synthetic": params["origin"] == "synthetic"}
    kept = ctx.workspace.record_run(
        KIND,
        params=params,
        inputs={
            "receptor_samples": _as_frame(samples, "concentration"),
            "receptor_uncertainties": _as_frame(samples, "uncertainty"),
        },
        tables=tables,
        actor=ctx.actor.id,
        seed=params["seed"],
        sensitivity=Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    profiles = ctx.workspace.run_table(kept.id, "receptor_profiles")
    return Answer(meta={"run": kept.id, "outcome": kept.id, **params}, data=profiles)


def _prepared(samples: Samples, weak: list[str]) -> Prepared:
    return prepare(samples.concentration, uncertainty=samples.uncertainty, species=samples.species, weak=weak)


def _told(data: Prepared, found: Factored, spread: Bootstrapped) -> dict[str, Any]:
    near = sum(one.q <= NEAR * found.best.q for one in found.attempts)
    own = int(np.trace(spread.mapped))
    drawn = int(spread.mapped.sum() + spread.unmapped.sum())
    return {
        **{"samples": len(data.concentration), "species": len(data.species), "missing": data.missing},
        **{"q_true": found.q_true, "q_robust": found.q_robust, "q_expected": found.q_expected},
        **{"starts": len(found.attempts), "starts_agreeing": near, "best_start": found.best.number + 1},
        **{"mapped_share": 100 * own / drawn, "columns": list(data.species)},
        "quality": "unverified",
    }


def _as_frame(samples: Samples, name: str) -> pl.DataFrame:
    values = getattr(samples, name)
    columns = {f"s{at}": values[:, at] for at in range(values.shape[1])}
    return pl.DataFrame({"time": samples.times, **columns}).with_columns(
        pl.all().exclude("time").fill_nan(None)
    )


def _tables(
    samples: Samples, data: Prepared, found: Factored, spread: Bootstrapped
) -> dict[str, pl.DataFrame]:
    return {
        "receptor_profiles": ReceptorProfile.validate(_profiles(data, found, spread), cast=True),
        "receptor_contributions": ReceptorContribution.validate(_contributions(samples, found), cast=True),
        "receptor_species": ReceptorSpecies.validate(_species(data, found), cast=True),
        "receptor_starts": ReceptorStart.validate(_starts(found), cast=True),
        "receptor_mapping": ReceptorMapping.validate(_mapping(spread), cast=True),
    }


def _profiles(data: Prepared, found: Factored, spread: Bootstrapped) -> pl.DataFrame:
    # Contributions have the mean 1: an element of a profile is what the factor brings on the mean.
    whole = found.profiles.sum(axis=0)
    low, _, median, _, high = spread.percentiles
    rows = [
        {
            "factor": factor + 1,
            "species": name,
            "amount": float(found.profiles[factor, at]),
            "share": 100 * float(found.profiles[factor, at] / whole[at]) if whole[at] > 0 else None,
            "low": float(low[factor, at]),
            "median": float(median[factor, at]),
            "high": float(high[factor, at]),
        }
        for factor in range(len(found.profiles))
        for at, name in enumerate(data.species)
    ]
    return pl.DataFrame(rows).with_columns(pl.col("low", "median", "high").fill_nan(None))


def _contributions(samples: Samples, found: Factored) -> pl.DataFrame:
    count, factors = found.contributions.shape
    return pl.DataFrame(
        {
            "factor": np.tile(np.arange(1, factors + 1), count),
            "number": np.repeat(np.arange(1, count + 1), factors),
            "time": np.repeat(np.array(samples.times, dtype=object), factors).tolist(),
            "contribution": found.contributions.ravel(),
        }
    )


def _species(data: Prepared, found: Factored) -> pl.DataFrame:
    modelled = found.contributions @ found.profiles
    there = data.weight > 0
    scaled = np.abs(data.concentration - modelled) * np.sqrt(data.weight)
    rows = []
    for at, name in enumerate(data.species):
        here = there[:, at]
        known, made = data.concentration[here, at], modelled[here, at]
        even = known.std() == 0 or made.std() == 0
        rows.append(
            {
                **{"species": name, "measured": int(here.sum()), "missing": int((~here).sum())},
                "weak": not bool(data.counted[here, at].any()),
                **{"mean": float(known.mean()), "explained": float(made.mean())},
                "r2": None if even else float(np.corrcoef(known, made)[0, 1] ** 2),
                "beyond_3": 100 * float((scaled[here, at] > BEYOND).mean()),
            }
        )
    return pl.DataFrame(rows)


def _starts(found: Factored) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                **{"start": one.number + 1, "q": one.q, "iterations": one.iterations},
                **{"converged": one.converged, "agrees": one.q <= NEAR * found.best.q},
            }
            for one in found.attempts
        ]
    )


def _mapping(spread: Bootstrapped) -> pl.DataFrame:
    count = len(spread.unmapped)
    mapped = [
        {"factor": one + 1, "base": base + 1, "times": int(spread.mapped[one, base])}
        for one in range(count)
        for base in range(count)
    ]
    none = [{"factor": one + 1, "base": 0, "times": int(spread.unmapped[one])} for one in range(count)]
    return pl.DataFrame(mapped + none)


@service("trace.displace", changes=True, job=True)
def displacement(
    ctx: Context,
    *,
    run: Run = None,
    rise: Annotated[float, "允许的 Q 增量 · allowed rise of Q"] = 4.0,
    every: Annotated[int, "每隔几个组分取一个 · every so-many-th species"] = 1,
) -> Answer:
    """Displace each element of the profiles as far as Q allows. 位移法区间。"""
    require_between(rise, name="rise", least=0.1, most=1000)
    require_between(every, name="every", least=1, most=1000)
    kept = kept_run(ctx.workspace, KIND, run=run, absent="tracing.no_run")
    require_reach(ctx, region=kept.params["region"])
    profiles = ctx.workspace.run_table(kept.id, "receptor_profiles")
    data, base = _again(ctx, kept)
    ctx.progress(0.1, "位移 · displacing")
    found = displace(data, base=base, rise=rise, every=every)
    rows = _reached(data, base, found)
    params = {
        **{"region": kept.params["region"], "model": kept.id, "rise": rise, "every": every},
        "synthetic": kept.params["synthetic"],
        **{"greatest_fall": found.greatest_fall, "quality": "unverified"},
    }
    made = ctx.workspace.record_run(
        REACH,
        params=params,
        inputs={"receptor_profiles": profiles},
        tables={"receptor_reach": ReceptorReach.validate(rows, cast=True)},
        actor=ctx.actor.id,
        sensitivity=Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, made.id)
    meta = {**about_run(ctx.workspace, made), "outcome": made.id, **params}
    return Answer(meta=meta, data=ctx.workspace.run_table(made.id, "receptor_reach"))


def _reached(data: Prepared, base: Factored, found: Displaced) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                **{"factor": factor + 1, "species": name, "amount": float(base.profiles[factor, at])},
                **{"low": float(found.low[factor, at]), "high": float(found.high[factor, at])},
                "swapped": bool(found.swapped[factor, at]),
            }
            for factor in range(len(base.profiles))
            for at, name in enumerate(data.species)
            if not np.isnan(found.low[factor, at])
        ]
    )


def _again(ctx: Context, kept: Any) -> tuple[Prepared, Factored]:
    """Fit the kept samples as before: the same seed gives the same factors."""
    known = ctx.workspace.run_input(kept.id, "receptor_samples")
    spread = ctx.workspace.run_input(kept.id, "receptor_uncertainties")
    values, uncertain = (
        one.drop("time").fill_null(float("nan")).to_numpy().astype(float) for one in (known, spread)
    )
    params = kept.params
    data = prepare(values, uncertainty=uncertain, species=params["columns"], weak=params["weak"])
    found = factorise(data, factors=params["factors"], seed=params["seed"], attempts=params["starts"])
    return data, found
