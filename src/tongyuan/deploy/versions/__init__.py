"""Policies in versions: review of a text, what holds when, differences, what one covers of another."""

from tongyuan.deploy.versions.beside import beside
from tongyuan.deploy.versions.coverage import alike_above, coverage
from tongyuan.deploy.versions.deciding import Found, corrections, decision_problems, found_phrase
from tongyuan.deploy.versions.differences import differences, stated
from tongyuan.deploy.versions.likeness import likeness
from tongyuan.deploy.versions.reviewing import (
    CHANGEABLE,
    DECIDED,
    counted,
    needs_decision,
    reviewed,
    statements,
)
from tongyuan.deploy.versions.standing import ended, holds_on
from tongyuan.deploy.versions.strictness import strictness

__all__ = [
    "CHANGEABLE",
    "DECIDED",
    "Found",
    "alike_above",
    "beside",
    "corrections",
    "counted",
    "coverage",
    "decision_problems",
    "differences",
    "ended",
    "found_phrase",
    "holds_on",
    "likeness",
    "needs_decision",
    "reviewed",
    "stated",
    "statements",
    "strictness",
]
