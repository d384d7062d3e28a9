"""Workings of a derivation: each derived quantity is a tree, and the tree is what computed it.

A derivation tells its workings once; activity is read from the roots, and ``why`` shows the trees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.arithmetic import evaluate
from tongyuan.accounting.derivation import Derive, Span, derives
from tongyuan.accounting.leaves import factor_leaf
from tongyuan.accounting.parameters import pick
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Activity, Factor, key_of

__all__ = [
    "Record",
    "Tell",
    "Working",
    "absent",
    "activity_from",
    "added",
    "computed",
    "derived_by",
    "explained_by",
    "parameters_of",
    "reported",
    "trees_by",
]

KEY = key_of(Activity)

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Working:
    """One derived quantity: where it belongs, the tree that gives it, and what is to be said beside it.

    Parameters
    ----------
    region, year, sector, source, fuel, technology, activity
        Key of the activity.
    unit
        Unit of the quantity.
    tree
        Its tree; a root without a value is not estimated, unless ``state`` says otherwise.
    citation
        Citation of the records.
    half_width
        Half of the range, 95 %, that the records state [``unit``].
    note
        What a reader must know.
    state
        Why it is missing, where it is.
    """

    region: str
    year: int
    sector: str
    source: str
    fuel: str
    technology: str
    activity: str
    unit: str
    tree: Node
    citation: str
    half_width: float | None = None
    note: str | None = None
    state: Missing = Missing.NE

    def row(self) -> dict[str, Any]:
        """Give the row of activity."""
        value, half = self.tree.value, self.half_width
        names = ("region", "year", "sector", "source", "fuel", "activity", "technology", "unit", "citation")
        quality = self.tree.worst_quality() or Quality.UNVERIFIED
        return {name: getattr(self, name) for name in names} | {
            "quantity": value,
            "state": None if value is not None else self.state.value,
            "low": value - half if value is not None and half is not None else None,
            "high": value + half if value is not None and half is not None else None,
            "derived_from_co2": False,
            "quality": quality.value,
            "note": self.note,
        }


Tell = Callable[..., Sequence[Working]]
"""Tells the workings of a year: ``tell(records, factors=, family=, year=)``."""


def activity_from(workings: Sequence[Working]) -> dy.DataFrame[Activity]:
    """Read activity from the roots of workings.

    Parameters
    ----------
    workings
        Workings, one a row.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity [each working's unit].

    Examples
    --------
    >>> activity_from([]).height
    0
    """
    schema = Activity.create_empty().schema
    rows = pl.DataFrame([working.row() for working in workings], schema=schema, orient="row")
    return Activity.validate(rows, cast=True)


def absent(*, zh: str = "未估算", en: str = "not estimated") -> Node:
    """Make the root of a quantity [t] that cannot be told."""
    return Node("quantity", NodeKind.MISSING, None, "t", label_zh=zh, label_en=en)


def explained_by(tell: Tell) -> Callable[..., Node | None]:
    """Make the explaining side of a derivation out of what tells its workings.

    Parameters
    ----------
    tell
        Tells the workings of a year.

    Returns
    -------
    Callable
        Gives the tree of one key of activity, or None where no working has that key.

    Examples
    --------
    >>> silent = explained_by(lambda *_, **__: [])
    >>> silent({"year": 2020}, records=pl.DataFrame(), factors=Factor.create_empty(), family="x") is None
    True
    """

    def explain(
        key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
    ) -> Node | None:
        names = ("region", "sector", "source", "fuel", "activity", "technology")
        for working in tell(records, factors=factors, family=family, year=int(key["year"])):
            if all(getattr(working, name) == str(key[name]) for name in names):
                return working.tree
        return None

    return explain


def trees_by(tell: Tell) -> Callable[..., dict[tuple[str, ...], Node]]:
    """Make what gives the trees of all quantities of a year out of what tells its workings.

    Parameters
    ----------
    tell
        Tells the workings of a year.

    Returns
    -------
    Callable
        Gives the trees by the key of activity as text; of two workings with one key the first.

    Examples
    --------
    >>> trees_by(lambda *_, **__: [])(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    {}
    """

    def trees(
        records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
    ) -> dict[tuple[str, ...], Node]:
        told: dict[tuple[str, ...], Node] = {}
        for working in tell(records, factors=factors, family=family, year=year):
            told.setdefault(tuple(str(getattr(working, name)) for name in KEY), working.tree)
        return told

    return trees


def derived_by(
    tell: Tell, name: str, *, dataset: str, source: str, edition: str, span: Span = "until"
) -> Derive:
    """Register the derivation whose activity, and whose trees, are what ``tell`` tells.

    Parameters
    ----------
    tell
        Tells the workings of a year.
    name, dataset, source, edition, span
        As for `derives`.

    Returns
    -------
    Derive
        Gives the roots of the workings as activity [each working's unit].
    """

    def derive(
        records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
    ) -> dy.DataFrame[Activity]:
        return activity_from(tell(records, factors=factors, family=family, year=year))

    told = {"dataset": dataset, "source": source, "edition": edition}
    return derives(name, **told, explain=explained_by(tell), span=span, trees=trees_by(tell))(derive)


def reported(name: str, row: Record, *, column: str, unit: str) -> Node:
    """Make the leaf of a number that a record holds.

    Parameters
    ----------
    name
        Name that the parent's equation uses.
    row
        The record, with ``quality`` and ``citation``.
    column
        Column of the number.
    unit
        Its unit.

    Returns
    -------
    Node
        The leaf; of what is missing where the record has no number.

    Examples
    --------
    >>> row = {"year": 2020, "area_ha": 10.0, "quality": "published", "citation": "x", "note": None}
    >>> reported("area", row, column="area_ha", unit="ha").value
    10.0
    """
    value = row[column]
    detail = {key: row[key] for key in ("region", "year", "note") if key in row}
    return Node(
        name=name,
        kind=NodeKind.REPORTED if value is not None else NodeKind.MISSING,
        value=value,
        unit=unit,
        label_zh=str(look_up("parameters", key="parameter", code=name, column="name_zh")),
        label_en=str(look_up("parameters", key="parameter", code=name, column="name_en")),
        citation=row["citation"],
        quality=Quality(row["quality"]) if value is not None else None,
        detail={**detail, "column": column},
    )


def computed(
    name: str, equation: str, children: Sequence[Node], *, unit: str, zh: str, en: str, citation: str = ""
) -> Node:
    """Make the node of an equation over its children; missing where a child is.

    Parameters
    ----------
    name
        Name that the parent's equation uses.
    equation
        Arithmetic over the children's names.
    children
        The inputs.
    unit
        Unit of the result.
    zh, en
        What it is.
    citation
        Document of the equation.

    Returns
    -------
    Node
        The node.

    Examples
    --------
    >>> half = Node("share", NodeKind.CONSTANT, 0.5, "1")
    >>> computed("x", "2 * share", [half], unit="t", zh="", en="").value
    1.0
    """
    value = evaluate(equation, {child.name: child.value for child in children})
    kind = NodeKind.EQUATION if value is not None else NodeKind.MISSING
    return Node(name, kind, value, unit, equation, zh, en, citation, children=tuple(children))


def added(name: str, children: Sequence[Node], *, unit: str, zh: str, en: str) -> Node:
    """Make the node of a sum; a sum with a part missing is missing.

    Parameters
    ----------
    name
        Name that the parent's equation uses.
    children
        The parts, at least one, in one unit.
    unit
        Their unit.
    zh, en
        What it is.

    Returns
    -------
    Node
        The node.

    Examples
    --------
    >>> one = Node("part", NodeKind.CONSTANT, 1.0, "t")
    >>> added("sum", [one, one], unit="t", zh="", en="").value
    2.0
    """
    values = [child.value for child in children]
    known = [value for value in values if value is not None]
    there = len(known) == len(values)
    return Node(
        name,
        NodeKind.AGGREGATE if there else NodeKind.MISSING,
        math.fsum(known) if there else None,
        unit,
        f"sum({children[0].name})",
        zh,
        en,
        children=tuple(children),
    )


def parameters_of(
    places: Sequence[Record],
    *,
    factors: dy.DataFrame[Factor],
    family: str,
    method: str,
    parameters: Sequence[str],
) -> list[dict[str, Node]]:
    """Give for each place the leaves of the parameters that serve it.

    Parameters
    ----------
    places
        ``region``, ``year``, ``source``, ``fuel``, ``technology`` of each.
    factors, family, method, parameters
        As for `tongyuan.accounting.parameters.pick`.

    Returns
    -------
    list of dict
        Leaf by name of the parameter; of what is missing where no row serves the place.

    Raises
    ------
    ConflictError
        If two rows are equally specific.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> half = factors_of(a_factor(method="forest.stock", parameter="carbon_fraction", fuel="*", value=0.5))
    >>> place = {"region": "r", "year": 2020, "source": "4A", "fuel": "larch", "technology": "unstated"}
    >>> found = parameters_of([place], factors=half, family="x", method="forest.stock",
    ...                       parameters=["carbon_fraction"])
    >>> found[0]["carbon_fraction"].value
    0.5
    """
    if not places:
        return []
    columns = ("region", "year", "source", "fuel", "technology")
    frame = pl.DataFrame([{name: place[name] for name in columns} for place in places])
    frame = frame.with_columns(pl.col("year").cast(pl.Int32))
    picked = pick(frame, factors=factors, family=family, method=method, parameters=parameters)
    ids = {row[f"{name}_id"] for row in picked.iter_rows(named=True) for name in parameters}
    by_id = {row["factor_id"]: row for row in factors.filter(pl.col("factor_id").is_in(ids)).to_dicts()}
    return [
        {name: _leaf(name, row, by_id.get(row[f"{name}_id"])) for name in parameters}
        for row in picked.to_dicts()
    ]


def _leaf(name: str, place: Record, factor: Record | None) -> Node:
    if factor is not None:
        return factor_leaf(name, factor)
    label = look_up("parameters", key="parameter", code=name, column="name_zh")
    english = look_up("parameters", key="parameter", code=name, column="name_en")
    sought = {key: place[key] for key in ("region", "year", "source", "fuel", "technology")}
    return Node(
        name,
        NodeKind.MISSING,
        None,
        "",
        label_zh=f"缺少：{label}",
        label_en=f"lacks: {english}",
        detail={"state": Missing.NE.value, "parameter": name} | sought,
    )
