"""The inputs of an inventory are read once for all its figures, and only by who sees the workspace whole."""

from __future__ import annotations

from dataclasses import replace

from tongyuan.services.plan.inventory_pinned import KEPT, pinned_by
from tongyuan.services.plan.inventory_runs import Compiled, compiled
from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.scope import NOTHING


def test_the_inputs_of_an_inventory_are_read_once(demo: Session) -> None:
    first = pinned_by(compiled(demo.workspace))
    assert pinned_by(compiled(demo.workspace)) is first
    assert first.inputs["activity"].equals(compiled(demo.workspace).require_input("activity"))


def test_whoever_sees_less_is_not_told_what_another_read(demo: Session) -> None:
    found = compiled(demo.workspace)
    whole = pinned_by(found)
    seen = Compiled(demo.workspace.scoped(NOTHING), found.run)
    assert pinned_by(seen) is not whole
    assert pinned_by(seen) is not pinned_by(seen)
    assert pinned_by(found) is whole


def test_an_inventory_of_other_inputs_is_read_anew(own: Session) -> None:
    found = compiled(own.workspace)
    first = pinned_by(found)
    less = {"activity": first.inputs["activity"].head(1)}
    run = own.workspace.record_run(
        "inventory",
        params=dict(found.run.params),
        inputs=less | {"factor": first.inputs["factors"], "control": first.inputs["controls"]},
        tables={"emission": found.emission},
        family=found.family,
        actor=an_actor().id,
    )
    assert pinned_by(Compiled(own.workspace, run)).inputs["activity"].height == 1
    assert pinned_by(found) is first


def test_of_many_inventories_the_oldest_are_forgotten(own: Session) -> None:
    found = compiled(own.workspace)
    first = pinned_by(found)
    for number in range(KEPT):
        pinned_by(Compiled(own.workspace, replace(found.run, family=f"{found.family}{number}")))
    assert pinned_by(found) is not first
