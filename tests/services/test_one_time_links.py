"""One-time links: the first run, invitations, lost passwords."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tongyuan.services.actors import folder_owner
from tongyuan.services.one_time_links import enter_by_link, first_link, new_link
from tongyuan.services.signing_in import sign_in
from tongyuan.services.visitors import visitor
from tongyuan.testing.people import (
    NOON,
    PASSWORD,
    CountingPasswords,
    a_person,
    a_small_province,
    ask,
    minutes,
    quick_rules,
)
from tongyuan.vocabulary.problems import ConflictError, NotSignedInError, TooManyError
from tongyuan.workspace.workspace import Workspace

ADDRESS = "192.0.2.7"


def test_the_owner_of_a_new_workspace_comes_in_without_any_password(workspace: Workspace) -> None:
    code = first_link(workspace, at=NOON)
    visit = enter_by_link(workspace, code=code, address=ADDRESS, at=NOON + minutes(9))
    actor = visitor(workspace, visit.cookie, at=NOON + minutes(10))
    assert actor is not None
    assert actor.roles == {"account", "administrator"}
    assert not visit.must_change
    assert workspace.people.credential(visit.person) is None


def test_the_first_link_lasts_ten_minutes_and_works_once(workspace: Workspace) -> None:
    lapsed, good = first_link(workspace, at=NOON), None
    with pytest.raises(NotSignedInError):
        enter_by_link(workspace, code=lapsed, address=ADDRESS, at=NOON + minutes(10))
    good = first_link(workspace, at=NOON)
    enter_by_link(workspace, code=good, address=ADDRESS, at=NOON)
    with pytest.raises(NotSignedInError):
        enter_by_link(workspace, code=good, address=ADDRESS, at=NOON)


def test_a_new_link_makes_the_one_before_useless(workspace: Workspace) -> None:
    before, after = first_link(workspace, at=NOON), first_link(workspace, at=NOON)
    with pytest.raises(NotSignedInError):
        enter_by_link(workspace, code=before, address=ADDRESS, at=NOON)
    assert enter_by_link(workspace, code=after, address=ADDRESS, at=NOON).cookie


def test_every_first_run_is_of_the_same_person(workspace: Workspace) -> None:
    for _ in range(3):
        first_link(workspace, at=NOON)
    assert [person.login for person in workspace.people.listing()] == [folder_owner().name]


def test_somebody_else_with_the_owners_login_is_not_made_an_administrator(workspace: Workspace) -> None:
    a_person(workspace, folder_owner().name)
    with pytest.raises(ConflictError) as caught:
        first_link(workspace, at=NOON)
    assert caught.value.problems[0].code == "people.owner_taken"


@pytest.fixture(params=["exercise", "real"])
def new_pack(request: pytest.FixtureRequest, founded: Callable[[str], Path]) -> Path:
    from tongyuan.testing.sessions import real_pack

    return founded("exercise" if request.param == "exercise" else real_pack())


def test_a_new_workspace_has_neither_people_nor_passwords(new_pack: Path) -> None:
    with Workspace.open(new_pack) as workspace:
        assert workspace.people.listing() == ()


def test_whoever_is_invited_chooses_a_password_before_anything_else(workspace: Workspace) -> None:
    a_small_province(workspace)
    person = a_person(workspace, password=None, role="reviewer")
    code = new_link(workspace, person, purpose="invite", at=NOON)
    visit = enter_by_link(workspace, code=code, address=ADDRESS, at=NOON + minutes(60))
    assert visit.must_change
    actor = visitor(workspace, visit.cookie, at=NOON + minutes(60))
    assert actor is not None
    assert not actor.may("release.review")
    ask(workspace, actor, "user.password", new=PASSWORD, at=NOON + minutes(61))
    again = visitor(workspace, visit.cookie, at=NOON + minutes(62))
    assert again is not None
    assert again.may("release.review")


def test_a_reset_voids_the_password_and_ends_every_visit_once_it_is_used(workspace: Workspace) -> None:
    person = a_person(workspace)
    checker = CountingPasswords()
    before = sign_in(
        workspace, login="li.wei", password=PASSWORD, address=ADDRESS, at=NOON, passwords=checker
    )
    code = new_link(workspace, person, purpose="reset", at=NOON)
    assert visitor(workspace, before.cookie, at=NOON) is not None  # handing a link over changes nothing
    assert enter_by_link(workspace, code=code, address=ADDRESS, at=NOON).must_change
    assert visitor(workspace, before.cookie, at=NOON) is None
    with pytest.raises(NotSignedInError):
        sign_in(workspace, login="li.wei", password=PASSWORD, address=ADDRESS, at=NOON, passwords=checker)


def test_a_link_lets_in_whom_others_have_locked_out(workspace: Workspace) -> None:
    person = a_person(workspace)
    for _ in range(5):
        workspace.attempts.note(login="li.wei", address="198.51.100.1", outcome="failed", at=NOON)
    code = new_link(workspace, person, purpose="reset", at=NOON)
    enter_by_link(workspace, code=code, address=ADDRESS, at=NOON)
    workspace.people.set_password(person.id, CountingPasswords().hash(PASSWORD), at=NOON)
    checker = CountingPasswords()
    assert sign_in(
        workspace, login="li.wei", password=PASSWORD, address=ADDRESS, at=NOON, passwords=checker
    ).cookie


def test_nobody_guesses_codes_for_long(workspace: Workspace) -> None:
    stated = quick_rules(address_failures=3)
    code = first_link(workspace, at=NOON)
    for number in range(3):
        with pytest.raises(NotSignedInError):
            enter_by_link(workspace, code=f"guess{number}", address=ADDRESS, at=NOON, stated=stated)
    with pytest.raises(TooManyError):
        enter_by_link(workspace, code=code, address=ADDRESS, at=NOON, stated=stated)


def test_links_are_in_the_audit_without_their_codes(workspace: Workspace) -> None:
    code = first_link(workspace, at=NOON)
    enter_by_link(workspace, code=code, address=ADDRESS, at=NOON)
    rows = workspace.audit.rows()
    assert {"user.first", "visit.begin"} <= set(rows["service"])
    assert not any(code in text for text in rows["params"])


def test_a_disabled_person_comes_in_by_no_link(workspace: Workspace) -> None:
    person = a_person(workspace)
    code = new_link(workspace, person, purpose="reset", at=NOON)
    workspace.people.set_state(person.id, "disabled")
    with pytest.raises(NotSignedInError):
        enter_by_link(workspace, code=code, address=ADDRESS, at=NOON)
