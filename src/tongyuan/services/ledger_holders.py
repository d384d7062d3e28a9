"""Holders of the ledger as people write them: ``enterprise:E001``, ``region:990100``, ``authority:eco``."""

from __future__ import annotations

from tongyuan.services.declaration import Context
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError, Problem
from tongyuan.workspace.ledger import Holder

__all__ = ["holder_of", "own_holder"]

KINDS = ("region", "enterprise", "authority", "external")


def holder_of(ctx: Context, text: str) -> Holder:
    """Read a holder, whoever may see its account.

    Parameters
    ----------
    ctx
        The call.
    text
        Kind and id with a colon between.

    Returns
    -------
    Holder
        The holder.

    Raises
    ------
    InputError
        If the text names none.
    NotFoundError
        If the workspace has no such region or enterprise.
    """
    kind, _, code = text.partition(":")
    if kind not in KINDS or not code.strip():
        raise InputError(Problem("ledger.holder", {"got": text}))
    whole = jurisdiction(ctx.workspace.whole)
    if kind == "region" and code not in whole.regions["region"].to_list():
        raise NotFoundError(Problem("ledger.no_holder", {"got": text}))
    if kind != "enterprise":
        return Holder(kind, code)
    found = whole.enterprises.filter(enterprise=code)
    if found.is_empty():
        raise NotFoundError(Problem("ledger.no_holder", {"got": text}))
    return Holder(kind, code, region=found["region"][0])


def own_holder(ctx: Context, text: str) -> Holder:
    """Read a holder whose account the actor may move.

    Parameters
    ----------
    ctx
        The call.
    text
        Kind and id with a colon between.

    Returns
    -------
    Holder
        The holder.

    Raises
    ------
    PermissionDeniedError
        If its account is out of reach.
    """
    holder = holder_of(ctx, text)
    within = ctx.scope.covers(
        region=holder.place, enterprise=holder.enterprise, sensitivity=holder.sensitivity
    )
    if not within:
        values = {"actor": ctx.actor.name, "got": text}
        raise PermissionDeniedError(Problem("scope.out_of_reach", values))
    return holder
