"""Progress of a whole from its parts, by weight; a part that has not reported is never taken for zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Rolled", "rolled_up"]

#: Progress of what was accepted as done [%].
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Rolled:
    """Progress of a whole as its parts tell it.

    Parameters
    ----------
    progress
        Mean of the parts that reported, by weight [%]; None where none did.
    coverage
        Weight of what reported, as a share of the whole [%].
    parts, told
        How many parts there are, and how many of them told anything.
    """

    progress: float | None
    coverage: float
    parts: int
    told: int


def rolled_up(parts: Iterable[Mapping[str, Any]]) -> dict[str, Rolled]:
    """Roll progress up from parts to wholes, by weight.

    A part that was accepted counts as done; one that reported counts as it reported; one that did not
    counts by its own parts, and not at all where these did not report either: coverage says how much it is.

    Parameters
    ----------
    parts
        ``task``, ``parent``, ``weight``, ``state`` and ``progress`` [%] of each part.

    Returns
    -------
    dict
        :class:`Rolled` by whole.

    Examples
    --------
    >>> part = {"parent": "A", "state": "open"}
    >>> told = [part | {"task": "A/1", "weight": 3, "progress": 80.0}]
    >>> rolled_up([*told, part | {"task": "A/2", "weight": 1, "progress": None}])["A"]
    Rolled(progress=80.0, coverage=75.0, parts=2, told=1)
    >>> rolled_up([*told, part | {"task": "A/2", "weight": 1, "progress": 0.0}])["A"].progress
    60.0
    """
    below: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        below.setdefault(part["parent"], []).append(part)
    found: dict[str, Rolled] = {}
    for whole in below:
        _roll(whole, below, found)
    return found


def _roll(
    whole: str, below: Mapping[str, list[Mapping[str, Any]]], found: dict[str, Rolled]
) -> Rolled | None:
    if whole in found or whole not in below:
        return found.get(whole)
    shares = [(part["weight"], *_told(part, below, found)) for part in below[whole]]
    heard = sum(weight * coverage for weight, _, coverage in shares)
    mean = (
        sum(weight * coverage * progress for weight, progress, coverage in shares) / heard if heard else None
    )
    told = sum(coverage > 0 for _, _, coverage in shares)
    share = heard / sum(weight for weight, _, _ in shares)
    found[whole] = Rolled(mean, share * WHOLE, len(shares), told)
    return found[whole]


def _told(
    part: Mapping[str, Any], below: Mapping[str, list[Mapping[str, Any]]], found: dict[str, Rolled]
) -> tuple[float, float]:
    """Tell a part's progress [%], and which share of it is told."""
    if part["state"] == "done":
        return WHOLE, 1.0
    if part["progress"] is not None:
        return float(part["progress"]), 1.0
    rolled = _roll(part["task"], below, found)
    if rolled is None or rolled.progress is None:
        return 0.0, 0.0
    return rolled.progress, rolled.coverage / WHOLE
