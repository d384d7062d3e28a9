"""How little of one thing units could do with, seen from the best of them (data envelopment analysis)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["efficiencies"]


def efficiencies(used: NDArray[np.floating[Any]], *, made: NDArray[np.floating[Any]]) -> list[float]:
    """Compute how much of what each unit uses the best would need for what it makes, at constant returns.

    For unit o the least phi is found for which some mix of units makes at least what o makes and uses no more
    than phi times what o uses. Source: Charnes, Cooper and Rhodes (1978), Measuring the efficiency of
    decision making units, European Journal of Operational Research 2, 429.

    Parameters
    ----------
    used
        What each unit uses, above zero [any unit].
    made
        Units by what they make, not negative, each making something [any unit by column].

    Returns
    -------
    list of float
        Of each unit 0-1; 1 is efficient [1].

    Raises
    ------
    InputError
        If a unit uses nothing, or makes nothing.

    Examples
    --------
    >>> efficiencies(np.array([2.0, 4.0]), made=np.array([[1.0], [1.0]]))
    [1.0, 0.5]
    """
    sound = bool(np.all(np.isfinite(used)) and np.all(np.isfinite(made)))
    if not sound or np.any(used <= 0) or np.any(made < 0) or np.any(made.sum(axis=1) <= 0):
        raise InputError(Problem("numerics.frontier", {"got": len(used)}))
    uses, makes = used / used.max(), made / np.where(made.max(axis=0) > 0, made.max(axis=0), 1.0)
    found = []
    for unit in range(len(uses)):
        solved = linprog(uses, A_ub=-makes.T, b_ub=-makes[unit], bounds=(0, None), method="highs-ds")
        found.append(min(1.0, float(solved.fun) / float(uses[unit])))
    return found
