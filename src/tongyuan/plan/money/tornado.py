"""Which input moves a result most: each is set to its low and high while the others stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["Figure", "Swing", "tornado"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An input with its range; one without both ends is not varied."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Swing:
    """What a result is at an input's low and at its high."""

    input: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far apart the two results are."""
        return abs(self.at_high - self.at_low)


def tornado(
    figures: Mapping[str, Figure], worth: Callable[[Mapping[str, float]], float]
) -> tuple[Swing, ...]:
    """Vary inputs one at a time, the widest swing first.

    Parameters
    ----------
    figures
        Inputs by name.
    worth
        Gives the result from all inputs.

    Returns
    -------
    tuple of Swing
        One for each input with a range; those of one width in the order of their names.

    Examples
    --------
    >>> ranges = {"a": Figure(2.0, 1.0, 3.0), "b": Figure(10.0, 0.0, 30.0), "c": Figure(1.0)}
    >>> [
    ...     (swing.input, swing.at_low, swing.at_high)
    ...     for swing in tornado(ranges, lambda of: of["a"] + of["b"])
    ... ]
    [('b', 2.0, 32.0), ('a', 11.0, 13.0)]
    """
    central = {name: figure.value for name, figure in figures.items()}
    swings = [
        Swing(
            name,
            figure.low,
            figure.high,
            at_low=worth({**central, name: figure.low}),
            at_high=worth({**central, name: figure.high}),
        )
        for name, figure in figures.items()
        if figure.low is not None and figure.high is not None
    ]
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.input)))
