"""Show an answer on a terminal: tables with labels and units, lineage as a tree."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import Any

import polars as pl
from rich.cells import chop_cells
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import Language
from tongyuan.vocabulary.tables import column_labels, contracts

__all__ = ["show"]

UNCUT = 1000
LEAST = 5  # the longest name of a species


def show(answer: Answer, *, language: Language = "zh") -> None:
    """Print an answer for people.

    Parameters
    ----------
    answer
        What a service answered.
    language
        Language of labels.
    """
    console = _console()
    if answer.meta.get("synthetic"):
        console.print("[bold yellow]合成数据 · synthetic data[/bold yellow]")
    for key, value in answer.meta.items():
        if isinstance(value, str | int | float | date) and key not in ("contract", "synthetic"):
            console.print(f"[dim]{key}[/dim] {escape(str(value))}", highlight=False)
    if isinstance(answer.data, pl.DataFrame):
        wanted = [name for name in answer.brief if name in answer.data.columns] or answer.data.columns
        shown = answer.data.select(wanted)
        # Where a terminal is too narrow for all numbers, its lines break; nothing is left out.
        console.width = max(console.width, sum(max(LEAST, width) + 3 for width in _widths(shown)) + 1)
        console.print(_table(shown, contract=answer.meta.get("contract"), language=language))
    elif isinstance(answer.data, dict) and "children" in answer.data:
        console.print(_tree(answer.data, language=language))
    elif answer.data:
        for key, value in answer.data.items():
            console.print(f"{key}: {value}", highlight=False, markup=False)


def _console() -> Console:
    """Let no column be cut where the output goes into a file or another program."""
    return Console() if sys.stdout.isatty() or "COLUMNS" in os.environ else Console(width=UNCUT)


def _widths(frame: pl.DataFrame) -> list[int]:
    """Least width of each column: no number is cut, and no column of words vanishes."""
    return [
        max((len(_cell(value)) for value in column), default=LEAST) if column.dtype.is_numeric() else LEAST
        for column in frame
    ]


def _table(frame: pl.DataFrame, *, contract: str | None, language: Language) -> Table:
    labels = column_labels(contracts()[contract], language) if contract else {}
    table = Table(show_lines=False, header_style="bold")
    for (name, dtype), width in zip(frame.schema.items(), _widths(frame), strict=True):
        label = labels.get(name, name)
        if dtype.is_numeric():
            table.add_column("\n".join(chop_cells(label, max(width, LEAST))), justify="right", no_wrap=True)
        else:
            table.add_column(label, overflow="fold", min_width=LEAST)
    for row in frame.iter_rows():
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return escape(str(value))


def _tree(node: dict[str, Any], *, language: Language) -> Tree:
    tree = Tree(_node_line(node, language=language))
    _grow(tree, node["children"], language=language)
    return tree


def _grow(tree: Tree, children: list[dict[str, Any]], *, language: Language) -> None:
    for child in children:
        _grow(tree.add(_node_line(child, language=language)), child["children"], language=language)


def _node_line(node: dict[str, Any], *, language: Language) -> str:
    value = "—" if node["value"] is None else repr(node["value"])
    parts = [f"[bold]{escape(node['name'])}[/bold] = {value} {escape(node['unit'])}"]
    parts += [f"[cyan]{escape(node['equation'])}[/cyan]"] if node["equation"] else []
    parts += [escape(node[f"label_{language}"])] if node[f"label_{language}"] else []
    parts += [f"[dim]{escape(node['citation'])}[/dim]"] if node["citation"] else []
    parts += [f"({node['quality']})"] if node["quality"] else []
    return " · ".join(parts)
