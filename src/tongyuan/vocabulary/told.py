"""Problems that were written down as records and are told again: by a server's answer, by a job's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongyuan.vocabulary.problems import Place, Problem

__all__ = ["ToldProblem", "told_problem"]

PLACE = ("file", "sheet", "row", "column", "cell")


@dataclass(frozen=True, slots=True)
class ToldProblem(Problem):
    """A problem in the words in which it was first told; this version may not know its code.

    Parameters
    ----------
    texts
        Its sentences: ``what_zh`` and so on.
    """

    texts: Mapping[str, str] = field(default_factory=dict)

    def _fill(self, part: str, language: str) -> str:
        return self.texts.get(f"{part}_{language}", "")


def told_problem(record: Mapping[str, Any]) -> ToldProblem:
    """Read a problem from its record.

    Parameters
    ----------
    record
        As :meth:`Problem.as_dict` wrote it.

    Returns
    -------
    ToldProblem
        The same problem.

    Examples
    --------
    >>> told_problem(Problem("service.no_job", {"name": "policy.show"}).as_dict()).code
    'service.no_job'
    """
    place = Place(**{name: record.get(name) for name in PLACE})
    texts = {name: text for name, text in record.items() if isinstance(text, str)}
    return ToldProblem(record["code"], {}, place, texts)
