"""Where the fields of a file of YAML stand in it: line and column, counted from one as editors do."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from tongyuan.vocabulary.problems import Place

__all__ = ["place_of", "stated_twice"]

#: Takes in what another mapping holds; it may stand more than once.
MERGE = "<<"


def place_of(text: str, field: str) -> Place | None:
    """Find where a field stands; what is not there stands where it would be looked for.

    Parameters
    ----------
    text
        YAML.
    field
        Names and numbers (from 0) joined by dots; of several fields, joined by spaces, the first.

    Returns
    -------
    Place or None
        Line and column: of the value where it is a plain one, else of its name; None where nothing of it is
        there.

    Examples
    --------
    >>> text = chr(10).join(["limits:", "  - limit: SO2", "    year: 2030"])
    >>> (found := place_of(text, "limits.0.year")).row, found.column
    (3, '11')
    >>> place_of(text, "limits.0.fall").row
    2
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    mark: yaml.Mark | None = None
    parts = field.split(" ")[0].split(".")
    while parts and node is not None:
        step = _step(node, parts)
        if step is None:
            break
        mark, node, parts = step
    return None if mark is None else Place(row=mark.line + 1, column=str(mark.column + 1))


def stated_twice(text: str) -> list[tuple[str, Place]]:
    """Find names that stand twice in one mapping: a reader of YAML takes the last without a word.

    Parameters
    ----------
    text
        YAML.

    Returns
    -------
    list of tuple
        Each field with the place where it stands again.

    Examples
    --------
    >>> [(field, place.row) for field, place in stated_twice(chr(10).join(["a: 1", "b: 2", "a: 3"]))]
    [('a', 3)]
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return [] if node is None else list(_twice(node, above="", seen=set()))


def _step(node: yaml.Node, parts: list[str]) -> tuple[yaml.Mark, yaml.Node, list[str]] | None:
    """Go one field down; a name may hold dots itself, and the longest that is there is meant."""
    if isinstance(node, yaml.MappingNode):
        for size in range(len(parts), 0, -1):
            name = ".".join(parts[:size])
            for key, value in node.value:
                if str(key.value) == name:
                    told = value if isinstance(value, yaml.ScalarNode) else key
                    return told.start_mark, value, parts[size:]
    if isinstance(node, yaml.SequenceNode) and parts[0].isdigit() and int(parts[0]) < len(node.value):
        value = node.value[int(parts[0])]
        return value.start_mark, value, parts[1:]
    return None


def _twice(node: yaml.Node, *, above: str, seen: set[int]) -> Iterator[tuple[str, Place]]:
    if id(node) in seen:  # an anchor that is used again
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, one in enumerate(node.value):
            yield from _twice(one, above=f"{above}{number}.", seen=seen)
    if not isinstance(node, yaml.MappingNode):
        return
    names: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if name in names and name != MERGE:
            mark = key.start_mark
            yield f"{above}{name}", Place(row=mark.line + 1, column=str(mark.column + 1))
        names.add(name)
        yield from _twice(value, above=f"{above}{name}.", seen=seen)
