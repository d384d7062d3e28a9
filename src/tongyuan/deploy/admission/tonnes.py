"""What counts of a source: what the register recognises and nobody else has; each tonne once.

The identity is bookkeeping and no clause of law: alone it holds a project and does not refuse it. But a tonne
that is not there counts at no gate, so that a ratio that law asks for may fail without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongyuan.deploy.admission.case import Case, Registered, Rule
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, Compared, say
from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["SLACK", "Standing", "counted", "lawful_and_real", "once", "standing"]

Source = Mapping[str, Any]
#: What floating numbers may lose [1].
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands beside the register.

    Parameters
    ----------
    verdict, code
        What it comes to, and the reason in the table of words.
    counted_t
        What counts of it [t/a].
    compared
        Claimed and left, in the unit of the commodity.
    """

    verdict: str
    code: str
    counted_t: float
    compared: Compared


def counted(case: Case, sources: list[Source]) -> float:
    """Add up what counts of sources.

    Parameters
    ----------
    case
        The project.
    sources
        Some of its sources.

    Returns
    -------
    float
        Amount [t/a].

    Examples
    --------
    >>> from tongyuan.testing.admission import a_case, a_source, registered
    >>> source = a_source("capacity", 100.0)
    >>> counted(a_case(sources=(source,), register=registered((source,), recognised=90.0)), [source])
    90.0
    """
    return float(sum(standing(case, source).counted_t for source in sources))


def standing(case: Case, source: Source) -> Standing:
    """Hold a source against the register; one that is not linked stays open, whatever its form states.

    Parameters
    ----------
    case
        The project.
    source
        One of its sources.

    Returns
    -------
    Standing
        What is found.

    Examples
    --------
    >>> from tongyuan.testing.admission import a_case, a_source
    >>> standing(a_case(), a_source("NOx", 1.0, registration=None)).code
    'offset.unlinked'
    """
    number, amount = source["registration"], float(source["amount_t"])
    if number is None:
        return _stated(case, source)
    told = Compared(f"{source['offset_source']}（登记 {number}）")
    held, row = case.register.get(number), _commodity(source["offset_kind"], case.project["project_sector"])
    if held is None:
        return Standing(OPEN, "offset.unregistered", amount, told)
    if row is None or row["commodity"] != held.commodity:
        return Standing(OPEN, "offset.other_commodity", amount, told)
    if held.recognised is None:
        return Standing(OPEN, "offset.not_recognised", amount, told)
    factor = source[row["factor"]] if row["factor"] else 1.0
    if factor is None:
        return Standing(OPEN, "offset.coal_factor", amount, told)
    return _registered(held, amount, factor, _sharing(case, source), told.subject)


def _sharing(case: Case, source: Source) -> float:
    """Add up what the project's own sources before this one take of the same registration [t/a]."""
    before = 0.0
    for other in case.sources:
        if (
            other["offset_source"] == source["offset_source"]
            and other["offset_kind"] == source["offset_kind"]
        ):
            break
        before += other["amount_t"] if other["registration"] == source["registration"] else 0.0
    return before


def _registered(
    held: Registered, amount: float, factor: float, before: float, subject: str | None
) -> Standing:
    want, left = amount * factor, max(held.left - before * factor, 0.0)
    compared = Compared(subject, want, left, held.unit)
    if want <= left * (1 + SLACK):
        reserved = want + before * factor <= held.own * (1 + SLACK)
        return Standing(PASS, "offset.once" if reserved else "offset.unreserved", amount, compared)
    if want > (held.recognised or 0.0):
        code = "offset.over"
    else:
        code = "offset.both" if held.reduced and want <= left + held.reduced else "offset.twice"
    return Standing(FAIL, code, left / factor, compared)


def _stated(case: Case, source: Source) -> Standing:
    """Look at what the form says itself: beyond its own figure it fails, else it is open."""
    key, amount = (source["offset_source"], source["offset_kind"]), float(source["amount_t"])
    reduced, available = source["reduced_t"] or 0.0, source["available_t"]
    subject = f"{key[0]}（{key[1]}）"
    if available is None:
        return Standing(OPEN, "offset.unlinked", amount, Compared(subject))
    left = max(available - reduced - case.used.get(key, 0.0), 0.0)
    if amount <= left * (1 + SLACK):
        return Standing(OPEN, "offset.unlinked", amount, Compared(subject))
    code = "offset.both" if reduced else "offset.twice"
    return Standing(FAIL, code, left, Compared(subject, amount, left, "t/a"))


def once(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether each tonne is there and used once: by one project, and not as total reduction besides."""
    found = [standing(case, source) for source in case.sources]
    faults = [one for one in found if one.verdict != PASS]
    for one in faults:
        yield say(rule, one.verdict, one.code, one.compared)
    if not found:
        yield say(rule, NONE, "offset.none")
    elif not faults:
        yield say(rule, PASS, max(one.code for one in found))


def lawful_and_real(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether each source is lawful, proved, and began after its base day."""
    faults = 0
    for source in case.sources:
        told = Compared(subject=source["offset_source"])
        dates = (source["base_on"], source["began_on"])
        whole = source["lawful"] is not None and None not in dates and bool(source["evidence"])
        if source["lawful"] is False:
            found = say(rule, FAIL, "offset.unlawful", told)
        elif None not in dates and dates[1] <= dates[0]:
            found = say(rule, FAIL, "offset.early", told)
        elif not whole:
            found = say(rule, OPEN, "offset.unproved", told)
        else:
            continue
        faults += 1
        yield found
    if case.sources and not faults:
        yield say(rule, PASS, "offset.real")


@cache
def _commodity(kind: str, sector: str) -> dict[str, Any] | None:
    rows = packaged_table("admission_commodities").iter_rows(named=True)
    return next(
        (row for row in rows if row["offset_kind"] == kind and row["project_sector"] in ("*", sector)), None
    )
