"""What a workbook of statistics may name: series, regions, departments, by code or by name."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.cells import read_text, same_words
from tongyuan.workspace.workbooks.grid import Cell
from tongyuan.workspace.workbooks.names import Names, read_code
from tongyuan.workspace.workbooks.tables import Line, heading_labels

__all__ = ["Catalogue", "region_names"]


def region_names(regions: pl.DataFrame) -> Names:
    """Return what may be written for a region.

    Parameters
    ----------
    regions
        Contract Region.

    Returns
    -------
    Names
        Codes by code, Chinese and English name.
    """
    names = Names()
    for row in regions.iter_rows(named=True):
        names.add(row["region"], row["name_zh"], row["name_en"])
    return names


class Catalogue:
    """The words of one jurisdiction against which rows are held.

    Parameters
    ----------
    series, regions, departments
        Contracts Series, Region and Department.
    """

    def __init__(self, series: pl.DataFrame, regions: pl.DataFrame, departments: pl.DataFrame) -> None:
        self.series = {row["series"]: row for row in series.iter_rows(named=True)}
        self.series_names = Names()
        for code, row in self.series.items():
            self.series_names.add(code, row["label_zh"], row["label_en"])
        self.region_names = region_names(regions)
        self.department_names = Names()
        for row in departments.iter_rows(named=True):
            self.department_names.add(row["department"], row["short_zh"], row["name_zh"], row["name_en"])

    def read_series(self, line: Line) -> dict[str, Any]:
        """Read which series a row is of; code and name must agree.

        Parameters
        ----------
        line
            The row.

        Returns
        -------
        dict
            The row of Series.

        Raises
        ------
        InputError
            If the series is not known, or its name is that of another.
        """
        code = self._read_pair(
            line, "series", "series_name", names=self.series_names, unknown="workbook.unknown_series"
        )
        return self.series[code]

    def read_region(self, line: Line) -> str:
        """Read which region a row is of; code and name must agree.

        Parameters
        ----------
        line
            The row.

        Returns
        -------
        str
            Code.

        Raises
        ------
        InputError
            If the region is not known, or its name is that of another.
        """
        return self._read_pair(
            line, "region", "region_name", names=self.region_names, unknown="workbook.unknown_region"
        )

    def _read_pair(self, line: Line, code_field: str, name_field: str, *, names: Names, unknown: str) -> str:
        code_cell, name_cell = line.cell(code_field), line.cell(name_field)
        code = read_code(code_cell, names=names, unknown=unknown)
        if not code:
            code = read_code(name_cell, names=names, unknown=unknown)
        if not code:
            raise InputError(_blank(code_cell, code_field))
        written = read_text(name_cell)
        if written and names.find(written) != code and same_words(names.labels[code]) != same_words(written):
            labels = heading_labels("statistics", name_field)
            values = {"label_zh": labels[0], "label_en": labels[1], "code": code}
            expected = names.labels[code]
            raise InputError(name_cell.problem("workbook.name_mismatch", expected=expected, **values))
        return code

    def check_unit(self, line: Line, known: dict[str, Any]) -> None:
        """Refuse a unit that is not the series' own.

        Parameters
        ----------
        line
            The row.
        known
            Its series.

        Raises
        ------
        InputError
            If the unit is blank or another.
        """
        cell = line.cell("unit")
        written = read_text(cell)
        if not written:
            raise InputError(_blank(cell, "unit"))
        if same_words(written) != same_words(known["unit"]):
            raise InputError(cell.problem("workbook.wrong_unit", expected=known["unit"]))


def _blank(cell: Cell, field: str) -> Any:
    labels = heading_labels("statistics", field)
    return cell.problem("workbook.blank", label_zh=labels[0], label_en=labels[1])
