"""What the chain and its heads prove, and every fault between them.

The rows prove each other by their hashes; a signed head proves all rows up to its own, as they stood when it
was signed. Nothing here depends on the order of the lines in the file of heads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tongyuan.vocabulary.problems import Language, Problem
from tongyuan.workspace.audit.heads import Head, Line
from tongyuan.workspace.audit.keys import PublicKey
from tongyuan.workspace.audit.outside import Outside

__all__ = ["GENESIS", "AuditCheck", "Evidence", "Link", "prove"]

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the chain as the proof looks at it: its hash as it stands, and as its content gives it."""

    seq: int
    previous_hash: str
    hash: str
    computed: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the rows.

    Parameters
    ----------
    lines
        The file of heads.
    keys
        Public keys that the workspace lists.
    held
        The key whose secret half is held here, if any.
    outside
        Heads kept elsewhere: the mark beside the key, exported anchors, backups.
    """

    lines: tuple[Line, ...]
    keys: Mapping[str, PublicKey]
    held: PublicKey | None = None
    outside: tuple[Outside, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a check of the chain found.

    Parameters
    ----------
    rows, head
        Length of the chain, and the hash of its last row.
    problems
        Every fault.
    proven
        Rows 1 to this one are proven by a signed head; 0 where none is.
    by, since
        The head that proves them, and the earliest head that still agrees.
    held
        The secret half of the proving key is held here.
    """

    rows: int
    head: str
    problems: tuple[Problem, ...]
    proven: int = 0
    by: Head | None = None
    since: Head | None = None
    held: bool = False

    def notes(self) -> tuple[Problem, ...]:
        """Say up to which row the chain is proven by which anchor, and what is not anchored yet."""
        if self.by is None or self.by.at is None or self.since is None or self.since.at is None:
            return (Problem("audit.unproven", {"rows": self.rows}),)
        values = {
            "proven": self.proven,
            "at": f"{self.by.at:%Y-%m-%d %H:%M:%S} UTC",
            "since": f"{self.since.at:%Y-%m-%d %H:%M:%S} UTC",
            "key": (self.by.key or "")[:8],
        }
        proven = Problem("audit.proven", values) if self.held else Problem("audit.proven_away", values)
        if self.proven >= self.rows or self.problems:
            return (proven,)
        waiting = Problem("audit.waiting", {"first": self.proven + 1, "last": self.rows})
        return (proven, waiting)

    def statement(self, language: Language) -> str:
        """Write the notes as one text."""
        return " ".join(note.what(language) for note in self.notes())


def prove(links: Iterable[Link], evidence: Evidence) -> AuditCheck:
    """Hold the chain against everything that is known beside it.

    Parameters
    ----------
    links
        The rows, by their number.
    evidence
        Heads, keys, and what was kept elsewhere.

    Returns
    -------
    AuditCheck
        What is proven, and every fault.
    """
    good, problems = _good_heads(evidence)
    told = _told(evidence.lines, good)
    expected, previous, hashes = 1, GENESIS, {0: GENESIS}
    for link in links:
        problems += [Problem("audit.gap", {"seq": seq}) for seq in range(expected, link.seq)]
        problems += _faults(link, previous, told.pop(link.seq, {link.hash}))
        expected, previous = link.seq + 1, link.hash
        hashes[link.seq] = link.hash
    # What is left of the heads lies behind the last row; gaps before it are named already.
    problems += [Problem("audit.gap", {"seq": seq}) for seq in sorted(told) if seq >= expected]
    problems += _missing_heads(good, evidence)
    problems += _outside_faults(hashes, evidence)
    problems += _key_faults(good, evidence)
    return _conclude(expected - 1, previous, hashes, good, problems, evidence)


def _good_heads(evidence: Evidence) -> tuple[list[Head], list[Problem]]:
    """Sort out the signed heads whose signatures hold; name the lines that cannot be believed."""
    good, problems = [], []
    for line in evidence.lines:
        head = line.head
        if head is None or head.signature is None:
            continue
        key = evidence.keys.get(head.key or "")
        if key is None:
            problems.append(Problem("audit.key_unlisted", _at(line, head)))
        elif not head.confirmed(key):
            problems.append(Problem("audit.forged", _at(line, head)))
        else:
            good.append(head)
    begun = {f"{head.seq} {head.hash} " for head in good}
    torn = [line for line in evidence.lines if line.head is None and not _is_torn(line.text, begun)]
    problems += [Problem("audit.line", {"line": line.number}) for line in torn]
    return good, problems


