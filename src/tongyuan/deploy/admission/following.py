"""Steps of a project after its opinion: which may follow which, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import Problem

__all__ = ["next_steps", "refusals", "state_of"]

#: Steps that may be taken again.
AGAIN = ("suspend", "resume")
DECIDED = ("approve", "refuse")


def state_of(taken: Sequence[str]) -> str:
    """Say how far a project has come.

    Parameters
    ----------
    taken
        Steps so far, oldest first.

    Returns
    -------
    str
        ``undecided``, ``suspend`` while it is stopped, else its last step other than stopping and resuming.

    Examples
    --------
    >>> state_of(["approve", "start", "suspend", "resume"])
    'start'
    """
    if _stopped(taken):
        return "suspend"
    onward = [step for step in taken if step not in AGAIN]
    return onward[-1] if onward else "undecided"


def refusals(step: str, taken: Sequence[str]) -> list[Problem]:
    """Name what stands in the way of a step; 投产 waits for 替代兑现.

    Parameters
    ----------
    step
        The step.
    taken
        Steps so far.

    Returns
    -------
    list of Problem
        None where it may be taken.

    Examples
    --------
    >>> [problem.values["after"] for problem in refusals("operate", ["approve", "start", "energy_accepted"])]
    ['替代兑现 replacement delivered', '排污许可 discharge permit']
    """
    names = _names()
    problems = []
    if step not in AGAIN and (step in taken or (step in DECIDED and set(DECIDED) & set(taken))):
        problems.append(Problem("admission.twice", {"step": names[step]}))
    if _stopped(taken) and step not in AGAIN:
        problems.append(Problem("admission.stopped", {}))
    if step == "resume" and not _stopped(taken):
        problems.append(Problem("admission.not_stopped", {}))
    problems += [
        Problem("admission.order", {"step": names[step], "after": names[after]})
        for after in _after()[step]
        if after not in taken
    ]
    return problems


def next_steps(taken: Sequence[str]) -> list[str]:
    """List the steps that may follow.

    Parameters
    ----------
    taken
        Steps so far.

    Returns
    -------
    list of str
        Steps in the order of a project's life.

    Examples
    --------
    >>> next_steps(["approve"])
    ['start', 'replaced', 'suspend']
    """
    stop = ["suspend"] if _stopped(taken) else []
    return [step for step in _after() if step not in stop and not refusals(step, taken)]


def _stopped(taken: Sequence[str]) -> bool:
    return next((step == "suspend" for step in reversed(taken) if step in AGAIN), False)


def _after() -> dict[str, list[str]]:
    rows = packaged_table("admission_steps").iter_rows(named=True)
    return {row["step"]: (row["after"] or "").split() for row in rows}


def _names() -> dict[str, str]:
    rows = packaged_table("admission_steps").iter_rows(named=True)
    return {row["step"]: f"{row['name_zh']} {row['name_en']}" for row in rows}
