"""Files of YAML that a user states: each fault with its line, column and field, all of them at once."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.stated import naming_places, read_stated


class Cap(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: str
    year: int
    most: Annotated[float, Field(gt=0)]


class Ask(BaseModel):
    caps: list[Cap]
    shares: dict[int, float] = {}

    @model_validator(mode="after")
    def _fair(self) -> Ask:
        if sum(self.shares.values()) > 1:
            raise ValueError("shares: more than one; caps.0.limit: too greedy")
        return self


TEXT = """\
# what we ask for
caps:
  - limit: SO2
    year: soon
    most: -1
    colour: red
  - year: 2030
    most: 5
"""


def refused(text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_stated(text, model=Ask, file="ask.yaml")
    return list(caught.value.problems)


def places(problems: list[Problem]) -> dict[str, tuple[int | None, str | None]]:
    assert {problem.place.file for problem in problems} == {"ask.yaml"}
    return {problem.values["field"]: (problem.place.row, problem.place.column) for problem in problems}


def test_every_fault_stands_at_its_line_and_column() -> None:
    assert places(refused(TEXT)) == {
        "caps.0.year": (4, "11"),
        "caps.0.most": (5, "11"),
        "caps.0.colour": (6, "13"),
        "caps.1.limit": (7, "5"),  # what is missing stands where it would be looked for
    }


def test_a_fault_says_what_was_found_and_what_is_expected_in_both_languages() -> None:
    told = {problem.values["field"]: problem for problem in refused(TEXT)}
    assert told["caps.0.year"].what("zh") == "caps.0.year：soon"
    assert (told["caps.0.year"].expected("zh"), told["caps.0.year"].expected("en")) == (
        "整数",
        "a whole number",
    )
    assert told["caps.0.most"].expected("zh") == "大于 0.0"
    assert told["caps.1.limit"].values["got"] == "—"


def test_faults_that_the_model_finds_itself_are_told_one_by_one() -> None:
    text = "shares: {2025: 0.7, 2030: 0.6}\ncaps:\n  - {limit: SO2, year: 2030, most: 1}\n"
    assert places(refused(text)) == {"shares": (1, "1"), "caps.0.limit": (3, "13")}


def test_a_key_that_is_at_fault_is_pointed_at() -> None:
    assert places(refused("caps: []\nshares:\n  never: 0.5\n")) == {"shares.never": (3, "10")}


def test_a_name_that_stands_twice_is_refused_where_it_stands_again() -> None:
    found = refused("caps: []\nshares: {2025: 0.1}\nshares: {2025: 0.2}\n")
    assert [problem.code for problem in found] == ["stated.twice"]
    assert places(found) == {"shares": (3, "1")}


def test_one_anchor_may_serve_many_times() -> None:
    text = "caps:\n  - &one {limit: SO2, year: 2030, most: 1}\n  - {<<: *one, limit: NOx}\n"
    assert [cap.limit for cap in read_stated(text, model=Ask).caps] == ["SO2", "NOx"]


def test_what_is_found_later_is_told_with_its_place_too() -> None:
    problem = Problem("stated.twice", {"field": "limits.1.year"})
    text = "scenario: {name: a}\nlimits:\n  - year: 2025\n  - year: 2035\n"
    with pytest.raises(InputError) as caught, naming_places(text, file="ask.yaml", part="scenario"):
        raise InputError([problem, Problem("stated.twice", {"field": "name"})])
    assert [(one.place.row, one.place.column) for one in caught.value.problems] == [(4, "11"), (1, "18")]
