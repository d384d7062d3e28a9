"""Documents of internal and sensitive data: each is marked, and its handing out is written into the audit."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from tongyuan.services.answer import Document
from tongyuan.services.letters import saved
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.sensitivity import Sensitivity

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context

__all__ = ["Mark", "issue", "marked"]

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Who was handed a document, when, how guarded it is, and under which number the audit knows it.

    Parameters
    ----------
    level
        Level of the data.
    person
        Name of who asked for it.
    at
        Civil date and time in Asia/Shanghai.
    number
        Reference number.
    synthetic
        The data are invented.
    """

    level: Sensitivity
    person: str
    at: str
    number: str
    synthetic: bool

    def lines(self, language: Language = "zh") -> tuple[str, ...]:
        """Write the mark, one fact a line.

        Parameters
        ----------
        language
            Language of the words.

        Returns
        -------
        tuple of str
            Level, person, time, number.

        Examples
        --------
        >>> Mark(Sensitivity.INTERNAL, "李", "2026-01-01 08:00", "20260101-00c0ffee", synthetic=False).lines()
        ('内部资料 注意保管', '导出人 李', '导出时间 2026-01-01 08:00', '编号 20260101-00c0ffee')
        """
        guarded = self.level is Sensitivity.SENSITIVE
        if language == "en":
            first = f"{'SENSITIVE' if guarded else 'INTERNAL'}{' (synthetic data)' if self.synthetic else ''}"
            return (first, f"handed to {self.person}", f"at {self.at}", f"reference {self.number}")
        first = "敏感资料 严禁外传" if guarded else "内部资料 注意保管"
        first += "（合成数据）" if self.synthetic else ""
        return (first, f"导出人 {self.person}", f"导出时间 {self.at}", f"编号 {self.number}")


def issue(ctx: Context, what: str, *, level: Sensitivity) -> Mark:
    """Write into the audit that a document is handed out, in a transaction of its own.

    Parameters
    ----------
    ctx
        Who asks.
    what
        The document: service and form.
    level
        Level of the data in it.

    Returns
    -------
    Mark
        What the document must say.
    """
    number = f"{ctx.now.astimezone(CIVIL_ZONE):%Y%m%d}-{secrets.token_hex(4)}"
    said = {"what": what, "level": level.value, "number": number}
    with ctx.workspace.database.serialised():
        ctx.workspace.audit.append(actor=ctx.actor.id, service="export", params=said, outcome=number)
    return Mark(
        level=level,
        person=ctx.actor.name,
        at=f"{ctx.now.astimezone(CIVIL_ZONE):%Y-%m-%d %H:%M}",
        number=number,
        synthetic=ctx.workspace.meta.synthetic,
    )


def marked(document: Document, mark: Mark, *, language: Language = "zh") -> Document:
    """Mark a document: a workbook on every sheet, a letter on every page, any other by its name.

    Parameters
    ----------
    document
        The document.
    mark
        Its mark.
    language
        Language of the mark.

    Returns
    -------
    Document
        The marked document. A csv stays a plain table, which other programs read: its name bears the mark.
    """
    from tongyuan.workspace.workbooks import mark_workbook  # only who makes a workbook needs its libraries

    lines = mark.lines(language)
    name = PurePath(document.name)
    told = replace(document, name=f"{name.stem}_{lines[0][:2]}_{mark.number}{name.suffix}", mark=lines)
    if name.suffix == ".xlsx":
        return replace(told, content=mark_workbook(document.content, lines=lines))
    if name.suffix == ".docx":
        return replace(told, content=_mark_letter(document.content, lines))
    return told


def _mark_letter(content: bytes, lines: tuple[str, ...]) -> bytes:
    """Write the mark into the head and foot of every page of a docx file."""
    import docx

    letter = docx.Document(io.BytesIO(content))
    for section in letter.sections:
        section.header.add_paragraph(lines[0])
        section.footer.add_paragraph(" · ".join(lines))
    return saved(letter)
