"""Tables of a page: units in the head, numbers to the right, links and marks in cells, cards on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from tongyuan.web.turning import turn_at_server
from tongyuan.web.view import View

__all__ = ["Column", "cell", "draw_table"]

#: A table of more rows than these is turned at the server.
MANY = 500

# A cell is text, or a record of text, link, tip, mark, tone and raw (what it is sorted by).
CELL = """
<template v-for="c in [props.row[col.name]]">
  <template v-if="c !== null && typeof c === 'object'">
    <a v-if="c.link" :href="c.link" :lang="c.lang">{{ c.text }}</a>
    <abbr v-else-if="c.tip && !c.mark" :title="c.tip" :lang="c.lang" tabindex="0">{{ c.text }}</abbr>
    <span v-else :lang="c.lang">{{ c.text }}</span>
    <abbr v-if="c.mark" class="ty-mark" :title="c.tip" :aria-label="c.tip" tabindex="0">{{ c.mark }}</abbr>
  </template>
  <template v-else>{{ c }}</template>
</template>
"""
BODY_CELL = f"""
<q-td :props="props" :class="props.row[props.col.name] && props.row[props.col.name].tone"
  :id="props.row[props.col.name] && props.row[props.col.name].anchor">
  <template v-for="col in [props.col]">{CELL}</template>
</q-td>
"""
ITEM = f"""
<div class="ty-item">
  <div class="ty-item-title"><template v-for="col in props.cols.slice(0, 1)">{CELL}</template></div>
  <template v-for="col in props.cols.slice(1)">
    <div class="ty-item-line"
      v-if="props.row[col.name] !== '' && props.row[col.name] !== null && props.row[col.name] !== undefined">
      <span>{{{{ col.label }}}}</span><span :class="props.row[col.name].tone">{CELL}</span>
    </div>
  </template>
</div>
"""
HEADER_CELL = """
<q-th :props="props">{{ props.col.label }}<abbr v-if="props.col.tip" class="ty-mark" :title="props.col.tip"
  :aria-label="props.col.tip" tabindex="0">ⓘ</abbr></q-th>
"""
TEXT = "v => v !== null && typeof v === 'object' ? v.text : v"
ORDER = "(a, b) => { const of = v => (v !== null && typeof v === 'object' ? v.raw ?? v.text : v) ?? ''; \
const x = of(a), y = of(b); return x < y ? -1 : x > y ? 1 : 0 }"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Key in the rows.
    label
        Head, with the unit.
    right
        Numbers stand to the right.
    tip
        Explanation of the head.
    narrow
        Never broken over lines.
    """

    name: str
    label: str
    right: bool = False
    tip: str = ""
    narrow: bool = False

    def options(self) -> dict[str, Any]:
        """Give the column as Quasar takes it."""
        return {
            "name": self.name,
            "label": self.label,
            "field": self.name,
            "align": "right" if self.right else "left",
            "tip": self.tip,
            "classes": "ty-narrow" if self.right or self.narrow else "",
            "sortable": True,
            ":format": TEXT,
            ":sort": ORDER,
        }


def cell(
    text: str,
    *,
    link: str | None = None,
    tip: str | None = None,
    mark: str | None = None,
    tone: str | None = None,
    lang: str | None = None,
    raw: float | str | None = None,
    anchor: str | None = None,
) -> dict[str, Any]:
    """Make a cell that is more than its text.

    Parameters
    ----------
    text
        What is shown.
    link
        Where it leads.
    tip
        Explanation, of the mark where there is one.
    mark
        Sign beside the text.
    tone
        Class of the cell.
    lang
        Language of the text where it differs from the page's.
    raw
        What it is sorted by.
    anchor
        What an address leads to after its ``#``.

    Returns
    -------
    dict
        The cell, without what was not given.
    """
    given = {"link": link, "tip": tip, "mark": mark, "tone": tone, "lang": lang, "raw": raw}
    given["anchor"] = anchor
    return {"text": text, **{name: value for name, value in given.items() if value is not None}}


def draw_table(
    view: View,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    *,
    name: str,
    page: int = 0,
    classes: str = "",
) -> ui.table:
    """Draw a table; on a phone each row is a card.

    Parameters
    ----------
    view
        What is shown.
    columns
        Columns; the first one names the row.
    rows
        Cells by column name.
    name
        What tests and styles find it by.
    page
        Rows on a page; all where it is 0. A long table sends its other pages when they are turned to.
    classes
        Further classes: ``ty-sticky`` keeps head and first column in sight.

    Returns
    -------
    ui.table
        The table.
    """
    numbered = [{"_row": number, **row} for number, row in enumerate(rows)]
    long = page > 0 and len(numbered) > MANY
    table = ui.table(
        rows=numbered[:page] if long else numbered,
        columns=[column.options() for column in columns],
        row_key="_row",
        pagination={"rowsPerPage": page, "rowsNumber": len(numbered)} if long else page or None,
    )
    if long:
        turn_at_server(table, numbered)
    table.props(f'flat dense wrap-cells separator=horizontal data-testid="{name}"')
    table.props(f'no-data-label="{view.word("没有符合的行")}" no-results-label="{view.word("没有符合的行")}"')
    table.props(f'rows-per-page-label="{view.word("每页行数")}" :grid="Quasar.Screen.lt.sm"')
    if not page:
        table.props("hide-pagination :rows-per-page-options=[0]")
    table.add_slot("body-cell", BODY_CELL)
    table.add_slot("header-cell", HEADER_CELL)
    table.add_slot("item", ITEM)
    return table.classes(f"ty-table {classes}")
