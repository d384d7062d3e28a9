"""Decompositions that cities printed: what is told of them agrees with itself, and with our arithmetic.

辽政发〔2024〕11号 asks of the province NOx and VOCs 10 % below 2020 by 2025. A plan under it, on a
mirror whose excerpt does not name the city (Anshan is inferred from 鞍山钢铁集团: unverified), prints
NOx -18,963 t (16.8 %) and VOCs -2,375 t (14.3 %).
"""

from __future__ import annotations

import pytest

from tongyuan.deploy.decomposition import City, Decomposition, decompose

#: Reduction printed [t], share printed [%], base of 2020 that follows [t].
PRINTED = {"NOx": (18_963, 16.8, 112_875), "VOC": (2_375, 14.3, 16_608)}


def asked(species: str, **told: object) -> Decomposition:
    usual: dict[str, object] = {
        "name": "city_plan",
        "indicator": species,
        "form": "ratio",
        "value": 10,
        "base_year": 2020,
        "year": 2025,
        "methods": ["equal"],
    }
    return Decomposition.model_validate(usual | told)


@pytest.mark.parametrize("species", list(PRINTED))
def test_the_base_follows_from_the_printed_tonnes_and_share(species: str) -> None:
    tonnes, share, base = PRINTED[species]
    assert round(tonnes / (share / 100)) == base


@pytest.mark.parametrize("species", list(PRINTED))
def test_an_amount_gives_back_the_printed_share(species: str) -> None:
    tonnes, share, base = PRINTED[species]
    made = decompose(asked(species, form="amount", value=tonnes), cities={"city": City(base=base)})
    assert made.budgets["budget_value"].item() == base - tonnes
    assert round(100 * made.budgets["reduction_share"].item(), 1) == share


@pytest.mark.parametrize("species", list(PRINTED))
def test_the_steel_city_bears_more_than_its_equal_share(species: str) -> None:
    tonnes, _, base = PRINTED[species]
    others = 9 * base
    fixed = {"steel": {"budget": base - tonnes, "reason": "城市方案"}}
    made = decompose(
        asked(species, fixed=fixed), cities={"steel": City(base=base), "rest": City(base=others)}
    )
    shifted = dict(made.burdens.select("region", "shifted").iter_rows())
    assert shifted["steel"] == pytest.approx(tonnes - base / 10)
    assert shifted["rest"] == pytest.approx(base / 10 - tonnes)


def test_equal_ratio_asks_ten_percent_of_each_city_as_two_of_them_print() -> None:
    made = decompose(asked("NOx", decimals=1), cities={"a": City(base=1_000), "b": City(base=2_500)})
    assert made.budgets["reduction_share"].to_list() == pytest.approx([0.1, 0.1])


def test_a_bound_on_pm25_is_each_city_s_own() -> None:
    stated = {
        "c": {"budget": 32, "reason": "沈政发〔2025〕5号"},
        "d": {"budget": 35, "reason": "城市方案，城市名称未核实"},
    }
    one = asked("PM2.5", form="concentration", value=34, unit="ug/m3", fixed=stated)
    made = decompose(one, cities={name: City(base=45) for name in "cde"})
    assert dict(made.budgets.select("region", "budget_value").iter_rows()) == {"c": 32, "d": 35, "e": 34}
    assert made.totals == []
