"""Every call has an actor; who lacks the permission is refused, and nothing has changed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tongyuan.services.actors import PUBLIC, folder_owner, roles
from tongyuan.services.declaration import find, nouns, services_of
from tongyuan.services.denial import permission_words
from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor, state_of
from tongyuan.vocabulary.problems import PermissionDeniedError

NAMES = [declared.name for noun in nouns() for declared in services_of(noun)]
GUARDED = [name for name in NAMES if not PUBLIC.may(find(name).permits)]
#: Which role may do what, gone through by hand: a new service asks for its row, a new role for its column.
ACCESS = {
    row["service"]: row
    for row in csv.DictReader(Path(__file__).with_name("access.csv").read_text(encoding="utf-8").splitlines())
}
#: Held with every account and never granted.
UNGRANTED = {"account"}


def test_every_service_has_its_row_of_access() -> None:
    assert sorted(ACCESS) == sorted(NAMES)


@pytest.mark.parametrize("role", sorted(roles().keys() - UNGRANTED))
def test_each_role_may_do_what_the_table_of_access_says_and_nothing_else(role: str) -> None:
    actor = an_actor(role=role)
    found = {name: "yes" if actor.may(find(name).permits) else "no" for name in NAMES}
    assert found == {name: ACCESS[name][role] for name in NAMES}


@pytest.mark.parametrize("name", GUARDED)
def test_who_holds_no_role_is_refused_before_anything_is_looked_at(demo: Session, name: str) -> None:
    stranger = Session(demo.workspace, an_actor(role="nobody"))
    before = state_of(demo.workspace.folder)
    with pytest.raises(PermissionDeniedError) as caught:
        stranger.call(name)
    assert "tester" in caught.value.text("zh")
    assert (caught.value.http_status, caught.value.exit_code) == (403, 1)
    assert state_of(demo.workspace.folder) == before


def test_everybody_reads_the_policy_and_its_status(demo: Session) -> None:
    for role in ("public", "nobody"):
        reader = Session(demo.workspace, an_actor(role=role))
        assert reader.policy.show().frame().height
        assert reader.target.status().frame().height


@pytest.mark.parametrize("name", ["inventory.compile", "statistic.import", "release.approve"])
def test_the_public_changes_nothing(own: Session, own_folder: Path, name: str) -> None:
    before = state_of(own_folder)
    with pytest.raises(PermissionDeniedError):
        Session(own.workspace, an_actor(role="public")).call(name)
    assert state_of(own_folder) == before


def test_an_analyst_proposes_and_does_not_approve(own: Session) -> None:
    analyst = Session(own.workspace, an_actor(role="provincial_analyst"))
    run = analyst.run.list().frame()["run"][0]
    number = analyst.release.propose(name="清单", run=run).frame()["id"][0]
    for step in ("review", "approve"):
        with pytest.raises(PermissionDeniedError):
            analyst.call(f"release.{step}", number=number)


def test_the_owner_of_a_folder_is_its_administrator() -> None:
    assert [name for name in NAMES if not folder_owner().may(find(name).permits)] == []


@pytest.mark.parametrize("name", GUARDED)
def test_a_refusal_says_what_one_may_not_do_in_words(demo: Session, name: str) -> None:
    with pytest.raises(PermissionDeniedError) as caught:
        Session(demo.workspace, an_actor(role="nobody")).call(name)
    words = [permission_words(find(name).permits, language) for language in ("zh", "en")]
    for language, told in zip(("zh", "en"), words, strict=True):
        assert told in caught.value.text(language)
        assert told != find(name).permits


def test_a_permission_that_no_service_asks_for_is_its_own_word() -> None:
    assert permission_words("fly.kite", "zh") == "fly.kite"
