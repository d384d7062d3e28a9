"""Each tonne once: what of a reduction is recognised, counted, credited as replacement, held and used.

A boiler reduces 100 t. The province recognises 90. 40 are counted as total reduction; 50 stay, and 50 may be
credited to the ledger as replacement. Of those 30 are held for a project: 20 are free for another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongyuan.vocabulary.commodities import Commodity, commodity_of
from tongyuan.vocabulary.problems import ConflictError, Problem

__all__ = ["Shares", "refuse_registration", "refuse_step", "shares_of"]

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shares:
    """What became of a reduction, in steps of its commodity.

    Parameters
    ----------
    recognised
        What the authority recognised last; None where it did not yet.
    counted, credited
        Counted as total reduction; credited to the ledger as replacement.
    live
        Of the credited: number, project and amount of each holding that still holds.
    used
        Of the credited: used up by projects.
    projects
        Of the used: by project.
    """

    recognised: int | None
    counted: int
    credited: int
    live: Mapping[int, tuple[str, int]]
    used: int
    projects: Mapping[str, int]

    @property
    def taken(self) -> int:
        """Counted or credited."""
        return self.counted + self.credited

    @property
    def free(self) -> int:
        """Recognised, and neither counted nor credited."""
        return (self.recognised or 0) - self.taken

    @property
    def open(self) -> int:
        """Credited, and neither held nor used."""
        return self.credited - self.used - sum(amount for _, amount in self.live.values())

    def told(self, kind: Commodity) -> str:
        """Say what holds it."""
        parts = [f"总量减排 total reduction {kind.amount(self.counted)}"] if self.counted else []
        parts += [f"替代 replacement {kind.amount(self.open)}"] if self.open else []
        parts += [f"预留 held {name} {kind.amount(amount)}" for name, amount in self.live.values()]
        parts += [f"使用 used {name} {kind.amount(amount)}" for name, amount in self.projects.items()]
        return "；".join(parts) or "—"


def shares_of(reduction: int, steps: Rows, *, at: datetime) -> Shares:
    """Add up what became of one reduction.

    Parameters
    ----------
    reduction
        Its number.
    steps
        Steps, oldest first; those of other reductions are left out.
    at
        When it is asked for: holdings lapse.

    Returns
    -------
    Shares
        The sums.

    Examples
    --------
    >>> rows = [
    ...     {"reduction": 1, "step": "recognise", "amount": 90},
    ...     {"reduction": 1, "step": "count", "amount": 40},
    ... ]
    >>> shares_of(1, rows, at=datetime(2026, 1, 1)).free
    50
    """
    own = [row for row in steps if row["reduction"] == reduction]

    def total(step: str) -> int:
        return sum(row["amount"] for row in own if row["step"] == step)

    told = [row["amount"] for row in own if row["step"] == "recognise"]
    ended = {row["hold"] for row in own if row["step"] in ("use", "release")}
    holds = {row["id"]: row for row in own if row["step"] == "reserve"}
    live = {
        number: (row["project"], row["amount"])
        for number, row in holds.items()
        if number not in ended and (row["expires_at"] is None or row["expires_at"] > at)
    }
    projects: dict[str, int] = {}
    for row in own:
        if row["step"] == "use":
            projects[row["project"]] = projects.get(row["project"], 0) + row["amount"]
    recognised = told[-1] if told else None
    return Shares(recognised, total("count"), total("credit"), live, total("use"), projects)


def refuse_registration(cut: Mapping[str, Any], cuts: Rows, *, clause: str) -> None:
    """Refuse a reduction that the facility cannot have made, or that stands already.

    Parameters
    ----------
    cut
        What is to be registered.
    cuts
        What is registered of the same facility and commodity.
    clause
        Clause that each tonne counts once.

    Raises
    ------
    ConflictError
        If the same year stands, nothing is reduced, or an earlier cut left less than is emitted before.
    """
    kind = commodity_of(cut["commodity"])
    values: dict[str, Any] = {"facility": cut["facility"], "commodity": kind.commodity, "year": cut["year"]}
    before, after = cut["emitted_before"], cut["emitted_after"]
    if before is not None and before <= after:
        told = {"before": kind.amount(before), "after": kind.amount(after)}
        raise ConflictError(Problem("reduction.no_cut_at_all", told))
    for other in cuts:
        values |= {"holds": other["id"], "clause": clause}
        known = None not in (before, other["emitted_before"])
        if other["year"] == cut["year"] or not known:
            raise ConflictError(Problem("reduction.again", values))
        one, two = (other, cut) if other["year"] < cut["year"] else (cut, other)
        if two["emitted_before"] > one["emitted_after"]:
            amounts = {
                "got": kind.amount(two["emitted_before"]),
                "after": kind.amount(one["emitted_after"]),
            }
            raise ConflictError(Problem("reduction.above_before", values | amounts))


def refuse_step(
    step: Mapping[str, Any], cut: Mapping[str, Any], steps: Rows, *, clause: str, at: datetime
) -> None:
    """Refuse a step that would use a tonne twice, or that is not this person's.

    Parameters
    ----------
    step
        ``step``, ``amount``, ``actor``, ``hold``, ``memo``.
    cut
        The reduction.
    steps
        What became of it so far.
    clause
        Clause that each tonne counts once.
    at
        Now.

    Raises
    ------
    ConflictError
        With what holds the tonnes already.
    """
    shares = shares_of(cut["id"], steps, at=at)
    if step["step"] == "recognise":
        _refuse_recognition(step, cut, shares)
        return
    if shares.recognised is None:
        raise ConflictError(Problem("reduction.not_recognised", {"cut": cut["id"]}))
    if step["step"] in ("use", "release"):
        held = shares.live.get(step["hold"])
        if held is None or held[1] != step["amount"]:
            raise ConflictError(Problem("reduction.no_hold", {"cut": cut["id"], "got": step["hold"]}))
        return
    free = shares.open if step["step"] == "reserve" else shares.free
    if step["amount"] > free:
        kind = commodity_of(cut["commodity"])
        values = {"cut": cut["id"], "free": kind.amount(free), "got": kind.amount(step["amount"])}
        values |= {"unit": kind.unit, "holds": shares.told(kind), "clause": clause}
        raise ConflictError(Problem("reduction.taken", values))


def _refuse_recognition(step: Mapping[str, Any], cut: Mapping[str, Any], shares: Shares) -> None:
    kind = commodity_of(cut["commodity"])
    if step["actor"] == cut["actor"]:
        raise ConflictError(Problem("reduction.own", {"actor": step["actor"], "cut": cut["id"]}))
    values = {"cut": cut["id"], "got": kind.amount(step["amount"]), "unit": kind.unit}
    before, after = cut["emitted_before"], cut["emitted_after"]
    most = cut["claimed"] if before is None else min(cut["claimed"], before - after)
    if step["amount"] > most:
        raise ConflictError(Problem("reduction.beyond", values | {"most": kind.amount(most)}))
    if step["amount"] != cut["claimed"] and not step["memo"].strip():
        claimed = {"claimed": kind.amount(cut["claimed"])}
        raise ConflictError(Problem("reduction.reason_wanted", values | claimed))
    if step["amount"] < shares.taken:
        told = {"taken": kind.amount(shares.taken), "holds": shares.told(kind)}
        raise ConflictError(Problem("reduction.below_taken", values | told))
