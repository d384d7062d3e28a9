"""An evaluation as a reader sees it: rows of the stacks within reach, and what stands with figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.services.advance.stack_facts import facts_now, told_unverified
from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Evaluation", "Run", "evaluation"]

KIND = "stack_evaluation"
ABSENT = "stack.no_evaluation"
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
TOLD = ("first", "last", "regime", "editions")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run of stacks, narrowed to its reader.

    Parameters
    ----------
    workspace
        The whole workspace.
    run
        Id of the run.
    stations
        The stacks within reach.
    meta
        What is told with every answer.
    """

    workspace: Workspace
    run: str
    stations: tuple[str, ...]
    meta: dict[str, Any]

    def table(self, name: str) -> pl.DataFrame:
        """Read the rows of a table that are within reach."""
        rows = self.workspace.run_table(self.run, f"stack_{name}")
        keys = [one for one in ("station", "pollutant", "ended_at", "day", "month") if one in rows.columns]
        seen = pl.col("station").is_in(list(self.stations))
        if "other" in rows.columns:  # another's stack is named to nobody out of its reach
            within = pl.col("other").is_null() | pl.col("other").is_in(list(self.stations))
            rows = rows.filter(within)
        return rows.filter(seen).sort(keys, maintain_order=True)


def evaluation(ctx: Context, run: str | None) -> Evaluation:
    """Find an evaluation and narrow it to the stacks that the reader sees.

    Parameters
    ----------
    ctx
        Who reads, where.
    run
        Run id, or None for the latest.

    Returns
    -------
    Evaluation
        The run, the stacks within reach, what is told with it.

    Raises
    ------
    NotFoundError
        If there is none, or none of its stacks is within reach.
    """
    whole = ctx.workspace.whole
    found = kept_run(whole, KIND, run=run, absent=ABSENT)
    reach = set(ctx.workspace.stations.frame(kind="stack")["station"])
    held = whole.run_table(found.id, "stack_attainment")
    seen = tuple(one for one in held["station"].unique().sort() if one in reach)
    if not seen:
        raise NotFoundError(Problem(ABSENT, {"got": run or "—"}))
    meta = {**about_run(whole, found), **{name: found.params[name] for name in TOLD}}
    meta["unverified"] = _unverified(held, seen, regime=found.params["regime"])
    meta["synthetic"] = bool(meta["synthetic"] or found.params["invented"])
    return Evaluation(whole, found.id, seen, meta | {"sensitivity": Sensitivity.SENSITIVE.value})


def _unverified(held: pl.DataFrame, seen: tuple[str, ...], *, regime: str) -> list[str]:
    """Tell the facts behind the stacks that are seen: those of others would tell what others are."""
    facts = facts_now()
    classes = held.filter(pl.col("station").is_in(list(seen)))["source_class"].unique().sort().to_list()
    return told_unverified(facts, classes=classes, regime=regime, marks=facts.marks["mark"].to_list())
