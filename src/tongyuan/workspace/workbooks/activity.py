"""Reading a workbook of activity: what was burned, bought or made, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary import materials
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, key_of
from tongyuan.workspace.workbooks.catalogue import region_names
from tongyuan.workspace.workbooks.cells import read_flag, read_number, read_text
from tongyuan.workspace.workbooks.energy import (
    carrier_names,
    carrier_unit,
    kind_of_activity,
    sector_table,
    source_names,
    technology_names,
    unit_label,
    unit_ratio,
)
from tongyuan.workspace.workbooks.firsts import Firsts
from tongyuan.workspace.workbooks.grid import Findings, Grid, shown
from tongyuan.workspace.workbooks.headings import packaged_headings
from tongyuan.workspace.workbooks.names import Names, read_choice, read_code
from tongyuan.workspace.workbooks.tables import Line, find_tables
from tongyuan.workspace.workbooks.when import read_year

__all__ = ["NEEDED", "collect_activity"]

NEEDED = (("sector",), ("fuel",), ("quantity",), ("unit",), ("year",))
_KEY = key_of(Activity)


def collect_activity(
    grids: Sequence[Grid],
    *,
    regions: pl.DataFrame,
    region: str | None,
    sectors: pl.DataFrame | None,
    findings: Findings,
) -> tuple[pl.DataFrame, bool]:
    """Read the activity of a document's sheets.

    Parameters
    ----------
    grids
        The sheets.
    regions
        Contract Region.
    region
        Region of rows that name none.
    sectors
        ``sector``, ``name_zh``, ``name_en``, ``source``; the vocabulary's own where it is not given.
    findings
        Gathers problems and notes.

    Returns
    -------
    tuple of (pl.DataFrame, bool)
        Rows with the columns of the contract Activity, and whether a table was found at all.
    """
    tables = find_tables(grids, headings=packaged_headings("activity"), needed=NEEDED, findings=findings)
    reading = _Reading(regions, region, sector_table() if sectors is None else sectors, findings)
    for table in tables:
        for line in table.lines():
            reading.take(line)
    schema = {name: definition.dtype for name, definition in Activity.columns().items()}
    frame = pl.DataFrame(reading.rows, schema=schema, orient="row").sort(_KEY)
    return frame, bool(tables)


class _Reading:
    """The rows read so far, with the cell of each key."""

    def __init__(
        self, regions: pl.DataFrame, region: str | None, sectors: pl.DataFrame, findings: Findings
    ) -> None:
        self.regions = region_names(regions)
        self.region = region
        self.sectors = Names()
        self.sources = {row["sector"]: row["source"] for row in sectors.iter_rows(named=True)}
        for row in sectors.iter_rows(named=True):
            self.sectors.add(row["sector"], row["name_zh"], row["name_en"])
        self.categories = source_names()
        self.carriers = carrier_names()
        self.findings = findings
        self.rows: list[dict[str, Any]] = []
        self.firsts = Firsts()

    def take(self, line: Line) -> None:
        """Read one row, or all that is wrong with it."""
        before = len(self.findings.problems)
        row: dict[str, Any] = {
            "region": self.findings.attempt(self._read_region, line),
            "year": self.findings.attempt(read_year, line.cell("year")),
            "sector": self.findings.attempt(
                self._read_needed, line, "sector", self.sectors, "workbook.unknown_sector"
            ),
            "fuel": self.findings.attempt(
                self._read_needed, line, "fuel", self.carriers, "workbook.unknown_fuel"
            ),
        }
        row |= self._read_kind(line, row)
        row |= self._read_quantity(line, row["fuel"])
        row |= self._read_words(line)
        if len(self.findings.problems) > before:
            return
        key = tuple(row[name] for name in _KEY)
        if self.firsts.take(key, line.cell("quantity"), findings=self.findings):
            self.rows.append(row)

    def _read_region(self, line: Line) -> str:
        cell = line.cell("region")
        code = read_code(cell, names=self.regions, unknown="workbook.unknown_region") or self.region
        if code is None:
            raise InputError(line.blank("region"))
        return code

    def _read_needed(self, line: Line, field: str, names: Names, unknown: str) -> str:
        code = read_code(line.cell(field), names=names, unknown=unknown)
        if not code:
            raise InputError(line.blank(field))
        return code

    def _read_kind(self, line: Line, row: dict[str, Any]) -> dict[str, Any]:
        labels = line.labels("activity")
        kind = self.findings.attempt(read_choice, line.cell("activity"), field_name="activity", labels=labels)
        source = self.findings.attempt(
            read_code, line.cell("source"), names=self.categories, unknown="workbook.unknown_source"
        )
        if row["fuel"] is not None:
            kind = kind or kind_of_activity(row["fuel"])
            source = source or self._source_of(kind, row["fuel"], row["sector"])
        return {"source": source, "activity": kind}

    def _source_of(self, kind: str, carrier: str, sector: str | None) -> str | None:
        if kind.startswith("purchased"):
            return "none"
        if kind == "production" and carrier in materials.codes():
            named = materials.table().filter(pl.col("material") == carrier)["source"].item()
            return str(named)
        return self.sources.get(sector or "")

    def _read_quantity(self, line: Line, carrier: str | None) -> dict[str, Any]:
        """Read quantity and range in the carrier's own unit, whatever unit they are written in."""
        own = "t" if carrier is None else carrier_unit(carrier)
        written = self.findings.attempt(self._read_unit, line, carrier)
        shown_unit = read_text(line.cell("unit")) if written is not None else unit_label(own)
        numbers = {
            field: self.findings.attempt(read_number, line.cell(field), unit=shown_unit)
            for field in ("quantity", "low", "high")
        }
        values = {
            field: None if number is None or number.value is None else _times(number.value, written)
            for field, number in numbers.items()
        }
        self._check_quantity(line, values, shown_unit)
        quantity = numbers["quantity"]
        if quantity is not None and quantity.blank:
            self.findings.notes.append(line.cell("quantity").problem("workbook.note_blank_quantity"))
        if written not in (None, 1.0):
            self.findings.notes.append(
                line.cell("unit").problem("workbook.note_converted", got=shown_unit, unit=unit_label(own))
            )
        state = None if values["quantity"] is not None or quantity is None else quantity.state
        return {**values, "unit": own, "state": None if state is None else Missing(state).value}

    def _read_unit(self, line: Line, carrier: str | None) -> float | None:
        cell = line.cell("unit")
        written = read_text(cell)
        if not written:
            raise InputError(line.blank("unit"))
        if carrier is None:
            return None
        own = carrier_unit(carrier)
        ratio = unit_ratio(written, to=own)
        if ratio is None:
            raise InputError(cell.problem("workbook.wrong_unit", expected=unit_label(own)))
        return ratio

    def _check_quantity(self, line: Line, values: dict[str, float | None], unit: str) -> None:
        for field in ("quantity", "low"):
            value = values[field]
            if value is not None and value < 0:
                labels = line.labels(field)
                named = {"unit": unit, "label_zh": labels[0], "label_en": labels[1]}
                self.findings.problems.append(line.cell(field).problem("workbook.negative", **named))
        steps = [value for value in (values["low"], values["quantity"], values["high"]) if value is not None]
        if steps != sorted(steps):
            got = ", ".join(shown(value) for value in steps)
            self.findings.problems.append(line.cell("quantity").problem("workbook.range_order", got=got))

    def _read_words(self, line: Line) -> dict[str, Any]:
        attempt = self.findings.attempt
        labels = line.labels("quality")
        quality = attempt(read_choice, line.cell("quality"), field_name="quality", labels=labels)
        file = line.table.grid.file
        return {
            "quality": quality or "unverified",
            "derived_from_co2": bool(attempt(read_flag, line.cell("derived_from_co2"))),
            "citation": attempt(read_text, line.cell("citation")) or f"填报（{file}）",
            "note": attempt(read_text, line.cell("note")) or None,
            "technology": _technology(attempt(read_text, line.cell("technology"))),
        }


def _technology(text: str | None) -> str:
    """Read a technology by its name; one that no table names stands for itself."""
    return (technology_names().find(text) or text) if text else UNSTATED


def _times(value: float, ratio: float | None) -> float:
    return value if ratio in (None, 1.0) else float(f"{value * ratio:.15g}")
