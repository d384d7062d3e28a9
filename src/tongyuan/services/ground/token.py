"""Tokens for programs: they act for the person who made them, within limits, until a date."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

import polars as pl

from tongyuan.services.accounts import own_account, require_person, require_words
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, nouns, service
from tongyuan.services.sign_in_rules import rules
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.workspace.tokens import Token

__all__ = ["create", "list_tokens", "revoke"]

PATTERN = re.compile(r"(\*|[a-z_]+)(\.(\*|[a-z_]+))?")
INSTANT = pl.Datetime("us", "UTC")


@service("token.create", changes=True)
def create(
    ctx: Context,
    *,
    name: Annotated[str, Positional("用途，如 月度台账上报 · what it is for")],
    limits: Annotated[
        str, "权限范围，逗号分隔，如 statistic.*,run.list · permissions it may use, by commas"
    ] = "*.list,*.show",
    days: Annotated[int, "有效天数 · days it lasts"] = rules().token_days,
) -> Answer:
    """Make a token for a program; its secret is shown once. 新建令牌。"""
    require_person(ctx.actor)
    require_words(name)
    person, patterns = own_account(ctx), tuple(filter(None, map(str.strip, limits.split(","))))
    problems = [Problem("people.limit", {"got": got}) for got in patterns or ("",) if not _names(got)]
    if not 1 <= days <= rules().token_days_most:
        problems.append(Problem("people.token_days", {"got": days, "most": rules().token_days_most}))
    if problems:
        raise InputError(problems)
    token, secret = ctx.workspace.tokens.create(
        person.id, name=name, limits=patterns, expires_at=ctx.now + timedelta(days=days), at=ctx.now
    )
    return Answer(meta={"outcome": token.id}, data=_shown(token) | {"secret": secret})


@service("token.list")
def list_tokens(ctx: Context) -> Answer:
    """List one's own tokens, without their secrets. 本人令牌列表。"""
    own = own_account(ctx)
    rows = [
        _shown(token) | {"in_force": token.revoked_at is None and token.expires_at > ctx.now}
        for token in ctx.workspace.tokens.listing(own.id)
    ]
    schema: dict[str, Any] = {
        "id": pl.String,
        "name": pl.String,
        "limits": pl.String,
        "created_at": INSTANT,
        "expires_at": INSTANT,
        "last_used_at": INSTANT,
        "revoked_at": INSTANT,
        "in_force": pl.Boolean,
    }
    return Answer(data=pl.DataFrame(rows, schema=schema))


@service("token.revoke", changes=True)
def revoke(ctx: Context, *, token: Annotated[str, Positional("令牌编号 · id of the token")]) -> Answer:
    """End one of one's own tokens now. 撤销令牌。"""
    own = own_account(ctx)
    if not token.isalnum():
        raise NotFoundError(Problem("people.no_token", {"token": ascii(token)}))
    ended = ctx.workspace.tokens.revoke(token, person=own.id, at=ctx.now)
    return Answer(meta={"outcome": "revoked"}, data=_shown(ended))


def _names(pattern: str) -> bool:
    """Tell whether a pattern can name a permission."""
    found = PATTERN.fullmatch(pattern)
    return found is not None and (found[1] == "*" or found[1] in nouns())


def _shown(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "limits": ",".join(token.limits),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "revoked_at": token.revoked_at,
    }
