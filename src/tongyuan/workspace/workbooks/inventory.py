"""Reading a workbook of an inventory: the activity sheet, the energy balance, or both."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.vocabulary.tables import Activity, EnergyBalance
from tongyuan.workspace.workbooks.activity import NEEDED, collect_activity
from tongyuan.workspace.workbooks.balance import BalanceHead, collect_balance
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Findings
from tongyuan.workspace.workbooks.headings import packaged_headings
from tongyuan.workspace.workbooks.tables import no_table

__all__ = ["InventoryRead", "read_inventory"]


@dataclass(frozen=True, slots=True)
class InventoryRead:
    """What a workbook of an inventory holds.

    Parameters
    ----------
    activity
        Contract Activity, perhaps without rows.
    balance
        Contract EnergyBalance, perhaps without rows.
    notes
        What a person should know though nothing is wrong.
    """

    activity: pl.DataFrame
    balance: pl.DataFrame
    notes: tuple[Problem, ...]


def read_inventory(
    content: bytes,
    *,
    file: str,
    regions: pl.DataFrame,
    region: str | None = None,
    year: int | None = None,
    citation: str | None = None,
    sectors: pl.DataFrame | None = None,
) -> InventoryRead:
    """Read activity and energy balance from a filled template, or tables with the same headings (xlsx, csv).

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages and citations.
    regions
        Contract Region.
    region
        Region of rows and sheets that name none.
    year, citation
        Year and source of an energy balance that names none; a row of activity must bear its own year.
    sectors
        ``sector``, ``name_zh``, ``name_en``, ``source``; the vocabulary's own where it is not given.

    Returns
    -------
    InventoryRead
        Both tables; one of them may be empty, not both. Activity stands in each fuel's own unit (t, 1e4_m3,
        MWh, GJ), and a mark of missing is a state; a blank cell of a balance is null (not reported).

    Raises
    ------
    InputError
        With every problem of the document, each with its cell.
    """
    findings = Findings()
    grids = findings.attempt(read_document, content, file=file, findings=findings) or ()
    activity, has_activity = collect_activity(
        grids, regions=regions, region=region, sectors=sectors, findings=findings
    )
    head = BalanceHead(region=region, year=year, citation=citation)
    balance, has_balance = collect_balance(grids, regions=regions, head=head, findings=findings)
    if not (has_activity or has_balance or findings.problems):
        findings.problems.append(no_table(file, headings=packaged_headings("activity"), needed=NEEDED))
    if activity.is_empty() and balance.is_empty() and not findings.problems:
        findings.problems.append(Problem("workbook.no_figure", {}, Place(file=file)))
    notes = findings.finish()
    return InventoryRead(Activity.validate(activity), EnergyBalance.validate(balance), notes)
