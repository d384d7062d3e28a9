"""The specs that ``make bench`` runs; a new benchmark is a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import cocontrol, hours_on_grid, monte_carlo, power, reading_records, start, whole_province


@dataclass(frozen=True)
class Spec:
    """Contenders that give the same answer; each prepares untimed and returns what is timed."""

    name: str
    title: str
    contenders: dict[str, Callable[[str], Callable[[], Any]]]
    sizes: dict[str, str]  # each with what it means
    baseline: str
    aim: float
    disagreement: Callable[[Any, Any], float]  # of two answers, 0 where equal; more than 0.1 is no contest
    most_rounds: int = 9  # where a baseline takes minutes, one round tells enough


SPECS = (
    Spec(
        name="monte_carlo",
        title="Monte Carlo of a provincial year, 13 species",
        contenders=monte_carlo.CONTENDERS,
        sizes={
            size: f"{sectors} sectors x {carriers} fuels, {draws:,} draws"
            for size, (sectors, carriers, draws) in monte_carlo.SIZES.items()
        },
        baseline="numpy",
        aim=1.3,
        disagreement=monte_carlo.disagreement,
    ),
    Spec(
        name="whole_province",
        title="Every category of a province's units and years",
        contenders=whole_province.CONTENDERS,
        sizes={
            size: f"{units} units x {years} years, activity to the sums of all species"
            for size, (units, years) in whole_province.SIZES.items()
        },
        baseline="pandas",
        aim=0.5,
        disagreement=whole_province.disagreement,
        most_rounds=1,
    ),
    Spec(
        name="reading_records",
        title="A year compiled from records",
        contenders=reading_records.CONTENDERS,
        sizes={
            size: f"{years} years held, the last one compiled"
            for size, years in reading_records.SIZES.items()
        },
        baseline="whole history",
        aim=0.7,
        disagreement=reading_records.disagreement,
        most_rounds=5,
    ),
    Spec(
        name="hours_on_grid",
        title="Hours of a gridded month as NetCDF",
        contenders=hours_on_grid.CONTENDERS,
        sizes={
            size: f"{side} x {side} cells, 4 sectors, 744 hours" for size, side in hours_on_grid.SIZES.items()
        },
        baseline="one array",
        aim=1.2,
        disagreement=hours_on_grid.disagreement,
        most_rounds=3,
    ),
    Spec(
        name="cocontrol",
        title="Least cost for a province under 20 caps, tables to optimum",
        contenders=cocontrol.SOLVING,
        sizes={size: cocontrol.described(size) for size in cocontrol.SIZES},
        baseline="bare HiGHS",
        aim=1.1,
        disagreement=cocontrol.disagreement,
        most_rounds=3,
    ),
    Spec(
        name="cocontrol_front",
        title="Twenty points of a front on one program",
        contenders=cocontrol.FRONTS,
        sizes={size: cocontrol.described(size) for size in cocontrol.SIZES},
        baseline="one cold solve",
        aim=1.0,
        disagreement=cocontrol.front_disagreement,
        most_rounds=1,
    ),
    Spec(
        name="power",
        title="A year of hours of a provincial power system",
        contenders=power.CONTENDERS,
        sizes={size: f"{hours} hours, 10 units with heat and storage" for size, hours in power.SIZES.items()},
        baseline="PyPSA optimize",
        aim=1.0,
        disagreement=power.disagreement,
        most_rounds=3,
    ),
    Spec(
        name="start",
        title="From a command to the first page",
        contenders=start.CONTENDERS,
        sizes={"full": "the Liaoning pack", "small": "the Liaoning pack"},
        baseline="framework alone",
        aim=6.0,
        disagreement=start.disagreement,
    ),
)
