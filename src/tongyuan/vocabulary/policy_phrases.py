"""Words for what a person has to settle of a phrase that was read in a policy."""

from __future__ import annotations

from typing import Literal

from tongyuan.vocabulary.packaged import look_up

__all__ = ["open_word"]


def open_word(code: str, *, language: Literal["zh", "en"]) -> str:
    """Give the words for a code of ``PolicyPhrase.open``; what stands behind its colon is left to the caller.

    Parameters
    ----------
    code
        One code, such as ``implied`` or ``range:25|30``.
    language
        Chinese or English.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If the table does not know the code.

    Examples
    --------
    >>> open_word("range:25|30", language="zh")
    '写的是区间'
    """
    name = look_up("phrase_open", key="code", code=code.partition(":")[0], column=f"name_{language}")
    return name or code
