"""A number becomes a target where the words around it make it one; each case is a turn of the genre."""

from __future__ import annotations

import pytest

from tongyuan.deploy.policy.targets import Found, targets_of
from tongyuan.testing.policies import an_article, the_lexicon


def read(text: str, *, title: str = "推动减排") -> list[Found]:
    return targets_of(an_article(text, title=title), lexicon=the_lexicon())


@pytest.mark.parametrize(
    ("text", "rule", "value", "unit"),
    [
        ("风电装机容量达到30万千瓦以上", "at_least", 30.0, "万千瓦"),
        ("短流程炼钢产量占比达15%以上", "at_least", 15.0, "%"),
        ("标杆水平以上产能比例超过30%", "greater_than", 30.0, "%"),
        ("森林蓄积量不低于3.81亿立方米", "at_least", 3.81, "亿立方米"),
        ("PM2.5浓度降至32微克/立方米以下", "at_most", 32.0, "微克/立方米"),
        ("重度及以上污染天数比率控制在0.7%以内", "at_most", 0.7, "%"),
        ("细颗粒物年均浓度不高于18.6微克/立方米", "at_most", 18.6, "微克/立方米"),
        ("原油年产量稳定在1000万吨左右", "about", 1000.0, "万吨"),
        ("粪污综合利用率稳定在80%以上", "stable_at_least", 80.0, "%"),
        ("万元工业增加值用水量较2020年下降12%", "relative_change", -12.0, "%"),
        ("铁路货运量占比提高5个百分点", "percentage_points", 5.0, "个百分点"),
        ("煤炭消费量较2020年减少1,000万吨以上", "at_least", 1000.0, "万吨"),
        ("新车销售量达到汽车销售总量的20%左右", "at_least", 20.0, "%"),
        ("全省80%以上钢铁产能完成超低排放改造", "at_least", 80.0, "%"),
        ("累计营造林390万亩", "at_least", 390.0, "万亩"),
        ("每年新增水土流失治理面积300万亩", "every_year_at_least", 300.0, "万亩"),
        ("培育50家绿色工厂", "at_least", 50.0, "家"),
        ("新建建筑全面执行绿色建筑标准", "equal", 100.0, "%"),
        ("全面停止天然林商业性采伐", "ban", 0.0, "1"),
        ("购置的柴油机应符合“国四”排放标准", "at_least", 4.0, "stage"),
        ("编制年度温室气体排放清单", "deliverable", 1.0, "per year"),
    ],
)
def test_each_turn_of_the_genre_is_read(text: str, rule: str, value: float, unit: str) -> None:
    (one,) = read(text)
    assert (one.rule, one.value, one.unit) == (rule, value, unit)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("浓度高于3吨", "greater_than"),
        ("浓度不高于3吨", "at_most"),
        ("浓度低于3吨", "at_most"),
        ("浓度不低于3吨", "at_least"),
        ("浓度超过3吨", "greater_than"),
        ("浓度不超过3吨", "at_most"),
        ("浓度大于3吨", "greater_than"),
        ("浓度不大于3吨", "at_most"),
        ("浓度少于3吨", "at_most"),
        ("浓度不少于3吨", "at_least"),
        ("浓度不得超过3吨", "at_most"),
    ],
)
def test_a_denial_turns_the_direction(text: str, rule: str) -> None:
    (one,) = read(text)
    assert (one.rule, one.indicator) == (rule, "浓度")


@pytest.mark.parametrize(
    "text",
    [
        "对能源、钢铁等14个重点行业开展审核",
        "完成65蒸吨以上锅炉改造",
        "对年用量10吨以上的企业开展排查",
        "落实环发〔2014〕197号文件",
        "推进“三北”防护林六期工程",
        "开展农业减排（含5家企业）",
        "深入推进2030年前碳达峰行动",
    ],
)
def test_a_number_that_only_says_which_things_are_meant_is_no_target(text: str) -> None:
    assert read(text) == []


def test_a_year_speaks_for_the_clauses_behind_it_but_not_for_the_next_sentence() -> None:
    first, second, third = read("到2025年，甲率达到1%，乙率达到2%。丙率达到3%。")
    assert (first.year, second.year, third.year) == (2025, 2025, None)


def test_in_an_article_of_aims_a_year_speaks_for_the_sentences_behind_it() -> None:
    found = read("到2025年，甲率达到1%。乙率达到2%。到2030年，丙率达到3%。", title="主要目标")
    assert [one.year for one in found] == [2025, 2025, 2030]


def test_a_year_of_comparison_is_no_deadline() -> None:
    (one,) = read("单位地区生产总值二氧化碳排放比2005年下降68%以上")
    assert (one.year, one.base_year) == (None, 2005)


def test_the_years_of_a_five_year_period_end_with_it() -> None:
    (one,) = read("“十四五”期间，完成既有建筑节能改造2000万平方米以上")
    assert one.year == 2025


def test_names_and_numbers_with_respectively_are_paired() -> None:
    found = read("单位GDP能耗、二氧化碳排放较2020年分别下降15%、18.5%")
    assert [(one.indicator.rpartition("：")[2], one.value) for one in found] == [
        ("单位GDP能耗", -15.0),
        ("二氧化碳排放", -18.5),
    ]
    assert all(one.shared and one.base_year == 2020 for one in found)


