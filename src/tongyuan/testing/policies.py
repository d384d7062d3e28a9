"""Texts of policies for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.outline import Article
from tongyuan.deploy.policy.passage import Passage
from tongyuan.deploy.policy.reading import read_policy
from tongyuan.reference import policy_words
from tongyuan.vocabulary.tables import Budget, PolicyStatement
from tongyuan.workspace.policies import PolicyDecision
from tongyuan.workspace.workspace import Workspace

__all__ = [
    "Matched",
    "a_budget",
    "a_plan",
    "a_reading",
    "an_article",
    "matched",
    "said_by",
    "take_policy",
    "the_lexicon",
]

#: Article, and the first and last offset of a phrase in its text.
Span = tuple[int, int, int]


@cache
def the_lexicon() -> Lexicon:
    """Give the words as shipped."""
    return Lexicon(policy_words())


def an_article(text: str, *, title: str = "推动减排") -> Article:
    """Make an article with a body of one paragraph."""
    body = Passage(text, tuple(range(len(text))))
    return Article(1, "（一）", "一、任务", title, body, body)


def a_plan() -> str:
    """Give a short plan of the genre, invented: head, chapters, articles, a page break in a word."""
    return "\n".join(
        [
            "某省生态环境厅",
            "某环发〔2024〕7号",
            "关于印发《某省协同降碳实施方案》的通知",
            "2024年3月5日",
            "某省协同降碳实施方案",
            "一、主要目标",
            "（一）主要目标。到2025年，全省风电装机容量达到300万千瓦以上，生态环境持续改善。",
            "二、重点任务",
            "（二）推进交通减排。加快铁路专用线建设，鼓励企业使用新能源货车。到2025年，新增公交、出租车清洁能",
            "",
            "— 2 —",
            "",
            "能源车辆比例力争达到80%左右，其中设区城市达到90%以上。（省交通运输厅牵头，省生态环境厅配合）",
            "（三）推进农业减排。推广测土配方施肥。2027年化肥用量比2020年分别下降5%。（省农业农村厅、省财政厅按职责分工负责）",
        ]
    )


def a_reading(text: str | None = None) -> list[dict[str, Any]]:
    """Give the phrases that are read in a plan: the one of :func:`a_plan`, or another."""
    return read_policy(text or a_plan(), lexicon=the_lexicon()).phrases.to_dicts()


def said_by(policy: str, *rows: Mapping[str, Any]) -> dy.DataFrame[PolicyStatement]:
    """Give what a first version of a policy says.

    Parameters
    ----------
    policy
        Its id.
    *rows
        Columns of each statement; what is left out is not told.

    Returns
    -------
    dy.DataFrame[PolicyStatement]
        The statements.
    """
    plain = {"policy": policy, "version": 1, "article": 3, "label": "（三）", "decided": "confirmed"}
    frame = pl.DataFrame([{**plain, **row} for row in rows], schema=PolicyStatement.create_empty().schema)
    return PolicyStatement.validate(frame, cast=True)


def take_policy(workspace: Workspace, policy: str = "P") -> None:
    """Take the invented plan into a store, with a decision and a link."""
    head: dict[str, Any] = dict.fromkeys(("document_no", "issued_on", "issuers", "in_force_from"))
    head |= {"policy": policy, "level": "city", "region": "990100", "title_zh": "示例", "file": "plan.txt"}
    head |= {"file_hash": policy, "text": a_plan(), "synthetic": True, "actor": "tester"}
    workspace.policies.take(head, a_reading(), first=1)
    decision = PolicyDecision("T001", "confirm", {})
    workspace.policies.decide(policy, 1, actor="tester", choose=lambda text: [decision])
    link = {"policy": policy, "link": "amends", "other": "Q", "held": True, "region": "990100"}
    workspace.policies.link(link | {"from_day": None, "reason": "示例", "actor": "tester"})


def a_budget(**changed: Any) -> pl.DataFrame:
    """Give the budget of a target of 2025 for an invented city: 112,875 t in 2020, 16.8 % less in 2025."""
    row = {"region": "990100", "indicator": "T01", "year": 2025, "method": "equal", "form": "amount"}
    row |= {"base_year": 2020, "base_value": 112_875.0, "budget_value": 93_912.0, "exact_value": 93_912.0}
    row |= {"method_value": 93_912.0, "unit": "t", "reduction_share": 0.168, "decomposition": "示例"}
    row |= {"origin": "method", "reason": None, "quality": "synthetic"}
    return pl.DataFrame([{**row, **changed}], schema=Budget.create_empty().schema)


@dataclass(frozen=True)
class Matched:
    """How many phrases by hand were found, and how many of those read are among them."""

    found: int
    wanted: int
    meant: int
    read: int

    @property
    def recall(self) -> float:
        """Share of the phrases by hand that were found."""
        return self.found / self.wanted

    @property
    def precision(self) -> float:
        """Share of the phrases read that are phrases by hand."""
        return self.meant / self.read


def matched(read: Sequence[Span], wanted: Sequence[Span]) -> Matched:
    """Match spans one to one, the best first; a pair overlaps by half or more of what both cover.

    Two rows by hand with the same span (one phrase, two indicators) take two that were read.

    Parameters
    ----------
    read
        Spans that were read.
    wanted
        Spans by hand.

    Returns
    -------
    Matched
        How many were matched.

    Examples
    --------
    >>> matched([(1, 0, 10), (1, 20, 30)], [(1, 0, 8), (1, 40, 50)])
    Matched(found=1, wanted=2, meant=1, read=2)
    """
    pairs = sorted(
        (
            (_overlap(one, other), at, place)
            for at, one in enumerate(read)
            for place, other in enumerate(wanted)
        ),
        key=lambda pair: -pair[0],
    )
    taken: set[int] = set()
    met: set[int] = set()
    for overlap, at, place in pairs:
        if overlap < 0.5:
            break
        if at not in taken and place not in met:
            taken.add(at)
            met.add(place)
    return Matched(len(met), len(wanted), len(taken), len(read))


def _overlap(one: Span, other: Span) -> float:
    if one[0] != other[0]:
        return 0.0
    common = min(one[2], other[2]) - max(one[1], other[1])
    return max(0, common) / (max(one[2], other[2]) - min(one[1], other[1]))
