"""Who may still take which duty: nobody holds two of them, and nobody looks over what they entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from tongyuan.vocabulary.problems import Problem
from tongyuan.vocabulary.rounds import DUTIES, duty_of

__all__ = ["Duties"]


@dataclass(frozen=True, slots=True)
class Duties:
    """Who took which duty in the assignments of a round.

    Parameters
    ----------
    taken
        People by assignment and duty.
    below
        Assignments that report to an assignment.
    """

    taken: Mapping[tuple[int, str], frozenset[str]]
    below: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, people: pl.DataFrame) -> Duties:
        """Read them from the steps taken so far.

        Parameters
        ----------
        people
            ``assignment``, ``parent``, ``step``, ``actor``.

        Returns
        -------
        Duties
            Who took which duty.
        """
        taken: dict[tuple[int, str], frozenset[str]] = {}
        for row in people.iter_rows(named=True):
            duty = duty_of(row["step"])
            if duty is not None:
                key = (row["assignment"], duty)
                taken[key] = taken.get(key, frozenset()) | {row["actor"]}
        nested = people.select("assignment", "parent").unique().drop_nulls().sort("assignment")
        below: dict[int, tuple[int, ...]] = {}
        for number, parent in nested.iter_rows():
            below[parent] = (*below.get(parent, ()), number)
        return cls(taken, below)

    def who(self, assignment: int, duty: str) -> frozenset[str]:
        """Return who took a duty in an assignment."""
        return self.taken.get((assignment, duty), frozenset())

    def entered(self, assignment: int) -> frozenset[str]:
        """Return who entered an assignment's figures, or those of an assignment that it sums up."""
        found = self.who(assignment, "report")
        return found.union(*(self.entered(number) for number in self.below.get(assignment, ())))

    def problems(self, step: str, assignments: Iterable[int], actor: str) -> list[Problem]:
        """Name each assignment in which somebody may not take a step, because of what they did before.

        Parameters
        ----------
        step
            The step wanted.
        assignments
            Numbers.
        actor
            Who wants to take it.

        Returns
        -------
        list of Problem
            ``round.own_entry`` or ``round.two_duties``.
        """
        duty = duty_of(step)
        looks_over = duty in ("review", "approve") or step == "return"
        problems = []
        for number in assignments:
            values = {"assignment": number, "actor": actor, "step": step}
            others = [other for other in DUTIES if duty is not None and other != duty]
            if looks_over and actor in self.entered(number):
                problems.append(Problem("round.own_entry", values))
            elif any(actor in self.who(number, other) for other in others):
                problems.append(Problem("round.two_duties", values))
        return problems
