"""What a rule says of a project, in words of the table of reasons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from tongyuan.deploy.admission.case import Rule
from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["FAIL", "NONE", "OPEN", "PASS", "Compared", "say"]

PASS, FAIL, OPEN, NONE = "pass", "fail", "needs_evidence", "not_applicable"


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared: of what, the figure there is, the figure there should be, their unit."""

    subject: str | None = None
    have: float | None = None
    need: float | None = None
    unit: str | None = None


def say(rule: Rule, verdict: str, code: str, compared: Compared | None = None) -> dict[str, Any]:
    """Say what a rule finds; one that is not verified, or no clause of law, refuses nothing alone.

    Parameters
    ----------
    rule
        The rule.
    verdict
        ``pass``, ``fail``, ``needs_evidence`` or ``not_applicable``.
    code
        Reason in the table of words.
    compared
        Figures.

    Returns
    -------
    dict
        Row of ``AdmissionFinding`` without project and number.

    Examples
    --------
    >>> rule = Rule("R06", "capacity", "ratio", 1.5, "d", "c", "k", "verified")
    >>> say(rule, FAIL, "capacity.short", Compared(have=1.4, need=1.5, unit="1"))["reason_en"]
    'replacement is 1.4:1 where at least 1.5:1 is asked for'
    """
    compared = compared or Compared()
    words = _words()
    told = words[code]
    figures = {"have": _figure(compared.have), "need": _figure(compared.need), "unit": compared.unit or ""}
    texts = {
        language: (told[language] or "").format_map(
            figures | {"subject": words.get(f"name.{compared.subject}", {}).get(language, compared.subject)}
        )
        for language in ("zh", "en")
    }
    settle = {language: told[f"settle_{language}"] or None for language in ("zh", "en")}
    if verdict == FAIL and rule.status != "verified":
        verdict = OPEN
        why = words["accounting" if rule.status == "accounting" else "unverified"]
        texts = {language: f"{text} {why[language]}" for language, text in texts.items()}
        settle = {language: text or why[f"settle_{language}"] for language, text in settle.items()}
    return {
        "gate": rule.gate,
        "verdict": verdict,
        "rule": rule.rule,
        "status": rule.status,
        "subject": compared.subject,
        "have": compared.have,
        "need": compared.need,
        "figure_unit": compared.unit,
        "document": rule.document,
        "clause": rule.clause,
        **{f"reason_{language}": text for language, text in texts.items()},
        **{f"settle_{language}": text for language, text in settle.items()},
        "citation": rule.citation,
    }


def _figure(value: float | None) -> str:
    """Write a figure whole: six digits may not hide the tonne that is short."""
    return "—" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


@cache
def _words() -> dict[str, dict[str, str | None]]:
    return {row["code"]: row for row in packaged_table("admission_words").iter_rows(named=True)}
