"""Where a figure comes from: its tree, recomputed from the registered methods and the run's pinned inputs."""

from __future__ import annotations

from typing import Annotated

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.figures import explain

__all__ = ["why"]


@service("lineage.why")
def why(
    ctx: Context,
    *,
    figure: Annotated[str, Positional("数字编号：运行/表/主键，或 statistic/… · figure id")],
) -> Answer:
    """Print the tree behind a figure: equation, inputs, factors, citations. 这个数字从何而来。"""
    node = explain(ctx.workspace, figure)
    worst = node.worst_quality()
    return Answer(meta={"figure": figure, "quality": worst.value if worst else None}, data=node.as_dict())
