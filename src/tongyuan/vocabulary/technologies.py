"""Technologies: how a thing is done, by the codes of ``data/technologies``, one file an area."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.vocabulary import materials
from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["codes", "label", "named", "table"]


def table() -> pl.DataFrame:
    """Return the table of technologies: code and names in two languages."""
    return packaged_table("technologies")


def codes() -> tuple[str, ...]:
    """List the codes of all technologies, in their fixed order."""
    return tuple(table()["technology"].to_list())


def label(code: str, *, language: str = "zh") -> str:
    """Name a technology.

    Records may tell a technology in words of their own, or divide by a material; such a word stands for
    itself, and a material bears its own name.

    Parameters
    ----------
    code
        Technology.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> label("china_5"), label("china_5", language="en"), label("一种新炉型")
    ('国五', 'China V', '一种新炉型')
    """
    return _names(language).get(code, code)


def named(language: str) -> pl.Expr:
    """Name the technologies of a frame's column ``technology``.

    Parameters
    ----------
    language
        ``zh`` or ``en``.

    Returns
    -------
    pl.Expr
        The names, as ``technology_zh`` or ``technology_en``.

    Examples
    --------
    >>> pl.DataFrame({"technology": ["a2o", "unstated"]}).select(named("en"))["technology_en"].to_list()
    ['anaerobic, anoxic and aerobic (A2/O)', 'not stated']
    """
    return pl.col("technology").replace(_names(language)).alias(f"technology_{language}")


@cache
def _names(language: str) -> dict[str, str]:
    column = f"name_{language}"
    return dict(materials.table().select("material", column).iter_rows()) | dict(
        table().select("technology", column).iter_rows()
    )
