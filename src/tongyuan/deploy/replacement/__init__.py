"""Replacement amounts: which sources may replace, and what projects claim of them."""

from __future__ import annotations

from tongyuan.deploy.replacement.claims import (
    DIRTY,
    Claim,
    ClaimFinding,
    check_claims,
    held_for,
    refuse_source,
)

__all__ = ["DIRTY", "Claim", "ClaimFinding", "check_claims", "held_for", "refuse_source"]
