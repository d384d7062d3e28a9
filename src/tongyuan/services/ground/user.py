"""People: accounts, invitations, one's own password. Roles are granted in :mod:`user_roles`.

Nobody but the holder ever knows a password: an administrator hands over a link, and the holder chooses.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import polars as pl

from tongyuan.services.accounts import (
    change_password,
    keep_an_administrator,
    own_account,
    require_person,
    require_words,
)
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Hidden, Positional, service
from tongyuan.services.ground.user_roles import grant, revoke
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.one_time_links import new_link
from tongyuan.services.overseeing import overseen, require_overseen
from tongyuan.services.sign_in_rules import rules
from tongyuan.services.visitors import MUST_ENROL
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.workspace.links import Purpose
from tongyuan.workspace.people import Person

__all__ = [
    "add",
    "change_own_password",
    "disable",
    "employ",
    "enable",
    "grant",
    "identify",
    "invite",
    "list_people",
    "reset",
    "revoke",
    "show",
    "show_self",
    "sign_out",
    "unidentify",
]

Login = Annotated[str, Positional("登录名 · login")]

#: What is shown of a person.
SHOWN = ("id", "login", "name", "email", "employer", "state", "created_at", "created_by")


@service("user.add", changes=True)
def add(
    ctx: Context,
    *,
    login: Login,
    name: Annotated[str, "姓名 · name to show"],
    email: Annotated[str | None, "电子邮箱 · e-mail address"] = None,
    employer: Annotated[str | None, "任职企业编号 · enterprise that employs the person"] = None,
) -> Answer:
    """Add an account without any role or password. 新建账户。"""
    _check_employer(ctx, employer)
    require_words(login, name, email)
    person = ctx.workspace.people.add(
        login, name=name.strip(), email=email, employer=employer or None, actor=ctx.actor.id, at=ctx.now
    )
    return _one(person, "added")


@service("user.list", permits="user.oversee")
def list_people(ctx: Context) -> Answer:
    """List the accounts within reach with the roles in force. 账户列表。"""
    people = ctx.workspace.people
    rows = [
        _shown(person) | {"roles": "、".join(held.role for held in people.grants(person.id, at=ctx.now))}
        for person in overseen(ctx)
    ]
    schema: dict[str, Any] = dict.fromkeys((*SHOWN, "roles"), pl.String)
    schema["created_at"] = pl.Datetime("us", "UTC")
    return Answer(data=pl.DataFrame(rows, schema=schema), brief=("login", "name", "state", "roles"))


@service("user.show", permits="user.oversee")
def show(ctx: Context, *, login: Login) -> Answer:
    """Show an account with every role it ever held. 查看账户。"""
    person = require_overseen(ctx, login)
    held = ctx.workspace.people.granted(person.id)
    known = ctx.workspace.people.identities(person.id)
    record = _shown(person) | {"grants": [asdict(one) for one in held]}
    return Answer(
        data=record
        | {"identities": [{"issuer": i, "subject": s} for i, s in known.items()]}
        | {"second_factor": ctx.workspace.authenticators.confirmed(person.id) is not None}
    )


@service("user.self", permits="user.self")
def show_self(ctx: Context) -> Answer:
    """Show one's own account with the roles in force. 本人账户。"""
    person = own_account(ctx)
    credential = ctx.workspace.people.credential(person.id)
    record = _shown(person) | {
        "grants": [asdict(one) for one in ctx.workspace.people.grants(person.id, at=ctx.now)],
        "password_changed_at": credential.changed_at if credential and credential.hash else None,
        "must_change": credential is not None and credential.must_change,
        "must_enrol": ctx.actor.limits == MUST_ENROL,
    }
    return Answer(data=record)


@service("user.disable", changes=True)
def disable(ctx: Context, *, login: Login) -> Answer:
    """Disable an account: visits, tokens and links end at once. 停用账户。"""
    person = ctx.workspace.people.find(login)
    ctx.workspace.people.set_state(person.id, "disabled")
    ctx.workspace.visits.end_all(person.id, at=ctx.now)
    ctx.workspace.tokens.revoke_all(person.id, at=ctx.now)
    ctx.workspace.links.void(person.id, at=ctx.now)
    keep_an_administrator(ctx.workspace, at=ctx.now)
    return _one(ctx.workspace.people.find(login), "disabled")


