"""Every service is declared once, well enough for every door: words in both languages, typed parameters."""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from tongyuan.services import declaration
from tongyuan.services.actors import Actor
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Service, find, nouns, services_of
from tongyuan.vocabulary.problems import NotFoundError

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
WINGS = ("ground", "plan", "deploy", "advance", "assess")
KINDS = (str, int, float, bool, Path)


def every() -> Iterator[Service]:
    for noun in nouns():
        yield from services_of(noun)


def rows(name: str) -> list[dict[str, str]]:
    text = (files("tongyuan.services") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


SERVICES = list(every())
EVERY = pytest.mark.parametrize("declared", SERVICES, ids=lambda declared: declared.name)


def test_every_noun_has_its_row_with_its_wing_and_both_names() -> None:
    assert {row["wing"] for row in rows("nouns.csv")} <= set(WINGS)
    assert [
        row["noun"]
        for row in rows("nouns.csv")
        if not CHINESE.search(row["name_zh"]) or not ENGLISH.search(row["name_en"])
    ] == []


def test_whatever_a_room_declares_belongs_to_a_noun() -> None:
    rooms = [f"tongyuan.services.{wing}" for wing in WINGS]
    for room in rooms:
        for module in iter_modules(import_module(room).__path__):
            import_module(f"{room}.{module.name}")
    assert {declared.name for declared in every()} == set(declaration._SERVICES)


def test_every_noun_has_a_service() -> None:
    assert [noun for noun in nouns() if not services_of(noun)] == []


@EVERY
def test_a_service_is_summed_up_in_both_languages(declared: Service) -> None:
    assert CHINESE.search(declared.summary)
    assert ENGLISH.search(declared.summary)


@EVERY
def test_a_parameter_is_typed_and_explained_in_both_languages(declared: Service) -> None:
    for parameter in declared.parameters():
        assert parameter.type in KINDS or get_origin(parameter.type) is Literal, parameter.name
        assert CHINESE.search(parameter.help), parameter.name
        assert ENGLISH.search(parameter.help), parameter.name


@EVERY
def test_parameters_are_given_by_name_and_answers_are_answers(declared: Service) -> None:
    first, *others = inspect.signature(declared.function).parameters.values()
    assert first.name == "ctx"
    assert {parameter.kind for parameter in others} <= {inspect.Parameter.KEYWORD_ONLY}
    assert get_type_hints(declared.function)["return"] is Answer


@EVERY
def test_a_default_is_of_its_own_type(declared: Service) -> None:
    for parameter in declared.parameters():
        if parameter.default is None:
            continue
        allowed = get_args(parameter.type)
        good = parameter.default in allowed if allowed else isinstance(parameter.default, parameter.type)
        assert good, parameter.name


@EVERY
def test_a_service_is_found_by_its_name_in_the_room_of_its_noun(declared: Service) -> None:
    assert find(declared.name) is declared
    room = nouns()[declared.noun]
    assert declared.function.__module__.startswith(room)


def test_no_role_is_granted_what_no_service_asks_for() -> None:
    asked = {declared.permits for declared in SERVICES}
    role = {row["permission"]: Actor("x", "x", frozenset({row["role"]})) for row in rows("permissions.csv")}
    idle = [
        pattern
        for pattern in role
        if not any(re.fullmatch(pattern.replace(".", r"\.").replace("*", ".*"), name) for name in asked)
    ]
    assert idle == []


def test_what_changes_state_asks_for_a_permission_of_its_own() -> None:
    reading = {declared.permits for declared in SERVICES if not declared.changes}
    assert [declared.name for declared in SERVICES if declared.changes and declared.permits in reading] == []


@pytest.mark.parametrize("name", ["nothing.show", "policy.nothing", "policy", ""])
def test_a_service_that_is_not_there_is_said_not_to_be_there(name: str) -> None:
    with pytest.raises(NotFoundError):
        find(name)
