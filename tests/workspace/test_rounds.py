"""Rounds on both databases: the order of steps, duties, versions, two people at one assignment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tongyuan.testing.rounds import CITY, COUNTIES, NOW, WORKS, a_round, said
from tongyuan.vocabulary.problems import ConflictError, NotFoundError
from tongyuan.vocabulary.scope import Reach, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.rounds import Rounds
from tongyuan.workspace.workspace import Workspace


@pytest.fixture
def rounds(workspace: Workspace) -> Rounds:
    a_round(workspace)
    return workspace.rounds


def hand_in(rounds: Rounds, number: int, *, value: float = 10.0, actor: str = "li") -> None:
    rounds.save({number: [said(value)]}, actor=actor, at=NOW)
    rounds.take("report", [number], actor=actor, at=NOW)


def sign(rounds: Rounds, number: int) -> None:
    rounds.take("review", [number], actor="wang", at=NOW)
    rounds.take("approve", [number], actor="zhao", at=NOW)


def refused(rounds: Rounds, step: str, numbers: list[int], actor: str) -> str:
    before = rounds.steps(numbers)
    with pytest.raises(ConflictError) as caught:
        rounds.take(step, numbers, actor=actor, at=NOW)
    assert rounds.steps(numbers).equals(before)
    return caught.value.problems[0].code


def test_an_opened_round_has_its_assignments_below_each_other(rounds: Rounds) -> None:
    found = rounds.assignments(round_number=1)
    assert found["parent"].to_list() == [None, CITY, CITY, COUNTIES[0]]
    assert set(found["state"]) == {"not_reported"}
    assert rounds.items(1)["item"].to_list() == ["coal_burned", "boilers_closed"]
    assert rounds.about(1)["state"] == "open"


def test_the_way_is_reported_reviewed_approved_locked(rounds: Rounds) -> None:
    for step in ("review", "approve", "lock", "return", "correct"):
        assert refused(rounds, step, [WORKS], "wang") == "round.state"
    hand_in(rounds, WORKS)
    for step in ("report", "save", "approve", "lock", "waive"):
        assert refused(rounds, step, [WORKS], "zhao") in ("round.state", "round.two_duties")
    sign(rounds, WORKS)
    rounds.take("lock", [WORKS], actor="keeper", at=NOW)
    assert rounds.assignment(WORKS)["state"] == "locked"
    steps = rounds.steps([WORKS])["step"].to_list()
    assert steps == ["open", "save", "report", "review", "approve", "lock"]


def test_nobody_looks_over_what_they_entered(rounds: Rounds) -> None:
    hand_in(rounds, WORKS, actor="li")
    for step in ("review", "return"):
        assert refused(rounds, step, [WORKS], "li") == "round.own_entry"
    rounds.take("review", [WORKS], actor="wang", at=NOW)
    assert refused(rounds, "approve", [WORKS], "li") == "round.own_entry"
    assert refused(rounds, "approve", [WORKS], "wang") == "round.two_duties"


def test_who_entered_a_countys_figures_does_not_sign_the_citys(rounds: Rounds) -> None:
    hand_in(rounds, WORKS, actor="enterprise")
    hand_in(rounds, CITY, actor="city")
    assert refused(rounds, "review", [CITY], "enterprise") == "round.own_entry"
    rounds.take("review", [CITY], actor="wang", at=NOW)


def test_who_reviewed_does_not_fill_in_after_the_return(rounds: Rounds) -> None:
    hand_in(rounds, WORKS)
    rounds.take("review", [WORKS], actor="wang", at=NOW)
    rounds.take("return", [WORKS], actor="zhao", at=NOW, reason="口径")
    with pytest.raises(ConflictError) as caught:
        rounds.save({WORKS: [said(11.0)]}, actor="wang", at=NOW)
    assert caught.value.problems[0].code == "round.two_duties"


def test_nothing_saved_is_lost(rounds: Rounds) -> None:
    for value in (1.0, 2.0, 2.0, 3.0):
        rounds.save({WORKS: [said(value)]}, actor="li", at=NOW)
    rounds.save({WORKS: [said(None, state="NO")]}, actor="chen", at=NOW)
    versions = rounds.versions([WORKS])
    assert versions["value"].to_list() == [1.0, 2.0, 3.0, None]
    assert versions["version"].to_list() == [1, 2, 3, 4]
    assert rounds.entries([WORKS])["state"].to_list() == ["NO"]


def test_a_correction_goes_the_whole_way_again(rounds: Rounds) -> None:
    hand_in(rounds, WORKS)
    sign(rounds, WORKS)
    rounds.take("lock", [WORKS], actor="keeper", at=NOW)
    with pytest.raises(ConflictError) as caught:
        rounds.save({WORKS: [said(10.0)]}, actor="li", at=NOW, step="correct", reason="更正")
    assert caught.value.problems[0].code == "round.nothing_corrected"
    rounds.save({WORKS: [said(12.0)]}, actor="li", at=NOW, step="correct", reason="更正")
    assert rounds.assignment(WORKS)["state"] == "reported"
    assert refused(rounds, "lock", [WORKS], "keeper") == "round.state"
    sign(rounds, WORKS)
    assert rounds.versions([WORKS])["value"].to_list() == [10.0, 12.0]


def test_a_round_is_closed_while_all_of_it_is_locked_or_waived(rounds: Rounds) -> None:
    everything = [CITY, *COUNTIES, WORKS]
    rounds.take("waive", everything[1:], actor="keeper", at=NOW, reason="停产")
    hand_in(rounds, CITY)
    sign(rounds, CITY)
    with pytest.raises(ConflictError):
        rounds.release(1)
    rounds.take("lock", [CITY], actor="keeper", at=NOW)
    assert rounds.about(1)["state"] == "closed"
    rounds.release(1)
    rounds.save({CITY: [said(12.0)]}, actor="li", at=NOW, step="correct", reason="更正")
    assert rounds.about(1)["state"] == "open"


def test_several_are_stepped_all_or_none_and_every_problem_is_told(rounds: Rounds) -> None:
    hand_in(rounds, COUNTIES[0])
    with pytest.raises(ConflictError) as caught:
        rounds.take("review", [CITY, *COUNTIES], actor="wang", at=NOW)
    assert [problem.values["assignment"] for problem in caught.value.problems] == [CITY, COUNTIES[1]]
    assert rounds.assignment(COUNTIES[0])["state"] == "reported"


def test_the_first_day_of_reporting_stays(rounds: Rounds) -> None:
    hand_in(rounds, WORKS)
    first = rounds.assignment(WORKS)["reported_on"]
    rounds.take("return", [WORKS], actor="wang", at=NOW, reason="口径")
    rounds.take("report", [WORKS], actor="li", at=NOW + timedelta(days=9))
    assert rounds.assignment(WORKS)["reported_on"] == first


def test_who_has_not_seen_the_latest_step_is_told(rounds: Rounds) -> None:
    seen = rounds.assignment(WORKS)["seq"]
    rounds.save({WORKS: [said(1.0)]}, actor="li", at=NOW, seqs={WORKS: seen})
    with pytest.raises(ConflictError) as caught:
        rounds.save({WORKS: [said(2.0)]}, actor="chen", at=NOW, seqs={WORKS: seen})
    assert caught.value.problems[0].code == "round.moved"
    assert rounds.entries([WORKS])["value"].to_list() == [1.0]


def test_of_two_people_at_once_one_reviews_and_the_other_is_told(workspace: Workspace) -> None:
    a_round(workspace)
    hand_in(workspace.rounds, WORKS)

    def review(actor: str) -> str:
        try:
            workspace.database.retried(lambda: workspace.rounds.take("review", [WORKS], actor=actor, at=NOW))
        except ConflictError as error:
            return error.problems[0].code
        return "done"

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(review, ("a", "b", "c", "d")))
    assert found == ["done", "round.state", "round.state", "round.state"]
    steps = workspace.rounds.steps([WORKS])
    assert steps["step"].to_list().count("review") == 1


def test_saves_by_many_at_once_are_all_there(workspace: Workspace) -> None:
    a_round(workspace)

    def save(value: int) -> None:
        workspace.database.retried(
            lambda: workspace.rounds.save({WORKS: [said(float(value))]}, actor=f"p{value}", at=NOW)
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(12)))
    assert sorted(workspace.rounds.versions([WORKS])["value"]) == [float(value) for value in range(12)]


def test_what_is_out_of_reach_is_not_found(rounds: Rounds) -> None:
    county = Scope((Reach(regions=frozenset({"990101"}), up_to=Sensitivity.INTERNAL),))
    bureau = Scope((Reach(regions=frozenset({"990101"}), enterprises=frozenset({None})),))
    rounds.save({WORKS: [said(1.0)], COUNTIES[1]: [said(2.0)]}, actor="li", at=NOW)
    assert rounds.scoped(county).assignments(round_number=1)["assignment"].to_list() == [COUNTIES[0], WORKS]
    assert rounds.scoped(bureau).assignments(round_number=1)["assignment"].to_list() == [COUNTIES[0]]
    assert rounds.scoped(bureau).entries([WORKS, COUNTIES[1]]).is_empty()
    assert rounds.scoped(bureau).steps([WORKS]).is_empty()
    with pytest.raises(NotFoundError):
        rounds.scoped(bureau).assignment(WORKS)


def test_a_round_or_an_assignment_that_is_not_there_is_told(rounds: Rounds) -> None:
    for act in (lambda: rounds.about(9), lambda: rounds.assignment(9)):
        with pytest.raises(NotFoundError):
            act()
    with pytest.raises(NotFoundError):
        rounds.take("review", [9], actor="wang", at=NOW)