def test_one_number_with_respectively_holds_for_each_name() -> None:
    found = read("氮氧化物和VOCs排放总量比2020年分别下降10%以上")
    assert [one.value for one in found] == [-10.0, -10.0]


def test_one_phrase_with_two_indicators_gives_two_targets() -> None:
    found = read("新增公交、出租车清洁能源车辆比例基本达到100%")
    assert len(found) == 2
    assert {(one.start, one.end) for one in found} == {(0, 24)}
    assert all("基本" in one.hedges for one in found)


def test_a_total_of_several_things_stays_one_target() -> None:
    (one,) = read("风电、太阳能发电总装机容量达到3700万千瓦以上")
    assert one.indicator == "风电、太阳能发电总装机容量"


def test_each_part_within_a_whole_is_nested() -> None:
    found = read("清洁取暖率达到90%，其中城市达到98%、农村达到70%")
    assert [(one.indicator, one.nested) for one in found] == [
        ("清洁取暖率", False),
        ("清洁取暖率（城市）", True),
        ("清洁取暖率（农村）", True),
    ]


def test_a_second_year_without_a_name_is_of_the_same_indicator() -> None:
    found = read("到2024年，累计建成充电桩5万个；2025年达到8万个")
    assert [(one.indicator, one.year, one.value) for one in found] == [
        ("累计建成充电桩", 2024, 5.0),
        ("累计建成充电桩", 2025, 8.0),
    ]


def test_striving_is_told_from_an_obligation() -> None:
    first, second = read("覆盖率力争达到50%，利用率达到60%")
    assert (first.aspirational, second.aspirational) == (True, False)


def test_striving_for_a_year_speaks_for_all_behind_it() -> None:
    found = read("力争到2025年，甲容量达到620万千瓦，乙规模达到100万千瓦以上")
    assert [one.aspirational for one in found] == [True, True]


def test_a_rise_of_a_share_has_two_readings() -> None:
    (one,) = read("森林覆盖率在2020年基础上增长0.5%")
    assert one.readings == ("relative_change", "percentage_points")
    (other,) = read("用水量较2020年下降12%")
    assert other.readings == ()


def test_the_phrase_is_cut_out_exactly() -> None:
    text = "到2025年，全省农村生活污水治理率达到35%以上。"
    (one,) = read(text)
    assert text[one.start : one.end] == "全省农村生活污水治理率达到35%以上"


@pytest.mark.parametrize("years", ["到2025年、2030年", "到2025年和2030年"])
def test_years_with_respectively_are_paired_with_their_numbers(years: str) -> None:
    found = read(f"{years}，甲占比分别达到20%、40%左右")
    assert [(one.indicator, one.year, one.value) for one in found] == [
        ("甲占比", 2025, 20.0),
        ("甲占比", 2030, 40.0),
    ]


def test_a_span_of_years_is_one_deadline() -> None:
    (one,) = read("2024—2025年，甲占比达到20%")
    assert one.year == 2024


def test_one_number_holds_for_each_name_where_the_text_says_all() -> None:
    found = read("甲、乙、丙排放总量均比2020年下降22%以上")
    assert [(one.value, one.base_year) for one in found] == [(-22.0, 2020)] * 3


@pytest.mark.parametrize(
    "text",
    ["地级及以上城市黑臭水体均控制在10%以内", "力争甲、乙等重点领域产能比例达到50%"],
)
def test_a_name_that_only_looks_like_two_stays_one(text: str) -> None:
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("水质达标比例总体为95%", "equal", 95.0),
        ("水质达标比例总体为95%左右", "about", 95.0),
        ("水质达标比例总体为95%以上", "at_least", 95.0),
        ("每年新增风电装机不少于100万千瓦", "every_year_at_least", 100.0),
        ("臭氧浓度控制在29微克每立方米以下", "at_most", 29.0),
    ],
)
def test_further_turns_of_the_genre_are_read(text: str, rule: str, value: float) -> None:
    (one,) = read(text)
    assert (one.rule, one.value) == (rule, value)


@pytest.mark.parametrize(
    ("text", "value", "upto"),
    [
        ("利用率达到25%～30%", 25.0, 30.0),
        ("能耗比2020年下降10%—15%", -10.0, 15.0),
        ("利用率达到25%", 25.0, None),
    ],
)
def test_the_other_end_of_a_range_is_told(text: str, value: float, upto: float | None) -> None:
    (one,) = read(text)
    assert (one.value, one.upto) == (value, upto)


def test_the_value_that_a_share_falls_from_is_neither_target_nor_deadline() -> None:
    (one,) = read("到2025年，煤炭占能源消费比重由2020年的70%下降至60%以下")
    assert (one.indicator, one.value, one.year, one.base_year) == ("煤炭占能源消费比重", 60.0, 2025, 2020)


def test_a_hedge_within_a_longer_one_is_not_told_twice() -> None:
    (one,) = read("重污染天数不超过2天")
    assert one.hedges == ("不超过",)
