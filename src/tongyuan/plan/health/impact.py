"""Impact of PM2.5 on health: the burden as it is, the burden of a case, and their difference, with intervals.

Both burdens are computed in full and subtracted; no slope stands for a difference. Sums have draws of their
own, so that their intervals are those of the sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.numerics.distributions import SIGMAS_TO_95
from tongyuan.numerics.percentiles import percentiles
from tongyuan.plan.health import curves
from tongyuan.plan.health.burden import attributable
from tongyuan.plan.health.drawing import moved, standard_draws
from tongyuan.plan.health.exposed import exposed
from tongyuan.vocabulary.quality import worst
from tongyuan.vocabulary.tables import Impact, ImpactSum

__all__ = ["Case", "Impacts", "impacts"]

Floats = NDArray[np.float64]
Incidence = Literal["observed", "underlying"]
ENDS = (0.025, 0.975)
SIDES = ("base", "case", "avoided")
#: What a sum is taken by, and the column that tells the parts.
COLUMNS = {"whole": None, "region": "region", "cause": "cause", "age": "age_from"}
ALL = "*"


@dataclass(frozen=True, slots=True)
class Case:
    """Other concentrations for the same people.

    Parameters
    ----------
    ug_m3
        Concentration by region [ug/m3]; every region of the base.
    kind
        ``level``: these exactly; ``cap``: no more than these, so that air below stays as it is, in every
        draw; ``change``: what moves with the uncertainty of the base.
    """

    ug_m3: Mapping[str, float]
    kind: Literal["level", "cap", "change"] = "level"


@dataclass(frozen=True, slots=True)
class Impacts:
    """What came out: rows by region, cause and age, and sums."""

    rows: dy.DataFrame[Impact]
    sums: dy.DataFrame[ImpactSum]


def impacts(
    population: pl.DataFrame,
    *,
    mortality: pl.DataFrame,
    base: pl.DataFrame,
    functions: pl.DataFrame,
    case: Case | None = None,
    years: Mapping[str, Mapping[int, float]] | None = None,
    incidence: Incidence = "observed",
    whole: str = "*",
    draws: int = 1000,
    seed: int = 0,
) -> Impacts:
    """Compute deaths and years of life lost to PM2.5, of a base and of a case, with 95 % intervals.

    Source: deaths = sum over ages of persons x rate x (1 - 1/RR(C)). With ``observed`` the observed rate
    serves both burdens; with ``underlying`` the rate without exposure that follows from the base
    (Apte et al. 2015, equation 2) serves both, so that fewer deaths also lower the rate.

    Parameters
    ----------
    population, mortality, base
        Contracts ``Population``, ``MortalityRate``, ``Concentration`` of one year, of the same regions.
    functions
        Contract ``RiskFunction``, one function.
    case
        Other concentrations; None for the burden alone.
    years
        Years that a death takes by region and first age [a]; without them no years are computed.
    incidence
        Which rate serves the case.
    whole
        Code of the region that holds all.
    draws, seed
        Monte Carlo.

    Returns
    -------
    Impacts
        Rows and sums.

    Raises
    ------
    InputError
        If ages lie across each other, a rate is missing or causes overlap.
    """
    joined = exposed(population, mortality=mortality, base=base, functions=functions)
    rows = joined.sort("region", "cause", "age_from")
    drawn = _Drawn.of(rows, functions=functions, case=case, incidence=incidence, draws=draws, seed=seed)
    lost = _years(rows, years)
    deaths = {"deaths": np.ones(rows.height)} | ({} if lost is None else {"years_lost": lost})
    measures = [_measured(rows, drawn, measure=name, each=each) for name, each in deaths.items()]
    sums = [_summed(rows, drawn, measure=name, each=each, whole=whole) for name, each in deaths.items()]
    return Impacts(
        rows=Impact.validate(pl.concat(measures).select(Impact.column_names()), cast=True),
        sums=ImpactSum.validate(pl.concat(sums).select(ImpactSum.column_names()), cast=True),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Deaths a year of each row: central in the first column, then the draws; NaN where no case is."""

    base: Floats
    case: Floats
    case_ug_m3: list[float | None]

    @classmethod
    def of(
        cls,
        rows: pl.DataFrame,
        *,
        functions: pl.DataFrame,
        case: Case | None,
        incidence: Incidence,
        draws: int,
        seed: int,
    ) -> _Drawn:
        """Draw the inputs of every row and compute its deaths."""
        inputs = _Inputs.of(rows, draws=draws, seed=seed)
        risk = _Risk(rows, functions, by=inputs.risk)
        ratio = risk.at(inputs.air)
        base = attributable(inputs.persons, rate=inputs.rate, ratio=ratio)
        if case is None:
            return cls(base, np.full_like(base, np.nan), [None] * rows.height)
        level = np.array([case.ug_m3[region] for region in rows["region"]])
        air = _cased(inputs.air, level=level[:, None], kind=case.kind)
        other = risk.at(air)
        against = other if incidence == "observed" else ratio
        cased = inputs.persons * inputs.rate * (other - 1) / against
        return cls(base, cased, [float(one) for one in air[:, 0]])


