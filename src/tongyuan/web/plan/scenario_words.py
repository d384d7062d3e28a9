"""Words of the tables in which a scenario is built."""

from __future__ import annotations

from tongyuan.web.words import mark

__all__ = ["EXAMPLES", "HEADS", "NOTES", "TITLES"]

EXAMPLES = {"baseline": mark("基准示例"), "planned": mark("规划示例"), "deeper": mark("深度减排示例")}
TITLES = {
    "情景": mark("情景"),
    "驱动因素": mark("驱动因素"),
    "增长规则": mark("增长规则"),
    "措施采用": mark("措施采用"),
}
NOTES = {
    "情景": mark("编号用小写字母和数字；规划年份之间用空格隔开。"),
    "驱动因素": mark("每行一个驱动因素；某市另有数值时加一行写该市，其余市用全省数值。年份之间直线内插。"),
    "增长规则": mark("哪些排放源随哪个驱动因素变化：排放源可只写前缀，*为全部；前缀最长的优先。"),
    "措施采用": mark("各年为份额（0至1），是基准年之后新增的部分；须填到最后一个规划年。"),
}
HEADS = {
    word: word
    for word in (
        mark("情景编号"),
        mark("名称"),
        mark("英文名称"),
        mark("基准年"),
        mark("规划年份"),
        mark("说明"),
        mark("驱动因素编号"),
        mark("地区"),
        mark("数值含义"),
        mark("计量单位"),
        mark("统计序列"),
        mark("序列读法"),
        mark("数据质量"),
        mark("出处"),
        mark("排放源"),
        mark("能源或物料"),
        mark("弹性"),
        mark("单位活动强度年变化率"),
        mark("措施编号"),
        *TITLES.values(),
    )
}
