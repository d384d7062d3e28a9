"""Decomposition of a target among regions: methods side by side, negotiated values, paths, who bears it."""

from __future__ import annotations

from tongyuan.deploy.decomposition.asked import METHODS, City, Decomposition
from tongyuan.deploy.decomposition.deciding import Decided, decompose
from tongyuan.deploy.decomposition.lineage import explain_budget
from tongyuan.deploy.decomposition.structure import Structure, structure_of

__all__ = [
    "METHODS",
    "City",
    "Decided",
    "Decomposition",
    "Structure",
    "decompose",
    "explain_budget",
    "structure_of",
]
