"""Sums over enterprises for readers without the enterprises' rights: of one or two, no figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tongyuan.numerics.suppression import Atoms, suppress
from tongyuan.vocabulary.missing import Missing

__all__ = ["withhold"]

#: Contributors of a figure that is no sum over enterprises: nobody stands out in it.
MANY = 1_000_000

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells that have a value, by region and item, and what is a part of what."""

    counts: dict[Key, int | None]
    regions: Mapping[str, str | None]
    items: Mapping[str, str | None]
    atoms: list[tuple[str, int]] = field(default_factory=list)
    made: dict[Key, frozenset[int]] = field(default_factory=dict)

    def of(self, key: Key) -> frozenset[int]:
        """Return the atoms that a cell is made of; the parts of an item first, then those of a region."""
        if key not in self.made:
            parts = [(key[0], item) for item in self._below(self.items, key, 1)]
            self.made[key] = frozenset().union(*map(self.of, parts)) if parts else self._by_region(key)
        return self.made[key]

    def _by_region(self, key: Key) -> frozenset[int]:
        parts = [(region, key[1]) for region in self._below(self.regions, key, 0)]
        held = frozenset[int]().union(*map(self.of, parts))
        counts = [self.counts[part] for part in parts]
        own = self.counts[key]
        if not parts:
            own = MANY if own is None else own
        elif own is None or None in counts:
            own = 0  # nothing is known of a remainder: the sum is taken to be that of its parts
        else:
            own -= sum(count for count in counts if count is not None)
        if own <= 0:
            return held
        self.atoms.append((key[0], own))
        return held | {len(self.atoms) - 1}

    def _below(self, tree: Mapping[str, str | None], key: Key, axis: int) -> list[str]:
        """Codes whose nearest ancestor with a cell is the key's own."""
        here = {found[axis] for found in self.counts if found[1 - axis] == key[1 - axis]}
        return sorted(code for code in here if _ancestor(tree, code, here) == key[axis])


def _ancestor(tree: Mapping[str, str | None], code: str, among: set[str]) -> str | None:
    above = tree.get(code)
    while above is not None and above not in among:
        above = tree.get(above)
    return above


def withhold(
    frame: pl.DataFrame,
    *,
    group: Sequence[str] = ("region", "item"),
    value: str = "value",
    contributors: str = "enterprises",
    parents: Mapping[str, str | None],
    items: Mapping[str, str | None] | None = None,
) -> pl.DataFrame:
    """Take out what would tell of one or two enterprises, alone or by subtraction.

    For readers whose scope does not reach single enterprises (``Scope.sees_enterprises``).

    Parameters
    ----------
    frame
        One row a cell. A cell without a value stays as it is.
    group
        Columns of the key: region, item, and others that keep tables apart (a period).
    value
        Column of the sums.
    contributors
        Column that counts the enterprises in each sum; null where a figure is no sum over enterprises.
    parents
        Region to the region that its figure is added into; None at the top.
    items
        Item to the item that its figure is added into, where items are added up.

    Returns
    -------
    pl.DataFrame
        The frame; what is withheld has no value and the state C.

    Examples
    --------
    >>> rows = {"region": ["city", "a", "b"], "item": ["coal"] * 3, "value": [9.0, 4.0, 5.0]}
    >>> counted = pl.DataFrame(rows | {"enterprises": [7, 2, 5]})
    >>> withhold(counted, parents={"a": "city", "b": "city"})["value"].to_list()
    [9.0, None, None]
    """
    told = frame if "state" in frame.columns else frame.with_columns(pl.lit(None, pl.String).alias("state"))
    numbered = told.with_row_index("_row")
    apart = [*group[2:], *([] if items else group[1:2])]
    tables = numbered.partition_by(apart, maintain_order=True) if apart else [numbered]
    hidden = [
        row
        for table in tables
        for row in _hidden(table, group, value, contributors, regions=parents, items=items or {})
    ]
    out = pl.col("_row").is_in(hidden)
    return numbered.with_columns(
        pl.when(out).then(None).otherwise(pl.col(value)).alias(value),
        pl.when(out).then(pl.lit(Missing.C.value)).otherwise(pl.col("state")).alias("state"),
    ).drop("_row")


def _hidden(
    table: pl.DataFrame,
    group: Sequence[str],
    value: str,
    contributors: str,
    *,
    regions: Mapping[str, str | None],
    items: Mapping[str, str | None],
) -> list[int]:
    shown = table.filter(pl.col(value).is_not_null())
    item = pl.col(group[1]).cast(pl.String) if len(group) > 1 else pl.lit("")
    keys: list[Key] = shown.select(pl.col(group[0]).cast(pl.String), item.alias("_item")).rows()
    counts: list[int | None] = shown[contributors].to_list()
    cells = _Cells(dict(zip(keys, counts, strict=True)), regions, items)
    made = [cells.of(key) for key in keys]
    if not cells.atoms:
        return []
    matrix = np.array([[float(atom in parts) for atom in range(len(cells.atoms))] for parts in made])
    places, sizes = zip(*cells.atoms, strict=True)
    found = suppress(
        matrix,
        contributors=np.array([MANY if count is None else count for count in counts]),
        atoms=Atoms(places, np.array(sizes)),
    )
    rows = shown["_row"].to_list()
    return [rows[cell] for cell in np.flatnonzero(found).tolist()]
