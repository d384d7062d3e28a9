"""Mass on its way: nothing is lost, whatever the rates; published and hand-checked numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from tongyuan.plan.air.transport import Rates, box_balance, ground_factor, plume_balance, sector_mean

RATE = st.floats(min_value=0, max_value=1e-3)
TIMES = st.floats(min_value=1, max_value=1e6)


@given(RATE, RATE, RATE, TIMES)
def test_airborne_converted_and_deposited_mass_is_what_was_emitted(
    conversion: float, loss: float, product_loss: float, seconds: float
) -> None:
    told = plume_balance(Rates(conversion, loss, product_loss), seconds=seconds)
    assert told.species + told.product + told.deposited == pytest.approx(1, rel=1e-12)
    assert min(told.species, told.product) >= 0
    assert told.deposited >= -1e-12


@given(RATE, RATE, RATE, st.floats(min_value=1e-7, max_value=1e-2))
def test_a_box_gives_off_and_deposits_what_it_is_given(
    conversion: float, loss: float, product_loss: float, out: float
) -> None:
    told, held, made = box_balance(Rates(conversion, loss, product_loss), out=out)
    assert told.species + told.product + told.deposited == pytest.approx(1, rel=1e-12)
    assert out * (held + made) == pytest.approx(told.species + told.product, rel=1e-12)


@pytest.mark.parametrize("rates", [Rates(3e-6, 2e-6, 1e-6), Rates(3e-6, 2e-6, 5e-6), Rates(1e-5, 0, 0)])
def test_the_closed_form_is_what_integration_gives(rates: Rates) -> None:
    def slopes(_: float, mass: np.ndarray) -> list[float]:
        gone = (rates.conversion + rates.loss) * mass[0]
        lost = rates.product_loss * mass[1]
        return [-gone, rates.conversion * mass[0] - lost, rates.loss * mass[0] + lost]

    seconds = 200_000.0
    end = solve_ivp(slopes, (0, seconds), [1.0, 0.0, 0.0], rtol=1e-11, atol=1e-14).y[:, -1]
    told = plume_balance(rates, seconds=seconds)
    assert [told.species, told.product, told.deposited] == pytest.approx(end.tolist(), abs=1e-9)


def test_the_flux_through_a_circle_is_what_is_left_of_the_source() -> None:
    speed, mixing, metres = 4.0, 800.0, 1e6
    tracer = Rates(0.0, 1e-6, 0.0)
    left = plume_balance(tracer, seconds=metres / speed).species
    mean = sector_mean(metres, width=math.tau, speed=speed, mixing=mixing) * left
    flux = mean * math.tau * metres * mixing * speed * 365 * 86400 / 1e15
    assert round(left, 9) == 0.778800783
    assert flux == pytest.approx(left, rel=1e-12)


@pytest.mark.parametrize(("metres", "per_mt"), [(1e6, 1.577), (1e5, 15.77)])
def test_an_inert_tracer_gives_the_worked_numbers(metres: float, per_mt: float) -> None:
    told = 1000 * sector_mean(metres, width=math.tau, speed=4, mixing=800)
    assert told == pytest.approx(per_mt, abs=5e-3)


@given(st.floats(min_value=1e3, max_value=5e5), st.floats(min_value=0, max_value=700))
def test_a_plume_is_all_below_the_mixing_height(metres: float, height: float) -> None:
    mixing = 800.0
    spread = 0.06 * metres / math.sqrt(1 + 0.0015 * metres)

    def density(z: float) -> float:
        heights = [sign * height + 2 * n * mixing for n in range(-12, 13) for sign in (1, -1)]
        return sum(math.exp(-(((z - at) / spread) ** 2) / 2) for at in heights) / math.sqrt(math.tau) / spread

    whole, _ = quad(density, 0, mixing, points=[height], limit=200)
    assert whole == pytest.approx(1, rel=1e-8)
    if spread < 2 * mixing:
        assert ground_factor(metres, height=height, mixing=mixing) == pytest.approx(
            density(0) * mixing, rel=1e-9
        )


def test_a_tall_stack_is_felt_less_nearby_and_alike_far_away() -> None:
    near = [ground_factor(3e3, height=height, mixing=800) for height in (10, 300)]
    far = [ground_factor(8e5, height=height, mixing=800) for height in (10, 300)]
    assert near[0] > 3 * near[1]
    assert far[0] == pytest.approx(far[1], rel=1e-3)


def test_the_box_of_the_guide_is_as_written() -> None:
    _, held, _ = box_balance(Rates(0.0, 0.0, 0.0), out=4 / 1e5)
    assert held == pytest.approx(25_000)
    assert 1e15 / (365 * 86400) * held / (1e10 * 800) == pytest.approx(0.0991, abs=5e-5)
