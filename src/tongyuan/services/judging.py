"""One assessment: indicators evaluated and targets judged at a date, kept as a run.

The run is content-addressed: judging the same figures at the same date finds the run that is there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.assess import indicators as assess_indicators
from tongyuan.assess import targets as assess_targets
from tongyuan.services.jurisdiction import declared_frame, jurisdiction
from tongyuan.vocabulary.tables import IndicatorValue, TargetStatus

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.runs import Run

__all__ = ["assessment"]


def assessment(ctx: Context, *, region: str, on: date, as_of: datetime | None = None) -> Run:
    """Judge a region's targets at a date.

    Parameters
    ----------
    ctx
        Who asks, and where.
    region
        Region code.
    on
        Date of judgement.
    as_of
        Figures as believed then; now where it is not given.

    Returns
    -------
    Run
        A kept run of kind ``assessment`` with the tables ``indicator_value`` and ``target_status``.
    """
    place = jurisdiction(ctx.workspace)
    declared = place.indicators()
    statistics = ctx.workspace.current_statistics(region=region, as_of=as_of)
    inputs = {
        "statistic": statistics,
        "series": place.series,
        "target": place.targets,
        "indicator": declared_frame(declared),
    }
    params = {"region": region, "on": on.isoformat()}

    def compute() -> dict[str, pl.DataFrame]:
        years = assess_indicators.years_needed(declared, until=on.year)
        values = assess_indicators.evaluate(
            declared, statistics=statistics, series=place.series, region=region, years=years
        )
        judged = assess_targets.judge(place.targets, values, on=on, indicators=declared, series=place.series)
        return {"indicator_value": IndicatorValue.cast(values), "target_status": TargetStatus.cast(judged)}

    return ctx.workspace.run_of(
        "assessment",
        params=params,
        inputs=inputs,
        compute=compute,
        actor=ctx.actor.id,
        sensitivity=ctx.workspace.level_of(statistics),
    )
