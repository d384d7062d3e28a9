"""Builders of a workspace in which something goes on: a round, findings, jobs, a release, notices of all."""

from __future__ import annotations

from dataclasses import dataclass

from tongyuan.services.session import Session
from tongyuan.services.visitors import actor_of
from tongyuan.services.working import submit, work_off
from tongyuan.workspace.workspace import Workspace

__all__ = ["Desk", "acting", "busy"]

NOBODYS_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Desk:
    """What goes on: the round, a run, a job that is done, and one that failed."""

    round: int
    run: str
    done: str
    failed: str


def acting(workspace: Workspace, role: str) -> Session:
    """Return a session in the name of the one person of a role, with the grants of now."""
    person = workspace.people.find(f"one.{role}")
    return Session(workspace, actor_of(workspace, person.actor_id))


def busy(workspace: Workspace) -> Desk:
    """Let the people of :func:`tongyuan.testing.visits.one_of_each_role` do something each.

    Parameters
    ----------
    workspace
        With one person of each role.

    Returns
    -------
    Desk
        What came of it.
    """
    administrator, analyst = acting(workspace, "administrator"), acting(workspace, "provincial_analyst")
    jobs = [submit(administrator, "inventory.compile", year=year) for year in (2024, NOBODYS_YEAR)]
    work_off(administrator)
    run = str(workspace.jobs.get(jobs[0].id).result)
    opened = analyst.call("round.open", kind="dispatch", period="2026Q3")
    analyst.call("release.propose", name="清单", run=workspace.runs("inventory")["run"][0])
    _find(workspace)
    return Desk(int(opened.meta["round"]), run, jobs[0].id, jobs[1].id)


def _find(workspace: Workspace) -> None:
    regions = workspace.dataset_frame("jurisdiction.regions")
    first = regions.filter(level="prefecture")["region"][0]
    enterprise = workspace.dataset_frame("jurisdiction.enterprises")["enterprise"][0]
    inspector = acting(workspace, "inspector")
    inspector.call("finding.write", region=first, text="散煤台账与现场不符")
    inspector.call("finding.write", region=first, enterprise=enterprise, text="监测数据缺失两日")
    acting(workspace, "city_analyst").call("finding.answer", number=1, text="三户均已改气")