@service("user.enable", changes=True)
def enable(ctx: Context, *, login: Login) -> Answer:
    """Let a disabled account act again; tokens stay revoked. 启用账户。"""
    person = ctx.workspace.people.find(login)
    ctx.workspace.people.set_state(person.id, "active")
    return _one(ctx.workspace.people.find(login), "enabled")


@service("user.employ", changes=True)
def employ(
    ctx: Context,
    *,
    login: Login,
    employer: Annotated[str | None, "任职企业编号；离职不填 · enterprise; none to clear it"] = None,
) -> Answer:
    """Say which enterprise employs a person: nobody verifies the own employer's group. 登记任职企业。"""
    _check_employer(ctx, employer)
    person = ctx.workspace.people.find(login)
    ctx.workspace.people.employ(person.id, employer or None)
    return _one(ctx.workspace.people.find(login), "employed")


@service("user.identify", changes=True)
def identify(
    ctx: Context,
    *,
    login: Login,
    issuer: Annotated[str, "身份提供方地址 · issuer of the identity provider"],
    subject: Annotated[str, "其中的用户编号（sub） · subject there"],
) -> Answer:
    """Say under which subject an identity provider knows a person. 关联统一身份认证。"""
    require_words(issuer, subject)
    person = ctx.workspace.people.find(login)
    ctx.workspace.people.link_identity(
        person.id, issuer=issuer, subject=subject, actor=ctx.actor.id, at=ctx.now
    )
    return _one(person, "identified")


@service("user.unidentify", changes=True)
def unidentify(
    ctx: Context, *, login: Login, issuer: Annotated[str, "身份提供方地址 · issuer of the identity provider"]
) -> Answer:
    """Forget the link to an identity provider; visits end at once. 解除统一身份认证关联。"""
    require_words(issuer)
    person = ctx.workspace.people.find(login)
    ctx.workspace.people.unlink_identity(person.id, issuer=issuer)
    ctx.workspace.visits.end_all(person.id, at=ctx.now)
    return _one(person, "unidentified")


@service("user.invite", changes=True)
def invite(ctx: Context, *, login: Login) -> Answer:
    """Make a one-time link for a person who has no password yet; it is shown once. 邀请。"""
    person = ctx.workspace.people.find(login)
    credential = ctx.workspace.people.credential(person.id)
    if credential is not None and credential.hash is not None:
        raise ConflictError(Problem("people.has_password", {"login": person.login}))
    return _link(ctx, person, "invite")


@service("user.reset", changes=True)
def reset(ctx: Context, *, login: Login) -> Answer:
    """Make a one-time link for a person who lost the password; using it voids the old one. 重置密码。"""
    return _link(ctx, ctx.workspace.people.find(login), "reset")


@service("user.signout", changes=True)
def sign_out(ctx: Context, *, login: Login) -> Answer:
    """End every visit of a person, or of everybody where the login is ``*``. 强制退出登录。"""
    people = ctx.workspace.people
    persons = people.listing() if login == "*" else (people.find(login),)
    ended = sum(ctx.workspace.visits.end_all(person.id, at=ctx.now) for person in persons)
    return Answer(meta={"outcome": "ended"}, data={"ended": ended})


@service("user.password", changes=True)
def change_own_password(
    ctx: Context,
    *,
    new: Annotated[str, Hidden("新密码 · new password")],
    current: Annotated[
        str, Hidden("当前密码；凭链接首次设置时不填 · current password, unless a link let in")
    ] = "",
) -> Answer:
    """Change one's own password; every other visit ends. 修改本人密码。"""
    require_person(ctx.actor)
    ended = change_password(ctx, current=current, new=new)
    return Answer(meta={"outcome": "changed"}, data={"ended": ended})


def _link(ctx: Context, person: Person, purpose: Purpose) -> Answer:
    require_person(ctx.actor)
    if person.state != "active":
        raise ConflictError(Problem("people.inactive", {"person": person.login}))
    code = new_link(ctx.workspace, person, purpose=purpose, at=ctx.now)
    lapses: datetime = ctx.now + rules().lasting(f"{purpose}_link")
    return Answer(meta={"outcome": "link"}, data={"login": person.login, "code": code, "expires_at": lapses})


def _check_employer(ctx: Context, employer: str | None) -> None:
    known = set(jurisdiction(ctx.workspace).enterprises["enterprise"])
    if employer and employer not in known:
        raise InputError(Problem("people.no_enterprise", {"got": employer}))


def _shown(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in SHOWN}


def _one(person: Person, outcome: str) -> Answer:
    return Answer(meta={"outcome": outcome}, data=_shown(person))
