"""Roles of people: granted for a while, bound to a region, a department or an enterprise, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from tongyuan.services.accounts import keep_an_administrator, require_person
from tongyuan.services.actors import roles
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.independence import independent
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.telling import tell
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.workspace.people import Granted

__all__ = ["grant", "revoke"]

#: Held without any grant.
UNGRANTED = ("account", "public")

#: Days are civil days here.
ZONE = ZoneInfo("Asia/Shanghai")

#: Days on which a grant may begin or end.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


@service("user.grant", changes=True)
def grant(
    ctx: Context,
    *,
    login: Annotated[str, Positional("登录名 · login")],
    role: Annotated[str, Positional("角色，如 reviewer · role")],
    region: Annotated[str | None, "所限地区 · region it is bound to"] = None,
    department: Annotated[str | None, "所限部门 · department it is bound to"] = None,
    enterprise: Annotated[str | None, "所限企业 · enterprise it is bound to"] = None,
    since: Annotated[str | None, "起始日期，如 2026-01-01；默认立即 · first day; at once by default"] = None,
    until: Annotated[str | None, "截止日期（含当日）；默认不限 · last day; open by default"] = None,
) -> Answer:
    """Grant a role to a person. 授予角色。"""
    require_person(ctx.actor)
    person = ctx.workspace.people.find(login)
    bound = {"region": region, "department": department, "enterprise": enterprise}
    problems = [*_role_problems(role, bound), *_code_problems(ctx, bound)]
    if problems:
        raise InputError(problems)
    if role == "verifier" and not independent(ctx.workspace, employer=person.employer, enterprise=enterprise):
        values = {"login": person.login, "enterprise": enterprise, "employer": person.employer}
        raise ConflictError(Problem("people.own_employer", values))
    made = ctx.workspace.people.grant(
        person.id,
        role,
        **bound,
        valid_from=_midnight("since", since) if since else None,
        valid_until=_midnight("until", until) + timedelta(days=1) if until else None,
        actor=ctx.actor.id,
        at=ctx.now,
    )
    if made.valid_until is not None and made.valid_until <= max(made.valid_from, ctx.now):
        raise InputError(Problem("people.until_past", {"got": until}))
    _tell(ctx, made, "notice.granted")
    return Answer(meta={"outcome": "granted"}, data={"login": person.login} | asdict(made))


@service("user.revoke", changes=True)
def revoke(ctx: Context, *, number: Annotated[int, Positional("授权编号 · number of the grant")]) -> Answer:
    """End a grant now. 收回角色。"""
    require_person(ctx.actor)
    ended = ctx.workspace.people.revoke(number, actor=ctx.actor.id, at=ctx.now)
    if ended.role == "administrator":
        keep_an_administrator(ctx.workspace, at=ctx.now)
    _tell(ctx, ended, "notice.revoked")
    return Answer(meta={"outcome": "revoked"}, data=asdict(ended))


def _tell(ctx: Context, made: Granted, code: str) -> None:
    role = roles()[made.role]
    bound = " · ".join(filter(None, (made.region, made.department, made.enterprise)))
    values = {"role": f"{role['name_zh']} {bound}".strip(), "role_en": f"{role['name_en']} {bound}".strip()}
    tell(ctx, {f"person:{made.person}"}, code, values=values | {"by": ctx.actor.name}, link="/account")


def _role_problems(role: str, bound: dict[str, str | None]) -> Iterator[Problem]:
    """Find what the table of roles does not allow."""
    row = roles().get(role)
    if row is None or role in UNGRANTED:
        known = "、".join(name for name in roles() if name not in UNGRANTED)
        yield Problem("people.no_role", {"got": role, "expected": known})
        return
    must = set(filter(None, row["must_bind"].split(";")))
    may = must | set(filter(None, row["may_bind"].split(";")))
    given = {name for name, code in bound.items() if code}
    for name in sorted(must - given):
        yield Problem("people.must_bind", {"role": row["name_zh"], "role_en": row["name_en"], "name": name})
    for name in sorted(given - may):
        yield Problem(
            "people.may_not_bind", {"role": row["name_zh"], "role_en": row["name_en"], "name": name}
        )


def _code_problems(ctx: Context, bound: dict[str, str | None]) -> Iterator[Problem]:
    """Find codes that this workspace does not know."""
    place = jurisdiction(ctx.workspace)
    frames = {"region": "regions", "department": "departments", "enterprise": "enterprises"}
    for name, code in bound.items():
        if code and code not in set(place.frame(frames[name])[name]):
            yield Problem(f"people.no_{name}", {"got": code})


def _midnight(name: str, text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        values = {"name": name, "got": text, "expected": f"{FIRST_DAY} - {LAST_DAY}"}
        raise InputError(Problem("service.argument", values))
    return datetime.combine(day, time(), tzinfo=ZONE)
