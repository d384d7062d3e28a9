"""A text under review: each phrase with the last decision of it, and what a version then says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.tables import PolicyReview, PolicyStatement

__all__ = ["CHANGEABLE", "DECIDED", "counted", "needs_decision", "reviewed", "statements"]

Row = Mapping[str, Any]
#: Kinds of which a person decides one by one; the rest is the structure of the text.
DECIDED = ("target", "aim", "task")
#: Columns that a person may correct.
CHANGEABLE = (
    "name_zh",
    "rule",
    "value",
    "unit",
    "base_year",
    "year",
    "hedge",
    "aspirational",
    "departments",
    "lead",
    "upper",
)
STATES = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "added"}


def reviewed(
    phrases: Iterable[Row], *, decisions: Iterable[Row], proposed: Mapping[str, str] | None = None
) -> dy.DataFrame[PolicyReview]:
    """Lay decisions over the phrases that the rules read; the last of each phrase holds.

    Parameters
    ----------
    phrases
        Rows of ``PolicyPhrase``.
    decisions
        ``phrase``, ``deed``, ``content``, ``memo``, ``actor``, ``at``, oldest first; those of no phrase
        concern the whole and are left out.
    proposed
        What each phrase may carry out of a policy above, by phrase.

    Returns
    -------
    dy.DataFrame[PolicyReview]
        In the order of the text.

    Examples
    --------
    >>> from tongyuan.testing.policies import a_reading
    >>> deed = {"phrase": "T001", "deed": "correct", "content": {"value": 310.0}}
    >>> deed |= {"memo": "见附件", "actor": "li", "at": None}
    >>> reviewed(a_reading(), decisions=[deed]).filter(phrase="T001").select("value", "state").row(0)
    (310.0, 'corrected')
    """
    last: dict[str, dict[str, Any]] = {}
    added: dict[str, dict[str, Any]] = {}
    for one in decisions:
        if one["phrase"] is None:
            continue
        if one["deed"] == "add":
            added[one["phrase"]] = dict(one["content"])
        before = last.get(one["phrase"], {"content": {}, "edited": False})
        content = {} if one["deed"] == "add" else {**before["content"], **one["content"]}
        edited = before["edited"] or one["deed"] == "correct"
        last[one["phrase"]] = {**one, "content": content, "edited": edited}
    rows = [
        _laid(row, last.get(row["phrase"]), (proposed or {}).get(row["phrase"]))
        for row in (*phrases, *added.values())
    ]
    rows.sort(key=lambda row: (row["starts_at"], -row["ends_at"], row["phrase"]))
    frame = pl.DataFrame(rows, schema=PolicyReview.create_empty().schema, orient="row")
    return PolicyReview.validate(frame, cast=True)


def _laid(row: Row, decision: Row | None, proposed: str | None) -> dict[str, Any]:
    told = {name: row.get(name) for name in PolicyReview.column_names()}
    told |= {"upper_proposed": None if row.get("upper") else proposed, "state": "undecided"}
    if row["kind"] not in DECIDED:
        told["state"] = "structure"
    if decision is None:
        return told
    told |= decision["content"]
    if "lead" in decision["content"]:
        told["lead_proposed"] = None
    state = STATES[decision["deed"]]
    if state == "confirmed" and decision["edited"]:
        state = "corrected"
    return told | {"state": state, **{name: decision[name] for name in ("memo", "actor", "at")}}


def needs_decision(review: pl.DataFrame) -> pl.DataFrame:
    """List the phrases that nobody has decided yet.

    Parameters
    ----------
    review
        Rows of ``PolicyReview``.

    Returns
    -------
    pl.DataFrame
        Those undecided.
    """
    return review.filter(pl.col("state") == "undecided")


def counted(phrases: Iterable[Row], *, decisions: Iterable[Row]) -> Counter[str]:
    """Count what a version says by kind, without laying it out.

    Parameters
    ----------
    phrases
        Rows of ``PolicyPhrase``.
    decisions
        Oldest first, as :func:`reviewed` takes them.

    Returns
    -------
    Counter
        Statements by kind, and under ``undecided`` the phrases that wait for a decision.

    Examples
    --------
    >>> from tongyuan.testing.policies import a_reading
    >>> deed = {"phrase": "T001", "deed": "confirm", "content": {}}
    >>> counts = counted(a_reading(), decisions=[deed])
    >>> counts["target"], counts["article"], counts["undecided"]
    (1, 3, 7)
    """
    kinds = {row["phrase"]: row["kind"] for row in phrases}
    last: dict[str, str] = {}
    for one in decisions:
        if one["phrase"] is None:
            continue
        if one["deed"] == "add":
            kinds[one["phrase"]] = one["content"]["kind"]
        last[one["phrase"]] = one["deed"]
    open_ = [phrase for phrase, kind in kinds.items() if kind in DECIDED and phrase not in last]
    gone = {phrase for phrase, deed in last.items() if deed == "reject"}.union(open_)
    counts = Counter(kind for phrase, kind in kinds.items() if phrase not in gone)
    return counts + Counter({"undecided": len(open_)})


def statements(review: pl.DataFrame, *, policy: str, version: int) -> dy.DataFrame[PolicyStatement]:
    """Give what a version says: every phrase that was confirmed, corrected or added, and the articles.

    Parameters
    ----------
    review
        Rows of ``PolicyReview``.
    policy, version
        Of which version.

    Returns
    -------
    dy.DataFrame[PolicyStatement]
        In the order of the text; what was rejected or nobody decided is not there.
    """
    held: Sequence[str] = ("confirmed", "corrected", "added", "structure")
    rows = review.filter(pl.col("state").is_in(held)).with_columns(
        pl.lit(policy).alias("policy"),
        pl.lit(version, dtype=pl.Int32).alias("version"),
        pl.col("state").cast(pl.String).alias("decided"),
    )
    return PolicyStatement.validate(rows.select(PolicyStatement.column_names()), cast=True)
