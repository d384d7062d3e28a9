"""Saying a verdict in both languages, and naming the department that can settle what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongyuan.assess.case import Verdict
from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.problems import Language
from tongyuan.vocabulary.reasons import reason

__all__ = ["owed_by", "say"]

Row = Mapping[str, Any]

_JOINTS: Mapping[Language, tuple[str, str]] = {"zh": ("、", "。"), "en": (", ", ". ")}


def say(
    verdict: Verdict, *, target: Row, indicator: Indicator | None, series: Mapping[str, Row]
) -> tuple[str, str]:
    """Say why a target has its status.

    Parameters
    ----------
    verdict
        The verdict.
    target
        Row of contract ``Target``.
    indicator
        Indicator that judged it; None where none is bound.
    series
        Series by their id, for their names.

    Returns
    -------
    tuple of str
        The sentence in Chinese and in English; where a figure lacks, the indicator's own words follow.
    """
    return (
        _sentence(verdict, target=target, indicator=indicator, series=series, language="zh"),
        _sentence(verdict, target=target, indicator=indicator, series=series, language="en"),
    )


def _sentence(
    verdict: Verdict,
    *,
    target: Row,
    indicator: Indicator | None,
    series: Mapping[str, Row],
    language: Language,
) -> str:
    comma, stop = _JOINTS[language]
    known = reason(verdict.code)
    names = [str(series[item][f"label_{language}"]) for item in verdict.lacks if item in series]
    words = {
        "year": verdict.value_year,
        "value": verdict.value,
        "unit": target["unit"],
        "goal": verdict.goal,
        "path": verdict.path,
        "base": verdict.base,
        "base_year": indicator.base_year if indicator else None,
        "lacks": comma.join(names),
        **verdict.words,
    }
    text = known.say({name: _written(word) for name, word in words.items()}, language=language)
    if known.kind != "figure" or indicator is None:
        return text
    return text + stop + (indicator.cannot_tell_zh if language == "zh" else indicator.cannot_tell_en)


def _written(word: object) -> str:
    """Write a number with four significant digits, as pages show it; years are whole."""
    if word is None:
        return "—"
    if isinstance(word, float):
        digits = f"{word:.4g}"
        return digits if "e" not in digits else f"{word:,.0f}"
    return str(word)


def owed_by(
    verdict: Verdict, *, target: Row, indicator: Indicator | None, series: Mapping[str, Row]
) -> str | None:
    """Name the departments that can settle what is open: who owes the figure, else who leads the target.

    Parameters
    ----------
    verdict
        A verdict that cannot tell.
    target
        Row of contract ``Target``.
    indicator
        Indicator that judged it; None where none is bound.
    series
        Series by their id, with their owners.

    Returns
    -------
    str or None
        Department ids, joined by ``;``; None where neither the series nor the target names one.
    """
    needed = verdict.lacks or (indicator.series_ids() if indicator else ())
    owners = [series[item]["owner"] for item in needed if item in series]
    lead = target["lead_proposed"]
    if reason(verdict.code).kind == "decision" and lead:
        return str(lead)
    found = list(dict.fromkeys(owner for owner in owners if owner))
    if found:
        return ";".join(found)
    return lead or (target["departments"] or "").split(";")[0] or None
