"""Reading a scenario from its workbook: drivers, growth rules and measures, every fault with its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from tongyuan.vocabulary.problems import InputError, Place
from tongyuan.workspace.workbooks.catalogue import region_names
from tongyuan.workspace.workbooks.cells import read_number, read_text
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid
from tongyuan.workspace.workbooks.headings import packaged_headings
from tongyuan.workspace.workbooks.names import Names, read_choice, read_code
from tongyuan.workspace.workbooks.tables import Line, Table, find_tables, no_table
from tongyuan.workspace.workbooks.when import read_year

__all__ = ["SHEETS", "ScenarioRead", "read_scenario"]

#: Sheets of the workbook, by the table that each holds.
SHEETS = {
    "scenario_about": "情景",
    "scenario_drivers": "驱动因素",
    "scenario_growth": "增长规则",
    "scenario_adoptions": "措施采用",
}
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "scenario_about": (("scenario",), ("base_year",), ("years",)),
    "scenario_drivers": (("driver",), ("unit",), ("citation",)),
    "scenario_growth": (("source",), ("driver",), ("elasticity",)),
    "scenario_adoptions": (("measure",), ("source",)),
}
MAY_LACK = "scenario_adoptions"
WORDS = ("name_zh", "name_en", "unit", "series", "citation")
YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class ScenarioRead:
    """A scenario as a workbook states it.

    Parameters
    ----------
    told
        What the scenario's file would state.
    places
        Where each part stands: its field to the place in the workbook.
    """

    told: dict[str, Any]
    places: dict[str, Place]

    def place(self, path: str) -> Place | None:
        """Give the place of a field, or of the part that holds it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path.rpartition(".")[0]
        return None


def read_scenario(content: bytes, *, file: str, regions: pl.DataFrame) -> ScenarioRead:
    """Read a scenario from a filled template.

    Parameters
    ----------
    content
        The workbook.
    file
        Its name, for messages.
    regions
        Contract Region: what a driver's row may name.

    Returns
    -------
    ScenarioRead
        What it states, and where; a blank cell states nothing.

    Raises
    ------
    InputError
        With every cell that cannot be read.
    """
    findings = Findings()
    grids = findings.attempt(read_document, content, file=file, findings=findings) or ()
    reading = _Reading(region_names(regions), findings)
    for name, read in (
        ("scenario_about", reading.about),
        ("scenario_drivers", reading.driver),
        ("scenario_growth", reading.growth),
        ("scenario_adoptions", reading.adoption),
    ):
        table = _table(grids, name, findings=findings)
        if table is None:
            if grids and name != MAY_LACK:
                headings = packaged_headings(name)
                findings.problems.append(no_table(file, headings=headings, needed=NEEDED[name]))
            continue
        for line in table.lines():
            findings.attempt(read, line)
    findings.finish()
    return ScenarioRead(reading.told, reading.places)


def _table(grids: Sequence[Grid], name: str, *, findings: Findings) -> Table | None:
    """Find a table on the sheet of its name, else on any."""
    own = [grid for grid in grids if grid.sheet == SHEETS[name]]
    found = find_tables(
        own or grids, headings=packaged_headings(name), needed=NEEDED[name], findings=findings
    )
    return found[0] if found else None


