"""The library of measures as the frames that computing takes: the packaged rows under the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.tables import (
    Measure,
    MeasureCost,
    MeasureEffect,
    MeasurePenalty,
    MeasurePerformance,
    MeasureReach,
    MeasureYield,
    key_of,
)

__all__ = ["OWN", "Library"]

#: Where a cost that the user stated holds; it comes before every other.
OWN = "user"


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Measures with reach, effects, uses and costs; a measure without rows in a table has none found."""

    measures: dy.DataFrame[Measure]
    reach: dy.DataFrame[MeasureReach]
    effects: dy.DataFrame[MeasureEffect]
    penalties: dy.DataFrame[MeasurePenalty]
    yields: dy.DataFrame[MeasureYield]
    performance: dy.DataFrame[MeasurePerformance]
    costs: dy.DataFrame[MeasureCost]

    @classmethod
    def of(cls, tables: Mapping[str, Any]) -> Library:
        """Take the tables by their names.

        Parameters
        ----------
        tables
            ``measures``, ``reach``, ``effects``, ``penalties``, ``yields``, ``performance``, ``costs``.

        Returns
        -------
        Library
            The library.
        """
        return cls(**dict(tables))

    def with_own(self, own: Mapping[str, pl.DataFrame]) -> Library:
        """Lay a user's own rows over the packaged ones: what has the same key takes its place.

        An own cost is one more row, whose origin is the user; choosing takes it before any other.

        Parameters
        ----------
        own
            Rows of ``costs``, ``effects``, ``performance`` or ``reach``; other tables stand.

        Returns
        -------
        Library
            The library with them.
        """
        contracts: dict[str, Any] = {
            "costs": MeasureCost,
            "effects": MeasureEffect,
            "performance": MeasurePerformance,
            "reach": MeasureReach,
        }
        laid = {
            name: _over(getattr(self, name), rows, contract=contracts[name])
            for name, rows in own.items()
            if rows.height
        }
        return replace(self, **laid)

    def only(self, measures: list[str]) -> Library:
        """Keep the measures named.

        Parameters
        ----------
        measures
            Measure ids.

        Returns
        -------
        Library
            The library of these measures alone.
        """
        kept = {
            name: getattr(self, name).filter(pl.col("measure").is_in(measures)) for name in self.__slots__
        }
        return Library(**kept)


def _over(packaged: pl.DataFrame, own: pl.DataFrame, *, contract: Any) -> Any:
    """Put own rows in the place of packaged ones of the same key."""
    rest = packaged.join(own, on=list(key_of(contract)), how="anti", maintain_order="left")
    return contract.validate(
        pl.concat([rest, own.select(packaged.columns)], how="vertical_relaxed"), cast=True
    )
