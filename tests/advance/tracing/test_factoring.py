"""Receptor model: planted sources come back, what is missing has no say, what cannot be used is told."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.advance.tracing import (
    bootstrap,
    correlations,
    displace,
    factorise,
    match_library,
    pairs_of,
    prepare,
    q_robust,
)
from tongyuan.advance.tracing.factoring import refine
from tongyuan.testing.tracing import planted
from tongyuan.vocabulary.problems import InputError

PLANTED = planted()
READY = prepare(PLANTED.concentration, uncertainty=PLANTED.uncertainty, species=PLANTED.species)
BASE = factorise(READY, factors=3, seed=1, attempts=5)


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_planted_profiles_and_contributions_come_back() -> None:
    pairs = pairs_of(PLANTED.profiles, other=BASE.profiles)
    assert min(r for _, _, r in pairs) > 0.98
    r = correlations(PLANTED.contributions.T, other=BASE.contributions.T)
    assert min(r[i, j] for i, j, _ in pairs) > 0.98


def test_q_of_planted_data_is_near_what_is_expected() -> None:
    assert BASE.q_expected == 200 * 8 - 3 * (200 + 8)
    assert 0.7 < BASE.q_true / BASE.q_expected < 1.3
    assert BASE.q_robust <= BASE.q_true
    assert BASE.best.converged


def test_the_best_of_all_attempts_is_kept_and_all_are_told() -> None:
    assert len(BASE.attempts) == 5
    assert BASE.best.q == min(attempt.q for attempt in BASE.attempts)
    assert BASE.q_true == pytest.approx(BASE.best.q)


def test_the_same_seed_gives_the_same_factors() -> None:
    again = factorise(READY, factors=3, seed=1, attempts=5)
    assert np.array_equal(again.profiles, BASE.profiles)


def test_a_cut_short_attempt_says_that_it_did_not_come_to_rest() -> None:
    short = factorise(READY, factors=3, seed=1, attempts=1, most_iterations=10)
    assert not short.best.converged
    assert short.best.iterations == 10


def test_contributions_have_mean_one() -> None:
    assert BASE.contributions.mean(axis=0) == pytest.approx(np.ones(3))


def test_a_missing_value_has_no_say_whatever_its_uncertainty() -> None:
    holes = PLANTED.concentration.copy()
    holes[::7, 2] = np.nan
    vague = PLANTED.uncertainty.copy()
    vague[::7, 2] = np.nan
    one = prepare(holes, uncertainty=PLANTED.uncertainty, species=PLANTED.species)
    other = prepare(holes, uncertainty=vague, species=PLANTED.species)
    fits = [factorise(ready, factors=3, seed=1, attempts=2) for ready in (one, other)]
    assert np.array_equal(fits[0].profiles, fits[1].profiles)
    assert one.missing == 29
    assert fits[0].q_expected == 200 * 8 - 29 - 3 * (200 + 8)
    assert min(r for _, _, r in pairs_of(PLANTED.profiles, other=fits[0].profiles)) > 0.98


def test_all_unusable_cells_are_told_at_once() -> None:
    concentration = np.array([[1.0, -1.0], [np.inf, 2.0], [np.nan, np.nan], [1.0, 1.0]])
    uncertainty = np.array([[0.0, 1.0], [1.0, np.nan], [1.0, 1.0], [-1.0, 1.0]])
    with pytest.raises(InputError) as error:
        prepare(concentration, uncertainty=uncertainty, species=["Fe", "Zn"], weak=["Pb"])
    assert codes(error) == [
        "tracing.concentration",
        "tracing.concentration",
        "tracing.uncertainty",
        "tracing.uncertainty",
        "tracing.uncertainty",
        "tracing.empty_sample",
        "tracing.weak",
    ]


def test_a_species_never_above_zero_is_refused() -> None:
    with pytest.raises(InputError) as error:
        prepare(np.array([[1.0, 0.0], [2.0, np.nan]]), uncertainty=np.ones((2, 2)), species=["Fe", "Zn"])
    assert codes(error) == ["tracing.empty_species"]


def test_tables_of_different_shape_are_refused() -> None:
    with pytest.raises(InputError) as error:
        prepare(np.ones((3, 2)), uncertainty=np.ones((2, 2)), species=["Fe", "Zn"])
    assert codes(error) == ["tracing.shape"]


@pytest.mark.parametrize("factors", [0, 8])
def test_a_number_of_factors_that_cannot_be_is_refused(factors: int) -> None:
    with pytest.raises(InputError) as error:
        factorise(READY, factors=factors, seed=1)
    assert codes(error) == ["tracing.factors"]


def test_a_weak_species_has_a_ninth_of_its_weight_and_is_not_counted() -> None:
    weak = prepare(
        PLANTED.concentration, uncertainty=PLANTED.uncertainty, species=PLANTED.species, weak=["Se"]
    )
    assert weak.weight[:, 6] * 9 == pytest.approx(READY.weight[:, 6])
    assert int(weak.counted.sum()) == 200 * 7


def test_q_robust_counts_a_residual_of_ten_as_forty() -> None:
    one = prepare(np.array([[11.0]]), uncertainty=np.ones((1, 1)), species=["Fe"])
    assert q_robust(one, contributions=np.ones((1, 1)), profiles=np.ones((1, 1))) == 40.0


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_q_never_rises_and_nothing_goes_below_zero(seed: int) -> None:
    draws = np.random.default_rng(seed)
    ready = prepare(
        draws.uniform(0.1, 5, (20, 6)), uncertainty=draws.uniform(0.1, 2, (20, 6)), species="abcdef"
    )
    g, f = draws.uniform(0.1, 1, (20, 2)), draws.uniform(0.1, 1, (2, 6))
    qs = []
    for _ in range(5):
        g, f, attempt = refine(ready, start=(g, f), most_iterations=7)
        qs.append(attempt.q)
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in pairwise(qs))
    assert min(g.min(), f.min()) >= 0


def test_bootstrap_maps_planted_factors_and_holds_the_truth() -> None:
    told = bootstrap(READY, base=BASE, seed=3, times=20, block=4)
    assert told.mapped.sum() + told.unmapped.sum() == 60
    assert (np.diag(told.mapped) >= 18).all()
    low, median, high = told.percentiles[0], told.percentiles[2], told.percentiles[4]
    assert (low <= median).all()
    assert (median <= high).all()
    strong = BASE.profiles > 0.5
    assert (np.abs(median / np.where(strong, BASE.profiles, 1) - 1)[strong] < 0.3).all()


def test_blocks_longer_than_the_series_are_refused() -> None:
    with pytest.raises(InputError) as error:
        bootstrap(READY, base=BASE, seed=3, times=2, block=201)
    assert codes(error) == ["tracing.block"]


def test_displacement_holds_the_base_and_widens_with_the_allowed_rise() -> None:
    small = displace(READY, base=BASE, rise=4.0, every=7, iterations=100)
    large = displace(READY, base=BASE, rise=25.0, every=7, iterations=100)
    base = BASE.profiles[:, ::7]
    assert (small.low[:, ::7] <= base + 1e-12).all()
    assert (small.high[:, ::7] >= base - 1e-12).all()
    wide = (large.high - large.low)[:, ::7].sum()
    assert wide > (small.high - small.low)[:, ::7].sum() > 0
    assert np.isnan(small.low[:, 1]).all()


def test_a_source_of_the_library_is_matched_over_the_species_both_know() -> None:
    library = {
        "planted": dict(zip(PLANTED.species, PLANTED.profiles[0])),
        "two only": {"SO4": 1.0, "OC": 2.0},
    }
    told = match_library(PLANTED.profiles, species=PLANTED.species, library=library)
    first = told.filter(factor=0, source="planted").row(0, named=True)
    assert first["cosine"] == pytest.approx(1.0)
    assert told.filter(source="two only")["cosine"].null_count() == 3
    best = told.filter(source="planted").sort("cosine", descending=True)
    assert best["factor"][0] == 0
