"""What a policy's pack says of measures: each is of the library, each article and target of the policy."""

from __future__ import annotations

import pytest

from tongyuan import packs
from tongyuan.reference import measure_tables


@pytest.mark.parametrize("name", packs.names())
def test_every_binding_names_a_measure_an_article_and_targets_that_are_there(name: str) -> None:
    pack = packs.load(name)
    rows = pack.measure_bindings
    assert set(rows["measure"]) <= set(measure_tables()["measures"]["measure"])
    assert set(rows["article"]) <= set(pack.articles["article"])
    targets = {code for codes in rows["targets"].drop_nulls() for code in codes.split()}
    assert targets <= set(pack.targets["target"])


def test_a_policy_of_facts_asks_for_every_measure_of_the_library() -> None:
    asking = [pack for pack in map(packs.load, packs.names()) if not pack.synthetic]
    for pack in asking:
        assert set(pack.measure_bindings["measure"]) == set(measure_tables()["measures"]["measure"])
