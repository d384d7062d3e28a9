"""Which steps an actor may take in an assignment as it stands, so that a page offers no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongyuan.services.declaration import Context
from tongyuan.services.ground.round.reach import owns
from tongyuan.services.reach import scope_of
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.vocabulary.rounds import STEPS, next_state
from tongyuan.workspace.rounds import Rounds

__all__ = ["allowed_steps"]

#: Steps of whoever fills the form in.
OWN = ("save", "report", "correct")
#: Taken for a whole round, or by opening it.
NOT_HERE = ("open", "remind", "overdue")


def allowed_steps(ctx: Context, rounds: Rounds, assignment: Mapping[str, Any]) -> list[str]:
    """List the steps that the actor may take now.

    Parameters
    ----------
    ctx
        Who asks, and where.
    rounds
        The rounds.
    assignment
        The assignment as a record.

    Returns
    -------
    list of str
        Steps that the diagram allows from its state, that the actor's roles permit, and that no earlier duty
        of theirs forbids.
    """
    duties = rounds.duties(assignment["assignment"])
    return [
        step
        for step in STEPS
        if step not in NOT_HERE
        and _leads_on(step, assignment["state"])
        and _permitted(ctx, step, assignment)
        and not duties.problems(step, [assignment["assignment"]], ctx.actor.id)
    ]


def _leads_on(step: str, state: str) -> bool:
    try:
        next_state(step, state)
    except ConflictError:
        return False
    return True


def _permitted(ctx: Context, step: str, assignment: Mapping[str, Any]) -> bool:
    permission = f"round.{step}"
    if step in OWN:
        return owns(ctx.actor, permission, assignment, top=ctx.workspace.meta.region)
    place = {name: assignment[name] for name in ("region", "department", "enterprise")}
    return scope_of(ctx.actor, permission, ctx.workspace).covers(**place)
