"""Whatever a reading leaves open has words in both languages."""

from __future__ import annotations

import re

import pytest

from tongyuan.deploy.policy import read_policy
from tongyuan.testing.policies import the_lexicon
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.policy_phrases import open_word
from tongyuan.vocabulary.problems import InputError

TEXT = """一、任务
（一）甲。甲率增长5%，甲量达到10%～20%，乙量达到3万吨左右，新建建筑全面执行绿色标准，甲、乙覆盖率分别达到1%、2%。
（二）乙。大力发展海上风电。（省财政厅、省水利厅按职责分工负责）
（三）丙。植树。"""


def test_every_code_that_a_reading_leaves_open_has_words() -> None:
    told = read_policy(TEXT, lexicon=the_lexicon()).phrases["open"].drop_nulls().to_list()
    codes = {code.partition(":")[0] for one in told for code in one.split(";")}
    assert codes == set(packaged_table("phrase_open")["code"])
    assert all(open_word(code, language=one) for code in codes for one in ("zh", "en"))


def test_a_code_that_nobody_wrote_has_none() -> None:
    with pytest.raises(InputError, match="unheard_of"):
        open_word("unheard_of", language="en")


def test_the_range_is_told_with_both_ends() -> None:
    told = read_policy(TEXT, lexicon=the_lexicon()).phrases["open"].drop_nulls().to_list()
    assert any(re.search(r"range:10\|20", one) for one in told)
