"""The library of policies: every version that holds, with the workspace's own, and what each says."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.versions import DECIDED, counted, ended, reviewed, statements
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.tables import PolicyLink, PolicyStatement, PolicyVersion

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.policies import TakenPolicy
    from tongyuan.workspace.workspace import Workspace

__all__ = ["LEVELS", "home_region", "library", "links_of", "named", "own_policy", "said"]

#: Level of a policy, by the level of the region in the table of regions.
LEVELS = {"province": "provincial", "prefecture": "city", "county": "county"}
REFERENCE = re.compile(r"(?P<policy>[\w.-]{2,64})(@(?P<version>[0-9]{1,6}))?", re.ASCII)
#: Columns of a target that may differ between its readings; where they do, nobody can compare it.
READ = ("rule", "value", "unit", "base_year", "target_year")


def home_region(workspace: Workspace) -> str:
    """Return the region of the workspace."""
    return workspace.meta.region


def own_policy(workspace: Workspace) -> dict[str, Any]:
    """Return the document that came with the workspace."""
    return jurisdiction(workspace).frame("policy").sort("version").row(-1, named=True)


def library(ctx: Context) -> pl.DataFrame:
    """List every version that was published, and the workspace's own, each with its last day.

    Parameters
    ----------
    ctx
        Whose workspace.

    Returns
    -------
    pl.DataFrame
        Rows of :class:`PolicyVersion`, by policy and version.
    """
    texts = [one for one in ctx.workspace.policies.every() if one.state == "published"]
    rows = [_own(ctx.workspace), *(_of_text(one) for one in texts)]
    rows = ended(rows, ends=_ends(ctx.workspace, texts))
    frame = pl.DataFrame(rows, schema=PolicyVersion.create_empty().schema, orient="row")
    return PolicyVersion.validate(frame.sort("policy", "version"), cast=True)


def _own(workspace: Workspace) -> dict[str, Any]:
    place = jurisdiction(workspace)
    head = own_policy(workspace)
    level = place.regions.filter(pl.col("region") == head["region"])["level"]
    told = {name: head[name] for name in ("policy", "version", "title_zh", "document_no", "issuers")}
    return told | {
        "level": LEVELS.get(level[0] if level.len() else "", "provincial"),
        "region": head["region"],
        "issued_on": head["issued_on"],
        "in_force_from": head["issued_on"],
        "origin": "pack",
        "articles": place.frame("articles").height,
        "targets": place.targets["target"].n_unique(),
        "tasks": place.frame("tasks").height,
        "synthetic": bool(workspace.meta.synthetic),
    }


def _of_text(text: TakenPolicy) -> dict[str, Any]:
    counts = counted(text.phrases, decisions=text.decisions)
    names = ("policy", "version", "level", "region", "title_zh", "document_no", "issued_on", "issuers")
    return {name: text.head[name] for name in names} | {
        "in_force_from": text.head["in_force_from"] or text.head["issued_on"],
        "origin": "text",
        "articles": counts["article"],
        "targets": counts["target"] + counts["aim"],
        "tasks": counts["task"],
        "synthetic": text.head["synthetic"],
    }


def _ends(workspace: Workspace, texts: list[TakenPolicy]) -> dict[str, tuple[date, str]]:
    """Find what ended each policy: another that replaces it, or a decision that it holds no longer."""
    ends = {
        link["other"]: (link["from_day"], link["policy"])
        for link in workspace.policies.links()
        if link["link"] == "replaces" and link["from_day"] is not None
    }
    for text in texts:
        last = text.last("end")
        if last is not None:
            told = (last["day"], last["memo"])
            ends[text.head["policy"]] = min(ends.get(text.head["policy"], told), told)
    return ends


def named(ctx: Context, reference: str) -> tuple[str, int]:
    """Find the version that a reference names: ``policy@2``, or ``policy`` for its last.

    Parameters
    ----------
    ctx
        Whose workspace.
    reference
        Policy, perhaps with a version.

    Returns
    -------
    tuple
        Policy and version.

    Raises
    ------
    InputError
        If the reference is none.
    NotFoundError
        If no such version is published.
    """
    match = REFERENCE.fullmatch(reference)
    if match is None:
        raise InputError(Problem("policy.reference", {"got": reference[:80]}))
    own = own_policy(ctx.workspace)
    every = [own, *ctx.workspace.policies.published()]
    versions = [row["version"] for row in every if row["policy"] == match["policy"]]
    if match["version"] is not None:
        versions = [version for version in versions if version == int(match["version"])]
    if not versions:
        known = "、".join(sorted({row["policy"] for row in every}))
        raise NotFoundError(Problem("policy.not_published", {"got": reference[:80], "known": known}))
    return match["policy"], max(versions)


def said(ctx: Context, reference: str) -> pl.DataFrame:
    """Give what a version says, phrase by phrase.

    Parameters
    ----------
    ctx
        Whose workspace.
    reference
        Policy, perhaps with a version.

    Returns
    -------
    pl.DataFrame
        Rows of :class:`PolicyStatement`.

    Raises
    ------
    InputError
        If the reference is none.
    NotFoundError
        If no such version is published.
    """
    policy, version = named(ctx, reference)
    own = own_policy(ctx.workspace)
    if (policy, version) == (own["policy"], own["version"]):
        return _own_statements(ctx.workspace, policy, version)
    text = ctx.workspace.policies.get(policy, version)
    return statements(reviewed(text.phrases, decisions=text.decisions), policy=policy, version=version)


def links_of(ctx: Context) -> pl.DataFrame:
    """List the links that hold between policies.

    Parameters
    ----------
    ctx
        Whose workspace.

    Returns
    -------
    pl.DataFrame
        Rows of ``PolicyLink``.
    """
    names = PolicyLink.column_names()
    rows = [{name: one[name] for name in names} for one in ctx.workspace.policies.links()]
    return PolicyLink.validate(pl.DataFrame(rows, schema=PolicyLink.create_empty().schema), cast=True)


def _own_statements(workspace: Workspace, policy: str, version: int) -> pl.DataFrame:
    place = jurisdiction(workspace)
    rows = [
        *(_article(row) for row in place.frame("articles").iter_rows(named=True)),
        *(_target(rows) for _, rows in place.targets.group_by("target", maintain_order=True)),
        *(_task(row) for row in place.frame("tasks").iter_rows(named=True)),
    ]
    head = {"policy": policy, "version": version, "decided": "pack"}
    ranks = {kind: rank for rank, kind in enumerate(("article", *DECIDED))}
    rows.sort(key=lambda row: (row["article"], ranks[row["kind"]], row["phrase"]))
    told = [{**row, "label": f"（{row['article']}）", **head} for row in rows]
    frame = pl.DataFrame(told, schema=PolicyStatement.create_empty().schema, orient="row")
    return PolicyStatement.validate(frame, cast=True)


def _article(row: dict[str, Any]) -> dict[str, Any]:
    name = {"phrase": f"A{row['article']:03}", "kind": "article", "name_zh": row["title_zh"]}
    return name | {"article": row["article"], "phrase_zh": row["text_zh"], "departments": row["departments"]}


def _target(readings: pl.DataFrame) -> dict[str, Any]:
    row = readings.row(0, named=True)
    plain = {name: row[name] if readings[name].n_unique() == 1 else None for name in READ}
    names = ("article", "phrase_zh", "name_zh", "hedge", "aspirational", "nested_in", "departments")
    return {name: row[name] for name in names} | {
        **{name: plain[name] for name in ("rule", "value", "unit", "base_year")},
        "phrase": row["target"],
        "kind": "target" if row["value"] is not None else "aim",
        "year": plain["target_year"],
        "lead_proposed": row["lead_proposed"],
    }


def _task(row: dict[str, Any]) -> dict[str, Any]:
    names = ("article", "phrase_zh", "departments", "lead_proposed")
    return {name: row[name] for name in names} | {"phrase": row["task"], "kind": "task"}