def _cased(air: Floats, *, level: Floats, kind: str) -> Floats:
    """Give the air of the case in every draw; the first column of ``air`` is central."""
    if kind == "cap":
        return np.minimum(air, level)
    moved_by = air - air[:, :1] if kind == "change" else np.zeros_like(air)
    return np.maximum(0.0, level + moved_by)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """Inputs of every row, shape (rows, 1 + draws); the first column is central."""

    persons: Floats
    rate: Floats
    air: Floats
    risk: Floats

    @classmethod
    def of(cls, rows: pl.DataFrame, *, draws: int, seed: int) -> _Inputs:
        region, cause = rows["region"].to_list(), rows["cause"].to_list()
        named = {
            "persons": [f"persons|{one}" for one in region],
            "rate": [f"rate|{one}|{of}" for one, of in zip(region, cause, strict=True)],
            "ug_m3": [f"air|{one}" for one in region],
            "risk": [f"risk|{one}" for one in cause],
        }
        drawn = standard_draws((name for names in named.values() for name in names), draws=draws, seed=seed)
        centred = {name: np.concatenate([[0.0], values]) for name, values in drawn.items()}
        moves = {part: np.stack([centred[name] for name in names]) for part, names in named.items()}
        ends = {"persons": "persons", "rate": "rate", "ug_m3": "air"}
        persons, rate, air = (
            moved(
                _floats(rows[part]),
                low=_floats(rows[f"{end}_low"]),
                high=_floats(rows[f"{end}_high"]),
                by=moves[part],
            )
            for part, end in ends.items()
        )
        return cls(persons=persons, rate=rate, air=air, risk=moves["risk"])


def _floats(values: pl.Series) -> Floats:
    """Give a column as numbers, NaN where it is null."""
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


class _Risk:
    """Hazard ratios of every row at any concentrations, with the slope moved by its draws."""

    def __init__(self, rows: pl.DataFrame, functions: pl.DataFrame, *, by: Floats) -> None:
        self._form = rows["form"][0] if rows.height else "gemm"
        self._by = by
        spread = rows["slope_se"].fill_null(0.0).to_numpy()[:, None]
        self._slope = rows["slope"].fill_null(0.0).to_numpy()[:, None] + spread * by
        names = {"least": "least_ug_m3", "alpha": "alpha", "centre": "centre", "width": "width"}
        self._terms = {to: _floats(rows[name])[:, None] for to, name in names.items()}
        self._keys = list(rows.select("cause", "age_from").iter_rows())
        self._functions = functions

    def at(self, ug_m3: Floats) -> Floats:
        """Compute the hazard ratios, shape (rows, 1 + draws)."""
        if self._form == "table":
            return self._read(ug_m3)
        wanted = {
            "gemm": ("alpha", "centre", "width", "least"),
            "log_linear": ("least",),
            "logistic": ("centre", "width"),
        }[self._form]
        function = getattr(curves, self._form)
        ratios: Floats = function(ug_m3, slope=self._slope, **{name: self._terms[name] for name in wanted})
        return ratios

    def _read(self, ug_m3: Floats) -> Floats:
        """Read each row's table, moved towards the end of its range that the draw points to."""
        ratios = np.empty(ug_m3.shape)
        for number, (cause, age) in enumerate(self._keys):
            ages = self._functions.filter(pl.col("cause") == cause)["age_from"].unique()
            serving = max(one for one in ages if one <= age)
            table = self._functions.filter(cause=cause, age_from=serving).sort("ug_m3")
            points = table["ug_m3"].to_numpy()
            central, low, high = (
                curves.tabulated(ug_m3[number], points=points, ratios=table[name].to_numpy())
                for name in ("ratio", *_ends_of(table))
            )
            by = self._by[number]
            side = np.where(by < 0, np.log(central / low), np.log(high / central)) / SIGMAS_TO_95
            ratios[number] = central * np.exp(side * by)
        return ratios


