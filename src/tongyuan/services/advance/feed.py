"""Feeds of observations: polled, tried again, and nothing lost of what cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.advance.ambient.records import Record, Unread, records_of
from tongyuan.services.advance.feed_fetching import Fetched, fetched
from tongyuan.services.advance.feed_sifting import sifted
from tongyuan.services.advance.feed_stated import Feed, feed_named, stated_feeds
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import FeedLetter
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source

__all__ = ["drop", "letters", "listed", "poll", "polls", "redeliver"]

META = {"sensitivity": Sensitivity.INTERNAL.value}
READ = ("taken", "unchanged")
BRIEF = ("feed", "state", "tries", "status", "records", "added", "corrected", "letters", "told")
Named = Annotated[str | None, "接口名称 · name of the feed"]


@service("feed.list")
def listed(ctx: Context) -> Answer:
    """List the feeds, when each was last read, and what waits. 数据接口及其状态。"""
    polls, waiting = ctx.workspace.feeds.polls(), _waiting(ctx, None)
    rows = [_standing(ctx, feed, polls, waiting) for feed in stated_feeds()]
    schema = {
        **{name: pl.String() for name in ("feed", "address", "kind", "state", "told")},
        **{name: pl.Int64() for name in ("every_minutes", "waiting")},
        **{name: pl.Datetime("us", "UTC") for name in ("polled", "read")},
        "due": pl.Boolean(),
    }
    return Answer(meta=META, data=pl.DataFrame(rows, schema=schema))


def _standing(ctx: Context, feed: Feed, polls: pl.DataFrame, waiting: pl.DataFrame) -> dict[str, Any]:
    own = polls.filter(pl.col("feed") == feed.name)
    last = own.row(0, named=True) if own.height else {"at": None, "state": None, "told": None}
    read = own.filter(pl.col("state").is_in(READ))
    return {
        "feed": feed.name,
        "address": feed.shown,
        "kind": feed.kind,
        "every_minutes": feed.every_minutes,
        "polled": last["at"],
        "read": read["at"].max(),
        "due": _is_due(ctx, feed, polls),
        "state": last["state"],
        "told": last["told"],
        "waiting": waiting.filter(pl.col("feed") == feed.name).height,
    }


def _is_due(ctx: Context, feed: Feed, polls: pl.DataFrame) -> bool:
    """Tell whether what was last read of a feed is no longer new enough."""
    read = polls.filter((pl.col("feed") == feed.name) & pl.col("state").is_in(READ))["at"]
    return read.is_empty() or ctx.now - read[0] >= timedelta(minutes=feed.every_minutes)


@service("feed.poll", changes=True, job=True)
def poll(
    ctx: Context,
    *,
    feed: Annotated[str | None, "接口名称，缺省为所有到期的接口 · feed; all that are due by default"] = None,
) -> Answer:
    """Poll feeds: faults that may pass are tried again, bad records are kept. 轮询数据接口。"""
    polls = ctx.workspace.feeds.polls()
    meant = (
        [one for one in stated_feeds() if _is_due(ctx, one, polls)] if feed is None else [feed_named(feed)]
    )
    for number, one in enumerate(meant):
        ctx.progress(number / len(meant), one.name)
        _take(ctx, one, fetched(one))
    made = ctx.workspace.feeds.polls().head(len(meant))
    failed = made.filter(~pl.col("state").is_in(READ)).height
    outcome = f"{made.height} polled, {failed} failed, {made['letters'].sum()} put aside"
    meta = {"outcome": outcome, "contract": "FeedPoll", **META}
    return Answer(meta=meta, data=made, passed=failed == 0, brief=BRIEF)


def _take(ctx: Context, feed: Feed, found: Fetched) -> None:
    """Keep what a poll found, whole: values, records put aside and the poll itself."""
    counts = {"batch": None, "sha256": None, "records": 0, "added": 0, "corrected": 0}
    told = {"feed": feed.name, "tries": found.tries, "status": found.status, "told": found.why, **counts}
    if found.content is None:
        state = "unreachable" if found.status is None else "refused"
        ctx.workspace.feeds.polled(told | {"state": state}, letters=[], actor=ctx.actor.id)
        return
    told |= {"sha256": hash_bytes(found.content)}
    if told["sha256"] == ctx.workspace.feeds.last_document(feed.name):
        ctx.workspace.feeds.polled(told | {"state": "unchanged"}, letters=[], actor=ctx.actor.id)
        return
    try:
        records = records_of(found.content.decode("utf-8-sig"), path=feed.records)
    except (Unread, UnicodeDecodeError) as error:
        said = Problem("feed.document", {"got": str(error)[:200]}).what("zh")
        ctx.workspace.feeds.polled(told | {"state": "refused", "told": said}, letters=[], actor=ctx.actor.id)
        return
    with ctx.workspace.transaction():
        delivered, letters = _delivered(ctx, records, feed, str(told["sha256"]))
        told |= {"state": "taken", "records": len(records), **delivered}
        ctx.workspace.feeds.polled(told, letters=letters, actor=ctx.actor.id)


def _delivered(
    ctx: Context, records: Sequence[Record], feed: Feed, sha256: str
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Put in what can be taken; give counts, and each record that cannot with what is wrong."""
    found = sifted(ctx, records, feed=feed)
    texts = {record.number: record.text for record in records}
    letters = [(texts[number], _why(problems)) for number, problems in sorted(found.aside.items())]
    if found.rows.is_empty():
        return {"batch": None, "added": 0, "corrected": 0}, letters
    source = Source(feed.name, sha256)
    believed = ctx.workspace.observations.put(found.rows, kind=feed.kind, source=source, actor=ctx.actor.id)
    counts = {"batch": believed.batch, "added": believed.added, "corrected": believed.corrected}
    return counts, letters


