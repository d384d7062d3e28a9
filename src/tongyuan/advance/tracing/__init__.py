"""Tracing: receptor model with its intervals, matching of profiles, wind sectors, hot cells of a grid."""

from __future__ import annotations

from tongyuan.advance.tracing.bootstrapping import Bootstrapped, bootstrap
from tongyuan.advance.tracing.displacing import Displaced, displace
from tongyuan.advance.tracing.factoring import Attempt, Factored, expected_q, factorise, q_robust, q_true
from tongyuan.advance.tracing.hotgrids import Screening, hot_cells
from tongyuan.advance.tracing.matching import correlations, cosine, match_library, match_tracers, pairs_of
from tongyuan.advance.tracing.preparing import Prepared, estimate_uncertainty, prepare
from tongyuan.advance.tracing.wind import polar, rose

__all__ = [
    "Attempt",
    "Bootstrapped",
    "Displaced",
    "Factored",
    "Prepared",
    "Screening",
    "bootstrap",
    "correlations",
    "cosine",
    "displace",
    "estimate_uncertainty",
    "expected_q",
    "factorise",
    "hot_cells",
    "match_library",
    "match_tracers",
    "pairs_of",
    "polar",
    "prepare",
    "q_robust",
    "q_true",
    "rose",
]
