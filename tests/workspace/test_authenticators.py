"""Second factors on both databases: a code counts once, also where two come with it at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tongyuan.services.second_factor import code_at, new_recovery_codes, new_seed, seed_of
from tongyuan.services.second_step import sign_in_by_code
from tongyuan.services.signing_in import Pending, sign_in
from tongyuan.testing.people import NOON, PASSWORD, CountingPasswords, a_person, quick_rules
from tongyuan.vocabulary.problems import NotSignedInError
from tongyuan.workspace.workspace import Workspace


def both_at_once(work: Callable[[str], object], given: list[str]) -> list[object]:
    def caught(secret: str) -> object:
        try:
            return work(secret)
        except NotSignedInError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(caught, given))


def first_step(workspace: Workspace, address: str) -> str:
    done = sign_in(
        workspace, login="li.wei", password=PASSWORD, address=address, at=NOON, passwords=CountingPasswords()
    )
    assert isinstance(done, Pending)
    return done.cookie


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_of_two_who_come_with_one_code_at_once_one_comes_in(workspace: Workspace, kind: str) -> None:
    person, codes = a_person(workspace), new_recovery_codes(quick_rules())
    workspace.authenticators.begin(person.id, seed=new_seed(person.id), at=NOON)
    workspace.authenticators.confirm(person.id, at=NOON)
    workspace.authenticators.keep_codes(person.id, codes, at=NOON)
    factor = workspace.authenticators.get(person.id)
    assert factor is not None
    code = code_at(seed_of(factor), int(NOON.timestamp())) if kind == "code" else codes[3]
    steps = [first_step(workspace, address) for address in ("a1", "a2")]
    came = both_at_once(
        lambda secret: sign_in_by_code(
            workspace, cookie=secret, code=code, address="a3", at=NOON, stated=quick_rules()
        ),
        steps,
    )
    assert came.count("people.code_refused") == 1
    assert len(workspace.visits.listing(person.id, idle=quick_rules().lasting("visit_idle"), at=NOON)) == 1


def test_a_first_step_waits_in_time_and_once(workspace: Workspace) -> None:
    person = a_person(workspace)
    workspace.authenticators.begin(person.id, seed=new_seed(person.id), at=NOON)
    workspace.authenticators.confirm(person.id, at=NOON)
    secret = first_step(workspace, "a1")
    lasts = quick_rules().lasting("step_lasts")
    assert workspace.authenticators.waiting(secret, at=NOON + lasts) is None
    assert workspace.authenticators.waiting("another", at=NOON) is None
    assert workspace.authenticators.waiting(secret, at=NOON) is not None
    workspace.authenticators.finish(secret, at=NOON)
    assert workspace.authenticators.waiting(secret, at=NOON) is None


def test_what_is_removed_is_gone_with_its_recovery_codes(workspace: Workspace) -> None:
    person, codes = a_person(workspace), new_recovery_codes(quick_rules())
    workspace.authenticators.begin(person.id, seed=new_seed(person.id), at=NOON)
    workspace.authenticators.keep_codes(person.id, codes, at=NOON)
    assert (len(codes), workspace.authenticators.codes_left(person.id)) == (10, 10)
    workspace.authenticators.remove(person.id)
    assert (workspace.authenticators.get(person.id), workspace.authenticators.codes_left(person.id)) == (
        None,
        0,
    )
    assert not workspace.authenticators.spend_code(person.id, codes[0], at=NOON)
