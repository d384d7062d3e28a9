"""Each tonne once: counted as total reduction or used as replacement, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tongyuan.deploy.reduction import shares_of
from tongyuan.testing.reductions import register, take
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace


def refused(act: object, *args: object, **named: object) -> str:
    with pytest.raises(ConflictError) as refusal:
        act(*args, **named)  # type: ignore[operator]
    return refusal.value.problems[0].code


def test_a_tonne_counted_is_not_used_as_replacement_besides(workspace: Workspace) -> None:
    cut = register(workspace)
    take(workspace, cut, "recognise", 90_000, memo="factor of the inventory")
    take(workspace, cut, "count", 40_000)
    with pytest.raises(ConflictError) as refusal:
        take(workspace, cut, "credit", 50_001)
    problem = refusal.value.problems[0]
    assert (problem.code, str(problem.values["free"])) == ("reduction.taken", "50.000")
    assert "40.000" in str(problem.values["holds"])
    assert problem.values["clause"] == "a clause"
    take(workspace, cut, "credit", 50_000)
    assert refused(take, workspace, cut, "count", 1) == "reduction.taken"


def test_an_amount_held_for_one_project_is_not_there_for_another(workspace: Workspace) -> None:
    cut = register(workspace)
    take(workspace, cut, "recognise", 100_000)
    take(workspace, cut, "credit", 50_000)
    held = take(workspace, cut, "reserve", 30_000, project="P1")
    assert refused(take, workspace, cut, "reserve", 30_000, project="P2") == "reduction.taken"
    take(workspace, cut, "use", 30_000, project="P1", hold=held)
    assert refused(take, workspace, cut, "release", 30_000, hold=held) == "reduction.no_hold"
    assert refused(take, workspace, cut, "reserve", 20_001, project="P2") == "reduction.taken"
    shares = shares_of(cut, workspace.reductions.steps(), at=now())
    assert (shares.free, shares.open, shares.used, dict(shares.projects)) == (
        50_000,
        20_000,
        30_000,
        {"P1": 30_000},
    )


def test_what_is_released_or_lapses_is_there_again(workspace: Workspace) -> None:
    cut = register(workspace)
    take(workspace, cut, "recognise", 100_000)
    take(workspace, cut, "credit", 100_000)
    held = take(workspace, cut, "reserve", 100_000, project="P1")
    take(workspace, cut, "release", 100_000, hold=held)
    take(workspace, cut, "reserve", 100_000, project="P2", expires_at=now())
    take(workspace, cut, "reserve", 100_000, project="P3")
    assert refused(take, workspace, cut, "reserve", 1, project="P4") == "reduction.taken"


def test_who_claims_does_not_recognise_and_no_more_stands_than_was_reduced(
    workspace: Workspace,
) -> None:
    cut = register(workspace, emitted_after=20_000)
    assert refused(take, workspace, cut, "recognise", 80_000, actor="plant") == "reduction.own"
    assert refused(take, workspace, cut, "recognise", 80_001) == "reduction.beyond"
    assert refused(take, workspace, cut, "recognise", 70_000, memo=" ") == "reduction.reason_wanted"
    assert refused(take, workspace, cut, "count", 1) == "reduction.not_recognised"
    take(workspace, cut, "recognise", 80_000)
    take(workspace, cut, "count", 60_000)
    assert refused(take, workspace, cut, "recognise", 59_999) == "reduction.below_taken"


def test_a_facility_reduces_the_same_tonne_once_in_all_years(workspace: Workspace) -> None:
    register(workspace, emitted_after=30_000, claimed=70_000)
    assert refused(register, workspace, measure="end_of_pipe") == "reduction.again"
    assert refused(register, workspace, year=2025) == "reduction.above_before"
    nothing = {"emitted_before": 30_000, "emitted_after": 30_000}
    assert refused(register, workspace, year=2025, **nothing) == "reduction.no_cut_at_all"
    unproved = {"emitted_before": None, "emitted_after": None}
    assert refused(register, workspace, year=2025, **unproved) == "reduction.again"
    register(workspace, year=2025, claimed=30_000, emitted_before=30_000)


def test_the_same_key_again_changes_nothing_and_no_other_step_takes_it(
    workspace: Workspace,
) -> None:
    cut = register(workspace)
    first = take(workspace, cut, "recognise", 100_000, key="k")
    assert take(workspace, cut, "recognise", 100_000, key="k") == first
    assert refused(take, workspace, cut, "recognise", 99_000, key="k") == "reduction.key_taken"


def test_of_fifty_who_want_one_amount_exactly_what_is_there_is_granted(workspace: Workspace) -> None:
    cut = register(workspace)
    take(workspace, cut, "recognise", 100_000)
    take(workspace, cut, "credit", 60_000)

    def want(number: int) -> str:
        step, amount = ("count", 9_000) if number % 2 else ("reserve", 7_000)
        try:
            take(workspace, cut, step, amount, key=f"w{number}", project=f"P{number}")
        except ConflictError as refusal:
            return refusal.problems[0].code
        return step

    with ThreadPoolExecutor(50) as pool:
        said = list(pool.map(want, range(50)))
    assert (said.count("count"), said.count("reserve")) == (4, 8)  # 4 x 9 of 40 t, 8 x 7 of 60 t
    assert set(said) == {"count", "reserve", "reduction.taken"}
    shares = shares_of(cut, workspace.reductions.steps(), at=now())
    assert (shares.free, shares.open) == (4_000, 4_000)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_asked_no_tonne_is_used_twice(workspace: Workspace, seed: int) -> None:
    """A model that knows nothing of the register adds up what was granted."""
    random = Random(seed)
    cut = register(workspace)
    recognised = counted = credited = used = 0
    held: dict[int, int] = {}
    for _ in range(60):
        step = random.choice(["recognise", "count", "credit", "reserve", "use", "release"])
        amount, named = random.randrange(1, 40_000), {}
        if step in ("use", "release"):
            hold = random.choice([*held, 0])
            amount, named = held.get(hold, 1), {"hold": hold}
        if step == "recognise":
            amount = random.randrange(1, 120_000)
        room = {
            "recognise": counted + credited <= amount <= 100_000,
            "count": amount <= recognised - counted - credited,
            "credit": amount <= recognised - counted - credited,
            "reserve": amount <= credited - used - sum(held.values()),
        }.get(step, named.get("hold") in held)
        try:
            number = take(workspace, cut, step, amount, project="P", **named)
        except ConflictError:
            assert not room
            continue
        assert room
        recognised = amount if step == "recognise" else recognised
        counted += amount if step == "count" else 0
        credited += amount if step == "credit" else 0
        used += amount if step == "use" else 0
        if step == "reserve":
            held[number] = amount
        elif named:
            held.pop(named["hold"])
        assert counted + credited <= recognised <= 100_000
        assert used + sum(held.values()) <= credited
