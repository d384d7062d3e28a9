"""Canaries of what people do: entries of rounds, findings, the ledger, accounts, notices, tokens, backups.

They are planted through the services where a service writes, so that the audit holds their words too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import polars as pl

from tongyuan.services.ground.round.forms import known_forms
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.session import Session
from tongyuan.testing.canary import PREFIX, YEAR, Canary
from tongyuan.workspace.rounds import Planned, Said
from tongyuan.workspace.types import now

__all__ = ["Work", "plant_work"]

#: Permissions to see accounts that are not one's own, and backups; whoever made them stands in the audit.
OVERSEES = ("user.oversee", "audit.list")
KEEPS = ("backup.list", "audit.list")
MOVED = {"commodity": "co2_allowance", "vintage": 2025}


@dataclass(frozen=True, slots=True)
class Work:
    """What of people's work was planted, and where to ask after it."""

    canaries: tuple[Canary, ...]
    round: int
    assignments: tuple[int, ...]
    findings: tuple[int, ...]
    logins: tuple[str, ...]
    backups: tuple[str, ...]
    accounts: tuple[str, ...]


def plant_work(
    session: Session, *, regions: tuple[str, ...], departments: tuple[str, ...], enterprises: tuple[str, ...]
) -> Work:
    """Plant canaries of the work of two regions, departments and enterprises."""
    own = session.workspace.meta.region
    owners = [*product((own, *regions), departments, [None]), *_owned(session, departments[0], enterprises)]
    number, filled = _plant_round(session, owners)
    found = [_plant_finding(session, place, owner) for place, owner in enumerate(owners)]
    held = [_plant_holder(session, place, code) for place, code in enumerate([*regions, *enterprises])]
    people = [_plant_person(session, place, code) for place, code in enumerate(regions)]
    told = [_plant_notice(session, actor) for actor in ("test:one", "test:other")]
    return Work(
        canaries=(
            *(canary for canary, _ in filled),
            *(canary for canary, _ in found),
            *(canary for canary, _ in held),
            *(canary for canaries, _ in people for canary in canaries),
            *told,
            _plant_backup(session),
        ),
        round=number,
        assignments=tuple(assignment for _, assignment in filled),
        findings=tuple(finding for _, finding in found),
        logins=tuple(login for _, login in people),
        backups=(f"{PREFIX}B0W.zip",),
        accounts=tuple(holder for _, holder in held),
    )


def _owned(session: Session, department: str, codes: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    place = jurisdiction(session.workspace)
    for code in codes:
        yield place.enterprises.filter(enterprise=code)["region"][0], department, code


def _plant_round(session: Session, owners: list[tuple[Any, ...]]) -> tuple[int, list[tuple[Canary, int]]]:
    """Open a round, and have every owner fill in a number and a reason of its own."""
    place, rounds, today = jurisdiction(session.workspace), session.workspace.rounds, date(YEAR + 1, 1, 5)
    items = known_forms(place).items.filter(pl.col("choices").is_null()).head(1)
    item = items.row(0, named=True)
    due = today + timedelta(days=30)
    top = session.workspace.meta.region
    plan = [
        Planned(item["form"], department, region, _level(region, enterprise, top), due, enterprise=enterprise)
        for region, department, enterprise in owners
    ]
    number = rounds.open(
        kind="january_call",
        period=str(YEAR),
        title="数据征集",
        opens_on=today,
        due_on=due,
        items=items,
        plan=plan,
        actor="planter",
        at=now(),
    )
    made = []
    for place_, (owner, assignment) in enumerate(
        zip(owners, rounds.assignments(round_number=number)["assignment"].sort(), strict=True)
    ):
        words, value = f"{PREFIX}R{place_}W", 330_000_000.25 + 13 * place_
        said = Said(item["item"], item["unit"], value=value, reason=words)
        rounds.save({assignment: [said]}, actor="planter", at=now())
        made.append((Canary((words, str(value)), *owner), assignment))
    return number, made


def _level(region: str, enterprise: str | None, top: str) -> str:
    if enterprise is not None:
        return "enterprise"
    return "province" if region == top else "unit"


def _plant_finding(session: Session, number: int, owner: tuple[Any, ...]) -> tuple[Canary, int]:
    words = f"{PREFIX}F{number}W"
    region, department, enterprise = owner
    bound = {"department": department, "enterprise": enterprise}
    written = session.call("finding.write", region=region, text=words, **bound).frame()
    return Canary((words,), *owner), int(written["number"][0])


def _plant_holder(session: Session, number: int, code: str) -> tuple[Canary, str]:
    """Issue a number of its own to a region or an enterprise, and hold part of it back."""
    place = jurisdiction(session.workspace)
    found = place.enterprises.filter(enterprise=code)
    holder = f"region:{code}" if found.is_empty() else f"enterprise:{code}"
    words, amount = f"{PREFIX}L{number}W", 55_000_017 + 19 * number
    told: dict[str, Any] = {"memo": words, **MOVED}
    session.call(
        "ledger.issue", amount=str(amount), by="authority:eco", to=holder, key=f"{words}-issue", **told
    )
    session.call("ledger.reserve", amount="17", holder=holder, key=f"{words}-hold", **told)
    region, enterprise = (code, None) if found.is_empty() else (found["region"][0], code)
    # The other side of an issue is the authority's, whose account bears no region and the same words.
    return Canary((words, str(amount)), region, None, enterprise, sensitive=enterprise is not None), holder


def _plant_person(session: Session, number: int, region: str) -> tuple[list[Canary], str]:
    """Make an account with words in its name and address, and with a token that is the holder's alone."""
    login, words = f"canary.{number}", f"{PREFIX}P{number}W"
    address = f"jinsique{number}w@example.org"
    session.call("user.add", login=login, name=words, email=address)
    session.call("user.grant", login=login, role="county_bureau", region=region)
    people = session.workspace.people
    person = people.find(login)
    token = f"{PREFIX}T{number}W"
    moment = now()
    session.workspace.tokens.create(
        person.id, name=token, limits=("*",), expires_at=moment + timedelta(days=9), at=moment
    )
    return [
        Canary((words, address), region, actor=person.actor_id, asks=OVERSEES),
        Canary((token,), actor=person.actor_id, personal=True),
    ], login


def _plant_notice(session: Session, actor: str) -> Canary:
    words = f"{PREFIX}N-{actor}-W"
    values = {"number": 1, "text": words, "by": words}
    session.workspace.notices.send(actor, "notice.finding_written", values=values, sent_by=words, link=words)
    return Canary((words,), actor=actor, personal=True)


def _plant_backup(session: Session) -> Canary:
    words = f"{PREFIX}B0W"
    session.call("backup.make", name=words)
    return Canary((words,), asks=KEEPS)
