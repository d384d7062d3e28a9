"""What everybody does with the own account: password, tokens, visits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tongyuan.services.actors import Actor, Grant, roles
from tongyuan.services.declaration import find
from tongyuan.services.passwords import Passwords
from tongyuan.services.signing_in import Visit, sign_in
from tongyuan.services.visitors import actor_of, actor_of_token, visitor
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
from tongyuan.vocabulary.problems import InputError, NotFoundError, TongyuanError, TooManyError
from tongyuan.workspace.workspace import Workspace

NEW = "nine loud magpies"


@pytest.fixture
def li(workspace: Workspace) -> Callable[[], Visit]:
    """Signs Li Wei in, who reviews, in a browser of its own each time."""
    a_small_province(workspace)
    a_person(workspace, role="reviewer")

    def enter() -> Visit:
        return sign_in(
            workspace,
            login="li.wei",
            password=PASSWORD,
            address="192.0.2.7",
            agent="a browser",
            at=NOON,
            passwords=CountingPasswords(),
        )

    return enter


def acting(workspace: Workspace, visit: Visit) -> Actor:
    actor = visitor(workspace, visit.cookie, at=NOON)
    assert actor is not None
    return actor


def codes(error: pytest.ExceptionInfo[TongyuanError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_new_password_needs_the_present_one_and_ends_the_other_visits(
    workspace: Workspace, li: Callable[[], Visit]
) -> None:
    elsewhere, here = li(), li()
    ask(workspace, acting(workspace, here), "user.password", current=PASSWORD, new=NEW)
    assert visitor(workspace, elsewhere.cookie, at=NOON) is None
    assert visitor(workspace, here.cookie, at=NOON) is not None
    credential = workspace.people.credential(here.person)
    assert credential is not None
    assert Passwords(quick_rules()).verify(credential.hash, NEW)


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("not the password", NEW, "people.current_wrong"),
        ("", NEW, "people.current_wrong"),
        (PASSWORD, PASSWORD, "people.password_same"),
        (PASSWORD, "short", "people.password_short"),
        (PASSWORD, "li.wei li.wei 1", "people.password_word"),
        (PASSWORD, "Place 990100 2026", "people.password_word"),  # a region of the workspace
    ],
)
def test_a_change_that_cannot_be_changes_nothing(
    workspace: Workspace, li: Callable[[], Visit], current: str, new: str, code: str
) -> None:
    elsewhere, here = li(), li()
    with pytest.raises(InputError) as caught:
        ask(workspace, acting(workspace, here), "user.password", current=current, new=new)
    assert codes(caught) == [code]
    assert visitor(workspace, elsewhere.cookie, at=NOON) is not None


def test_the_present_password_is_not_guessed_for_long(workspace: Workspace, li: Callable[[], Visit]) -> None:
    actor = acting(workspace, li())
    for number in range(5):
        with pytest.raises(InputError):
            ask(workspace, actor, "user.password", current=f"guess number {number}", new=NEW)
    with pytest.raises(TooManyError):
        ask(workspace, actor, "user.password", current=PASSWORD, new=NEW)
    ask(workspace, actor, "user.password", current=PASSWORD, new=NEW, at=NOON + minutes(15))


def test_no_password_reaches_the_audit(workspace: Workspace, li: Callable[[], Visit]) -> None:
    ask(workspace, acting(workspace, li()), "user.password", current=PASSWORD, new=NEW)
    (params,) = workspace.audit.rows().filter(service="user.password")["params"]
    assert json.loads(params) == {"current": "•••", "new": "•••"}


def test_a_secret_is_hidden_wherever_a_service_takes_one() -> None:
    told = find("user.password").told({"new": NEW, "current": PASSWORD})
    assert set(told.values()) == {"•••"}
    hidden = {parameter.name for parameter in find("user.password").parameters() if parameter.hidden}
    assert hidden == {"new", "current"}


def test_one_sees_the_own_account_with_its_roles(workspace: Workspace, li: Callable[[], Visit]) -> None:
    record = ask(workspace, acting(workspace, li()), "user.self").record()
    assert (record["login"], record["must_change"], record["password_changed_at"]) == ("li.wei", False, NOON)
    assert [one["role"] for one in record["grants"]] == ["reviewer"]


def test_a_tokens_secret_is_shown_once_and_the_list_tells_what_it_may(
    workspace: Workspace, li: Callable[[], Visit]
) -> None:
    actor = acting(workspace, li())
    record = ask(
        workspace, actor, "token.create", name="台账", limits="release.*, run.list", days=30
    ).record()
    program = actor_of_token(workspace, record["secret"], at=NOON)
    assert (program.id, program.limits) == (actor.id, ("release.*", "run.list"))
    listed = ask(workspace, actor, "token.list").frame()
    assert record["secret"] not in str(listed.rows())
    (row,) = listed.rows(named=True)
    assert (row["limits"], row["expires_at"], row["in_force"]) == (
        "release.*,run.list",
        NOON + timedelta(days=30),
        True,
    )
    assert record["secret"] not in str(workspace.audit.rows().rows())


@pytest.mark.parametrize(
    ("limits", "days", "code"),
    [
        ("", 9, "people.limit"),
        ("everything", 9, "people.limit"),
        ("*; drop table", 9, "people.limit"),
        ("*", 0, "people.token_days"),
        ("*", 367, "people.token_days"),
        ("*", -1, "people.token_days"),
    ],
)
def test_a_token_has_limits_and_a_date(
    workspace: Workspace, li: Callable[[], Visit], limits: str, days: int, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        ask(workspace, acting(workspace, li()), "token.create", name="x", limits=limits, days=days)
    assert codes(caught) == [code]


def test_nobody_revokes_anothers_token(workspace: Workspace, li: Callable[[], Visit]) -> None:
    record = ask(workspace, acting(workspace, li()), "token.create", name="x").record()
    other = actor_of(workspace, a_person(workspace, "other", role="administrator").id, at=NOON)
    for wanted in (record["id"], "\x00", "'", ""):
        with pytest.raises(InputError if wanted == "\x00" else NotFoundError):
            ask(workspace, other, "token.revoke", token=wanted)
    assert ask(workspace, other, "token.list").frame().is_empty()
    assert actor_of_token(workspace, record["secret"], at=NOON)


def test_one_sees_and_ends_the_own_visits_alone(workspace: Workspace, li: Callable[[], Visit]) -> None:
    elsewhere, here = li(), li()
    other = actor_of(workspace, a_person(workspace, "other").id, at=NOON)
    actor = acting(workspace, here)
    rows = ask(workspace, actor, "visit.list").frame()
    assert rows["this"].sum() == 1
    assert set(rows["agent"]) == {"a browser"}
    (handle,) = rows.filter(~rows["this"])["visit"]
    for wanted in (handle, handle[:1], "", "%", "x" * 12):
        with pytest.raises(NotFoundError):
            ask(workspace, other, "visit.end", visit=wanted)
    ask(workspace, actor, "visit.end", visit=handle)
    assert visitor(workspace, elsewhere.cookie, at=NOON) is None


def test_all_other_visits_end_at_once(workspace: Workspace, li: Callable[[], Visit]) -> None:
    first, second, here = li(), li(), li()
    assert ask(workspace, acting(workspace, here), "visit.end", visit="others").record() == {"ended": 2}
    alive = [visitor(workspace, visit.cookie, at=NOON) is not None for visit in (first, second, here)]
    assert alive == [False, False, True]


def test_an_account_is_signed_in_in_ten_browsers_at_most(
    workspace: Workspace, li: Callable[[], Visit]
) -> None:
    for minute in range(11):
        visit = sign_in(
            workspace,
            login="li.wei",
            password=PASSWORD,
            address="192.0.2.7",
            at=NOON + minutes(minute),
            passwords=CountingPasswords(),
        )
    rows = ask(workspace, actor_of(workspace, visit.person), "visit.list", at=NOON + minutes(11)).frame()
    assert rows.height == 10
    assert rows["created_at"].min() == NOON + minutes(1)


def test_every_account_may_keep_itself_whatever_its_role() -> None:
    plain = Actor("person:x", "x", (Grant("account"),))
    for permission in ("user.self", "user.password", "token.create", "token.list", "visit.end"):
        assert plain.may(permission)
        assert not replace(plain, grants=()).may(permission)  # the public has no account
    granted = {role for role in roles() if Actor("x", "x", (Grant(role),)).may("user.add")}
    assert granted == {"administrator"}
