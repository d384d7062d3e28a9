"""The admission desk: gates of dated rules, and the opinion that follows. Nothing here decides."""

from __future__ import annotations

from tongyuan.deploy.admission.case import Carbon, Case, Price, Registered, Rule, Rulebook, Settings
from tongyuan.deploy.admission.opinion import CONDITIONS, Opinion, differences, judge

__all__ = [
    "CONDITIONS",
    "Carbon",
    "Case",
    "Opinion",
    "Price",
    "Registered",
    "Rule",
    "Rulebook",
    "Settings",
    "differences",
    "judge",
]
