"""Who is responsible: the departments named behind an article, and the lead where the text names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongyuan.deploy.policy.lexicon import Lexicon

__all__ = ["Duty", "duties"]

BRACKETS = re.compile(
    r"（(?P<said>[^（）]*(?:（[^（）]*）[^（）]*)*(?:负责|牵头|配合|参与|落实|分工|责任单位)[^（）]*)）"
)
LABELLED = re.compile(
    r"(?P<role>牵头单位|牵头部门|责任单位|责任部门|配合单位|配合部门|参加单位)[：:](?P<names>(?:[^。；（）]|（[^（）]*）)+)"
)
CLOSING = re.compile(
    r"(?:等)?(?:按(?:照)?(?:各自)?职责(?:分工)?|分工|依职责)?(?:分别|共同|联合|具体|组织|抓好)?(?:负责|落实|配合|参与|参加|牵头)+$"
)
LEADING = re.compile(r"^(?P<lead>.+?)(?:共同)?牵头(?:负责)?[，,、；]?(?P<rest>.*)$")


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
    found = [_read(match["said"], match.start(), match.end(), lexicon) for match in BRACKETS.finditer(text)]
    if any(found):
        return [one for one in found if one]
    labelled = list(LABELLED.finditer(text))
    return [_labelled(labelled, lexicon)] if labelled else []


def _read(said: str, start: int, end: int, lexicon: Lexicon) -> Duty | None:
    if match := LABELLED.search(said):
        return _labelled(list(LABELLED.finditer(said)), lexicon, start, end) if match else None
    leading = LEADING.match(said)
    if leading:
        leads, rest = _departments(leading["lead"], lexicon), _departments(leading["rest"], lexicon)
        named = tuple(dict.fromkeys(leads + rest))
        return Duty(named, leads, "lead", start, end) if leads else None
    named = _departments(said, lexicon)
    if not named:
        return None
    if all(name.startswith(("各", "有关", "相关")) for name in named):
        return Duty(named, (), "collective", start, end)
    if len(named) == 1:
        return Duty(named, named, "sole", start, end)
    return Duty(named, (), "division", start, end)


def _labelled(matches: list[re.Match[str]], lexicon: Lexicon, start: int = -1, end: int = -1) -> Duty:
    leads: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    for match in matches:
        names = _departments(match["names"], lexicon)
        named += names
        leads += names if match["role"].startswith("牵头") else ()
    first = start if start >= 0 else matches[0].start()
    last = end if end >= 0 else matches[-1].end()
    named = tuple(dict.fromkeys(named))
    if len(named) == 1:
        return Duty(named, named, "sole", first, last)
    return Duty(named, leads, "lead" if leads else "division", first, last)


def _departments(said: str, lexicon: Lexicon) -> tuple[str, ...]:
    endings = tuple(lexicon.of("department_ending"))
    found = []
    for part in re.split(r"(?<!各[市区县州])[、，；]|和(?=省|市|各)|及(?=省|市|各)|会同|配合", said):
        name = CLOSING.sub("", part.strip().removeprefix("由").removeprefix("其他")).removesuffix("等")
        if len(name) > 1 and name.endswith(endings):
            found.append(name)
    return tuple(dict.fromkeys(found))
