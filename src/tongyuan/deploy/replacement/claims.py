"""Whether a source may replace, and whether what projects claim of it is there: a finding for each claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tongyuan.deploy.reduction.sharing import Shares
from tongyuan.vocabulary.problems import ConflictError, Problem

__all__ = ["DIRTY", "Claim", "ClaimFinding", "check_claims", "held_for", "refuse_source"]

#: Fuels that do not count as replacement of coal.
DIRTY = ("petcoke", "coke", "semi_coke")
Verdict = Literal[
    "fits", "short", "used", "reduced", "dirty_fuel", "early", "unlawful", "unproved", "not_recognised"
]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a project wants of a source.

    Parameters
    ----------
    project
        The project.
    reduction
        Number of the registered reduction.
    steps
        Amount [steps of its commodity], the ratio in it.
    """

    project: str
    reduction: int
    steps: int


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """What is found of a claim.

    Parameters
    ----------
    claim
        The claim.
    verdict
        What it comes to.
    short
        What is missing [steps]; 0 where it fits.
    """

    claim: Claim
    verdict: Verdict
    short: int = 0


def check_claims(
    claims: Iterable[Claim], cuts: Mapping[int, Mapping[str, Any]], shares: Mapping[int, Shares]
) -> list[ClaimFinding]:
    """Check claims in their order: each takes what it fits into, and the next sees what is left.

    Parameters
    ----------
    claims
        What projects want.
    cuts
        Registered reductions by number.
    shares
        What became of each so far.

    Returns
    -------
    list of ClaimFinding
        One for each claim.

    Examples
    --------
    Of 50 steps credited the first project takes 30; the second wants 30 more, and 10 are missing.

    >>> cut = {"commodity": "nox", "base_on": 1, "began_on": 2, "lawful": True, "evidence": "a paper",
    ...        "substitute": None}
    >>> claims = [Claim("P1", 1, 30), Claim("P2", 1, 30)]
    >>> found = check_claims(claims, {1: cut}, {1: Shares(50, 0, 50, {}, 0, {})})
    >>> [(each.verdict, each.short) for each in found]
    [('fits', 0), ('used', 10)]
    """
    left: dict[int, int] = {}
    own: dict[tuple[int, str], int] = {}
    found = []
    for claim in claims:
        cut, share = cuts.get(claim.reduction), shares.get(claim.reduction)
        if cut is None or share is None or share.recognised is None:
            found.append(ClaimFinding(claim, "not_recognised", claim.steps))
            continue
        fault = _fault(cut)
        if fault is not None:
            found.append(ClaimFinding(claim, fault, claim.steps))
            continue
        key, pool = (claim.reduction, claim.project), left.get(claim.reduction, share.open + share.free)
        held = own.get(key, held_for(claim.project, share))
        if claim.steps <= held + pool:
            own[key] = max(held - claim.steps, 0)
            left[claim.reduction] = pool - max(claim.steps - held, 0)
            found.append(ClaimFinding(claim, "fits"))
            continue
        free = held + pool
        found.append(ClaimFinding(claim, _why(claim, share, free), claim.steps - free))
    return found


def held_for(project: str, share: Shares) -> int:
    """Add up what is held for a project or was used by it: its own reservation does not stand in its way.

    Parameters
    ----------
    project
        The project.
    share
        What became of a reduction.

    Returns
    -------
    int
        Amount [steps].

    Examples
    --------
    >>> held_for("P1", Shares(50, 0, 50, {7: ("P1", 20), 8: ("P2", 5)}, 10, {"P1": 10}))
    30
    """
    live = sum(amount for name, amount in share.live.values() if name == project)
    return live + share.projects.get(project, 0)


def _why(claim: Claim, share: Shares, free: int) -> Verdict:
    """Tell what stands in the way: total reduction where it alone is in the way, else other projects."""
    if claim.steps > (share.recognised or 0):
        return "short"
    return "reduced" if share.counted and claim.steps <= free + share.counted else "used"


def _fault(cut: Mapping[str, Any]) -> Verdict | None:
    if cut["commodity"] == "coal" and cut["substitute"] in DIRTY:
        return "dirty_fuel"
    if cut["lawful"] is False:
        return "unlawful"
    dates = (cut["base_on"], cut["began_on"])
    if None not in dates and dates[1] <= dates[0]:
        return "early"
    told = cut["lawful"] is not None and None not in dates and bool(cut["evidence"])
    fuel = cut["commodity"] != "coal" or cut["substitute"] is not None
    return None if told and fuel else "unproved"


def refuse_source(cut: Mapping[str, Any], *, clauses: Mapping[str, str]) -> None:
    """Refuse a source that may not replace, with the clause.

    Parameters
    ----------
    cut
        The reduction.
    clauses
        Clause of ``fuel`` and of ``real``.

    Raises
    ------
    ConflictError
        If its fuel does not count, it is not lawful, began too early, or is not proved.
    """
    fault = _fault(cut)
    if fault is None:
        return
    values = {"cut": cut["id"], "clause": clauses["fuel" if fault == "dirty_fuel" else "real"]}
    told = {"fuel": cut["substitute"], "began": cut["began_on"], "base": cut["base_on"]}
    raise ConflictError(Problem(f"reduction.{fault}", values | told))
