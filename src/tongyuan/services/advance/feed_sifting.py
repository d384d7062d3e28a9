"""Records of a feed sifted: what can be taken goes in, what cannot is put aside with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tongyuan.advance.ambient.records import Record
from tongyuan.services.advance.feed_stated import Feed
from tongyuan.services.advance.monitor_files import leaf_of
from tongyuan.services.advance.monitor_importing import place_stations
from tongyuan.services.advance.monitor_reading import Taken, read_rows
from tongyuan.services.declaration import Context
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.tables import Observation

__all__ = ["Sifted", "sifted"]

#: A document is read again without its bad records so many times; then it is put aside as a whole.
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Sifted:
    """Records told apart.

    Parameters
    ----------
    rows
        Rows of ``Observation`` that can be taken.
    aside
        Number of each record that cannot, and its problems.
    """

    rows: pl.DataFrame
    aside: Mapping[int, Sequence[Problem]]


def sifted(ctx: Context, records: Sequence[Record], *, feed: Feed) -> Sifted:
    """Tell the records that can be taken from those that cannot.

    Parameters
    ----------
    ctx
        Who polls.
    records
        Records of one document.
    feed
        Where they are from.

    Returns
    -------
    Sifted
        No record is lost: each is among the rows or put aside.
    """
    aside: dict[int, list[Problem]] = defaultdict(list)
    for record in records:
        if record.fields is None:
            aside[record.number].append(Problem("feed.record", {}, Place(file=feed.name, row=record.number)))
    left = [record for record in records if record.number not in aside]
    empty = Observation.create_empty()
    for _ in range(ROUNDS):
        if not left:
            return Sifted(empty, aside)
        try:
            taken = read_rows(leaf_of(left, file=feed.name), stamp=feed.stamp, averaging=feed.averaging)
        except InputError as error:
            found = _by_record(error.problems)
            if not found:
                break
            for number, problems in found.items():
                aside[number] += problems
            left = [record for record in left if record.number not in found]
            continue
        return _placed(ctx, taken, aside, feed)
    return Sifted(empty, aside | {record.number: _whole(left, feed) for record in left})


def _by_record(problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.place.row is not None:
            found[problem.place.row].append(problem)
    return found


def _whole(records: Sequence[Record], feed: Feed) -> list[Problem]:
    """Say what is wrong with records of which none can be blamed."""
    try:
        read_rows(leaf_of(records, file=feed.name), stamp=feed.stamp, averaging=feed.averaging)
    except InputError as error:
        return list(error.problems)
    return []


def _placed(ctx: Context, taken: Taken, aside: dict[int, list[Problem]], feed: Feed) -> Sifted:
    """Give rows their stations' codes; records of stations that are not known are put aside."""
    found, faults = place_stations(ctx, taken.rows, kind=feed.kind)
    rows = taken.rows.join(found, on=["place", "city"], how="left", nulls_equal=True, maintain_order="left")
    unknown = rows.filter(pl.col("station").is_null())
    for number, place, city in unknown.select("number", "place", "city").unique(maintain_order=True).rows():
        aside[number].append(replace(faults[place, city], place=Place(file=feed.name, row=number)))
    kept = rows.filter(~pl.col("number").is_in(list(aside)))
    return Sifted(kept.select(Observation.column_names()), aside)
