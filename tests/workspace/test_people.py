"""Stores of people: accounts, grants, holders; what twenty do at once counts as one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.services.one_time_links import enter_by_link, new_link
from tongyuan.services.signing_in import sign_in
from tongyuan.testing.people import NOON, CountingPasswords, a_person
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, NotSignedInError, TooManyError
from tongyuan.workspace.people import normalised_login
from tongyuan.workspace.workspace import Workspace

TWENTY = range(20)


def at_once(work: Callable[[int], object]) -> list[object]:
    def caught(number: int) -> object:
        try:
            return work(number)
        except (NotSignedInError, TooManyError) as error:
            return type(error)

    with ThreadPoolExecutor(len(TWENTY)) as pool:
        return list(pool.map(caught, TWENTY))


@settings(max_examples=500)
@given(st.text())
def test_a_login_has_one_form(text: str) -> None:
    once = normalised_login(text)
    assert normalised_login(once) == once
    assert "\x00" not in once


def test_a_login_is_given_once_even_to_the_disabled(workspace: Workspace) -> None:
    person = a_person(workspace)
    workspace.people.set_state(person.id, "disabled")
    with pytest.raises(ConflictError):
        workspace.people.add("LI.WEI", name="another", actor="t")


def test_a_person_is_found_by_login_and_by_either_form_of_the_id(workspace: Workspace) -> None:
    person = a_person(workspace)
    people = workspace.people
    assert people.find("Li.Wei") == people.get(person.id) == people.get(person.actor_id) == person
    assert people.known("nobody") is people.get("nobody") is people.get("local:root") is None
    assert people.names() == {person.actor_id: person.name}
    with pytest.raises(NotFoundError):
        people.find("nobody")


def test_holders_are_those_whose_grant_is_bound_to_exactly_this_unit(workspace: Workspace) -> None:
    bound = {
        "province": {"department": "ecology"},
        "city": {"department": "ecology", "region": "990100"},
        "county": {"region": "990101"},
        "mill": {"enterprise": "mill"},
        "free": {},
    }
    for login, what in bound.items():
        a_person(workspace, login, role="reviewer", **what)
    for login, what in bound.items():
        assert [person.login for person in workspace.people.holders(**what, at=NOON)] == [login]
    assert workspace.people.holders(role="approver", region="990101", at=NOON) == ()
    assert len(workspace.people.holders(role="reviewer", at=NOON)) == 1


def test_holders_hold_now_are_active_and_come_once(workspace: Workspace) -> None:
    people = workspace.people
    for login in ("b", "a", "lapsed", "revoked", "disabled", "later"):
        a_person(workspace, login, password=None)
    grants = {
        login: people.grant(people.find(login).id, "park", region="990101", actor="t", at=NOON)
        for login in ("b", "a", "revoked", "disabled")
    }
    people.grant(people.find("a").id, "county_bureau", region="990101", actor="t", at=NOON)
    hour = timedelta(hours=1)
    people.grant(
        people.find("lapsed").id, "park", region="990101", actor="t", at=NOON - hour, valid_until=NOON
    )
    people.grant(people.find("later").id, "park", region="990101", actor="t", at=NOON, valid_from=NOON + hour)
    people.revoke(grants["revoked"].id, actor="t", at=NOON)
    people.set_state(people.find("disabled").id, "disabled")
    assert [person.login for person in people.holders(region="990101", at=NOON)] == ["a", "b"]
    assert [person.login for person in people.holders(role="county_bureau", region="990101", at=NOON)] == [
        "a"
    ]


def test_a_subject_of_a_provider_is_one_person(workspace: Workspace) -> None:
    first, second = a_person(workspace, "first"), a_person(workspace, "second")
    workspace.people.link_identity(first.id, issuer="https://a", subject="1", actor="t")
    with pytest.raises(ConflictError):
        workspace.people.link_identity(second.id, issuer="https://a", subject="1", actor="t")
    workspace.people.link_identity(second.id, issuer="https://b", subject="1", actor="t")
    assert workspace.people.identify("https://a", "1") == first
    assert workspace.people.identify("https://b", "1") == second
    assert workspace.people.identify("https://a", "2") is None


def test_of_twenty_who_use_one_link_at_once_one_comes_in(workspace: Workspace) -> None:
    code = new_link(workspace, a_person(workspace), purpose="invite", at=NOON)
    came = at_once(lambda number: enter_by_link(workspace, code=code, address=f"a{number}", at=NOON))
    assert came.count(NotSignedInError) == 19


def test_twenty_guesses_at_once_are_five_guesses(workspace: Workspace) -> None:
    a_person(workspace)
    checker = CountingPasswords()

    def guess(number: int) -> object:
        return sign_in(
            workspace,
            login="li.wei",
            password=f"guess number {number}",
            address=f"a{number}",
            at=NOON,
            passwords=checker,
        )

    answers = at_once(guess)
    assert len(checker.done) == 5
    assert (answers.count(NotSignedInError), answers.count(TooManyError)) == (5, 15)
    assert workspace.attempts.failures("li.wei").count == 5
