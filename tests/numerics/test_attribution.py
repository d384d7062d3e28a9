"""Attribution: the parts of a change add up to it, and who did not change has no part."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tongyuan.numerics.attribution import attribute

Floats = NDArray[np.float64]
AMOUNTS = st.floats(min_value=-1e6, max_value=1e6, allow_subnormal=False)
FOUR = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
NAMES = ("quantity", "ncv", "factor", "removal")


def mass(terms: Mapping[str, Floats]) -> Floats:
    return terms["quantity"] * terms["ncv"] * terms["factor"] * (1 - terms["removal"])


def named(values: tuple[float, ...]) -> dict[str, Floats]:
    return {name: np.array([value]) for name, value in zip(NAMES, values, strict=True)}


@given(old=FOUR, new=FOUR)
def test_the_parts_add_up_to_the_change(old: tuple[float, ...], new: tuple[float, ...]) -> None:
    before, after = named(old), named(new)
    parts = attribute(mass, old=before, new=after)
    largest = max(abs(mass(before | dict(taken.items()))[0]) for taken in _mixtures(before, after))
    assert abs(sum(part[0] for part in parts.values()) - (mass(after) - mass(before))[0]) <= 1e-9 * largest


@given(old=FOUR, new=FOUR)
def test_an_argument_that_is_the_same_has_no_part(old: tuple[float, ...], new: tuple[float, ...]) -> None:
    before, after = named(old), named(new) | {"ncv": named(old)["ncv"]}
    assert attribute(mass, old=before, new=after)["ncv"][0] == 0


def test_the_way_back_has_the_opposite_parts() -> None:
    before, after = named((1.0, 2.0, 3.0, 0.5)), named((2.0, 2.5, 4.0, 0.9))
    there, back = attribute(mass, old=before, new=after), attribute(mass, old=after, new=before)
    assert all(np.allclose(there[name], -back[name]) for name in NAMES)


def test_each_element_is_attributed_by_itself() -> None:
    old = {"a": np.array([1.0, 1.0]), "b": np.array([1.0, 2.0])}
    new = {"a": np.array([3.0, 1.0]), "b": np.array([1.0, 5.0])}
    parts = attribute(lambda x: x["a"] * x["b"], old=old, new=new)
    assert parts["a"].tolist() == [2.0, 0.0]
    assert parts["b"].tolist() == [0.0, 3.0]


def _mixtures(before: dict[str, Floats], after: dict[str, Floats]) -> list[dict[str, Floats]]:
    sides = [{}]
    for name in NAMES:
        sides = [{**side, name: values[name]} for side in sides for values in (before, after)]
    return sides