def _at(line: Line, head: Head) -> dict[str, object]:
    return {"line": line.number, "seq": head.seq, "key": (head.key or "")[:8]}


def _is_torn(text: str, begun: set[str]) -> bool:
    """Tell whether a line is the half of one that a power cut tore and that was then written again."""
    return any(text.startswith(start) or start.startswith(text) for start in begun)


def _told(lines: Iterable[Line], good: Iterable[Head]) -> dict[int, set[str]]:
    """Map each row to the hashes that its heads tell: one, where nobody has meddled."""
    told: dict[int, set[str]] = defaultdict(set)
    for head in good:
        told[head.seq].add(head.hash)
    for line in lines:
        if line.head is not None and line.head.signature is None:
            told[line.head.seq].add(line.head.hash)
    return dict(told)


def _faults(link: Link, previous: str, told: set[str]) -> Iterator[Problem]:
    place = {"seq": link.seq}
    if link.previous_hash != previous:
        yield Problem("audit.broken", place)
    if link.computed != link.hash:
        yield Problem("audit.edited", place)
    if told != {link.hash}:
        yield Problem("audit.anchor", place)


def _missing_heads(good: Iterable[Head], evidence: Evidence) -> list[Problem]:
    """Name the rows whose head was taken away: later rows have one, or one was signed and is gone."""
    signed = {head.seq for head in good}
    seen = {head.seq for outside in evidence.outside for head in outside.heads if head.signature}
    last = max(signed | seen, default=0)
    return [Problem("audit.head_missing", {"seq": seq}) for seq in range(1, last + 1) if seq not in signed]


def _outside_faults(hashes: Mapping[int, str], evidence: Evidence) -> Iterator[Problem]:
    for outside in evidence.outside:
        keys = {**outside.keys, **evidence.keys}
        for head in outside.heads:
            values = {"seq": head.seq, "source": outside.name, "key": (head.key or "")[:8]}
            key = keys.get(head.key or "")
            if head.signature is not None and (key is None or not head.confirmed(key)):
                yield Problem("audit.outside_forged", values)
            elif head.seq not in hashes:
                yield Problem("audit.outside_gap", values)
            elif hashes[head.seq] != head.hash:
                yield Problem("audit.outside", values)


def _key_faults(good: list[Head], evidence: Evidence) -> Iterator[Problem]:
    """Name keys that ought not to be: others than the one held here, others than those kept elsewhere."""
    for outside in evidence.outside:
        for fingerprint in sorted(set(outside.keys) - set(evidence.keys)):
            yield Problem("audit.key_swapped", {"key": fingerprint[:8], "source": outside.name})
    if evidence.held is None or not good:
        return
    held = evidence.held.fingerprint
    first = min((head.seq for head in good if head.key == held), default=None)
    if first is None and held in evidence.keys:
        yield Problem("audit.key_unused", {"key": held[:8]})
    strange = sorted({head.seq for head in good if head.key != held and first and head.seq > first})
    if strange:
        yield Problem("audit.key_other", {"seq": strange[0], "key": held[:8]})


def _conclude(
    rows: int,
    head: str,
    hashes: Mapping[int, str],
    good: list[Head],
    problems: list[Problem],
    evidence: Evidence,
) -> AuditCheck:
    held = evidence.held.fingerprint if evidence.held else None
    ours = [head for head in good if head.key == held]
    agreeing = [head for head in ours or good if hashes.get(head.seq) == head.hash]
    if not agreeing:
        return AuditCheck(rows, head, tuple(problems))
    by = max(agreeing, key=lambda head: (head.seq, head.at or 0))
    since = min(agreeing, key=lambda head: (head.at is None, head.at, head.seq))
    faulty = [int(problem.values["seq"]) for problem in problems if "seq" in problem.values]
    proven = min([by.seq, *(seq - 1 for seq in faulty)])
    return AuditCheck(rows, head, tuple(problems), proven, by, since, held=bool(ours))
