"""Contracts of feeds: what each poll found, and the records that could not be taken."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["LETTER_STATES", "POLL_STATES", "FeedLetter", "FeedPoll"]

POLL_STATES = ["taken", "unchanged", "refused", "unreachable"]
LETTER_STATES = ["waiting", "delivered", "dropped"]


def _instant(zh: str, en: str) -> dy.Datetime:
    return dy.Datetime(time_unit="us", time_zone="UTC", metadata=column(zh, en))


class FeedPoll(Contract):
    """One poll of a feed, with what came of it."""

    number = dy.Int64(primary_key=True, metadata=column("编号", "number"))
    feed = dy.String(metadata=column("接口", "feed"))
    at = _instant("时间", "when")
    state = dy.Enum(
        POLL_STATES,
        metadata=column(
            "结果（taken 已导入，unchanged 无变化，refused 被拒，unreachable 连不上）",
            "taken, unchanged, refused or unreachable",
        ),
    )
    tries = dy.Int64(metadata=column("尝试次数", "tries"))
    status = dy.Int64(nullable=True, metadata=column("HTTP 状态码", "HTTP status", null="no answer"))
    records = dy.Int64(metadata=column("记录数", "records in the document"))
    added = dy.Int64(metadata=column("新增数值", "values added"))
    corrected = dy.Int64(metadata=column("更正数值", "values corrected"))
    letters = dy.Int64(metadata=column("未能处理的记录", "records put aside by it"))
    told = dy.String(nullable=True, metadata=column("原因", "why", null="nothing to tell"))
    actor = dy.String(metadata=column("操作人", "who"))


class FeedLetter(Contract):
    """A record that could not be taken, kept as it came until somebody delivers or drops it."""

    number = dy.Int64(primary_key=True, metadata=column("编号", "number"))
    feed = dy.String(metadata=column("接口", "feed"))
    poll = dy.Int64(metadata=column("轮询编号", "poll that brought it"))
    at = _instant("收到时间", "when it came")
    record = dy.String(metadata=column("原文", "as it came"))
    told = dy.String(metadata=column("问题", "what is wrong with it"))
    state = dy.Enum(
        LETTER_STATES,
        metadata=column(
            "状态（waiting 待处理，delivered 已补投，dropped 已放弃）", "waiting, delivered or dropped"
        ),
    )
    reason = dy.String(nullable=True, metadata=column("处理理由", "why it was ended", null="waits"))
    ended_by = dy.String(nullable=True, metadata=column("处理人", "who ended it", null="waits"))
