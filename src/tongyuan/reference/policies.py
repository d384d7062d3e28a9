"""The words by which texts of policies are read."""

from __future__ import annotations

from functools import cache

import dataframely as dy

from tongyuan.reference.files import read_table
from tongyuan.vocabulary.tables import PolicyWord

__all__ = ["policy_words"]


@cache
def policy_words() -> dy.DataFrame[PolicyWord]:
    """Return the words of the genre by the part they play.

    Returns
    -------
    dy.DataFrame[PolicyWord]
        One row a part and word.

    Examples
    --------
    >>> policy_words().filter(role="period", word="“十四五”")["reading"].item()
    '2025'
    """
    return PolicyWord.validate(read_table("policy_words"), cast=True)
