"""What came of a job, as its row keeps it.

A run is named by its id. What has no id says what it is about, and what was refused says why: these are
kept as JSON, so that whoever looks at the job reads them in their own language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import Problem
from tongyuan.vocabulary.told import told_problem

__all__ = ["Outcome", "outcome_of", "written"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job.

    Parameters
    ----------
    name
        Id of a run, or a word; None where there is none.
    meta
        What the answer was about, where it had no name.
    problems
        Why it was refused.
    """

    name: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def written(answer: Answer) -> str:
    """Write what came of a job.

    Parameters
    ----------
    answer
        What the service answered.

    Returns
    -------
    str
        The id of its run or its outcome in a word; where it has neither, what it is about, as JSON.

    Examples
    --------
    >>> written(Answer(meta={"run": "1a2b3c", "year": 2007})), written(Answer(meta={"new": 2}))
    ('1a2b3c', '{"meta": {"new": 2}}')
    """
    named = answer.meta.get("run") or answer.meta.get("outcome")
    return str(named) if named else json.dumps({"meta": answer.as_dict()["meta"]}, ensure_ascii=False)


def outcome_of(result: str | None) -> Outcome:
    """Read what came of a job.

    Parameters
    ----------
    result
        What its row keeps.

    Returns
    -------
    Outcome
        A name, or what was said.

    Examples
    --------
    >>> outcome_of('{"meta": {"new": 2}}').meta, outcome_of("1a2b3c").name
    ({'new': 2}, '1a2b3c')
    """
    if result is None or not result.startswith("{"):
        return Outcome(result)
    held = json.loads(result)
    return Outcome(meta=held.get("meta", {}), problems=tuple(map(told_problem, held.get("problems", ()))))
