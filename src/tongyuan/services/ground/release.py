"""Releases: an official figure is a pointer to a run, moved by three different people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.reach import require_reach
from tongyuan.services.release_news import tell_of_release
from tongyuan.workspace.releases import Release

__all__ = ["approve", "list_releases", "propose", "review", "withdraw"]

Number = Annotated[int, Positional("发布编号 · release number")]


@service("release.list")
def list_releases(ctx: Context) -> Answer:
    """List the releases, newest first. 发布列表。"""
    return Answer(
        data=ctx.workspace.releases.listing(),
        brief=("id", "name", "run_id", "state", "proposed_by", "approved_by"),
    )


@service("release.propose", changes=True)
def propose(
    ctx: Context,
    *,
    name: Annotated[str, Positional("名称，如 2007年清单 · name")],
    run: Annotated[str, Positional("运行编号 · run id")],
    note: Annotated[str | None, "说明 · note"] = None,
) -> Answer:
    """Propose that a name points at a run. 提请发布。"""
    require_reach(ctx, region=ctx.workspace.run(run).region)
    return _told(ctx, ctx.workspace.releases.propose(name, run, actor=ctx.actor.id, note=note))


@service("release.review", changes=True)
def review(ctx: Context, *, number: Number) -> Answer:
    """Say that a second person has looked at a draft. 审核。"""
    _require_reach_of(ctx, number)
    return _told(ctx, ctx.workspace.releases.review(number, actor=ctx.actor.id))


@service("release.approve", changes=True)
def approve(ctx: Context, *, number: Number) -> Answer:
    """Make a reviewed release official. 签发。"""
    _require_reach_of(ctx, number)
    return _told(ctx, ctx.workspace.releases.approve(number, actor=ctx.actor.id))


@service("release.withdraw", changes=True)
def withdraw(ctx: Context, *, number: Number, reason: Annotated[str, "撤回原因 · reason"]) -> Answer:
    """Withdraw a release, and say why. 撤回。"""
    _require_reach_of(ctx, number)
    return _told(ctx, ctx.workspace.releases.withdraw(number, actor=ctx.actor.id, reason=reason))


def _require_reach_of(ctx: Context, number: int) -> None:
    """Refuse whoever sees a release, since it is official or public, and may not move it."""
    run = ctx.workspace.run(ctx.workspace.releases.get(number).run_id)
    require_reach(ctx, region=run.region)


def _told(ctx: Context, release: Release) -> Answer:
    tell_of_release(ctx, release)
    return Answer(meta={"outcome": release.state}, data=pl.DataFrame([asdict(release)]))
