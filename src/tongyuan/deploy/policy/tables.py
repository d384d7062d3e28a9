"""Tables in a policy: which columns name tasks and who answers for them, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.passage import Passage, plain

__all__ = ["DITTO", "Row", "Table", "parted"]

#: Stands where a cell is merged with the one above it.
DITTO = "〃"
COLUMNS = ("column_task", "column_named", "column_with", "column_due")


@dataclass(frozen=True)
class Row:
    """A row with its place in the table (the heading is 1), and its cells by what their column is.

    A cell that is merged with one above is that one.
    """

    number: int
    whole: Passage
    cells: dict[str, Passage]


@dataclass(frozen=True)
class Table:
    """A list of tasks: its number in the document, where it starts, its rows."""

    number: int
    place: int
    rows: tuple[Row, ...]


def parted(passages: Sequence[Passage], *, lexicon: Lexicon) -> tuple[tuple[Passage, ...], tuple[Table, ...]]:
    r"""Part lists of tasks from the text around them; cells of any other table are paragraphs.

    Parameters
    ----------
    passages
        Paragraphs and rows in the order of the document.
    lexicon
        The words of the genre, with what columns are headed by.

    Returns
    -------
    tuple
        Paragraphs, and tables whose heading names a column of tasks.

    Examples
    --------
    >>> from tongyuan.deploy.policy.paragraphs import mended
    >>> from tongyuan.testing.policies import the_lexicon
    >>> text = "一、分工\n序号\t任务\t牵头单位\n1\t植树造林\t省林草局"
    >>> _, (table,) = parted(mended(text).passages, lexicon=the_lexicon())
    >>> [(row.number, row.cells["task"].text, row.cells["lead"].text) for row in table.rows]
    [(2, '植树造林', '省林草局')]
    """
    paragraphs: list[Passage] = []
    tables: list[Table] = []
    number, at = 0, 0
    while at < len(passages):
        end = at
        while end < len(passages) and passages[end].cells:
            end += 1
        number += end > at
        table = _table(passages[at:end], number, lexicon) if end > at else None
        if table:
            tables.append(table)
        elif end > at:
            paragraphs.extend(cell for row in passages[at:end] for cell in _cells(row) if cell.text)
        else:
            paragraphs.append(passages[at])
        at = max(end, at + 1)
    return tuple(paragraphs), tuple(tables)


def _table(rows: Sequence[Passage], number: int, lexicon: Lexicon) -> Table | None:
    """Read the rows below a heading that names a task and who answers for it; None without one."""
    columns: dict[str, int] = {}
    read: list[Row] = []
    for at, row in enumerate(rows):
        if heading := _heading(row, lexicon):  # a page further it may be printed again
            columns = heading
            continue
        cells = _cells(row)
        named = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        above = read[-1].cells if read else {}
        held = {name: above.get(name, cell) if cell.text == DITTO else cell for name, cell in named.items()}
        read.append(Row(at + 1, row, held))
    kept = tuple(row for row in read if row.cells)
    return Table(number, rows[0].starts_at, kept) if columns else None


def _heading(row: Passage, lexicon: Lexicon) -> dict[str, int]:
    """Find the columns by their heads; a heading names tasks and another column."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(_cells(row)):
        head = plain(cell.text).split("（")[0]
        role = next((one for one in COLUMNS if head in lexicon.of(one)), None)
        if role:
            name = lexicon.of(role)[head] or role.removeprefix("column_")
            columns.setdefault(name, place)
    return columns if "task" in columns and len(columns) > 1 else {}


def _cells(row: Passage) -> list[Passage]:
    return [row.cut(start, end) for start, end in row.cells]