def _ends_of(table: pl.DataFrame) -> tuple[str, str]:
    """Name the columns of a table's range; a table without one is exact."""
    told = table["ratio_low"].null_count() == 0 and table["ratio_high"].null_count() == 0
    return ("ratio_low", "ratio_high") if told else ("ratio", "ratio")


def _years(rows: pl.DataFrame, years: Mapping[str, Mapping[int, float]] | None) -> Floats | None:
    if years is None:
        return None
    return np.array([years[region][age] for region, age in rows.select("region", "age_from").iter_rows()])


def _intervals(base: Floats, case: Floats) -> dict[str, Floats]:
    """Give central value and 95 % interval of base, case and their difference, each of shape (rows,)."""
    told: dict[str, Floats] = {}
    for side, values in zip(SIDES, (base, case, base - case), strict=True):
        ends = percentiles(values[:, 1:], shares=ENDS) if values.shape[1] > 1 else values[:, [0, 0]]
        told |= {side: values[:, 0], f"{side}_low": ends[:, 0], f"{side}_high": ends[:, 1]}
    return told


def _measured(rows: pl.DataFrame, drawn: _Drawn, *, measure: str, each: Floats) -> pl.DataFrame:
    told = _intervals(drawn.base * each[:, None], drawn.case * each[:, None])
    return rows.select(
        "region",
        "cause",
        "age_from",
        "persons",
        "quality",
        per_100k=pl.col("rate") * 1e5,
        base_ug_m3="ug_m3",
        case_ug_m3=pl.Series(drawn.case_ug_m3, dtype=pl.Float64),
        measure=pl.lit(measure),
    ).with_columns(**{name: pl.Series(values).fill_nan(None) for name, values in told.items()})


def _summed(rows: pl.DataFrame, drawn: _Drawn, *, measure: str, each: Floats, whole: str) -> pl.DataFrame:
    """Sum the draws by region, by cause, by age and over all."""
    people = rows.unique(["region", "age_from"])
    parts = []
    for by, column in COLUMNS.items():
        listed = [ALL] * rows.height if column is None else rows[column].cast(pl.String).to_list()
        names = list(dict.fromkeys(listed))
        told = _intervals(
            *(_pooled(values * each[:, None], listed, names) for values in (drawn.base, drawn.case))
        )
        parts.append(
            pl.DataFrame(
                {
                    "by": by,
                    "measure": measure,
                    "region": names if by == "region" else whole,
                    "item": names if by in ("cause", "age") else ALL,
                    "persons": [_persons(people, column, name) for name in names],
                    "quality": [_worst(rows, column, name) for name in names],
                    **{name: pl.Series(values).fill_nan(None) for name, values in told.items()},
                },
                schema_overrides={"persons": pl.Float64},
            )
        )
    return pl.concat(parts)


def _pooled(values: Floats, items: list[str], names: list[str]) -> Floats:
    """Add up the rows of each name, shape (names, 1 + draws)."""
    pooled = np.zeros((len(names), values.shape[1]))
    np.add.at(pooled, [names.index(item) for item in items], values)
    return pooled


def _persons(people: pl.DataFrame, column: str | None, item: str) -> float | None:
    if column == "cause":
        return None
    kept = people if column is None else people.filter(pl.col(column).cast(pl.String) == item)
    return float(kept["persons"].sum())


def _worst(rows: pl.DataFrame, column: str | None, item: str) -> str:
    kept = rows if column is None else rows.filter(pl.col(column).cast(pl.String) == item)
    return worst(kept["quality"].unique()).value
