"""Every operation of the document, asked at random by every role, by nobody and with a token that is none.

Whatever is asked, the answer is the one described: no fault of the program, no other shape, and no word of a
canary that lies out of reach, in workbooks neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tongyuan.api.application import application, document
from tongyuan.api.approach import Approach
from tongyuan.api.reception import Reception
from tongyuan.services.actors import PUBLIC, Actor, roles
from tongyuan.services.declaration import find
from tongyuan.services.reach import scope_of
from tongyuan.services.session import Session
from tongyuan.services.visitors import actor_of
from tongyuan.testing.canaries import Planted, plant
from tongyuan.testing.people import a_person
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

from .fuzzing import HOST, Asking

pytestmark = pytest.mark.slow
#: Roles that are held without a grant.
UNGRANTED = ("account", PUBLIC.id)
#: One of each reach: all, a city, an enterprise, nobody's office. Every other role is asked by
#: the canaries, with arguments that lead to something.
CALLERS = ("administrator", "city_analyst", "enterprise_manager", "account")


@pytest.fixture(scope="module")
def sown(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    """A workspace with canaries, which nobody opens: each caller is given a copy."""
    folder = a_copy(founded("exercise"), to=tmp_path_factory.mktemp("sown") / "workspace")
    session = a_session(folder)
    planted = plant(session)
    session.workspace.close()
    return folder, planted


@contextmanager
def a_sown_copy(sown: tuple[Path, Planted], to: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(a_copy(sown[0], to=to / "workspace"))
    yield workspace
    workspace.close()


def known_of(workspace: Workspace, planted: Planted) -> dict[str, list[Any]]:
    """Values of parameters that lead to something, by name; no words of a canary, which answers repeat."""
    work = planted.work
    return {
        "run": [*planted.runs, workspace.runs()["run"][0]],
        "other": list(planted.runs),
        "figure": list(planted.figures),
        "job": list(planted.jobs),
        "region": [workspace.meta.region, *planted.regions],
        "department": list(planted.departments),
        "enterprise": list(planted.enterprises),
        "number": [work.round, *work.assignments, *work.findings],
        "numbers": [",".join(map(str, work.assignments)), "1-3"],
        "login": list(work.logins),
        "commodity": ["co2_allowance"],
        "amount": ["1"],
        "holder": list(work.accounts),
        "origin": list(work.accounts),
        "to": list(work.accounts),
        "by": ["authority:eco"],
        "vintage": [2025],
        "table": ["emission", "total", "filed"],
        "year": [2023],
        "years": ["2022-2024"],
        "period": ["2023"],
        "on": ["2023-12-31"],
        "as_of": ["2099-12-31"],
        "text": ["金丝雀", "煤"],
        "format": ["json", "csv", "xlsx"],
        "role": list(roles()),
    }


def asking(workspace: Workspace, planted: Planted, actor: Actor, token: str | None) -> Asking:
    """Get ready to ask in somebody's name: nothing out of reach may be heard."""

    def heard(operation: str, text: str) -> list[str]:
        noun, verb = operation.rsplit("/", 2)[1:]
        scope = scope_of(actor, find(f"{noun}.{verb}").permits, workspace)
        found = [canary for canary in planted.canaries if not canary.within(scope, actor)]
        return [f"out of reach: {canary}" for canary in found if any(word in text for word in canary.words)]

    approach = Approach(names=(HOST,))
    reception = Reception(Session(workspace, PUBLIC), approach)
    app = application(reception.session, approach=approach)
    return Asking(app, token, known_of(workspace, planted), heard)


def a_caller(workspace: Workspace, planted: Planted, role: str) -> tuple[Actor, str]:
    """Make somebody of a role, bound to the second of what was planted, with a token that limits nothing."""
    second = {
        "region": planted.regions[1],
        "department": planted.departments[1],
        "enterprise": planted.enterprises[1],
    }
    bound = {kind: second[kind] for kind in filter(None, roles()[role]["must_bind"].split(";"))}
    granted = None if role in UNGRANTED else role
    person = a_person(workspace, f"one.{role}", role=granted, at=now(), password=None, **bound)
    lapses = now() + timedelta(days=1)
    _, secret = workspace.tokens.create(person.id, name="asks", limits=("*",), expires_at=lapses, at=now())
    return actor_of(workspace, person.actor_id), secret


def operations() -> set[str]:
    return {f"{method.upper()} {path}" for path, found in document()["paths"].items() for method in found}


def told(faults: dict[str, str]) -> str:
    return json.dumps(faults, ensure_ascii=False, indent=1).replace("\\n", "\n")


@pytest.mark.parametrize("role", CALLERS)
def test_whatever_a_role_asks_it_is_answered_as_described(
    sown: tuple[Path, Planted], tmp_path: Path, role: str
) -> None:
    with a_sown_copy(sown, tmp_path) as workspace:
        ask = asking(workspace, sown[1], *a_caller(workspace, sown[1], role))
        faults = ask.everything(examples=1)
        assert faults == {}, told(faults)
        assert set(ask.asked) == operations()
        assert ask.counts[200]
        assert workspace.audit.verify().problems == ()


def test_whatever_nobody_asks_it_is_answered_as_described(sown: tuple[Path, Planted], tmp_path: Path) -> None:
    with a_sown_copy(sown, tmp_path) as workspace:
        ask = asking(workspace, sown[1], PUBLIC, None)
        faults = ask.everything(examples=1)
        assert faults == {}, told(faults)
        assert ask.counts[200]


def test_a_token_that_is_none_reaches_nothing(sown: tuple[Path, Planted], tmp_path: Path) -> None:
    with a_sown_copy(sown, tmp_path) as workspace:
        ask = asking(workspace, sown[1], PUBLIC, "none")
        faults = ask.everything(examples=1)
        assert faults == {}, told(faults)
        assert set(ask.counts) <= {400, 401, 413, 422}
