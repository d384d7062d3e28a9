"""Total reduction: what measures reduce by the inventory's method, and that each tonne counts once."""

from __future__ import annotations

from tongyuan.deploy.reduction.measuring import Operation, cut_in_quarter, days_in_force
from tongyuan.deploy.reduction.recomputing import EQUATIONS, lacking, recomputed
from tongyuan.deploy.reduction.sharing import Shares, refuse_registration, refuse_step, shares_of

__all__ = [
    "EQUATIONS",
    "Operation",
    "Shares",
    "cut_in_quarter",
    "days_in_force",
    "lacking",
    "recomputed",
    "refuse_registration",
    "refuse_step",
    "shares_of",
]
