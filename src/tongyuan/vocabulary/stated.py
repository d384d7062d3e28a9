"""Reading what a user states in a file of YAML into its model: every fault at once, with its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.stated_places import place_of, stated_twice

__all__ = ["naming_places", "read_stated"]

Model = TypeVar("Model", bound=BaseModel)

NOTHING = "—"
#: So much of a value is told.
LONGEST = 60
#: How pydantic marks that a key, not its value, is at fault.
KEY = "[key]"
#: What stands before a fault that a model itself found, and between several of them.
OWN_FAULT, BETWEEN = "Value error, ", "; "


def read_stated(text: str, *, model: type[Model], file: str | None = None) -> Model:
    """Read a model from YAML.

    Parameters
    ----------
    text
        The file's text.
    model
        What the file states.
    file
        Its name, for what is said of faults.

    Returns
    -------
    Model
        What is stated.

    Raises
    ------
    InputError
        With every fault: where (file, line, column and field), what was found, what is expected.

    Examples
    --------
    >>> class Ask(BaseModel):
    ...     year: int
    >>> read_stated("year: 2030", model=Ask).year
    2030
    >>> try:
    ...     read_stated("# ours" + chr(10) + "year: soon", model=Ask, file="ask.yaml")
    ... except InputError as error:
    ...     print(error.problems[0].place.text("en"), "|", error.problems[0].what("en"))
    file ask.yaml · row 2 · column 7 | year: soon
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row, column = (None, None) if mark is None else (mark.line + 1, str(mark.column + 1))
        place = Place(file=file, row=row, column=column)
        raise InputError([Problem("stated.not_yaml", {"got": str(error)}, place)]) from None
    twice = [
        Problem("stated.twice", {"field": field}, replace(place, file=file))
        for field, place in stated_twice(text)
    ]
    try:
        read = model.model_validate(told)
    except ValidationError as error:
        faults = [problem for fault in error.errors() for problem in _faults(fault)]
        raise InputError([*twice, *_placed(faults, text=text, file=file)]) from None
    if twice:
        raise InputError(twice)
    return read


@contextmanager
def naming_places(text: str, *, file: str | None = None, part: str = "") -> Iterator[None]:
    """Say of problems found in what a file states where in the file their field stands.

    Parameters
    ----------
    text
        The file's text.
    file
        Its name.
    part
        A part of the file whose fields may be told without its name before them.

    Yields
    ------
    None
        What is done with it; an InputError goes on with places.

    Examples
    --------
    >>> try:
    ...     with naming_places("year: 2030", file="ask.yaml"):
    ...         raise InputError(Problem("stated.twice", {"field": "year"}))
    ... except InputError as error:
    ...     print(error.problems[0].place.text("en"))
    file ask.yaml · row 1 · column 7
    """
    try:
        yield
    except InputError as error:
        raise type(error)(_placed(error.problems, text=text, file=file, part=part)) from None


def _placed(problems: Sequence[Problem], *, text: str, file: str | None, part: str = "") -> Iterator[Problem]:
    """Give each problem that names a field, and no place, the place of that field."""
    for problem in problems:
        field = str(problem.values.get("field", ""))
        if not field or problem.place.row is not None:
            yield problem
            continue
        found = place_of(text, field) or (place_of(text, f"{part}.{field}") if part else None)
        yield replace(problem, place=replace(found or Place(row=1, column="1"), file=file))


def _faults(fault: Any) -> list[Problem]:
    """Say what a fault is; those that a model found itself each name their own field."""
    above = ".".join(str(part) for part in fault["loc"] if part != KEY)
    if fault["type"] != "value_error":
        got = NOTHING if fault["type"] == "missing" else _short(fault["input"])
        return [Problem("stated.fault", {"field": above or NOTHING, "got": got, **_expected(fault)})]
    usual = _wordings()["value_error"]
    told = [part.partition(": ") for part in fault["msg"].removeprefix(OWN_FAULT).split(BETWEEN)]
    return [
        Problem("stated.fault", {"field": field or NOTHING, "got": got, **usual})
        for field, got in (_own(above, *part) for part in told)
    ]


def _own(above: str, field: str, colon: str, got: str) -> tuple[str, str]:
    """Split what a model says of itself into its field and what was found; it may name no field."""
    named = bool(colon) and " " not in field
    if not named:
        return above, f"{field}{colon}{got}"
    return ".".join(part for part in (above, field) if part), got


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _expected(fault: Any) -> dict[str, str]:
    """Say what is expected in both languages; in the words of the reader of models where none are held."""
    own = dict.fromkeys(("expected_zh", "expected_en"), str(fault["msg"]))
    wording = _wordings().get(fault["type"], own)
    return {name: told.format_map(fault.get("ctx", {})) for name, told in wording.items()}


@cache
def _wordings() -> dict[str, dict[str, str]]:
    text = (files("tongyuan.vocabulary") / "data" / "stated_faults.csv").read_text(encoding="utf-8")
    return {
        row["fault"]: {name: row[name] for name in ("expected_zh", "expected_en")}
        for row in csv.DictReader(text.splitlines())
    }
