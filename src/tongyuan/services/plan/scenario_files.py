"""Files of scenarios: YAML or a workbook, read alike; templates, and what is wrong before anything is run."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml

from tongyuan.plan.scenarios import Scenario
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.stated import naming_places, read_stated
from tongyuan.workspace import workbooks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tongyuan.workspace.workspace import Workspace

__all__ = ["ScenarioFile", "cells_of", "read_file", "template_of", "written"]

WORKBOOKS = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as it was handed in.

    Parameters
    ----------
    asked
        The scenario.
    text
        Its file as YAML: what is kept with a run.
    places
        Where its parts stand in a workbook; None for a file of YAML.
    file
        Its name.
    """

    asked: Scenario
    text: str
    places: workbooks.ScenarioRead | None
    file: str

    @contextmanager
    def naming_places(self) -> Iterator[None]:
        """Say of problems that name a field in which cell, or which line of YAML, it stands."""
        if self.places is None:
            with naming_places(self.text, file=self.file):
                yield
            return
        try:
            yield
        except InputError as error:
            raise type(error)([_located(one, self.places, self.file) for one in error.problems]) from None


def read_file(workspace: Workspace, file: Path) -> ScenarioFile:
    """Read a scenario's file: a workbook by its ending, else YAML.

    Parameters
    ----------
    workspace
        The workspace.
    file
        The file.

    Returns
    -------
    ScenarioFile
        What it states.

    Raises
    ------
    InputError
        With every fault: of a workbook with its sheet, row and column.
    """
    if file.suffix.lower() not in WORKBOOKS:
        text = file.read_text("utf-8")
        return ScenarioFile(read_stated(text, model=Scenario, file=file.name), text, None, file.name)
    regions = jurisdiction(workspace).regions
    read = workbooks.read_scenario(file.read_bytes(), file=file.name, regions=regions)
    text = yaml.safe_dump(read.told, allow_unicode=True, sort_keys=False)
    try:
        asked = read_stated(text, model=Scenario, file=file.name)
    except InputError as error:
        raise InputError([_located(one, read, file.name) for one in error.problems]) from None
    return ScenarioFile(asked, text, read, file.name)


def _located(problem: Problem, read: workbooks.ScenarioRead, file: str) -> Problem:
    if problem.place.cell:
        return problem
    place = read.place(str(problem.values.get("field", "")).split(" ")[0])
    if place is None and "driver" in problem.values:
        place = read.place(f"drivers.{problem.values['driver']}")
    return replace(problem, place=place or Place(file=file))


def cells_of(workspace: Workspace, *, text: str) -> dict[str, list[list[str]]]:
    """Lay a scenario's file out as the rows of its sheets.

    Parameters
    ----------
    workspace
        The workspace.
    text
        YAML.

    Returns
    -------
    dict of str to list of list of str
        Name of each sheet to its rows, headings first.
    """
    return workbooks.scenario_cells(_stated(text), regions=_cities(workspace))


def template_of(workspace: Workspace, *, text: str) -> bytes:
    """Write a scenario's file as a workbook to change and hand in.

    Parameters
    ----------
    workspace
        The workspace.
    text
        YAML.

    Returns
    -------
    bytes
        An xlsx file.
    """
    return workbooks.scenario_template(_stated(text), regions=_cities(workspace))


def written(cells: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Write what a form holds as the workbook that is handed in.

    Parameters
    ----------
    cells
        Name of each sheet to its rows.

    Returns
    -------
    bytes
        An xlsx file.
    """
    return workbooks.write_cells(cells)


def _stated(text: str) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def _cities(workspace: Workspace) -> pl.DataFrame:
    """Give the whole and its cities: a scenario tells of no smaller place."""
    regions = jurisdiction(workspace).regions
    return regions.filter(pl.col("level").cast(pl.String).is_in(["province", "prefecture"]))
