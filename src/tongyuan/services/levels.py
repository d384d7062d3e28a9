"""How guarded an answer is: as its contract says, or as the most guarded row that was read for it."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tongyuan.vocabulary.sensitivity import Sensitivity

if TYPE_CHECKING:
    from tongyuan.services.answer import Answer
    from tongyuan.vocabulary.scope import Scope

__all__ = ["level_of"]


def level_of(answer: Answer, noun: str, *, scope: Scope, read: Sensitivity | None) -> Sensitivity:
    """Tell the level of an answer.

    Parameters
    ----------
    answer
        The answer; a use case may state its level itself, in ``meta["sensitivity"]``.
    noun
        Noun of the service. The table of nouns says which answer from stores that note what they hand out
        (``read``), and which from shipped facts (``public``); the others' answers are internal.
    scope
        What the reader sees; who sees public rows alone is told nothing else.
    read
        The most guarded level that the stores noted.

    Returns
    -------
    Sensitivity
        The level.
    """
    from tongyuan.vocabulary.tables import contracts  # a command that only helps needs no contract

    if "sensitivity" in answer.meta:
        return Sensitivity(answer.meta["sensitivity"])
    contract = contracts().get(str(answer.meta.get("contract")))
    named = _levels().get(noun)
    only_public = all(reach.up_to is Sensitivity.PUBLIC for reach in scope.reaches)
    if only_public or named == "public" or (contract and contract.sensitivity is Sensitivity.PUBLIC):
        return Sensitivity.PUBLIC
    return read if named == "read" and read is not None else Sensitivity.INTERNAL


@cache
def _levels() -> dict[str, str | None]:
    table = (files("tongyuan.services") / "data" / "nouns.csv").read_text(encoding="utf-8")
    return {row["noun"]: row.get("level") for row in csv.DictReader(table.splitlines())}
