"""Signing in by password: what lets in, what locks, what is told, and what is written down."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tongyuan.services.passwords import Passwords
from tongyuan.services.signing_in import Visit, sign_in, visitor
from tongyuan.testing.people import NOON, PASSWORD, CountingPasswords, a_person, minutes, quick_rules
from tongyuan.vocabulary.problems import NotSignedInError, TongyuanError, TooManyError
from tongyuan.workspace.secrets import hashed
from tongyuan.workspace.workspace import Workspace

ADDRESS = "192.0.2.7"


def enter(
    workspace: Workspace,
    login: str = "li.wei",
    password: str = PASSWORD,
    *,
    at: datetime = NOON,
    address: str = ADDRESS,
    passwords: Passwords | None = None,
) -> Visit:
    return sign_in(
        workspace,
        login=login,
        password=password,
        address=address,
        at=at,
        passwords=passwords or CountingPasswords(),
    )


def fail(workspace: Workspace, times: int, *, login: str = "li.wei", at: datetime = NOON) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedInError):
            enter(workspace, login, "not the password", at=at)


def told(workspace: Workspace) -> list[tuple[str, str, str]]:
    rows = workspace.audit.rows().filter(service="visit.begin").reverse()
    return list(zip(rows["actor"], rows["params"], rows["outcome"], strict=True))


def test_login_and_password_begin_a_visit(workspace: Workspace) -> None:
    person = a_person(workspace)
    visit = enter(workspace)
    assert (visit.person, visit.must_change) == (person.id, False)
    actor = visitor(workspace, visit.cookie, at=NOON)
    assert actor is not None
    assert (actor.id, actor.name) == (person.actor_id, person.name)


@pytest.mark.parametrize("typed", ["LI.WEI", " li.wei ", "ｌｉ．ｗｅｉ"])
def test_a_login_may_be_typed_in_any_width_and_case(workspace: Workspace, typed: str) -> None:
    a_person(workspace)
    assert enter(workspace, typed).cookie


def test_each_visit_has_a_secret_of_its_own_that_the_database_does_not_hold(workspace: Workspace) -> None:
    a_person(workspace)
    first, second = enter(workspace), enter(workspace)
    assert first.cookie != second.cookie
    assert len(first.cookie) >= 43  # 256 bits
    kept = workspace.visits.listing(first.person, idle=minutes(30), at=NOON)
    assert {visit.sha256 for visit in kept} == {hashed(first.cookie), hashed(second.cookie)}


@pytest.mark.parametrize("who", ["unknown", "wrong", "disabled", "without"])
def test_every_refusal_says_the_same_words_after_the_same_work(workspace: Workspace, who: str) -> None:
    person = a_person(workspace)
    a_person(workspace, "without", password=None)
    if who == "disabled":
        workspace.people.set_state(person.id, "disabled")
    login = {"unknown": "nobody.here", "without": "without"}.get(who, "li.wei")
    password = "not the password" if who == "wrong" else PASSWORD
    checker = CountingPasswords()
    with pytest.raises(NotSignedInError) as caught:
        enter(workspace, login, password, passwords=checker)
    assert [problem.as_dict() for problem in caught.value.problems] == [
        problem.as_dict() for problem in refusal_of_a_stranger(workspace).problems
    ]
    assert len(checker.done) == 1


def refusal_of_a_stranger(workspace: Workspace) -> TongyuanError:
    with pytest.raises(NotSignedInError) as caught:
        enter(workspace, "a.stranger", address="198.51.100.1")
    return caught.value


@pytest.mark.parametrize("login", ["li.wei", "nobody.here"])
def test_five_failures_lock_a_login_whether_it_is_known_or_not(workspace: Workspace, login: str) -> None:
    a_person(workspace)
    fail(workspace, 5, login=login)
    checker = CountingPasswords()
    with pytest.raises(TooManyError) as caught:
        enter(workspace, login, at=NOON + minutes(14.9), passwords=checker)
    assert caught.value.http_status == 429
    assert checker.done == []  # not even the right password is looked at


def test_a_lock_ends_by_itself_and_a_right_password_forgets_the_failures(workspace: Workspace) -> None:
    a_person(workspace)
    fail(workspace, 5)
    assert enter(workspace, at=NOON + minutes(15)).cookie
    fail(workspace, 4, at=NOON + minutes(16))
    assert enter(workspace, at=NOON + minutes(16)).cookie


def test_a_lock_grows_with_every_five_failures(workspace: Workspace) -> None:
    a_person(workspace)
    moment = NOON
    for locked in (15, 15, 15, 15, 15, 30):
        fail(workspace, 5 if moment == NOON else 1, at=moment)
        with pytest.raises(TooManyError) as caught:
            enter(workspace, at=moment)
        assert caught.value.problems[0].values["minutes"] == locked
        moment += minutes(locked)


def test_a_lock_is_of_the_login_and_holds_nobody_else_up(workspace: Workspace) -> None:
    a_person(workspace)
    a_person(workspace, "wang.fang")
    fail(workspace, 5)
    assert enter(workspace, "wang.fang").cookie


def test_an_address_that_fails_often_waits_though_each_login_is_new(workspace: Workspace) -> None:
    a_person(workspace)
    checker = CountingPasswords(stated=quick_rules(address_failures=3))
    for number in range(3):
        with pytest.raises(NotSignedInError):
            enter(workspace, f"guess{number}", passwords=checker)
    with pytest.raises(TooManyError):
        enter(workspace, passwords=checker)
    assert enter(workspace, address="198.51.100.1", passwords=checker).cookie
    assert enter(workspace, at=NOON + minutes(61), passwords=checker).cookie


def test_an_office_behind_one_address_is_not_held_up_by_its_own_good_sign_ins(workspace: Workspace) -> None:
    checker = CountingPasswords(stated=quick_rules(address_failures=3))
    for number in range(6):
        a_person(workspace, f"clerk{number}")
        assert enter(workspace, f"clerk{number}", passwords=checker).cookie


def test_a_login_is_tried_so_often_in_an_hour_and_no_more(workspace: Workspace) -> None:
    a_person(workspace)
    checker = CountingPasswords(stated=quick_rules(login_attempts=3))
    for _ in range(3):
        enter(workspace, passwords=checker)
    with pytest.raises(TooManyError):
        enter(workspace, passwords=checker)
    assert enter(workspace, at=NOON + minutes(61), passwords=checker).cookie


def test_an_attempt_counts_before_the_password_is_looked_at(workspace: Workspace) -> None:
    person = a_person(workspace)
    for _ in range(5):
        workspace.attempts.note(login=person.login, address=ADDRESS, outcome="open", at=NOON)
    with pytest.raises(TooManyError):
        enter(workspace)


def test_every_sign_in_refusal_and_lock_is_in_the_audit_and_no_password(workspace: Workspace) -> None:
    person = a_person(workspace)
    enter(workspace)
    fail(workspace, 5, at=NOON + minutes(1))
    for _ in range(3):
        with pytest.raises(TooManyError):
            enter(workspace, at=NOON + minutes(2))
    outcomes = [outcome for _, _, outcome in told(workspace)]
    assert outcomes == ["passed", *["refused"] * 4, "locked", "too_many"]  # hammering fills no audit
    assert {actor for actor, _, _ in told(workspace)} == {person.actor_id}
    assert all(json.loads(params)["address"] == ADDRESS for _, params, _ in told(workspace))
    assert not any(PASSWORD in params or "not the password" in params for _, params, _ in told(workspace))


def test_what_was_typed_as_a_login_nobody_has_is_not_written_down(workspace: Workspace) -> None:
    fail(workspace, 1, login="my secret typed into the wrong field")
    ((actor, params, outcome),) = told(workspace)
    assert (actor, outcome) == ("nobody", "refused")
    assert "secret" not in params


def test_a_hash_of_older_parameters_is_renewed_when_its_owner_comes(workspace: Workspace) -> None:
    person = a_person(workspace)
    stronger = Passwords(quick_rules(argon2_time=2))
    enter(workspace, passwords=stronger)
    credential = workspace.people.credential(person.id)
    assert credential is not None
    assert credential.hash is not None
    assert not stronger.outdated(credential.hash)
    assert stronger.verify(credential.hash, PASSWORD)
    assert credential.changed_at == NOON


def test_old_attempts_are_forgotten(workspace: Workspace) -> None:
    a_person(workspace)
    fail(workspace, 5)
    enter(workspace, at=NOON + minutes(8 * 24 * 60))
    assert workspace.attempts.failed_from(ADDRESS, since=NOON - minutes(1)) == 0
