"""Gradient boosting that repeats bit for bit: one thread, one seed, one order of rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from lightgbm import Booster

__all__ = ["Recipe", "fitted"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How trees are grown.

    Parameters
    ----------
    rounds
        Number of trees [1].
    leaves
        Leaves of a tree at most [1].
    rate
        Share of each tree that counts [0-1].
    least_in_leaf
        Rows in a leaf at least [1].
    seed
        Seed of all that is drawn.
    """

    rounds: int = 120
    leaves: int = 15
    rate: float = 0.05
    least_in_leaf: int = 150
    seed: int = 1

    def told(self) -> dict[str, Any]:
        """Say it as a record, for runs and model cards."""
        return asdict(self)


def fitted(features: Floats, target: Floats, *, recipe: Recipe, quantile: float | None = None) -> Booster:
    """Grow trees for the mean, or for a quantile; an unknown feature is a branch of its own, never a number.

    Parameters
    ----------
    features
        Rows by features; NaN where unknown.
    target
        What is to be told, a value a row; never NaN.
    recipe
        How trees are grown.
    quantile
        Quantile wanted [0-1]; the mean without it.

    Returns
    -------
    Booster
        The trees; ``predict`` takes rows of the same features.

    Raises
    ------
    ValueError
        A target is unknown.

    Notes
    -----
    LightGBM 4.7 (Ke et al. 2017, NeurIPS 30), with ``deterministic`` and one thread.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.repeat([[0.0], [1.0]], 50, axis=0)
    >>> trees = fitted(rows, np.repeat([3.0, 7.0], 50), recipe=Recipe(rate=0.5, least_in_leaf=10))
    >>> trees.predict([[0.0], [1.0]]).round(3).tolist()
    [3.0, 7.0]
    """
    import lightgbm  # slow to import: only who learns pays for it

    if not np.isfinite(target).all():
        raise ValueError("a row without a known target cannot be learned from")
    aim = {"objective": "regression"} if quantile is None else {"objective": "quantile", "alpha": quantile}
    settings = {
        "num_leaves": recipe.leaves,
        "learning_rate": recipe.rate,
        "min_data_in_leaf": recipe.least_in_leaf,
        "seed": recipe.seed,
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    rows = lightgbm.Dataset(np.ascontiguousarray(features), label=target)
    return lightgbm.train(aim | settings, rows, num_boost_round=recipe.rounds)
