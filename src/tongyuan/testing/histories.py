"""Histories of transactions that append to lists and read them, and whether they could have run one by one.

The idea of Elle (Kingsbury and Alvaro, 2020): a list that is only appended to tells the order of its writers,
so that a history of such lists gives its dependencies away. Three kinds lead from one transaction to another:
who wrote after whom (ww), who read what was written (wr), who read what another then added to (rw). A cycle
among them cannot be laid out in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["Anomaly", "Transaction", "anomalies"]


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one transaction that was acknowledged read and appended.

    Parameters
    ----------
    name
        Its name.
    reads
        Each list as it stood when the transaction first read it, before its own appends.
    appends
        The values that it appended, in order; every value is unique within its list.
    """

    name: str
    reads: Mapping[str, Sequence[int]] = field(default_factory=dict)
    appends: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something that no order of transactions explains.

    Parameters
    ----------
    kind
        ``lost``, ``unknown``, ``duplicate``, ``torn``, ``split`` or ``cycle``.
    where
        The list, or the transactions of the cycle.
    """

    kind: str
    where: str


def anomalies(history: Sequence[Transaction], final: Mapping[str, Sequence[int]]) -> tuple[Anomaly, ...]:
    """Find what no order of the transactions explains.

    Parameters
    ----------
    history
        Every transaction that was acknowledged.
    final
        Each list as it stands in the end.

    Returns
    -------
    tuple of Anomaly
        Nothing where the history is serialisable.

    Examples
    --------
    Two transactions read the same empty list and both append: the second cannot have seen the first.

    >>> both = [Transaction("a", {"x": []}, {"x": [1]}), Transaction("b", {"x": []}, {"x": [2]})]
    >>> [found.kind for found in anomalies(both, {"x": [1, 2]})]
    ['cycle']
    """
    found = [*_of_values(history, final), *_of_reads(history, final)]
    edges = _edges(history, final)
    found += [Anomaly("cycle", " -> ".join(sorted(cycle))) for cycle in _cycles(edges)]
    return tuple(found)


def _of_values(history: Sequence[Transaction], final: Mapping[str, Sequence[int]]) -> Iterator[Anomaly]:
    written: dict[str, list[int]] = defaultdict(list)
    for transaction in history:
        for key, values in transaction.appends.items():
            written[key] += values
    for key, values in final.items():
        if len(set(values)) != len(values):
            yield Anomaly("duplicate", key)
        if set(written[key]) - set(values):
            yield Anomaly("lost", key)
        if set(values) - set(written[key]):
            yield Anomaly("unknown", key)
    for transaction in history:
        for key, values in transaction.appends.items():
            at = [final[key].index(value) for value in values if value in final[key]]
            if at != list(range(at[0], at[0] + len(at))) if at else False:
                yield Anomaly("split", key)  # another's value stands between two of one transaction


def _of_reads(history: Sequence[Transaction], final: Mapping[str, Sequence[int]]) -> Iterator[Anomaly]:
    for transaction in history:
        for key, seen in transaction.reads.items():
            if list(final.get(key, ()))[: len(seen)] != list(seen):
                yield Anomaly("torn", key)


def _edges(history: Sequence[Transaction], final: Mapping[str, Sequence[int]]) -> dict[str, set[str]]:
    writer = {
        (key, value): transaction.name
        for transaction in history
        for key, values in transaction.appends.items()
        for value in values
    }
    edges: dict[str, set[str]] = {transaction.name: set() for transaction in history}

    def follows(before: str | None, after: str | None) -> None:
        if before is not None and after is not None and before != after:
            edges[before].add(after)

    for key, values in final.items():
        for one, next_one in pairwise(values):
            follows(writer.get((key, one)), writer.get((key, next_one)))
    for transaction in history:
        for key, seen in transaction.reads.items():
            if seen:
                follows(writer.get((key, seen[-1])), transaction.name)
            later = list(final.get(key, ()))[len(seen) : len(seen) + 1]
            if later:
                follows(transaction.name, writer.get((key, later[0])))
    return edges


def _cycles(edges: Mapping[str, set[str]]) -> list[set[str]]:
    """Find the knots of the graph: groups in which each leads to each (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    knots: list[set[str]] = []
    for start in edges:
        if start in index:
            continue
        path = [(start, iter(sorted(edges[start])))]
        index[start] = low[start] = len(index)
        stack.append(start)
        while path:
            node, following = path[-1]
            step = next(following, None)
            if step is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    knots.append(_taken(stack, node))
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                path.append((step, iter(sorted(edges[step]))))
            elif step in stack:
                low[node] = min(low[node], index[step])
    return [knot for knot in knots if len(knot) > 1]


def _taken(stack: list[str], node: str) -> set[str]:
    place = stack.index(node)
    knot = set(stack[place:])
    del stack[place:]
    return knot
