"""Words of a source, in the language in which they were written."""

from __future__ import annotations

import re

from nicegui import ui

__all__ = ["CHINESE", "quoted"]

CHINESE = re.compile("[\u3400-\u9fff]")


def quoted(text: str) -> ui.label:
    """Write the words of a source, marked where they are Chinese.

    Parameters
    ----------
    text
        The words.

    Returns
    -------
    nicegui.ui.label
        The label.
    """
    label = ui.label(text)
    return label.props("lang=zh") if CHINESE.search(text) else label
