"""Notices reach whom they are for; findings are never altered."""

from __future__ import annotations

import pytest

from tongyuan.vocabulary.problems import ConflictError, NotFoundError
from tongyuan.workspace.workspace import Workspace

REMINDER = {"finding": 1}


def test_a_notice_is_seen_by_the_one_it_was_sent_to(workspace: Workspace) -> None:
    workspace.notices.send("person:a", "notice.no_finding", values=REMINDER, sent_by="person:b")
    assert [notice.params for notice in workspace.notices.of("person:a")] == [REMINDER]
    assert workspace.notices.of("person:b") == ()
    assert (workspace.notices.unread("person:a"), workspace.notices.unread("person:b")) == (1, 0)


def test_what_was_read_is_kept_and_counts_no_longer(workspace: Workspace) -> None:
    first = workspace.notices.send("person:a", "notice.no_finding", values=REMINDER, sent_by="person:b")
    workspace.notices.send("person:a", "notice.no_finding", values=REMINDER, sent_by="person:b")
    assert workspace.notices.read("person:b", notice=first.id) == 0
    assert workspace.notices.read("person:a", notice=first.id) == 1
    assert workspace.notices.unread("person:a") == 1
    assert workspace.notices.read("person:a") == 1
    assert len(workspace.notices.of("person:a")) == 2


def test_a_finding_keeps_every_answer(workspace: Workspace) -> None:
    found = workspace.findings.write("散煤未清", region="990100", actor="person:i")
    workspace.findings.step(found.number, state="answered", text="已清", actor="person:c")
    workspace.findings.step(found.number, state="closed", text="复核属实", actor="person:i")
    assert [one.state for one in workspace.findings.history(1)] == ["open", "answered", "closed"]
    assert [one.text for one in workspace.findings.listing()] == ["复核属实"]


def test_a_closed_finding_stays_closed(workspace: Workspace) -> None:
    workspace.findings.write("散煤未清", region="990100", actor="person:i")
    workspace.findings.step(1, state="closed", text="复核属实", actor="person:i")
    with pytest.raises(ConflictError):
        workspace.findings.step(1, state="answered", text="再议", actor="person:c")


def test_a_finding_that_is_not_there_is_told(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="7"):
        workspace.findings.history(7)
