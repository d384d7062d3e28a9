"""What a workspace holds of figures: datasets, statistics, runs and releases, as one reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any, Self, cast

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.statistics_choice import current
from tongyuan.vocabulary.tables import Statistic
from tongyuan.vocabulary.tables.contract import Contract
from tongyuan.workspace.artefacts import Artefacts
from tongyuan.workspace.lake import Dataset, Lake, Source
from tongyuan.workspace.releases import Releases
from tongyuan.workspace.runs import Run, Runs
from tongyuan.workspace.statistics import Added, Statistics

__all__ = ["Contents"]


class Contents:
    """Datasets, statistics, runs and releases.

    Parameters
    ----------
    artefacts
        Holds the files, and knows the database.
    """

    def __init__(self, artefacts: Artefacts) -> None:
        self.artefacts = artefacts
        self.lake = Lake(artefacts)
        self.run_registry = Runs(artefacts)
        self.statistic_store = Statistics(artefacts.database)
        self.releases = Releases(artefacts.database, self.run_registry)
        self._whole: Contents = self

    @property
    def whole(self) -> Self:
        """The same without a limit: for what is recomputed from everything and then narrowed itself."""
        return cast("Self", self._whole)

    @property
    def scope(self) -> Scope:
        """What may be seen."""
        return self.lake.scope

    def scoped(self, scope: Scope) -> Self:
        """Return the same as a reader of a scope sees it; whoever sees everything is handed this very one.

        Every list and every figure read from it is narrowed in the database, and the rows of kept frames are
        narrowed as they are handed out.

        Parameters
        ----------
        scope
            What the reader sees.

        Returns
        -------
        Self
            The narrowed contents.
        """
        if scope.everything:
            return self
        seen = copy(self)
        seen._whole = self._whole
        seen.lake = replace(self.lake, scope=scope)
        seen.run_registry = replace(self.run_registry, scope=scope, handed_in=set())
        seen.statistic_store = replace(self.statistic_store, scope=scope, owners=self._owners)
        seen.releases = replace(self.releases, runs=seen.run_registry)
        return seen

    def _owners(self) -> dict[str, str | None]:
        """Give the department that owns each series now."""
        try:
            series = self.dataset_frame("jurisdiction.series")
        except NotFoundError:
            return {}
        return dict(series.select("series", "owner").iter_rows())

    def put_dataset(
        self,
        name: str,
        frame: pl.DataFrame,
        *,
        actor: str,
        contract: type[Contract] | None = None,
        region: str | None = None,
        year: int | None = None,
        source: Source | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Dataset:
        """Keep a frame as the latest version of a dataset; the same content again adds nothing."""
        return self.lake.put(
            name,
            frame,
            contract=contract,
            actor=actor,
            region=region,
            year=year,
            source=source,
            sensitivity=sensitivity,
        )

    def get_dataset(self, sha256: str) -> pl.DataFrame:
        """Return the content of a dataset by its hash, rows in canonical order."""
        return self.lake.frame(sha256)

    def dataset(
        self, name: str, *, as_of: datetime | None = None, region: str | None = None, year: int | None = None
    ) -> Dataset:
        """Return the latest version of a dataset, as known at ``as_of``."""
        return self.lake.find(name, as_of=as_of, region=region, year=year)

    def dataset_frame(
        self, name: str, *, as_of: datetime | None = None, region: str | None = None, year: int | None = None
    ) -> pl.DataFrame:
        """Return the content of the latest version of a dataset."""
        return self.lake.frame(self.dataset(name, as_of=as_of, region=region, year=year).sha256)

    def datasets(self, name: str | None = None, *, as_of: datetime | None = None) -> pl.DataFrame:
        """List what stands under each name, region and year; ``lake.history`` lists all versions."""
        return self.lake.listing(name, as_of=as_of)

    def statistics(
        self,
        *,
        as_of: datetime | None = None,
        region: str | None = None,
        series: str | list[str] | None = None,
    ) -> dy.DataFrame[Statistic]:
        """Return the latest version of each figure, as believed at ``as_of``."""
        return self.statistic_store.latest(as_of=as_of, region=region, series=series)

    def current_statistics(
        self,
        *,
        as_of: datetime | None = None,
        region: str | None = None,
        series: str | list[str] | None = None,
    ) -> dy.DataFrame[Statistic]:
        """Return the one figure that stands for each series, region and period, as believed at ``as_of``."""
        return Statistic.cast(current(self.statistics(as_of=as_of, region=region, series=series)))

    def statistic_history(
        self, *, region: str | None = None, series: str | list[str] | None = None, period: str | None = None
    ) -> dy.DataFrame[Statistic]:
        """Return every version of each figure."""
        return self.statistic_store.history(region=region, series=series, period=period)

    def add_statistics(
        self,
        frame: pl.DataFrame,
        *,
        actor: str,
        believed_at: datetime | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Added:
        """Add figures, all or none; rows that say nothing new make no version."""
        return self.statistic_store.add(frame, actor=actor, believed_at=believed_at, sensitivity=sensitivity)

    def level_of(self, statistics: pl.DataFrame) -> Sensitivity:
        """Return the most guarded level among the versions of figures that a frame holds."""
        return self.statistic_store.level_of(statistics)

    def believed_until(self) -> datetime | None:
        """Return when the latest figure or dataset came in: the ``as_of`` to pin by default."""
        moments = (self.statistic_store.believed_until(), self.lake.imported_until())
        return max((moment for moment in moments if moment is not None), default=None)

    def record_run(
        self,
        kind: str,
        *,
        params: Mapping[str, Any],
        inputs: Mapping[str, pl.DataFrame],
        tables: Mapping[str, pl.DataFrame],
        actor: str,
        family: str | None = None,
        seed: int | None = None,
        as_of: datetime | None = None,
        started_at: datetime | None = None,
        region: str | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Run:
        """Record a computation, or return the run that the same inputs made before."""
        return self.run_registry.record(
            kind,
            params=params,
            inputs=inputs,
            tables=tables,
            actor=actor,
            family=family,
            seed=seed,
            as_of=as_of,
            started_at=started_at,
            region=region,
            sensitivity=sensitivity,
        )

    def run_of(
        self,
        kind: str,
        *,
        params: Mapping[str, Any],
        inputs: Mapping[str, pl.DataFrame],
        compute: Callable[[], Mapping[str, pl.DataFrame]],
        actor: str,
        family: str | None = None,
        seed: int | None = None,
        as_of: datetime | None = None,
        region: str | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Run:
        """Return the run that these inputs made before, or compute its tables and record it."""
        return self.run_registry.obtain(
            kind,
            params=params,
            inputs=inputs,
            compute=compute,
            actor=actor,
            family=family,
            seed=seed,
            as_of=as_of,
            region=region,
            sensitivity=sensitivity,
        )

    def run(self, run_id: str) -> Run:
        """Return a run by its id, or by the beginning of it."""
        return self.run_registry.find(run_id)

    def runs(self, kind: str | None = None) -> pl.DataFrame:
        """List the runs of a kind or all, newest first."""
        return self.run_registry.listing(kind)

    def run_table(self, run_id: str, name: str) -> pl.DataFrame:
        """Return a result of a run, rows in canonical order."""
        return self.run_registry.frame(run_id, name, role="table")

    def run_input(self, run_id: str, name: str) -> pl.DataFrame:
        """Return an input of a run, rows in canonical order."""
        return self.run_registry.frame(run_id, name, role="input")
