"""The specs that ``make bench`` runs; a new benchmark is a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import monte_carlo


@dataclass(frozen=True)
class Spec:
    """Contenders that give the same answer; each prepares untimed and returns what is timed."""

    name: str
    title: str
    contenders: dict[str, Callable[[str], Callable[[], Any]]]
    sizes: tuple[str, ...]
    baseline: str
    aim: float


SPECS = (
    Spec(
        name="monte_carlo",
        title="Monte Carlo of a provincial year (47 sectors x 20 fuels x 13 species, 10,000 draws)",
        contenders=monte_carlo.CONTENDERS,
        sizes=tuple(monte_carlo.SIZES),
        baseline="numpy",
        aim=1.3,
    ),
)
