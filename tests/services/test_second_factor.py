"""The second factor: the codes of the standard, the second step, setting up, losing it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tongyuan.services.actors import Actor
from tongyuan.services.one_time_links import enter_by_link, new_link
from tongyuan.services.second_factor import code_at, new_recovery_codes, seed_of
from tongyuan.services.second_step import sign_in_by_code
from tongyuan.services.signing_in import Pending, Visit, sign_in, visitor
from tongyuan.testing.people import NOON, PASSWORD, CountingPasswords, a_person, ask, minutes, quick_rules
from tongyuan.vocabulary.problems import (
    CheckFailed,
    ConflictError,
    InputError,
    NotSignedInError,
    PermissionDeniedError,
    TooManyError,
)
from tongyuan.workspace.workspace import Workspace

ADDRESS = "192.0.2.7"
SHARED = "a key of more than thirty-two characters"
#: RFC 6238 appendix B, of SHA-1: seconds since 1970 and the last six of eight digits.
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert code_at(b"12345678901234567890", at) == code


def code_of(workspace: Workspace, at: datetime, login: str = "li.wei") -> str:
    factor = workspace.authenticators.get(workspace.people.find(login).id)
    assert factor is not None
    return code_at(seed_of(factor), int(at.timestamp()))


def first(workspace: Workspace, at: datetime = NOON, password: str = PASSWORD) -> Visit | Pending:
    return sign_in(
        workspace, login="li.wei", password=password, address=ADDRESS, at=at, passwords=CountingPasswords()
    )


def second(workspace: Workspace, step: Visit | Pending, code: str, at: datetime = NOON) -> Visit:
    return sign_in_by_code(
        workspace, cookie=step.cookie, code=code, address=ADDRESS, at=at, stated=quick_rules()
    )


def acting(workspace: Workspace, visit: Visit, at: datetime = NOON) -> Actor:
    actor = visitor(workspace, visit.cookie, at=at)
    assert actor is not None
    return actor


@pytest.fixture
def codes(workspace: Workspace) -> list[str]:
    """Recovery codes of a person who has just set up a second factor, half an hour before noon."""
    a_person(workspace)
    before = NOON - minutes(30)
    visit = first(workspace, before)
    assert isinstance(visit, Visit)
    actor = acting(workspace, visit, before)
    begun = ask(workspace, actor, "authenticator.begin", at=before, current=PASSWORD)
    assert begun.record()["address"].startswith("otpauth://totp/")
    told = ask(workspace, actor, "authenticator.confirm", at=before, code=code_of(workspace, before))
    return list(told.record()["codes"])


def test_password_and_code_let_in(workspace: Workspace, codes: list[str]) -> None:
    step = first(workspace)
    assert isinstance(step, Pending)
    assert visitor(workspace, step.cookie, at=NOON) is None
    visit = second(workspace, step, code_of(workspace, NOON))
    assert acting(workspace, visit).may("user.self")
    with pytest.raises(NotSignedInError, match="the first step of signing in has lapsed"):
        second(workspace, step, code_of(workspace, NOON + minutes(1)), NOON + minutes(1))


@pytest.mark.parametrize("back", [0, 0.5])
def test_a_code_counts_once_and_so_does_every_code_before_it(
    workspace: Workspace, codes: list[str], back: float
) -> None:
    used = code_of(workspace, NOON - minutes(back))
    second(workspace, first(workspace), code_of(workspace, NOON))
    with pytest.raises(NotSignedInError):
        second(workspace, first(workspace), used)
    later = NOON + minutes(1)
    assert second(workspace, first(workspace, later), code_of(workspace, later), later)


@pytest.mark.parametrize("away", [-1, 0.5, 1])
def test_a_code_counts_in_its_half_minute_and_the_next(
    workspace: Workspace, codes: list[str], away: float
) -> None:
    with pytest.raises(NotSignedInError):
        second(workspace, first(workspace), code_of(workspace, NOON + minutes(away)))
    assert second(workspace, first(workspace), code_of(workspace, NOON - minutes(0.5)))


def test_a_recovery_code_counts_once_however_it_is_typed(workspace: Workspace, codes: list[str]) -> None:
    typed = "-".join(codes[0][at : at + 4].lower() for at in range(0, 24, 4))
    second(workspace, first(workspace), f" {typed} ")
    with pytest.raises(NotSignedInError):
        second(workspace, first(workspace), codes[0])
    assert second(workspace, first(workspace), codes[1])
    assert workspace.authenticators.codes_left(workspace.people.find("li.wei").id) == 8


def test_recovery_codes_are_long_and_unlike() -> None:
    drawn = new_recovery_codes(quick_rules())
    assert {len(code) for code in drawn} == {24}  # of 32 signs: 120 bits
    assert len(set(drawn)) == 10


def test_wrong_codes_lock_as_wrong_passwords_do(workspace: Workspace, codes: list[str]) -> None:
    step = first(workspace)  # its attempt is open, and counts until the second step
    for _ in range(4):
        with pytest.raises(NotSignedInError):
            second(workspace, step, "000000")
    with pytest.raises(TooManyError):
        second(workspace, step, code_of(workspace, NOON))
    with pytest.raises(TooManyError):
        first(workspace)


def test_a_right_password_does_not_forget_wrong_codes(workspace: Workspace, codes: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(NotSignedInError):
            second(workspace, first(workspace), "000000")
    first(workspace)
    with pytest.raises(TooManyError):
        first(workspace)


def test_a_step_lapses_and_is_of_one_browser(workspace: Workspace, codes: list[str]) -> None:
    step = first(workspace)
    late = NOON + minutes(5)
    for cookie, at in ((step.cookie, late), ("guessed", NOON), ("", NOON)):
        with pytest.raises(NotSignedInError):
            second(workspace, Pending(cookie, step.person), code_of(workspace, at), at)


def test_a_lost_password_does_not_lead_round_the_second_factor(
    workspace: Workspace, codes: list[str]
) -> None:
    link = new_link(workspace, workspace.people.find("li.wei"), purpose="reset", at=NOON)
    step = enter_by_link(workspace, code=link, address=ADDRESS, at=NOON, stated=quick_rules())
    assert isinstance(step, Pending)
    visit = second(workspace, step, code_of(workspace, NOON))
    assert visit.must_change


def test_a_lost_factor_is_reset_with_the_password_by_an_administrator(
    workspace: Workspace, codes: list[str]
) -> None:
    keeper = a_person(workspace, "keeper", role="administrator")
    visit = second(workspace, first(workspace), code_of(workspace, NOON))
    clerk = acting(workspace, visit)
    with pytest.raises(PermissionDeniedError):
        ask(workspace, clerk, "authenticator.reset", login="li.wei")
    actor = Actor(keeper.actor_id, "keeper", clerk.grants)
    with pytest.raises(PermissionDeniedError):
        ask(workspace, actor, "authenticator.reset", login="li.wei")
    signed_in = sign_in(
        workspace, login="keeper", password=PASSWORD, address="a", at=NOON, passwords=CountingPasswords()
    )
    assert isinstance(signed_in, Visit)
    link = ask(workspace, acting(workspace, signed_in), "authenticator.reset", login="li.wei").record()[
        "code"
    ]
    assert visitor(workspace, visit.cookie, at=NOON) is None
    with pytest.raises(NotSignedInError):
        first(workspace)
    entered = enter_by_link(workspace, code=link, address=ADDRESS, at=NOON, stated=quick_rules())
    assert isinstance(entered, Visit)
    assert entered.must_change
    rows = workspace.audit.rows().filter(service="authenticator.reset")
    assert json.loads(rows["params"][0]) == {"login": "li.wei"}


def test_setting_up_asks_for_the_password_and_counts_once_confirmed(workspace: Workspace) -> None:
    a_person(workspace)
    visit, other = first(workspace), first(workspace)
    assert isinstance(visit, Visit)
    actor = acting(workspace, visit)
    with pytest.raises(InputError):
        ask(workspace, actor, "authenticator.begin", current="not the password")
    ask(workspace, actor, "authenticator.begin", current=PASSWORD)
    with pytest.raises(InputError):
        ask(workspace, actor, "authenticator.confirm", code="000000")
    assert isinstance(first(workspace), Visit)
    ask(workspace, actor, "authenticator.confirm", code=code_of(workspace, NOON))
    assert isinstance(first(workspace), Pending)
    assert visitor(workspace, other.cookie, at=NOON) is None
    with pytest.raises(ConflictError):
        ask(workspace, actor, "authenticator.begin", current=PASSWORD)
    assert ask(workspace, actor, "authenticator.show").record()["codes_left"] == 10


def test_removing_asks_for_password_and_code(workspace: Workspace, codes: list[str]) -> None:
    actor = acting(workspace, second(workspace, first(workspace), code_of(workspace, NOON)))
    with pytest.raises(InputError):
        ask(workspace, actor, "authenticator.remove", current="not the password", code=codes[0])
    with pytest.raises(InputError):
        ask(workspace, actor, "authenticator.remove", current=PASSWORD, code="000000")
    renewed = ask(workspace, actor, "authenticator.codes", code=codes[0]).record()["codes"]
    assert not set(renewed) & set(codes)
    ask(workspace, actor, "authenticator.remove", current=PASSWORD, code=renewed[0])
    assert isinstance(first(workspace), Visit)


REQUIRED: list[tuple[dict[str, str], bool]] = [
    ({}, False),
    ({"TONGYUAN_PUBLIC_ADDRESS": "https://tongyuan.example"}, True),
    ({"TONGYUAN_SECOND_FACTOR": "required"}, True),
    ({"TONGYUAN_PUBLIC_ADDRESS": "https://tongyuan.example", "TONGYUAN_SECOND_FACTOR": "optional"}, False),
]


@pytest.mark.parametrize(("settings", "required"), REQUIRED)
def test_where_it_is_required_it_is_set_up_before_anything_else(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], required: bool
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    a_person(workspace, role="administrator")
    visit = first(workspace)
    assert isinstance(visit, Visit)
    assert visit.must_enrol == required
    actor = acting(workspace, visit)
    assert actor.may("user.add") == (not required)
    assert actor.may("authenticator.begin")
    ask(workspace, actor, "authenticator.begin", current=PASSWORD)
    ask(workspace, actor, "authenticator.confirm", code=code_of(workspace, NOON))
    assert acting(workspace, visit).may("user.add")


def test_a_seed_is_sealed_by_the_key_of_the_settings(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGYUAN_FACTOR_KEY", SHARED)
    person = a_person(workspace)
    visit = first(workspace)
    assert isinstance(visit, Visit)
    begun = ask(workspace, acting(workspace, visit), "authenticator.begin", current=PASSWORD).record()
    factor = workspace.authenticators.get(person.id)
    assert factor is not None
    assert begun["seed"] not in factor.seed
    assert len(seed_of(factor)) == 20
    monkeypatch.setenv("TONGYUAN_FACTOR_KEY", "another" + SHARED)
    with pytest.raises(CheckFailed):
        seed_of(factor)


def test_neither_seed_nor_code_reaches_the_audit(workspace: Workspace, codes: list[str]) -> None:
    used = code_of(workspace, NOON)
    second(workspace, first(workspace), used)
    second(workspace, first(workspace), codes[0])
    rows: list[dict[str, Any]] = workspace.audit.rows().to_dicts()
    text = json.dumps(rows, default=str)
    assert "authenticator.confirm" in text
    assert not [secret for secret in (used, *codes, PASSWORD) if secret in text]
