"""Second factors: set up with a code, recovery codes, removed with password and code, reset after a loss."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from tongyuan.services.accounts import own_account, prove, require_person, this_visit
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Hidden, Positional, service
from tongyuan.services.one_time_links import new_link
from tongyuan.services.second_factor import new_recovery_codes, new_seed, seed_address, seed_of, spend
from tongyuan.services.settings import read_settings
from tongyuan.services.sign_in_rules import rules
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.authenticators import Authenticator
    from tongyuan.workspace.people import Person

__all__ = ["begin", "confirm", "remove", "renew_codes", "reset", "show"]

Code = Annotated[str, Hidden("验证码 · code that the authenticator shows")]
Current = Annotated[str, Hidden("当前密码 · current password")]


@service("authenticator.show")
def show(ctx: Context) -> Answer:
    """Show one's own second factor: since when, and how many recovery codes are left. 本人第二因素。"""
    person = own_account(ctx)
    factor = ctx.workspace.authenticators.confirmed(person.id)
    return Answer(
        data={
            "confirmed_at": factor.confirmed_at if factor else None,
            "codes_left": ctx.workspace.authenticators.codes_left(person.id),
            "required": read_settings().demands_second_factor,
        }
    )


@service("authenticator.begin", changes=True)
def begin(ctx: Context, *, current: Current = "") -> Answer:
    """Begin to set up one's second factor: a seed for the authenticator, shown once. 设置第二因素。"""
    require_person(ctx.actor)
    person = own_account(ctx)
    if ctx.workspace.authenticators.confirmed(person.id) is not None:
        raise ConflictError(Problem("people.factor_there", {"login": person.login}))
    prove(ctx, current=current)
    ctx.workspace.authenticators.begin(person.id, seed=new_seed(person.id), at=ctx.now)
    begun = ctx.workspace.authenticators.get(person.id)
    seed = seed_of(begun) if begun else b""
    data = {"seed": base64.b32encode(seed).decode(), "address": seed_address(seed, login=person.login)}
    return Answer(meta={"outcome": "begun"}, data=data)


@service("authenticator.confirm", changes=True)
def confirm(ctx: Context, *, code: Code) -> Answer:
    """Confirm one's second factor by a code; recovery codes are shown once. 确认第二因素。"""
    require_person(ctx.actor)
    person = own_account(ctx)
    begun = ctx.workspace.authenticators.get(person.id)
    if begun is None:
        raise NotFoundError(Problem("people.no_factor", {"login": person.login}))
    if begun.confirmed_at is not None:
        raise ConflictError(Problem("people.factor_there", {"login": person.login}))
    prove(ctx, current=None, code=_spending(ctx, begun, code))
    ctx.workspace.authenticators.confirm(person.id, at=ctx.now)
    ctx.workspace.visits.end_all(person.id, keep=this_visit(ctx.actor), at=ctx.now)
    return _codes(ctx, person, "confirmed")


@service("authenticator.codes", changes=True)
def renew_codes(ctx: Context, *, code: Code) -> Answer:
    """Make new recovery codes, shown once; the old ones are void. 更换恢复码。"""
    require_person(ctx.actor)
    person = own_account(ctx)
    prove(ctx, current=None, code=_spending(ctx, _confirmed(ctx, person), code))
    return _codes(ctx, person, "renewed")


@service("authenticator.remove", changes=True)
def remove(ctx: Context, *, code: Code, current: Current = "") -> Answer:
    """Remove one's second factor, to set up another; every other visit ends. 移除第二因素。"""
    require_person(ctx.actor)
    person = own_account(ctx)
    factor = _confirmed(ctx, person)
    prove(ctx, current=current, code=_spending(ctx, factor, code))
    ctx.workspace.authenticators.remove(person.id)
    ctx.workspace.visits.end_all(person.id, keep=this_visit(ctx.actor), at=ctx.now)
    return Answer(meta={"outcome": "removed"}, data={"login": person.login})


@service("authenticator.reset", changes=True)
def reset(ctx: Context, *, login: Annotated[str, Positional("登录名 · login")]) -> Answer:
    """Forget a lost second factor and the password; a one-time link begins anew. 重置第二因素。"""
    require_person(ctx.actor)
    person = ctx.workspace.people.find(login)
    if person.state != "active":
        raise ConflictError(Problem("people.inactive", {"person": person.login}))
    ctx.workspace.authenticators.remove(person.id)
    # A password alone must not set up another: whoever follows the link proves anew who it is.
    ctx.workspace.people.void_password(person.id, at=ctx.now)
    ctx.workspace.visits.end_all(person.id, at=ctx.now)
    code = new_link(ctx.workspace, person, purpose="reset", at=ctx.now)
    lapses: datetime = ctx.now + rules().lasting("reset_link")
    return Answer(meta={"outcome": "link"}, data={"login": person.login, "code": code, "expires_at": lapses})


def _confirmed(ctx: Context, person: Person) -> Authenticator:
    factor = ctx.workspace.authenticators.confirmed(person.id)
    if factor is None:
        raise NotFoundError(Problem("people.no_factor", {"login": person.login}))
    return factor


def _spending(ctx: Context, factor: Authenticator, code: str) -> Callable[[], bool]:
    return lambda: spend(ctx.workspace, factor, code, at=ctx.now, stated=rules())


def _codes(ctx: Context, person: Person, outcome: str) -> Answer:
    codes = new_recovery_codes(rules())
    ctx.workspace.authenticators.keep_codes(person.id, codes, at=ctx.now)
    return Answer(meta={"outcome": outcome}, data={"codes": list(codes)})