@dataclass(slots=True)
class _Reading:
    """The rows of a workbook as the scenario's file states them."""

    regions: Names
    findings: Findings
    told: dict[str, Any] = field(default_factory=lambda: {"drivers": {}, "growth": [], "adoptions": []})
    places: dict[str, Place] = field(default_factory=dict)

    def about(self, line: Line) -> None:
        """Read the row that names the scenario; what is below the first is told as a fault of its form."""
        for name in ("scenario", "name_zh", "name_en", "note"):
            self._word(self.told, line, name, path=name)
        self.told["base_year"] = self.findings.attempt(read_year, line.cell("base_year"))
        cell = line.cell("years")
        self.told["years"] = [int(year) for year in YEAR.findall(self._text(cell))]
        self.places |= {"base_year": line.cell("base_year").place, "years": cell.place}

    def driver(self, line: Line) -> None:
        """Read a driver, or the row of one of its cities."""
        name = self._asked(line, "driver")
        region = read_code(line.cell("region"), names=self.regions, unknown="workbook.unknown_region")
        path, held = f"drivers.{name}", self.told["drivers"].setdefault(name, {})
        if region:
            told_as = read_choice(line.cell("told_as"), field_name="told_as", labels=_labels(line, "told_as"))
            group = "share_by_city" if told_as == "share" else "by_city"
            place = held.setdefault(group, {})
            self._claim(place, region, line, "region")
            place[region] = self._years(
                line, f"{path}.{group}.{region}", unit="1" if told_as == "share" else ""
            )
            return
        self._claim(held, "values", line, "driver")
        for word in WORDS:
            self._word(held, line, word, path=f"{path}.{word}")
        for choice in ("read", "quality"):
            code = read_choice(line.cell(choice), field_name=choice, labels=_labels(line, choice))
            self.places[f"{path}.{choice}"] = line.cell(choice).place
            if code:
                held[choice] = code
        self.places[path] = line.cell("driver").place
        held["values"] = self._years(line, f"{path}.values", unit=str(held.get("unit", "")))

    def growth(self, line: Line) -> None:
        """Read a rule: which part of the activity follows which driver."""
        path = f"growth.{len(self.told['growth'])}"
        rule: dict[str, Any] = {"driver": self._asked(line, "driver")}
        for word in ("source", "fuel"):
            self._word(rule, line, word, path=f"{path}.{word}")
        for number in ("elasticity", "yearly_change"):
            value = self.findings.attempt(read_number, line.cell(number), unit="1")
            self.places[f"{path}.{number}"] = line.cell(number).place
            if value is not None and value.value is not None:
                rule[number] = value.value
        self.places |= {path: line.cell("source").place, f"{path}.driver": line.cell("driver").place}
        self.told["growth"].append(rule)

    def adoption(self, line: Line) -> None:
        """Read a measure and its shares."""
        path = f"adoptions.{len(self.told['adoptions'])}"
        taken: dict[str, Any] = {"measure": self._asked(line, "measure")}
        for word in ("source", "fuel"):
            self._word(taken, line, word, path=f"{path}.{word}")
        self.places |= {path: line.cell("measure").place, f"{path}.measure": line.cell("measure").place}
        taken["shares"] = self._years(line, f"{path}.shares", unit="1")
        self.told["adoptions"].append(taken)

    def _text(self, cell: Cell) -> str:
        return self.findings.attempt(read_text, cell) or ""

    def _asked(self, line: Line, name: str) -> str:
        text = read_text(line.cell(name))
        if not text:
            raise InputError(line.blank(name))
        return text

    def _word(self, held: dict[str, Any], line: Line, name: str, *, path: str) -> None:
        text = self._text(line.cell(name))
        self.places[path] = line.cell(name).place
        if text:
            held[name] = text

    def _claim(self, held: Mapping[str, Any], key: str, line: Line, name: str) -> None:
        """Refuse a second row of the same driver and region."""
        if key in held:
            cell = line.cell(name)
            raise InputError(cell.problem("workbook.duplicate", key=key, first=SHEETS["scenario_drivers"]))

    def _years(self, line: Line, path: str, *, unit: str) -> dict[int, float]:
        """Read the cells below the years; a blank one states nothing."""
        values: dict[int, float] = {}
        for period, cell in line.period_cells():
            number = self.findings.attempt(read_number, cell, unit=unit)
            self.places[f"{path}.{period}"] = cell.place
            if number is not None and number.value is not None:
                values[int(period)] = number.value
        self.places[path] = line.cell(next(iter(line.table.fields))).place
        return values


def _labels(line: Line, name: str) -> tuple[str, str]:
    return line.labels(name)
