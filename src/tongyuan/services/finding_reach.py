"""Whose a finding is: what a reader sees of the findings, and who is told of a step."""

from __future__ import annotations

from dataclasses import replace

from tongyuan.services.declaration import Context
from tongyuan.services.telling import able, tell
from tongyuan.workspace.findings import Finding, Findings

__all__ = ["findings_of", "tell_of"]

#: Who has a part in a finding may answer it.
ANSWERS = "finding.answer"
BRIEF = 60


def findings_of(ctx: Context) -> Findings:
    """Return the findings as the actor of a call sees them."""
    return replace(ctx.workspace.findings, scope=ctx.scope)


def tell_of(ctx: Context, found: Finding, *, code: str) -> int:
    """Tell of a step of a finding: its inspector, and whoever may answer it there.

    Parameters
    ----------
    ctx
        Who took the step.
    found
        The finding as it stands now.
    code
        Message: ``notice.finding_written``, ``notice.finding_answered`` or ``notice.finding_ended``.

    Returns
    -------
    int
        How many were told.
    """
    whose = {"region": found.region, "department": found.department, "enterprise": found.enterprise}
    wrote = findings_of(ctx).history(found.number)[0].actor
    values = {"number": found.number, "text": found.text[:BRIEF], "by": ctx.actor.name}
    link = f"/assess/findings?number={found.number}"
    return tell(ctx, {wrote, *able(ctx, ANSWERS, **whose)}, code, values=values, link=link)
