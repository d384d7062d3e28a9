"""Whatever anybody tries in whatever order: the diagram holds, nothing is lost, three people take part."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tongyuan.testing.rounds import CITY, COUNTIES, NOW, WORKS, a_round, said
from tongyuan.testing.workspace import a_workspace
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.vocabulary.rounds import DUTIES, STEPS, duty_of, next_state

pytestmark = pytest.mark.slow

EVERYTHING = [CITY, *COUNTIES, WORKS]
PARENTS = {CITY: None, COUNTIES[0]: CITY, COUNTIES[1]: CITY, WORKS: COUNTIES[0]}
people = st.sampled_from(["li", "wang", "zhao", "chen"])
numbers = st.sampled_from(EVERYTHING)
TAKEN = [step for step in STEPS if step not in ("open", "save", "correct")]


class AnybodyTries(RuleBasedStateMachine):
    """A few people take any step at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.saved: dict[int, list[float]] = {number: [] for number in EVERYTHING}

    @initialize()
    def open(self) -> None:
        self.workspace = a_workspace(Path(self.folder.name))
        self.rounds = self.workspace.rounds
        a_round(self.workspace)

    @rule(number=numbers, actor=people, value=st.integers(0, 3))
    def save(self, number: int, actor: str, value: int) -> None:
        self._enter(number, actor, float(value), "save")

    @rule(number=numbers, actor=people, value=st.integers(0, 3))
    def correct(self, number: int, actor: str, value: int) -> None:
        self._enter(number, actor, float(value), "correct")

    def _enter(self, number: int, actor: str, value: float, step: str) -> None:
        try:
            count = self.rounds.save({number: [said(value)]}, actor=actor, at=NOW, step=step)
        except ConflictError:
            return
        self.saved[number] += [value] * count

    @rule(step=st.sampled_from(TAKEN), chosen=st.sets(numbers, min_size=1, max_size=2), actor=people)
    def take(self, step: str, chosen: set[int], actor: str) -> None:
        before = self.rounds.steps(EVERYTHING)
        own = any(actor in self._entered(number) for number in chosen)
        try:
            self.rounds.take(step, sorted(chosen), actor=actor, at=NOW)
        except ConflictError:
            assert self.rounds.steps(EVERYTHING).equals(before)
        else:
            assert not (own and step in ("review", "approve", "return"))

    @rule(number=numbers, people=st.permutations(["li", "wang", "zhao", "chen"]))
    def go_the_whole_way(self, number: int, people: list[str]) -> None:
        """Chance alone seldom gets there."""
        self._enter(number, people[0], 7.0, "save")
        for step, actor in zip(("report", "review", "approve", "lock"), people, strict=True):
            self.take(step, {number}, actor)

    @invariant()
    def the_diagram_holds(self) -> None:
        states = self.rounds.assignments(numbers=EVERYTHING)
        for number, state in states.select("assignment", "state").iter_rows():
            at: str | None = None
            steps = self.rounds.steps([number])
            assert steps["seq"].to_list() == list(range(1, steps.height + 1))
            for step, after in steps.select("step", "state").iter_rows():
                at = next_state(step, at)
                assert at == after
            assert at == state

    @invariant()
    def nothing_saved_is_lost(self) -> None:
        for number in EVERYTHING:
            assert self.rounds.versions([number])["value"].to_list() == self.saved[number]

    @invariant()
    def nobody_takes_two_of_the_three_duties(self) -> None:
        for number in EVERYTHING:
            taken = self._by_duty(number)
            assert sum(map(len, taken.values())) == len(set().union(*taken.values()))

    def _by_duty(self, number: int) -> dict[str, set[str]]:
        steps = self.rounds.steps([number]).select("step", "actor").rows()
        return {duty: {actor for step, actor in steps if duty_of(step) == duty} for duty in DUTIES}

    def _entered(self, number: int) -> set[str]:
        """Who entered figures of an assignment or below it, so far."""
        below = [child for child, parent in PARENTS.items() if parent == number]
        return self._by_duty(number)["report"].union(*(self._entered(child) for child in below))

    def teardown(self) -> None:
        self.workspace.close()
        self.folder.cleanup()


TestAnybodyTries = AnybodyTries.TestCase
TestAnybodyTries.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
