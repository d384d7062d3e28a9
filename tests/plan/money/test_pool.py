"""The pool: what may follow what, and money that is neither made nor counted twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.money import Ceiling, Movement, Pool
from tongyuan.vocabulary.funds import fund_kinds, fund_steps

CEILINGS = {"P1": Ceiling(1000), "P2": Ceiling(700), "P3": Ceiling(None)}
FUNDS = tuple(fund_kinds())
YEARS = (2025, 2026)
ISSUED = Movement("issue", "award", 2025, fen=500)
ENTERED = Movement("enter", project="P1")
GIVEN = Movement("allocate", "award", 2025, "P1", 400)
OTHER = Movement("issue", "climate", 2025, fen=5000)


def codes(pool: Pool, movement: Movement) -> list[str]:
    return [problem.code for problem in pool.refusals(movement, ceilings=CEILINGS)]


def test_a_project_goes_from_the_pool_to_its_evaluation() -> None:
    pool = Pool.after([ISSUED])
    states = []
    for step, fen in (("enter", 0), ("allocate", 300), ("pay", 300), ("spend", 300), ("evaluate", 0)):
        fund, year = ("award", 2025) if fen else (None, None)
        movement = Movement(step, fund, year, "P1", fen)
        assert codes(pool, movement) == []
        pool.take(movement)
        states.append(pool.state("P1"))
    assert states == ["reserved", "allocated", "paid", "spent", "evaluated"]
    assert codes(pool, Movement("allocate", "award", 2025, "P1", 1)) == ["fund.wrong_state"]


def test_no_step_is_skipped() -> None:
    pool = Pool.after([ISSUED, ENTERED])
    assert codes(pool, Movement("pay", "award", 2025, "P1", 1)) == ["fund.wrong_state"]
    assert codes(pool, Movement("evaluate", project="P1")) == ["fund.wrong_state"]


def test_everything_wrong_with_a_movement_is_told_at_once() -> None:
    asked = Movement("allocate", None, None, "nobody", 0)
    assert codes(Pool.after([ISSUED]), asked) == [
        *["fund.lacking"] * 3,
        "fund.no_project",
        "fund.wrong_state",
    ]


def test_what_a_step_does_not_take_is_refused() -> None:
    assert codes(Pool(), Movement("enter", "award", 2025, "P1", 5)) == ["fund.idle_argument"] * 3


def test_a_pot_allocates_no_more_than_was_issued_to_it() -> None:
    pool = Pool.after([ISSUED, ENTERED])
    assert codes(pool, Movement("allocate", "award", 2025, "P1", 501)) == ["fund.overdrawn"]
    assert codes(pool, Movement("allocate", "award", 2026, "P1", 1)) == ["fund.overdrawn"]


def test_all_funds_together_pay_an_investment_once() -> None:
    pool = Pool.after([ISSUED, OTHER, ENTERED, GIVEN])
    assert codes(pool, Movement("allocate", "climate", 2025, "P1", 600)) == []
    assert codes(pool, Movement("allocate", "climate", 2025, "P1", 601)) == ["fund.above_investment"]


def test_money_of_one_pot_does_not_pay_what_another_allocated() -> None:
    pool = Pool.after([ISSUED, OTHER, ENTERED, GIVEN])
    assert codes(pool, Movement("pay", "climate", 2025, "P1", 1)) == ["fund.overdrawn"]


def test_a_project_without_an_investment_is_given_nothing() -> None:
    pool = Pool.after([ISSUED, Movement("enter", project="P3")])
    assert codes(pool, Movement("allocate", "award", 2025, "P3", 1)) == ["fund.no_investment"]


def test_a_project_with_idle_money_is_not_evaluated() -> None:
    steps = (("allocate", 9), ("pay", 8), ("spend", 7))
    moved = [Movement(step, "award", 2025, "P1", fen) for step, fen in steps]
    pool = Pool.after([ISSUED, ENTERED, *moved])
    assert codes(pool, Movement("evaluate", project="P1")) == ["fund.unspent"]
    for step, fen in (("refund", 1), ("recall", 2)):
        back = Movement(step, "award", 2025, "P1", fen)
        assert codes(pool, back) == []
        pool.take(back)
    assert codes(pool, Movement("evaluate", project="P1")) == []


@st.composite
def any_movement(draw: st.DrawFn) -> Movement:
    """Draw a movement that fits its step; whether it may be is for the pool to say."""
    step = fund_steps()[draw(st.sampled_from(sorted(fund_steps())))]
    money = step.rung != ""
    return Movement(
        step.step,
        draw(st.sampled_from(FUNDS[:2])) if money else None,
        draw(st.sampled_from(YEARS)) if money else None,
        None if step.rung == "issued" else draw(st.sampled_from(sorted(CEILINGS))),
        draw(st.integers(1, 900)) if money else 0,
    )


@given(asked=st.lists(any_movement(), max_size=60))
def test_whatever_is_asked_paid_stays_within_allocated_and_allocated_within_issued(
    asked: list[Movement],
) -> None:
    pool, issued = Pool(), 0
    for movement in asked:
        if pool.refusals(movement, ceilings=CEILINGS):
            continue
        pool.take(movement)
        issued += fund_steps()[movement.step].sign * movement.fen if movement.project is None else 0
        for fund, year in ((fund, year) for fund in FUNDS for year in YEARS):
            sums = [pool.of_pot(fund, year, rung) for rung in ("issued", "allocated", "paid", "spent")]
            assert sums == sorted(sums, reverse=True)
            assert sums[-1] >= 0
    free = sum(pool.free(fund, year) for fund in FUNDS for year in YEARS)
    assert issued == free + sum(pool.on(project, "allocated") for project in CEILINGS)
    for project, ceiling in CEILINGS.items():
        assert pool.on(project, "allocated") <= (ceiling.investment_fen or 0)
