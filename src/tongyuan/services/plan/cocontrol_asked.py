"""The limits that a problem states beside the policy: caps, concentrations and burdens, by region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from tongyuan import reference
from tongyuan.plan.cocontrol.bases import set_against
from tongyuan.plan.cocontrol.burdens import Sense, cost_burden, reduction_burden
from tongyuan.plan.cocontrol.caps import emission_cap
from tongyuan.plan.cocontrol.concentrations import concentration_cap
from tongyuan.plan.cocontrol.limits import Limits, Stated, together
from tongyuan.plan.cocontrol.problem import CO2E
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.services.plan.air_inputs import with_release
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables.air import PRECURSORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tongyuan.plan.cocontrol.case import Case
    from tongyuan.plan.cocontrol.problem import (
        AskedBurden,
        AskedConcentration,
        AskedLimit,
        CocontrolProblem,
    )
    from tongyuan.services.plan.cocontrol_places import Places

__all__ = ["SLOPES", "Asking", "gwp_weights"]

#: What a tonne does to a bounded concentration.
SLOPES = {
    "limit": pl.String,
    "year": pl.Int32,
    "region": pl.String,
    "species": pl.String,
    "release": pl.String,
    "ug_m3_per_t": pl.Float64,
}
#: How a limit says that its matrix is but screening.
SCREENING = ("（筛查模型）", " (screening)")
#: What is added to the id of a least burden beside a highest one.
LEAST = "_least"


def gwp_weights(gwp: str | None) -> dict[str, float]:
    """Give the warming potentials of a set; none where no set is named [t CO2e per t]."""
    if gwp is None:
        return {}
    rows = reference.gwp().filter(pl.col("set") == gwp, pl.col("species").is_in(codes("greenhouse_gas")))
    return dict(rows.select("species", "value").iter_rows())


@dataclass(frozen=True)
class Asking:
    """What limits are written on: the problem, its case without limits, any year without measures.

    Parameters
    ----------
    asked, case, places
        The problem, its choices, its cities and its air.
    unmeasured
        What a year would emit: columns region, source, species, mass_t [t].
    """

    asked: CocontrolProblem
    case: Case
    places: Places
    unmeasured: Callable[[int], pl.DataFrame]

    def limits(self) -> Limits:
        """Write every limit that the problem states.

        Returns
        -------
        Limits
            The limits.

        Raises
        ------
        InputError
            With every limit on regions that emit nothing of its species.
        """
        asked = self.asked
        written = [
            *(self._emission(number, limit) for number, limit in enumerate(asked.limits)),
            *(self._concentration(limit) for limit in asked.concentrations),
            *(one for number, limit in enumerate(asked.burdens) for one in self._burden(number, limit)),
        ]
        faults = [one for one in written if isinstance(one, Problem)]
        if faults:
            raise InputError(faults)
        return together(one for one in written if isinstance(one, Limits))

    def slopes(self) -> pl.DataFrame:
        """Tell what a tonne of each city, species and height does to each bounded concentration.

        Returns
        -------
        pl.DataFrame
            Columns of :data:`SLOPES` [ug/m3 per t].
        """
        parts = [
            self._operator(limit.city).with_columns(
                limit=pl.lit(limit.limit), year=pl.lit(limit.year, pl.Int32)
            )
            for limit in self.asked.concentrations
        ]
        empty = pl.DataFrame(schema=SLOPES)
        return pl.concat([empty, *(part.select(list(SLOPES)) for part in parts)])

    def _weights(self, species: Mapping[str, float]) -> dict[str, float]:
        """Take CO2e apart into the gases that the problem emits."""
        if CO2E not in species:
            return dict(species)
        emitted = set(baseline(self.case)["species"])
        return {gas: by for gas, by in gwp_weights(self.asked.gwp).items() if gas in emitted}

    def _regions(self, names: list[str]) -> list[str]:
        every = baseline(self.case)["region"].unique().sort().to_list()
        if not names or self.places.province in names:
            return every
        return self.asked.cities_of(names)

    def _emission(self, number: int, limit: AskedLimit) -> Limits | Problem:
        weights, regions = self._weights(limit.species), self._regions(limit.regions)
        stated = Stated(limit.limit, limit.name_zh, limit.name_en, hedge="assumption")
        cells = baseline(self.case).filter(
            pl.col("year") == limit.year, pl.col("species").is_in(list(weights))
        )
        held = set(cells["region"])
        if not held & set(regions):
            known = " ".join(sorted(held)) or "—"
            return _unfit(f"limits.{number}.regions", " ".join(limit.regions) or "—", known)
        bound, before = limit.at_most_t, None
        if bound is None:
            assert limit.against is not None and limit.fall is not None  # noqa: S101, PT018 - the model asked
            before = self.unmeasured(limit.against).filter(
                pl.col("species").is_in(list(weights)), pl.col("region").is_in(regions)
            )
            mass = sum(
                value * weights[name] for name, value in before.select("species", "mass_t").iter_rows()
            )
            bound = (1 - limit.fall) * mass
        made = emission_cap(stated, year=limit.year, bound=bound, regions=regions, weights=weights)
        if before is not None and limit.fall is not None:
            made = set_against(made, base=before, ratio=1 - limit.fall, weights=weights, case=self.case)
        # A city that emits nothing of a gas has no cell of it, and adds nothing.
        there = cells.select(pl.col("region").alias("item"), pl.col("species").alias("part"))
        terms = made.terms.join(there, on=["item", "part"], how="semi", maintain_order="left")
        return replace(made, terms=terms)

    def _operator(self, city: str) -> pl.DataFrame:
        """Give what a tonne does to a city: region, species, release, ug_m3_per_t."""
        assert self.places.air is not None  # noqa: S101 - refused before
        rows = self.places.air.operator.with_columns(
            pl.col("species", "release", "region", "source_region").cast(pl.String)
        ).filter(pl.col("region") == city)
        return rows.select("species", "release", "ug_m3_per_t", region="source_region")

    def _concentration(self, limit: AskedConcentration) -> Limits:
        air = self.places.air
        assert air is not None  # noqa: S101 - refused before
        zh, en = SCREENING if str(air.run.params["model"]) == "screening" else ("", "")
        stated = Stated(limit.limit, f"{limit.name_zh}{zh}", f"{limit.name_en}{en}", hedge="assumption")
        base = self.unmeasured(self.asked.scenario.base_year).filter(pl.col("species").is_in(PRECURSORS))
        places = pl.concat(
            [
                self.case.levels.select("region", "source"),
                self.case.fixed.select("region", "source"),
                base.select(pl.col("region").cast(pl.String), pl.col("source").cast(pl.String)),
            ]
        ).unique(maintain_order=True)
        operator = self._operator(limit.city)
        response = with_release(places).join(operator, on=["region", "release"], maintain_order="left_right")
        observed = limit.observed_ugm3
        return concentration_cap(
            stated,
            year=limit.year,
            standard=limit.at_most_ugm3,
            level=limit.background_ugm3 if observed is None else observed,  # type: ignore[arg-type]
            response=response.drop("release"),
            case=self.case,
            base=base.clear() if observed is None else base,
            projects=self._of_projects(operator),
        )

    def _of_projects(self, operator: pl.DataFrame) -> pl.DataFrame:
        """Give what a tonne of each project does: by the city in which it stands and its height."""
        rows = [(one.project, one.region, one.release) for one in self.asked.projects]
        names = ["project", "region", "release"]
        placed = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
        found = placed.join(operator, on=["region", "release"], maintain_order="left_right")
        return found.select("project", "species", "ug_m3_per_t")

    def _burden(self, number: int, limit: AskedBurden) -> Iterator[Limits | Problem]:
        both = None not in (limit.at_most, limit.at_least)
        if limit.at_most is not None:
            yield self._borne(limit, "at_most", limit.at_most, number=number)
        if limit.at_least is not None:
            yield self._borne(limit, "at_least", limit.at_least, number=number, mark=LEAST if both else "")

    def _borne(
        self, limit: AskedBurden, sense: Sense, share: float, *, number: int, mark: str = ""
    ) -> Limits | Problem:
        stated = Stated(f"{limit.limit}{mark}", limit.name_zh, limit.name_en, hedge="assumption")
        if limit.of == "cost":
            made = cost_burden(
                stated, year=limit.year, region=limit.city, share=share, case=self.case, sense=sense
            )
        else:
            made = reduction_burden(
                stated,
                year=limit.year,
                region=limit.city,
                share=share,
                weights=self._weights(limit.species),
                case=self.case,
                sense=sense,
            )
        return _unfit(f"burdens.{number}.of", limit.of, "—") if made.terms.is_empty() else made


def _unfit(field: str, got: str, known: str) -> Problem:
    return Problem("cocontrol.unfit", {"field": field, "got": got, "known": known})
