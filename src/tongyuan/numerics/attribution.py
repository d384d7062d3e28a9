"""Attribution: how much of a function's change each of its arguments made, adding up to the whole change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from tongyuan.numerics.shapley import shapley

__all__ = ["attribute"]

Floats = NDArray[np.float64]


def attribute(
    function: Callable[[Mapping[str, Floats]], Floats],
    *,
    old: Mapping[str, Floats],
    new: Mapping[str, Floats],
) -> dict[str, Floats]:
    """Share out the change of a function's value among the arguments that changed.

    Each argument is given the mean, over all orders in which the arguments could have changed, of what the
    value moved when its turn came (the Shapley value). No order is preferred, and nothing is left over.

    Parameters
    ----------
    function
        Value of named arguments, element by element [any unit].
    old, new
        The arguments before and after: the same names, each of shape (n,).

    Returns
    -------
    dict
        For each name, in the order of ``old``, its part of the change, shape (n,) [unit of the function]:
        zero where the argument is the same. The parts sum to ``function(new) - function(old)``.

    Examples
    --------
    2 x 3 = 6 becomes 4 x 5 = 20. The 14 are 2 times the mean of 3 and 5, and 2 times the mean of 2 and 4:

    >>> before = {"activity": np.array([2.0]), "factor": np.array([3.0])}
    >>> after = {"activity": np.array([4.0]), "factor": np.array([5.0])}
    >>> parts = attribute(lambda x: x["activity"] * x["factor"], old=before, new=after)
    >>> {name: float(part[0]) for name, part in parts.items()}
    {'activity': 8.0, 'factor': 6.0}
    """
    changed = [name for name in old if not np.array_equal(old[name], new[name])]

    def value(taken: frozenset[str]) -> Floats:
        return function({name: new[name] if name in taken else old[name] for name in old})

    same = {name: np.zeros(np.shape(old[name])) for name in old}
    return same | shapley(value, players=changed)
