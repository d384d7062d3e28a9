"""Keeping people: accounts, roles, employers; an administrator never learns a password."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tongyuan.services.actors import Actor, Grant, folder_owner, roles
from tongyuan.services.signing_in import sign_in
from tongyuan.services.visitors import actor_of, actor_of_token, visitor
from tongyuan.testing.people import (
    NOON,
    PASSWORD,
    CountingPasswords,
    a_person,
    a_small_province,
    ask,
    minutes,
)
from tongyuan.vocabulary.problems import (
    ConflictError,
    InputError,
    NotFoundError,
    NotSignedInError,
    PermissionDeniedError,
    TongyuanError,
)
from tongyuan.workspace.workspace import Workspace


@pytest.fixture
def keeper(workspace: Workspace) -> Actor:
    """An administrator of a small province."""
    a_small_province(workspace)
    return actor_of(workspace, a_person(workspace, "keeper", role="administrator").id, at=NOON)


def codes(error: pytest.ExceptionInfo[TongyuanError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_an_account_begins_without_role_and_without_password(workspace: Workspace, keeper: Actor) -> None:
    ask(workspace, keeper, "user.add", login="Zhao.Min", name="赵敏", employer="steel")
    person = workspace.people.find("zhao.min")
    assert (person.name, person.employer, person.created_by) == ("赵敏", "steel", keeper.id)
    assert workspace.people.credential(person.id) is None
    assert actor_of(workspace, person.id, at=NOON).roles == {"account"}


@pytest.mark.parametrize("login", ["zhao.min", "ZHAO.MIN", "ｚｈａｏ.min", "zhao\u200b.min"])
def test_a_login_is_one_persons_however_it_is_written(
    workspace: Workspace, keeper: Actor, login: str
) -> None:
    workspace.people.add("zhao.min", name="赵敏", actor="t")
    with pytest.raises(TongyuanError):
        ask(workspace, keeper, "user.add", login=login, name="another")
    assert len(workspace.people.listing()) == 2


@pytest.mark.parametrize("text", ["", "  ", "\x00", "a\x00b", "\u202egnp", "x" * 201, "\ud800"])
def test_what_nobody_can_read_is_no_login_or_name(workspace: Workspace, keeper: Actor, text: str) -> None:
    for words in ({"login": text, "name": "x"}, {"login": "x", "name": text}):
        with pytest.raises(InputError) as caught:
            ask(workspace, keeper, "user.add", **words)
        # What no store could keep is refused for every service, before this one looks at it.
        assert codes(caught) == ["service.text" if {"\0", "\ud800"} & {*text} else "people.unreadable"]


@pytest.mark.parametrize("login", ["", "\x00", "a\x00b", "\ud800", "x" * 10_000])
def test_any_login_may_be_asked_for(workspace: Workspace, keeper: Actor, login: str) -> None:
    with pytest.raises((NotFoundError, InputError)):
        ask(workspace, keeper, "user.show", login=login)
    with pytest.raises(NotSignedInError):
        sign_in(workspace, login=login, password="", address="a", at=NOON, passwords=CountingPasswords())


def test_who_oversees_a_region_sees_the_accounts_of_that_region_alone(
    workspace: Workspace, keeper: Actor
) -> None:
    a_person(workspace, "here", role="county_bureau", region="990101")
    a_person(workspace, "works", role="enterprise_manager", enterprise="mill")
    a_person(workspace, "elsewhere", role="city_analyst", region="990000")
    inspector = a_person(workspace, "inspector", role="inspector", region="990100")
    overseer = actor_of(workspace, inspector.id, at=NOON)
    rows = ask(workspace, overseer, "user.list").frame()
    assert set(rows["login"]) == {"here", "works", "inspector"}
    assert ask(workspace, overseer, "user.show", login="here").record()["login"] == "here"
    with pytest.raises(NotFoundError):
        ask(workspace, overseer, "user.show", login="elsewhere")
    assert ask(workspace, keeper, "user.list").frame().height == 5


def test_an_employer_is_an_enterprise_of_the_workspace(workspace: Workspace, keeper: Actor) -> None:
    with pytest.raises(InputError) as caught:
        ask(workspace, keeper, "user.add", login="x", name="x", employer="stele")
    assert codes(caught) == ["people.no_enterprise"]


def test_everything_wrong_with_a_grant_is_told_at_once(workspace: Workspace, keeper: Actor) -> None:
    a_person(workspace)
    bound = {"department": "none", "region": "990100", "enterprise": "none"}
    with pytest.raises(InputError) as caught:
        ask(workspace, keeper, "user.grant", login="li.wei", role="department_reporter", **bound)
    assert codes(caught) == [
        "people.may_not_bind",
        "people.may_not_bind",
        "people.no_department",
        "people.no_enterprise",
    ]


@pytest.mark.parametrize("role", ["", "emperor", "public", "account"])
def test_only_roles_of_the_table_are_granted_and_never_what_everybody_has(
    workspace: Workspace, keeper: Actor, role: str
) -> None:
    a_person(workspace)
    with pytest.raises(InputError) as caught:
        ask(workspace, keeper, "user.grant", login="li.wei", role=role)
    assert codes(caught) == ["people.no_role"]


@pytest.mark.parametrize("role", [name for name, row in roles().items() if row["must_bind"]])
def test_a_role_that_must_be_bound_is_not_granted_unbound(
    workspace: Workspace, keeper: Actor, role: str
) -> None:
    a_person(workspace)
    with pytest.raises(InputError) as caught:
        ask(workspace, keeper, "user.grant", login="li.wei", role=role)
    assert set(codes(caught)) == {"people.must_bind"}


def test_a_grant_lasts_until_the_end_of_its_last_civil_day(workspace: Workspace, keeper: Actor) -> None:
    person = a_person(workspace)
    ask(workspace, keeper, "user.grant", login="li.wei", role="reviewer", until="2026-03-03")
    (held,) = workspace.people.grants(person.id, at=NOON)
    assert held.valid_until is not None
    assert held.valid_until.isoformat() == "2026-03-03T16:00:00+00:00"  # midnight in Asia/Shanghai
    assert "reviewer" not in actor_of(workspace, person.id, at=held.valid_until).roles


@pytest.mark.parametrize("until", ["2026-03-01", "yesterday", "2026-02-30", "9999-12-31", "0001-01-01"])
def test_a_last_day_that_cannot_be_is_refused(workspace: Workspace, keeper: Actor, until: str) -> None:
    person = a_person(workspace)
    with pytest.raises(InputError):
        ask(workspace, keeper, "user.grant", login="li.wei", role="reviewer", until=until)
    assert workspace.people.granted(person.id) == ()


@pytest.mark.parametrize("enterprise", ["steel", "mill", "holding"])
def test_nobody_is_made_verifier_of_the_employers_group(
    workspace: Workspace, keeper: Actor, enterprise: str
) -> None:
    person = a_person(workspace, employer="steel")
    with pytest.raises(ConflictError) as caught:
        ask(workspace, keeper, "user.grant", login="li.wei", role="verifier", enterprise=enterprise)
    assert codes(caught) == ["people.own_employer"]
    assert workspace.people.granted(person.id) == ()
    ask(workspace, keeper, "user.grant", login="li.wei", role="verifier", enterprise="cement")
    assert actor_of(workspace, person.id, at=NOON).roles == {"account", "verifier"}


def test_a_revoked_grant_stays_in_the_persons_history(workspace: Workspace, keeper: Actor) -> None:
    person = a_person(workspace, role="reviewer")
    number = workspace.people.grants(person.id, at=NOON)[0].id
    ask(workspace, keeper, "user.revoke", number=number)
    shown = ask(workspace, keeper, "user.show", login="li.wei").record()
    assert [(one["role"], one["revoked_by"]) for one in shown["grants"]] == [("reviewer", keeper.id)]
    with pytest.raises(NotFoundError):
        ask(workspace, keeper, "user.revoke", number=number)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_database_holds_is_refused(workspace: Workspace, keeper: Actor, number: int) -> None:
    with pytest.raises(InputError):
        ask(workspace, keeper, "user.revoke", number=number)


@pytest.mark.parametrize("number", [0, -1, 7])
def test_a_grant_that_is_not_there_is_said_not_to_be_there(
    workspace: Workspace, keeper: Actor, number: int
) -> None:
    with pytest.raises(NotFoundError):
        ask(workspace, keeper, "user.revoke", number=number)


def test_the_last_administrator_stays_one(workspace: Workspace, keeper: Actor) -> None:
    (held,) = workspace.people.grants(keeper.id.removeprefix("person:"), at=NOON)
    for service, words in (("user.revoke", {"number": held.id}), ("user.disable", {"login": "keeper"})):
        with pytest.raises(ConflictError) as caught:
            ask(workspace, keeper, service, **words)
        assert codes(caught) == ["people.last_administrator"]
    assert actor_of(workspace, keeper.id, at=NOON).may("user.add")
    a_person(workspace, "second", role="administrator")
    ask(workspace, keeper, "user.revoke", number=held.id)


def test_disabling_an_account_ends_all_that_was_open(workspace: Workspace, keeper: Actor) -> None:
    person = a_person(workspace)
    visit = sign_in(
        workspace, login="li.wei", password=PASSWORD, address="a", at=NOON, passwords=CountingPasswords()
    )
    _, secret = workspace.tokens.create(
        person.id, name="x", limits=("*",), expires_at=NOON + timedelta(days=9), at=NOON
    )
    ask(workspace, keeper, "user.disable", login="li.wei")
    ask(workspace, keeper, "user.enable", login="li.wei")
    assert visitor(workspace, visit.cookie, at=NOON) is None
    with pytest.raises(NotSignedInError):
        actor_of_token(workspace, secret, at=NOON)
    assert actor_of(workspace, person.id, at=NOON).id == person.actor_id


def test_an_administrator_signs_one_or_everybody_out(workspace: Workspace, keeper: Actor) -> None:
    for login in ("li.wei", "wang.fang"):
        a_person(workspace, login)
        for _ in range(2):
            sign_in(
                workspace, login=login, password=PASSWORD, address="a", at=NOON, passwords=CountingPasswords()
            )
    assert ask(workspace, keeper, "user.signout", login="li.wei").record() == {"ended": 2}
    assert ask(workspace, keeper, "user.signout", login="*").record() == {"ended": 2}


def test_a_link_is_handed_out_once_and_stands_in_no_audit(workspace: Workspace, keeper: Actor) -> None:
    a_person(workspace, password=None)
    record = ask(workspace, keeper, "user.invite", login="li.wei").record()
    assert record["expires_at"] == NOON + minutes(3 * 24 * 60)
    assert not any(record["code"] in str(row) for row in workspace.audit.rows().rows())


def test_only_who_has_no_password_is_invited(workspace: Workspace, keeper: Actor) -> None:
    a_person(workspace)
    with pytest.raises(ConflictError) as caught:
        ask(workspace, keeper, "user.invite", login="li.wei")
    assert codes(caught) == ["people.has_password"]
    assert ask(workspace, keeper, "user.reset", login="li.wei").record()["code"]


def test_a_link_to_an_identity_provider_is_made_shown_and_undone(workspace: Workspace, keeper: Actor) -> None:
    person = a_person(workspace)
    words = {"login": "li.wei", "issuer": "https://login.example"}
    ask(workspace, keeper, "user.identify", **words, subject="1")
    shown = ask(workspace, keeper, "user.show", login="li.wei").record()
    assert shown["identities"] == [{"issuer": "https://login.example", "subject": "1"}]
    visit = sign_in(
        workspace, login="li.wei", password=PASSWORD, address="a", at=NOON, passwords=CountingPasswords()
    )
    ask(workspace, keeper, "user.unidentify", **words)
    assert workspace.people.identities(person.id) == {}
    assert visitor(workspace, visit.cookie, at=NOON) is None
    with pytest.raises(NotFoundError):
        ask(workspace, keeper, "user.unidentify", **words)


def test_people_are_listed_to_administrators_and_inspectors_alone(
    workspace: Workspace, keeper: Actor
) -> None:
    may = {role for role in roles() if Actor("x", "x", (Grant(role),)).may("user.oversee")}
    assert may == {"administrator", "inspector"}
    assert ask(workspace, keeper, "user.list").frame()["login"].to_list() == ["keeper"]


def test_no_service_shows_a_hash_or_a_secret(workspace: Workspace, keeper: Actor) -> None:
    person = a_person(workspace)
    credential = workspace.people.credential(person.id)
    assert credential is not None
    for service, words in (("user.list", {}), ("user.show", {"login": "li.wei"})):
        assert str(credential.hash) not in str(ask(workspace, keeper, service, **words).as_dict())


def test_a_program_keeps_no_accounts(workspace: Workspace, keeper: Actor) -> None:
    a_person(workspace, password=None)
    _, secret = workspace.tokens.create(
        keeper.id.removeprefix("person:"), name="x", limits=("*",), expires_at=NOON + minutes(9), at=NOON
    )
    program = actor_of_token(workspace, secret, at=NOON)
    for service, words in (
        ("user.invite", {"login": "li.wei"}),
        ("user.reset", {"login": "li.wei"}),
        ("user.grant", {"login": "li.wei", "role": "administrator"}),
        ("user.password", {"new": PASSWORD}),
        ("token.create", {"name": "another"}),
    ):
        with pytest.raises(PermissionDeniedError) as caught:
            ask(workspace, program, service, **words)
        assert codes(caught) == ["people.by_token"], service


def test_the_owner_at_the_command_line_has_no_account_of_its_own(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError) as caught:
        ask(workspace, folder_owner(), "token.create", name="x")
    assert codes(caught) == ["people.no_account"]
