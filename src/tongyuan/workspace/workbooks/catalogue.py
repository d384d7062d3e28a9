"""What a workbook of statistics may name: series, regions, departments, by code or by name."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.cells import read_text, same_words
from tongyuan.workspace.workbooks.names import Names, read_code
from tongyuan.workspace.workbooks.tables import Line

__all__ = ["Catalogue", "check_unit", "read_pair", "region_names"]


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
        fields = ("series", "series_name")
        return self.series[
            read_pair(line, fields, names=self.series_names, unknown="workbook.unknown_series")
        ]

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
        fields = ("region", "region_name")
        return read_pair(line, fields, names=self.region_names, unknown="workbook.unknown_region")


def read_pair(line: Line, fields: tuple[str, str], *, names: Names, unknown: str) -> str:
    """Read a code and the name beside it: either may be blank, and they must agree.

    Parameters
    ----------
    line
        The row.
    fields
        Field of the code, field of the name.
    names
        What may stand in them.
    unknown
        Code of the problem where it is not known.

    Returns
    -------
    str
        Code.

    Raises
    ------
    InputError
        If both are blank, one is not known, or the name is that of another.
    """
    code_cell, name_cell = (line.cell(field) for field in fields)
    code = read_code(code_cell, names=names, unknown=unknown)
    if not code:
        code = read_code(name_cell, names=names, unknown=unknown)
    if not code:
        raise InputError(line.blank(fields[0]))
    written = read_text(name_cell)
    if written and names.find(written) != code and same_words(names.labels[code]) != same_words(written):
        labels = line.labels(fields[1])
        values = {"label_zh": labels[0], "label_en": labels[1], "code": code}
        expected = names.labels[code]
        raise InputError(name_cell.problem("workbook.name_mismatch", expected=expected, **values))
    return code


def check_unit(line: Line, unit: str) -> None:
    """Refuse a row whose unit is not the one asked for.

    Parameters
    ----------
    line
        The row.
    unit
        Unit asked for.

    Raises
    ------
    InputError
        If the unit is blank or another.
    """
    cell = line.cell("unit")
    written = read_text(cell)
    if not written:
        raise InputError(line.blank("unit"))
    if same_words(written) != same_words(unit):
        raise InputError(cell.problem("workbook.wrong_unit", expected=unit))
