"""Mark a workbook that must not travel freely: in the head and foot of every sheet, and on the first one.

The parts of the file are amended as they are, so that formats, lists and protection stay untouched, and large
tables are not written again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile

__all__ = ["mark_workbook"]

SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
TITLE = "资料说明"
PART = "xl/worksheets/sheet0.xml"
HEADER_FOOTER = re.compile(r"<headerFooter\b.*?(?:/>|</headerFooter>)", re.DOTALL)
#: What may stand after a sheet's head and foot, by the order of ECMA-376 part 1, 18.3.1.99.
LATER = re.compile(
    r"<(?:rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing"
    r"|legacyDrawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)
#: What stands before it, and may itself hold one of those.
EARLIER = re.compile(r"</sheetData>|<sheetData/>|</conditionalFormatting>|</dataValidations>|<pageSetup\b")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
#: Excel refuses a longer head or foot.
LONGEST = 250


def mark_workbook(content: bytes, *, lines: Sequence[str]) -> bytes:
    """Mark a workbook.

    Parameters
    ----------
    content
        An xlsx file.
    lines
        What the mark says; the first line stands in every head, all of them in every foot and on a sheet
        that is put first.

    Returns
    -------
    bytes
        The file with the mark.
    """
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if SHEET.fullmatch(entry.filename):
                part = _with_head(part.decode(), lines).encode()
            elif entry.filename in _AMENDED:
                part = _AMENDED[entry.filename](part.decode()).encode()
            new.writestr(entry, part)
        new.writestr(PART, _with_head(_sheet(lines), lines))
    return made.getvalue()


def _with_head(sheet: str, lines: Sequence[str]) -> str:
    bare = HEADER_FOOTER.sub("", sheet)
    after = max(found.end() for found in EARLIER.finditer(bare))
    place = LATER.search(bare, after)
    assert place is not None  # noqa: S101 - every sheet ends
    head = f"<oddHeader>{_banner('&amp;C&amp;B', lines[0])}</oddHeader>"
    foot = f"<oddFooter>{_banner('&amp;L', ' · '.join(lines))}</oddFooter>"
    return f"{bare[: place.start()]}<headerFooter>{head}{foot}</headerFooter>{bare[place.start() :]}"


def _banner(code: str, text: str) -> str:
    """Write text of a head; an ampersand begins a code there, and is doubled to stand for itself."""
    return code + escape(text.replace("&", "&&")[:LONGEST], quote=False)


def _sheet(lines: Sequence[str]) -> str:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{escape(line)}</t></is></c></row>'
        for row, line in enumerate(lines, start=1)
    )
    wide = '<cols><col min="1" max="1" width="80" customWidth="1"/></cols>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">{wide}'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _put_first(book: str) -> str:
    """List the sheet first; ranges and views that count sheets count one more."""
    number = max(map(int, re.findall(r'sheetId="(\d+)"', book))) + 1
    entry = f'<sheet name="{TITLE}" sheetId="{number}" xmlns:mark="{RELATION}" mark:id="rIdMark"/>'
    moved = re.sub(
        r'(localSheetId|activeTab|firstSheet)="(\d+)"', lambda m: f'{m[1]}="{int(m[2]) + 1}"', book
    )
    return moved.replace("<sheets>", f"<sheets>{entry}", 1)


def _related(relations: str) -> str:
    entry = f'<Relationship Id="rIdMark" Type="{RELATION}/worksheet" Target="worksheets/sheet0.xml"/>'
    return relations.replace("</Relationships>", f"{entry}</Relationships>")


def _typed(types: str) -> str:
    return types.replace("</Types>", f'<Override PartName="/{PART}" ContentType="{SHEET_TYPE}"/></Types>')


_AMENDED = {
    "xl/workbook.xml": _put_first,
    "xl/_rels/workbook.xml.rels": _related,
    "[Content_Types].xml": _typed,
}
