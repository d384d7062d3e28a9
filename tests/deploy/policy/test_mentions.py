"""Places, enterprises and projects are found by names of regions and by how such names end."""

from __future__ import annotations

import pytest

from tongyuan.deploy.policy import read_policy
from tongyuan.deploy.policy.duties import duties
from tongyuan.deploy.policy.mentions import named_in, names_of
from tongyuan.testing.policies import an_article, the_lexicon

REGIONS = ["甲省", "甲子市", "乙丑市", "丙寅满族自治县"]


def named(text: str) -> list[tuple[str, str]]:
    found = named_in(
        an_article(text),
        names=names_of(REGIONS, lexicon=the_lexicon()),
        own=names_of(["甲省"], lexicon=the_lexicon()),
        duties=duties(text, lexicon=the_lexicon()),
        lexicon=the_lexicon(),
    )
    return [(one.kind, text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("推动甲子开展试点", "place", "甲子"),
        ("推动甲子市开展试点", "place", "甲子市"),
        ("加强丙寅县生态保护", "place", "丙寅县"),
        ("支持甲子丁卯区开展治理", "place", "甲子丁卯区"),
        ("健全甲子现代化都市圈机制", "place", "甲子现代化都市圈"),
        ("支持乙丑临港经济开发区改造", "place", "乙丑临港经济开发区"),
        ("支持长岛经济技术开发区改造", "place", "长岛经济技术开发区"),
        ("推进黄河流域治理", "place", "黄河流域"),
        ("推进甲子新钢铁公司改造", "enterprise", "甲子新钢铁公司"),
        ("推进乙丑特钢改造", "enterprise", "乙丑特钢"),
        ("推进丁辰集团改造", "enterprise", "丁辰集团"),
        ("建设甲子桃园国际机场", "project", "甲子桃园国际机场"),
        ("推进乙丑核电二期建设", "project", "乙丑核电二期"),
        ("落实“三西”防护林六期工程", "project", "“三西”防护林六期工程"),
    ],
)
def test_a_name_goes_on_to_its_ending(text: str, kind: str, name: str) -> None:
    assert named(text) == [(kind, name)]


def test_each_river_of_a_list_is_a_place() -> None:
    assert named("依托黄河、丁河、戊子河等") == [("place", "黄河"), ("place", "丁河"), ("place", "戊子河")]


@pytest.mark.parametrize(
    "text",
    ["支持上市公司发展", "推进各类经济技术开发区改造", "建设美丽甲省", "种树。（甲子电力公司负责）"],
)
def test_what_names_nobody_in_particular_is_left_out(text: str) -> None:
    assert named(text) == []


def test_names_are_read_only_where_regions_are_given() -> None:
    text = "一、任务\n（一）节水。推进甲子节水。"
    without = read_policy(text, lexicon=the_lexicon()).phrases
    given = read_policy(text, lexicon=the_lexicon(), regions=REGIONS).phrases
    assert "place" not in set(without["kind"])
    assert given.filter(kind="place").select("phrase", "name_zh", "starts_at").rows() == [
        ("P001", "甲子", 13)
    ]
