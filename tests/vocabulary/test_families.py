"""Every family of factors has a short name in both languages."""

from __future__ import annotations

import pytest

from tongyuan.reference.factors import families
from tongyuan.vocabulary.families import short_name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_family_has_a_short_name(language: str) -> None:
    named = {code: short_name(code, language=language) for code in families()["family"]}
    assert all(name != code for code, name in named.items())
    assert len(set(named.values())) == len(named)


def test_a_joined_family_is_named_part_by_part() -> None:
    joined = "CEADs_2018+agriculture_IPCC_2019+land_Fang_2001"
    assert short_name(joined) == "CEADs 2018 + 农业 IPCC 2019 + 土地 方精云 2001"
