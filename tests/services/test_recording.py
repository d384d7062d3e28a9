"""What reading leaves behind is a change too: a new run has its row in the audit, on both databases."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.services.actors import PUBLIC, Actor
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Service, context
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.failpoints import Failure, armed
from tongyuan.workspace.workspace import Workspace


def judging(ctx: Context, *, year: int) -> Answer:
    """Leave a run, as looking at the status of targets does."""
    frame = pl.DataFrame({"region": [ctx.workspace.meta.region], "value": [1.0]})
    run = ctx.workspace.record_run(
        "test",
        params={"year": year},
        inputs={"statistic": frame},
        tables={"test": frame},
        actor=ctx.actor.id,
        sensitivity=Sensitivity.PUBLIC,
    )
    return Answer(meta={"run": run.id})


READING = Service("run.judge", judging, "policy.show", changes=False, job=False)
CHANGING = Service("run.keep", judging, "inventory.compile", changes=True, job=False)
ANALYST = an_actor("analyst", role="administrator")


def call(declared: Service, workspace: Workspace, *, actor: Actor, year: int = 2024) -> str:
    return str(declared.call(context(actor, workspace), year=year).meta["run"])


def added(workspace: Workspace) -> list[tuple[str, str, str]]:
    rows = workspace.audit.rows().sort("seq").select("actor", "service", "outcome").rows()
    return [row for row in rows if row[1].startswith("run.")]


def test_a_run_that_reading_leaves_has_its_row(workspace: Workspace) -> None:
    run = call(READING, workspace, actor=ANALYST)
    assert added(workspace) == [(ANALYST.id, "run.record", run)]
    assert workspace.audit.rows()["params"][0] == '{"service": "run.judge"}'
    assert workspace.audit.verify().problems == ()


def test_reading_the_same_again_leaves_no_row_whoever_asks(workspace: Workspace) -> None:
    run = call(READING, workspace, actor=PUBLIC)
    for actor in (PUBLIC, ANALYST):
        assert call(READING, workspace, actor=actor) == run
    assert added(workspace) == [(PUBLIC.id, "run.record", run)]
    other = call(READING, workspace, actor=PUBLIC, year=2025)
    assert [row[2] for row in added(workspace)] == [run, other]


def test_a_change_that_leaves_a_run_has_its_own_row_alone(workspace: Workspace) -> None:
    run = call(CHANGING, workspace, actor=ANALYST)
    assert added(workspace) == [(ANALYST.id, "run.keep", run)]


def test_without_its_row_a_run_is_not_recorded(workspace: Workspace) -> None:
    with armed("audit.appended"), pytest.raises(Failure):
        call(READING, workspace, actor=ANALYST)
    assert workspace.runs().is_empty()
    assert added(workspace) == []
