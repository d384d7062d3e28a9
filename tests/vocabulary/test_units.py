"""Units as Chinese statistics write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.vocabulary import units
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError

PHYSICAL = [unit for unit, kind in packaged_table("units").select("unit", "kind").rows() if kind != "word"]
KINDS = dict(packaged_table("units").select("unit", "kind").rows())
PAIRS = [
    (one, other)
    for one in PHYSICAL
    for other in PHYSICAL
    if KINDS[one] == KINDS[other] and KINDS[one] in {"mass", "energy", "power", "volume", "area", "money"}
]


@pytest.mark.parametrize(
    ("unit", "to", "expected"),
    [
        ("万千瓦", "MW", 10.0),
        ("亿千瓦时", "MWh", 1e5),
        ("万吨标准煤", "太焦", 293.076),
        ("万亩", "公顷", 1e4 / 15),
        ("亿元", "CNY", 1e8),
        ("万标箱", "TEU", 1e4),
        ("65", "MW", None),
        ("蒸吨/小时", "兆瓦", 0.7),
        ("万重量箱", "万吨", 0.05),
        ("1e10_kJ", "GJ", 1e4),
        ("1e8_m3", "1e4_m3", 1e4),
        ("1e4_tce", "GJ", 293076.0),
        ("毫克/立方米", "µg/m³", 1000.0),
        ("吨标准煤/万元", "kgce/元", 0.1),
        ("立方米/万元", "m3/元", 1e-4),
        ("百万吨", "万吨", 100.0),
        ("%", "1", 0.01),
        ("％", "%", 1.0),
        ("（亿立方米）", "万立方米", 1e4),
    ],
)
def test_a_unit_converts_as_a_hand_does(unit: str, to: str, expected: float | None) -> None:
    if expected is None:
        with pytest.raises(InputError):
            units.factor(unit, to=to)
        return
    assert units.factor(unit, to=to) == pytest.approx(expected, rel=1e-14)


@given(value=st.floats(min_value=-1e12, max_value=1e12, allow_subnormal=False), pair=st.sampled_from(PAIRS))
def test_there_and_back_gives_the_same_value(value: float, pair: tuple[str, str]) -> None:
    one, other = pair
    there = units.convert(value, one, to=other)
    assert math.isclose(units.convert(there, other, to=one), value, rel_tol=1e-12, abs_tol=1e-12)


@given(value=st.floats(allow_nan=False, allow_infinity=False), unit=st.sampled_from(PHYSICAL))
def test_a_value_in_its_own_unit_is_not_touched(value: float, unit: str) -> None:
    assert units.convert(value, unit, to=unit) == value


@pytest.mark.parametrize("prefix", ["千", "万", "百万", "亿"])
@pytest.mark.parametrize("unit", [unit for unit in PHYSICAL if not unit[0].isascii()])
def test_a_prefix_multiplies_any_unit(prefix: str, unit: str) -> None:
    assert units.factor(prefix + unit, to=unit) == pytest.approx(units.PREFIXES[prefix], rel=1e-14)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("%", "百分点"),
        ("万吨", "亿千瓦时"),
        ("家", "个"),
        ("是/否", "%"),
        ("苹果", "苹果"),
        ("万吨", "苹果"),
        ("", "吨"),
    ],
)
def test_what_does_not_convert_is_refused_and_named(unit: str, to: str) -> None:
    with pytest.raises(InputError) as caught:
        units.convert(1.0, unit, to=to)
    problem = caught.value.problems[0]
    assert problem.code == "vocabulary.unit"
    assert to in problem.text("zh")


def test_a_word_stays_itself() -> None:
    assert units.convert(1.0, "是/否", to="是/否") == 1.0