def _why(problems: Sequence[Problem]) -> str:
    return "；".join(dict.fromkeys(f"{one.what('zh')} · {one.what('en')}" for one in problems))


@service("feed.polls")
def polls(ctx: Context, *, feed: Named = None) -> Answer:
    """List the polls, newest first. 轮询记录。"""
    rows = ctx.workspace.feeds.polls()
    kept = rows if feed is None else rows.filter(pl.col("feed") == feed)
    return Answer(meta={"contract": "FeedPoll", **META}, data=kept, brief=("at", *BRIEF))


@service("feed.letters")
def letters(
    ctx: Context,
    *,
    feed: Named = None,
    state: Annotated[
        Literal["waiting", "delivered", "dropped", "all"], "待处理、已补投、已放弃、全部 · which"
    ] = "waiting",
) -> Answer:
    """List the records that could not be taken, as they came, and why. 未能处理的记录。"""
    rows = ctx.workspace.feeds.letters()
    if feed is not None:
        rows = rows.filter(pl.col("feed") == feed)
    if state != "all":
        rows = rows.filter(pl.col("state") == state)
    meta = {"contract": "FeedLetter", **META}
    return Answer(meta=meta, data=rows, brief=("number", "feed", "record", "told", "state"))


def _waiting(ctx: Context, feed: str | None) -> pl.DataFrame:
    rows = ctx.workspace.feeds.letters().filter(pl.col("state") == "waiting")
    return rows if feed is None else rows.filter(pl.col("feed") == feed)


def _letters_of(ctx: Context, feed: str | None, number: int | None) -> pl.DataFrame:
    rows = _waiting(ctx, feed)
    if number is not None:
        rows = rows.filter(pl.col("number") == number)
    if rows.is_empty():
        got = number if number is not None else feed or "—"
        raise NotFoundError(Problem("feed.letter", {"got": got}))
    return FeedLetter.validate(rows, cast=True)


@service("feed.redeliver", changes=True)
def redeliver(
    ctx: Context,
    *,
    feed: Annotated[str, "接口名称 · name of the feed"],
    number: Annotated[int | None, "记录编号，缺省为全部待处理 · record; all that wait by default"] = None,
) -> Answer:
    """Try again what was put aside, once its cause is mended; the rest goes on waiting. 补投记录。"""
    stated = feed_named(feed)
    waiting = _letters_of(ctx, feed, number)
    records = [
        replace(record, number=row["number"])
        for row in waiting.iter_rows(named=True)
        for record in records_of(f"[{row['record']}]")
    ]
    with ctx.workspace.transaction():
        text = "\n".join(record.text for record in records)
        found = sifted(ctx, records, feed=stated)
        done = sorted({record.number for record in records} - set(found.aside))
        batch = None
        if done:
            source = Source(f"{feed}：补投", hash_bytes(text.encode()))
            put = ctx.workspace.observations.put(
                found.rows, kind=stated.kind, source=source, actor=ctx.actor.id
            )
            batch = put.batch
            ctx.workspace.feeds.end(done, outcome="delivered", reason="补投", actor=ctx.actor.id, batch=batch)
    left = [{"number": number, "told": _why(problems)} for number, problems in sorted(found.aside.items())]
    meta = {"outcome": f"{len(done)} delivered, {len(left)} wait", "delivered": done, "batch": batch, **META}
    data = pl.DataFrame(left, schema={"number": pl.Int64(), "told": pl.String()})
    return Answer(meta=meta, data=data, passed=not left)


@service("feed.drop", changes=True)
def drop(
    ctx: Context,
    *,
    number: Annotated[int, "记录编号 · record"],
    reason: Annotated[str, "理由 · reason"],
) -> Answer:
    """Give a record up, with a reason; it stays listed. 放弃一条记录。"""
    if not reason.strip():
        raise InputError(Problem("monitoring.reason", {}))
    row = _letters_of(ctx, None, number).row(0, named=True)
    ctx.workspace.feeds.end([number], outcome="dropped", reason=reason.strip(), actor=ctx.actor.id)
    return Answer(meta={"outcome": f"dropped {number}", **META}, data={**row, "state": "dropped"})
