"""Whoever has no visit, no token and no link in force is nobody, whatever the clock says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongyuan.services.actors import Grant
from tongyuan.services.one_time_links import enter_by_link, new_link
from tongyuan.services.sign_in_rules import rules
from tongyuan.services.visitors import (
    ACCOUNT,
    MUST_CHANGE,
    actor_of,
    actor_of_token,
    end_all_visits,
    end_visit,
    visitor,
)
from tongyuan.testing.people import NOON, a_person, a_small_province, minutes
from tongyuan.vocabulary.problems import NotSignedInError
from tongyuan.workspace.people import Person
from tongyuan.workspace.secrets import new_secret
from tongyuan.workspace.workspace import Workspace

IDLE, LONGEST = rules().lasting("visit_idle"), rules().lasting("visit_longest")
MOMENTS = st.integers(-3600, 3 * 24 * 3600).map(lambda seconds: NOON + timedelta(seconds=seconds))
ANY_CLOCK = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def a_visit(workspace: Workspace, person: Person) -> str:
    secret = new_secret()
    workspace.visits.begin(
        person.id, secret=secret, how="password", address="192.0.2.7", expires_at=NOON + LONGEST, at=NOON
    )
    return secret


def a_token(workspace: Workspace, person: Person, *limits: str, days: int = 1) -> str:
    expires_at = NOON + timedelta(days=days)
    _, secret = workspace.tokens.create(
        person.id, name="ledger", limits=limits or ("*",), expires_at=expires_at, at=NOON
    )
    return secret


def known(workspace: Workspace) -> Person:
    return workspace.people.known("li.wei") or a_person(workspace)


@ANY_CLOCK
@given(seen=st.lists(MOMENTS, max_size=8).map(sorted), last=MOMENTS)
def test_a_visit_acts_while_it_is_seen_often_enough_and_never_past_its_end(
    workspace: Workspace, seen: list, last: object
) -> None:
    cookie = a_visit(workspace, known(workspace))
    latest = NOON
    for moment in [moment for moment in sorted([*seen, last]) if moment >= NOON]:
        alive = moment < NOON + LONGEST and moment < latest + IDLE
        found = visitor(workspace, cookie, at=moment)
        if not alive:
            assert found is None
            return  # later moments are later still
        # A sign of life within the last minute may be the latest that is kept.
        latest = moment if moment - latest >= timedelta(seconds=60) else latest
        assert found is not None


@ANY_CLOCK
@given(moment=MOMENTS)
def test_a_token_acts_before_its_date_alone(workspace: Workspace, moment: object) -> None:
    secret = a_token(workspace, known(workspace))
    if moment < NOON + timedelta(days=1):
        assert actor_of_token(workspace, secret, at=moment).id == known(workspace).actor_id
        return
    with pytest.raises(NotSignedInError):
        actor_of_token(workspace, secret, at=moment)


@ANY_CLOCK
@given(moment=MOMENTS)
def test_a_link_lets_in_once_and_in_time(workspace: Workspace, moment: object) -> None:
    workspace.people.known("wang") or a_person(workspace, "wang")
    code = new_link(workspace, workspace.people.find("wang"), purpose="reset", at=NOON)
    if moment < NOON + rules().lasting("reset_link"):
        assert enter_by_link(workspace, code=code, address=new_secret(), at=moment).cookie
    for _ in range(2):
        with pytest.raises(NotSignedInError):
            enter_by_link(workspace, code=code, address=new_secret(), at=moment)


@pytest.mark.parametrize("secret", ["", "x", "tongyuan_x", "\x00", "\ud800", "ü" * 5000])
def test_what_is_no_secret_of_ours_is_nobody(workspace: Workspace, secret: str) -> None:
    assert visitor(workspace, secret, at=NOON) is None
    with pytest.raises(NotSignedInError) as caught:
        actor_of_token(workspace, secret, at=NOON)
    assert caught.value.http_status == 401
    with pytest.raises(NotSignedInError):
        enter_by_link(workspace, code=secret, address="192.0.2.7", at=NOON)


def test_the_hash_that_the_database_holds_is_no_secret(workspace: Workspace) -> None:
    person = a_person(workspace)
    a_visit(workspace, person)
    (kept,) = workspace.visits.listing(person.id, idle=IDLE, at=NOON)
    assert visitor(workspace, kept.sha256, at=NOON) is None


def test_an_ended_visit_and_a_revoked_token_act_no_more(workspace: Workspace) -> None:
    person = a_person(workspace)
    cookie, secret = a_visit(workspace, person), a_token(workspace, person)
    end_visit(workspace, cookie, at=NOON)
    workspace.tokens.revoke(workspace.tokens.listing(person.id)[0].id, person=person.id, at=NOON)
    assert visitor(workspace, cookie, at=NOON) is None
    with pytest.raises(NotSignedInError):
        actor_of_token(workspace, secret, at=NOON)


def test_signing_out_is_written_down_once(workspace: Workspace) -> None:
    person = a_person(workspace)
    cookie = a_visit(workspace, person)
    for _ in range(2):
        end_visit(workspace, cookie, at=NOON)
    rows = workspace.audit.rows().filter(service="visit.end")
    assert rows["actor"].to_list() == [person.actor_id]


def test_a_disabled_person_acts_by_no_visit_token_or_job(workspace: Workspace) -> None:
    person = a_person(workspace)
    cookie, secret = a_visit(workspace, person), a_token(workspace, person)
    workspace.people.set_state(person.id, "disabled")
    assert visitor(workspace, cookie, at=NOON) is None
    with pytest.raises(NotSignedInError):
        actor_of_token(workspace, secret, at=NOON)
    with pytest.raises(NotSignedInError):
        actor_of(workspace, person.actor_id, at=NOON)


def test_every_visit_of_a_person_may_be_ended_but_the_one_to_keep(workspace: Workspace) -> None:
    person = a_person(workspace)
    first, second, here = (a_visit(workspace, person) for _ in range(3))
    actor = visitor(workspace, here, at=NOON)
    assert actor is not None
    assert end_all_visits(workspace, actor.id, keep=actor.via.removeprefix("visit:"), at=NOON) == 2
    assert [visitor(workspace, cookie, at=NOON) is None for cookie in (first, second, here)] == [
        True,
        True,
        False,
    ]


def test_an_actor_holds_the_grants_in_force_now(workspace: Workspace) -> None:
    person = a_person(workspace, role="reviewer", region="990100")
    people = workspace.people
    later, lapsed = NOON + minutes(10), NOON - minutes(10)
    people.grant(person.id, "approver", actor="t", valid_from=later, at=NOON)
    people.grant(person.id, "inspector", actor="t", valid_until=NOON, at=lapsed)
    revoked = people.grant(person.id, "administrator", actor="t", at=lapsed)
    people.revoke(revoked.id, actor="t", at=NOON)
    assert actor_of(workspace, person.id, at=NOON).grants == (ACCOUNT, Grant("reviewer", region="990100"))
    assert actor_of(workspace, person.id, at=later).roles == {"account", "reviewer", "approver"}
    assert actor_of(workspace, person.id, at=lapsed).roles == {"account", "inspector", "administrator"}


def test_a_grant_that_is_revoked_is_gone_at_the_next_click(workspace: Workspace) -> None:
    person = a_person(workspace, role="reviewer")
    cookie = a_visit(workspace, person)
    (held,) = workspace.people.grants(person.id, at=NOON)
    workspace.people.revoke(held.id, actor="t", at=NOON + minutes(1))
    actor = visitor(workspace, cookie, at=NOON + minutes(2))
    assert actor is not None
    assert not actor.may("release.review")


def test_a_token_reaches_no_further_than_its_limits_nor_than_its_person(workspace: Workspace) -> None:
    person = a_person(workspace, role="reviewer")
    actor = actor_of_token(workspace, a_token(workspace, person, "release.*", "user.add"), at=NOON)
    assert actor.may("release.review")
    assert not actor.may("statistic.list")
    assert not actor.may("policy.show")  # not even what the public may
    assert not actor.may("user.add")


def test_who_must_choose_a_password_may_do_that_alone(workspace: Workspace) -> None:
    person = a_person(workspace, role="administrator")
    secret = a_token(workspace, person)
    workspace.people.void_password(person.id, at=NOON)
    actor = visitor(workspace, a_visit(workspace, person), at=NOON)
    assert actor is not None
    assert actor.limits == MUST_CHANGE
    assert actor.may("user.password")
    assert not actor.may("statistic.list")
    with pytest.raises(NotSignedInError):
        actor_of_token(workspace, secret, at=NOON)


@pytest.mark.parametrize(
    ("employer", "enterprise", "acts"),
    [
        ("steel", "steel", False),
        ("steel", "mill", False),  # its subsidiary
        ("mill", "steel", False),  # its owner
        ("steel", "cement", True),
        (None, "steel", True),
    ],
)
def test_a_verifiers_grant_for_the_employers_group_is_not_counted(
    workspace: Workspace, employer: str | None, enterprise: str, acts: bool
) -> None:
    a_small_province(workspace)
    person = a_person(workspace, role="verifier", enterprise=enterprise, employer=employer)
    assert ("verifier" in actor_of(workspace, person.id, at=NOON).roles) is acts


def test_a_verifier_who_changes_employer_loses_the_grant(workspace: Workspace) -> None:
    a_small_province(workspace)
    person = a_person(workspace, role="verifier", enterprise="mill")
    workspace.people.employ(person.id, "holding")
    assert actor_of(workspace, person.id, at=NOON).roles == {"account"}


def test_a_visit_that_is_seen_every_second_is_written_once_a_minute(workspace: Workspace) -> None:
    person = a_person(workspace)
    cookie = a_visit(workspace, person)
    for second in range(90):
        visitor(workspace, cookie, at=NOON + timedelta(seconds=second))
    (kept,) = workspace.visits.listing(person.id, idle=IDLE, at=NOON)
    assert kept.last_seen_at == NOON + timedelta(seconds=60)
