"""What the trees of an inventory stand on: its pinned inputs, read once for all figures asked of it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from tongyuan.accounting.tracing import Tracing

if TYPE_CHECKING:
    import polars as pl

    from tongyuan.services.plan.inventory_runs import Compiled

__all__ = ["Pinned", "pinned_by"]

KEPT = 8
"""Of how many inventories the inputs stay in memory; a workspace compares a handful of years."""

Key = tuple[str | None, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Pinned:
    """The inputs of an inventory, and the trees that its records have told so far.

    Parameters
    ----------
    inputs
        Arguments with which accounting explains its figures.
    tracing
        Its records and their trees.
    shares
        Shares of technologies, where it was compiled with any.
    balance
        Energy balance, where its activity came from one.
    """

    inputs: dict[str, Any]
    tracing: Tracing
    shares: pl.DataFrame | None
    balance: pl.DataFrame | None

    @classmethod
    def read(cls, found: Compiled) -> Pinned:
        """Read the inputs of an inventory."""
        inputs = {name: value for name, value in found.accounting_inputs().items() if name != "species"}

        def optional(name: str) -> pl.DataFrame | None:
            return found.require_input(name) if name in found.run.inputs else None

        return cls(
            inputs=inputs,
            tracing=Tracing(found.records(), inputs["factors"], found.family),
            shares=optional("technology_shares"),
            balance=optional("balance"),
        )


_kept: OrderedDict[Key, Pinned] = OrderedDict()
_lock = Lock()


def pinned_by(found: Compiled) -> Pinned:
    """Return the inputs of an inventory: from memory where they were read before.

    They are kept by the hashes of their contents, so that what was altered is read anew; and only those of
    a workspace that is seen whole, so that nobody is told rows that another reader saw.

    Parameters
    ----------
    found
        The inventory.

    Returns
    -------
    Pinned
        Its inputs.
    """
    if not found.workspace.scope.everything:
        return Pinned.read(found)
    key = (found.run.family, tuple(sorted(found.run.inputs.items())))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    read = Pinned.read(found)
    with _lock:
        _kept[key] = read
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return read
