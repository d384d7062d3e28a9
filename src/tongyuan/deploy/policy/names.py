"""Indicators that a phrase names together: 公交、出租车…比例 is two, 风电、太阳能总装机 is one."""

from __future__ import annotations

import re

from tongyuan.deploy.policy.lexicon import Lexicon

__all__ = ["coordinated", "respective"]

TOGETHER = "及(?!以上|以下|其|周边|时)"
SEPARATORS = (re.compile("、"), re.compile("、|和"), re.compile(f"、|和|与|{TOGETHER}"))


def coordinated(indicator: str, *, lexicon: Lexicon) -> list[str]:
    """Part an indicator that names two subjects of one ratio; a total over several subjects stays one.

    Parameters
    ----------
    indicator
        The words before a comparator.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        One name, or a name for each subject under the whole.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> coordinated("公交、出租车清洁能源比例", lexicon=the_lexicon())
    ['公交、出租车清洁能源比例：公交', '公交、出租车清洁能源比例：出租车清洁能源比例']
    >>> coordinated("风电、太阳能发电总装机容量", lexicon=the_lexicon())
    ['风电、太阳能发电总装机容量']
    """
    parts = indicator.split("、")
    if parts[-1].find("等") > 0:  # 石化、化工等行业…比例 is one ratio over all of them
        return [indicator]
    ratios = tuple(lexicon.of("ratio"))
    if len(parts) != 2 or "（" in indicator or not indicator.endswith(ratios):
        return [indicator]
    if parts[0].endswith(ratios):
        return parts
    if lexicon.expression("%(total)s|%(means)s(?!率|效率|水平)").search(indicator):
        return [indicator]
    return _under(indicator, parts)


def respective(phrase: str, *, count: int) -> list[str]:
    """Part the subjects of a phrase with 分别 into as many as there are numbers; one number is for each.

    Parameters
    ----------
    phrase
        The subjects before 分别.
    count
        How many numbers follow.

    Returns
    -------
    list
        A name for each subject under the whole, or the phrase alone.

    Examples
    --------
    >>> respective("京津冀及周边地区、汾渭平原浓度", count=2)
    ['京津冀及周边地区、汾渭平原浓度：京津冀及周边地区', '京津冀及周边地区、汾渭平原浓度：汾渭平原浓度']
    """
    for marks in SEPARATORS:
        parts = marks.split(phrase)
        if len(parts) > 1 and count in (1, len(parts)):
            return _under(phrase, parts)
    return [phrase]


def _under(whole: str, parts: list[str]) -> list[str]:
    """Which words the last subject shares with the others cannot be told, so the whole stands before each."""
    return [f"{whole}：{part}" for part in parts]
