"""Numbers that a text implies: 全面 is 100 %, 停止 is none, 年度清单 is one a year, 国四 is a stage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongyuan.deploy.policy.deadlines import deadline
from tongyuan.deploy.policy.lexicon import Lexicon

__all__ = ["Implied", "implied"]

DATED = re.compile(r"(?:自|从)?(\d{4})年\d{1,2}月(?:\d{1,2}日)?")
STAGES = "一二三四五六七"
STAGE = re.compile(rf"应?(?:符合|达到|执行|满足)“?国(?P<stage>[{STAGES}])”?[及以上阶段]*(?:排放)?标准")


@dataclass(frozen=True)
class Implied:
    """What a clause implies, from ``start`` to its end; ``year`` is that of a date it starts with."""

    indicator: str
    rule: str
    value: float
    unit: str
    start: int
    year: int | None = None
    hedge: str = ""


def implied(clause: str, *, lexicon: Lexicon) -> list[Implied]:
    """Find what a clause without a number implies; at most one.

    Parameters
    ----------
    clause
        A clause with marks of one kind.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        What is implied; a person confirms that 全面 is meant as 100 %.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> [(one.indicator, one.value) for one in implied("新建建筑全面执行绿色标准", lexicon=the_lexicon())]
    [('新建建筑全面执行绿色标准的比例', 100.0)]
    """
    due = deadline(clause, lexicon=lexicon)
    start = due.end if due and due.start <= 4 else 0
    rest = clause[start:]
    if all_of := lexicon.expression("%(all_of)s").search(rest):
        return (
            [Implied(f"{rest}的比例", "equal", 100.0, "%", start, None, _hedge(all_of))]
            if all_of.start() > 1
            else []
        )
    if ban := lexicon.expression("%(ban)s").search(rest):
        return [Implied(rest[ban.end() :] or rest, "ban", 0.0, "1", start, None, _hedge(ban))]
    if stage := STAGE.search(rest):
        dated = DATED.match(rest)
        level = float(STAGES.index(stage["stage"]) + 1)
        name = f"{rest[: stage.start()]}排放标准"
        return [Implied(name, "at_least", level, "stage", start, int(dated.group(1)) if dated else None)]
    return _yearly(rest, start, lexicon)


def _hedge(match: re.Match[str]) -> str:
    return next((word for word in ("全面", "全部") if match.group().startswith(word)), "")


def _yearly(clause: str, start: int, lexicon: Lexicon) -> list[Implied]:
    match = lexicon.expression(r"%(deliver)s(?P<what>(?:年度|每年)[^，、]*%(deliverable)s)$").search(clause)
    return [Implied(match["what"], "deliverable", 1.0, "per year", start)] if match else []
