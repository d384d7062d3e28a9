"""Who is responsible: the departments named behind an article, and the lead where the text names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.passage import Passage

__all__ = ["Duty", "duties", "listed", "together"]

BRACKETS = re.compile(
    r"[（〔](?P<said>[^（）〔〕]*(?:（[^（）]*）[^（）〔〕]*)*(?:负责|牵头|配合|参与|落实|分工|责任单位)"
    r"[^（）〔〕]*(?:（[^（）]*）[^（）〔〕]*)*)[）〕]"
)
LABELLED = re.compile(
    r"(?P<role>牵头单位|牵头部门|责任单位|责任部门|配合单位|配合部门|参加单位)[：:](?P<names>(?:[^。；（）]|（[^（）]*）)+)"
)
CLOSING = re.compile(
    r"(?:等)?(?:按(?:照)?(?:各自)?职责(?:分工)?|分工|依职责)?(?:分别|共同|联合|具体|组织|抓好)?(?:负责|落实|配合|参与|参加|牵头)+$"
)
#: Marks between two roles of one duty.
GAP = 2
LEADING = re.compile(r"^(?P<lead>.+?)(?:共同)?牵头(?:负责|督导|组织|落实|推进)?[，,、；]?(?P<rest>.*)$")


INSIDE = re.compile(r"（[^（）]*）")
#: What may stand behind the name of a body: 各县人民政府（管委会）.
TRAILING = re.compile(r"(?<=.)（[^（）]*）$")
#: A bare name that shares the ending of the next: 甲、乙、丙经济开发区管委会.
PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}")


#: Behind every offset of a row.
WHOLE = 1_000_000_000


@dataclass(frozen=True)
class Duty:
    """A duty clause: the departments as named, the lead where the text names one, where it stands.

    ``kind`` is division (按职责分工), lead (牵头), sole (one department) or collective (all of a kind).
    """

    departments: tuple[str, ...]
    leads: tuple[str, ...]
    kind: str
    start: int
    end: int


def duties(text: str, *, lexicon: Lexicon) -> list[Duty]:
    """Find the duty clauses of an article in their order.

    Parameters
    ----------
    text
        Body with marks of one kind.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        Duties; a lead is given only where the text says 牵头 or names one department alone.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> duty = duties("植树。（省林草局牵头，省财政厅、省水利厅按职责分工负责）", lexicon=the_lexicon())[0]
    >>> duty.leads, duty.departments, duty.kind
    (('省林草局',), ('省林草局', '省财政厅', '省水利厅'), 'lead')
    """
    brackets = list(BRACKETS.finditer(text))
    found = [_read(match["said"], match.start(), match.end(), lexicon) for match in brackets]
    if any(found):
        return [one for one in found if one]
    return [
        _labelled(group, group[0].start(), group[-1].end(), lexicon)
        for group in _adjacent(list(LABELLED.finditer(text)))
    ]


def listed(cell: Passage, *, leads: bool, lexicon: Lexicon) -> Duty | None:
    """Read a cell of a list of tasks that names departments.

    Parameters
    ----------
    cell
        The cell; a line of it is a name of its own.
    leads
        Whether its column is headed 牵头.
    lexicon
        The words of the genre.

    Returns
    -------
    Duty or None
        The departments; None where the cell names none.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> cell = Passage("省林草局、省财政厅", tuple(range(9)))
    >>> listed(cell, leads=True, lexicon=the_lexicon()).leads
    ('省林草局', '省财政厅')
    """
    lines = [cell.plain[start:end] for start, end in pairwise([0, *cell.breaks, len(cell.text)])]
    named = _departments("、".join(line.rstrip("、，；") for line in lines), lexicon)
    return Duty(named, named if leads else (), "lead" if leads else "division", 0, 0) if named else None


def together(owed: Sequence[Duty]) -> list[Duty]:
    """Put what the cells of a row say into one duty that holds for the whole row.

    Parameters
    ----------
    owed
        Duties of its cells.

    Returns
    -------
    list
        One duty, or none; a department alone leads.

    Examples
    --------
    >>> first = Duty(("省林草局",), ("省林草局",), "lead", 0, 0)
    >>> (both,) = together([first, Duty(("省财政厅",), (), "division", 0, 0)])
    >>> both.leads, both.departments
    (('省林草局',), ('省林草局', '省财政厅'))
    """
    named = _each([name for duty in owed for name in duty.departments])
    leads = _each([name for duty in owed for name in duty.leads])
    if not named:
        return []
    return [_sole(named, 0, WHOLE) or Duty(named, leads, "lead" if leads else "division", 0, WHOLE)]


def _read(said: str, start: int, end: int, lexicon: Lexicon) -> Duty | None:
    said = said.split("。")[0]  # 以下各项均需…落实: what is said behind is not this duty
    if labelled := list(LABELLED.finditer(said)):
        return _labelled(labelled, start, end, lexicon)
    if leading := LEADING.match(said):
        leads, rest = _departments(leading["lead"], lexicon), _departments(leading["rest"], lexicon)
        return Duty(_each(leads + rest), leads, "lead", start, end) if leads else None
    named = _departments(said, lexicon)
    if not named:
        return None
    if all(name.startswith(("各", "有关", "相关")) for name in named):
        return Duty(named, (), "collective", start, end)
    return _sole(named, start, end) or Duty(named, (), "division", start, end)


def _labelled(matches: list[re.Match[str]], start: int, end: int, lexicon: Lexicon) -> Duty:
    """牵头单位：…；配合单位：…: departments by the role that stands before them."""
    by_role = [(match["role"], _departments(match["names"], lexicon)) for match in matches]
    named = _each([name for _, names in by_role for name in names])
    leads = _each([name for role, names in by_role if role.startswith("牵头") for name in names])
    return _sole(named, start, end) or Duty(named, leads, "lead" if leads else "division", start, end)


def _sole(named: tuple[str, ...], start: int, end: int) -> Duty | None:
    return Duty(named, named, "sole", start, end) if len(named) == 1 else None


def _each(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _adjacent(matches: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Group roles that follow each other at once: they speak of one duty."""
    groups: list[list[re.Match[str]]] = []
    for match in matches:
        if groups and match.start() - groups[-1][-1].end() <= GAP:
            groups[-1].append(match)
        else:
            groups.append([match])
    return groups


def _departments(said: str, lexicon: Lexicon) -> tuple[str, ...]:
    endings, joint = tuple(lexicon.of("department_ending")), tuple(lexicon.of("joint_ending"))
    found: list[str] = []
    places: list[str] = []
    for part in _parts(said):
        name = CLOSING.sub("", part.strip().removeprefix("由").removeprefix("其他")).removesuffix("等")
        kind = TRAILING.sub("", name)
        if len(name) > 1 and kind.endswith(endings):
            found.append("、".join([*places, name]) if kind.endswith(joint) else name)
            places = []
        else:
            places = [*places, name] if PLACE.fullmatch(name) else []
    return _each(found)


def _parts(said: str) -> list[str]:
    """Part names; marks within brackets part nothing: 各县（市、区）政府 is one."""
    held = INSIDE.sub(lambda match: match.group().replace("、", "\0"), said)
    parts = re.split(r"(?<!各[市区县州])[、，；]|和(?=省|市|各)|及(?=省|市|各)|会同|配合", held)
    return [part.replace("\0", "、") for part in parts]
