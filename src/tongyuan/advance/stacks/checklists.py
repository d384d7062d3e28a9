"""What a steel works shows of fugitive emission and clean transport: rows with evidence, never guessed."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["checklist", "clean_share", "worst_answer"]

ANSWERS = ("met", "not_met", "cannot_tell")


def clean_share(clean_t: float | None, *, total_t: float | None) -> float | None:
    """Return the share of goods moved by clean transport.

    Source: 环大气〔2019〕35号, clean transport, as recalled (unverified).

    Parameters
    ----------
    clean_t
        Goods by rail, water, pipe or closed belt [t]; None where not told.
    total_t
        Bulk goods in and out [t]; None where not told.

    Returns
    -------
    float or None
        Share [1]; None where a figure lacks or nothing was moved.

    Examples
    --------
    >>> clean_share(80.0, total_t=100.0)
    0.8
    >>> clean_share(None, total_t=100.0) is None
    True
    """
    if clean_t is None or total_t is None or total_t <= 0:
        return None
    return clean_t / total_t


def checklist(answers: pl.DataFrame, *, items: pl.DataFrame) -> pl.DataFrame:
    """Judge every item: what is not answered, or answered without evidence, cannot be told.

    Parameters
    ----------
    answers
        ``item``, ``answer`` (``met``, ``not_met``, ``cannot_tell``; null where a share tells it),
        ``share`` [1] (null where none is told), ``evidence`` (null where none is named).
    items
        ``item``, ``part``, ``least_share`` and names, as reference gives them.

    Returns
    -------
    pl.DataFrame
        The items with ``answer``, ``share``, ``evidence``, ``status`` and ``reason``.

    Raises
    ------
    InputError
        If an item is not known or answered twice, a word or a share is none; all of them at once.
    """
    _refuse(answers, items=items)
    rows = items.join(answers, on="item", how="left", maintain_order="left")
    verdicts = [_judged(row) for row in rows.iter_rows(named=True)]
    return rows.with_columns(
        status=pl.Series([one for one, _ in verdicts], dtype=pl.String),
        reason=pl.Series([why for _, why in verdicts], dtype=pl.String),
    )


def _refuse(answers: pl.DataFrame, *, items: pl.DataFrame) -> None:
    problems = []
    known = "、".join(items["item"])
    for number, row in enumerate(answers.iter_rows(named=True), start=1):
        if row["item"] not in items["item"]:
            problems.append(
                Problem("stack.checklist_item", {"got": row["item"], "known": known, "row": number})
            )
        if row["answer"] is not None and row["answer"] not in ANSWERS:
            problems.append(Problem("stack.checklist_answer", {"got": row["answer"], "row": number}))
        if row["share"] is not None and not 0 <= row["share"] <= 1:
            problems.append(Problem("stack.checklist_share", {"got": row["share"], "row": number}))
    twice = answers.filter(pl.col("item").is_duplicated())["item"].unique(maintain_order=True)
    problems += [Problem("stack.checklist_twice", {"got": item}) for item in twice]
    if problems:
        raise InputError(problems)


def _judged(row: Mapping[str, object]) -> tuple[str, str | None]:
    answer, share, least = row["answer"], row["share"], row["least_share"]
    if least is not None and answer != "not_met":
        if share is None:
            return "cannot_tell", "no_share"
        answer = "met" if float(str(share)) >= float(str(least)) else "not_met"
    if answer is None:
        return "cannot_tell", "not_answered"
    if answer == "met" and not row["evidence"]:
        return "cannot_tell", "no_evidence"
    return str(answer), "stated_unknown" if answer == "cannot_tell" else None


def worst_answer(statuses: list[str]) -> str:
    """Judge the whole by its parts: not met if one is not, met only if all are.

    Parameters
    ----------
    statuses
        ``met``, ``not_met`` or ``cannot_tell`` each.

    Returns
    -------
    str
        One of them; nothing at all cannot be told.

    Examples
    --------
    >>> worst_answer(["met", "cannot_tell"]), worst_answer(["cannot_tell", "not_met"]), worst_answer([])
    ('cannot_tell', 'not_met', 'cannot_tell')
    """
    if "not_met" in statuses:
        return "not_met"
    return "met" if statuses and set(statuses) == {"met"} else "cannot_tell"
