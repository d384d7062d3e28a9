"""A year of rounds, played: every step through the services, by the people whose it is, on its own day.

The script keeps its own book of what it did; at the end the workspace must say the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random
from typing import Any

from tongyuan.services.actors import Actor
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import find
from tongyuan.services.ground.round.filling import filled
from tongyuan.services.session import Session
from tongyuan.testing.round_staff import Staff
from tongyuan.testing.round_values import Book, Values
from tongyuan.vocabulary.periods import CIVIL_ZONE, parse_period
from tongyuan.vocabulary.rounds import round_kind

__all__ = ["Fate", "Played", "Year"]

Row = dict[str, Any]
OWING = ("not_reported", "returned")
#: Levels that are due on one day are played together.
BOTTOM_UP = (("enterprise",), ("park", "county"), ("unit",), ("province",))


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to assignments, as shares [0-1].

    Parameters
    ----------
    late, returned, waived, drafted, corrected
        Reported after the due day, sent back once, excused (below the units), saved as a draft first,
        corrected once it is locked.
    """

    late: float = 0.06
    returned: float = 0.05
    waived: float = 0.03
    drafted: float = 0.10
    corrected: float = 0.01


@dataclass(slots=True)
class Played:
    """One round as the script played it.

    Parameters
    ----------
    number, kind, period
        The round.
    rows, items
        Assignments, and their items, by number.
    states, reported_on, counts
        Where each assignment stands, when it was first reported, what was done how often.
    """

    number: int
    kind: str
    period: str
    rows: dict[int, Row]
    items: dict[int, list[Row]]
    states: dict[int, str] = field(default_factory=dict)
    reported_on: dict[int, date] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def owing(self, *, due_by: date) -> set[int]:
        """Return what is still owed though due by a day."""
        return {n for n, row in self.rows.items() if self.states[n] in OWING and row["due_on"] <= due_by}

    def summed(self, number: int) -> list[int]:
        """Return the assignments that one sums up, as far as they were not excused."""
        row = self.rows[number]
        park = row["level"] in ("park", "unit") and row["enterprise"] is None
        return [
            n
            for n, child in self.rows.items()
            if self.states[n] != "waived"
            and child["form"] == row["form"]
            and ((child["parent"] == number and child["adds"]) or (park and child["park"] == row["region"]))
        ]


@dataclass(frozen=True, slots=True)
class Year:
    """Plays rounds.

    Parameters
    ----------
    staff
        The people.
    rng
        Chance, by seed.
    fate
        What happens how often.
    book
        What was entered.
    """

    staff: Staff
    rng: Random
    fate: Fate = field(default_factory=Fate)
    book: Book = field(default_factory=Book)

    def ask(self, actor: Actor, service: str, on: date, **arguments: Any) -> Answer:
        """Let somebody use a service on a day, at noon."""
        noon = datetime.combine(on, time(12), CIVIL_ZONE)
        ctx = replace(Session(self.staff.workspace, actor).context(), now=noon)
        return find(service).call(ctx, **arguments)

    def play(self, kind: str, period: str, *, desks: bool) -> Played:
        """Play a round from its opening to its release.

        Parameters
        ----------
        kind, period
            Of the round.
        desks
            Every department of a unit reports by itself; else one office does for the whole unit.

        Returns
        -------
        Played
            What the script did.
        """
        played = self._open(kind, period)
        for levels in BOTTOM_UP:
            group = [row for row in played.rows.values() if row["level"] in levels]
            if group:
                self._level(played, group, desks=desks)
        last = max(row["due_on"] for row in played.rows.values())
        self._lock(played, last + timedelta(days=6))
        self._correct(played, last + timedelta(days=20), desks=desks)
        self._release(played, last + timedelta(days=30))
        return played

    def _open(self, kind: str, period: str) -> Played:
        first = parse_period(period).last + timedelta(days=round_kind(kind).opens_after_days)
        keeper = self.staff.who("keeper")
        opened = self.ask(keeper, "round.open", first, kind=kind, period=period)
        number = opened.meta["round"]
        ctx = Session(self.staff.workspace, keeper).context()
        laid_out = filled(ctx, self.staff.workspace.rounds, opened.frame()).to_dicts()
        items = {n: list(rows) for n, rows in groupby(laid_out, key=lambda row: int(row["assignment"]))}
        rows = {row["assignment"]: row for row in opened.frame().to_dicts()}
        return Played(number, kind, period, rows, items, states=dict.fromkeys(rows, "not_reported"))

    def _level(self, played: Played, group: list[Row], *, desks: bool) -> None:
        due = group[0]["due_on"]
        waived = self._waive(played, group, due - timedelta(days=3))
        asked = [row for row in group if row["assignment"] not in waived]
        late = self._some(asked, self.fate.late)
        punctual = [row for row in asked if row["assignment"] not in late]
        self._hand_in(played, punctual, due - timedelta(days=2), desks=desks)
        self._chase(played, due)
        self._hand_in(
            played, [row for row in asked if row["assignment"] in late], due + timedelta(days=2), desks=desks
        )
        self._look_over(played, asked, due + timedelta(days=3), desks=desks)

    def _some(self, rows: Iterable[Row], share: float) -> set[int]:
        return {row["assignment"] for row in rows if self.rng.random() < share}

    def _waive(self, played: Played, group: list[Row], on: date) -> set[int]:
        below = [row for row in group if row["level"] not in ("unit", "province")]
        waived = self._some(below, self.fate.waived)
        if waived:
            reason = "停产，无数据"
            self.ask(self.staff.who("keeper"), "round.waive", on, numbers=_numbers(waived), reason=reason)
            self._stand(played, waived, "waived")
        return waived

    def _hand_in(self, played: Played, rows: list[Row], on: date, *, desks: bool) -> None:
        values = Values(self.rng, self.book)
        for actor, mine in self._by_person(rows, desks=desks):
            drafted = self._some(mine, self.fate.drafted)
            numbers = [row["assignment"] for row in mine]
            cells = {n: values.cells(played.items[n], played.summed(n)) for n in numbers}
            for number in sorted(drafted):
                draft = dict(list(values.cells(played.items[number], []).items())[:1])
                self._save(actor, {number: draft}, on - timedelta(days=1))
            self._save(actor, cells, on)
            self.ask(actor, "round.report", on, numbers=_numbers(cells))
            self._stand(played, cells, "reported")
            for number in cells:
                played.reported_on.setdefault(number, on)

    def _save(self, actor: Actor, cells: Mapping[int, Mapping[str, Any]], on: date) -> None:
        """Save one assignment, or many in one call."""
        said = {n: {item: cell.said() for item, cell in mine.items()} for n, mine in cells.items()}
        if len(said) == 1:
            number = next(iter(said))
            self.ask(actor, "round.save", on, number=number, values=json.dumps(said[number]))
        else:
            self.ask(actor, "round.fill", on, values=json.dumps(said))
        for number, mine in cells.items():
            self.book.write(number, mine, actor.id)

    def _chase(self, played: Played, due: date) -> None:
        """Remind two days ahead, and list what is overdue the day after; both must name whom we expect."""
        keeper, ahead, after = self.staff.who("keeper"), due - timedelta(days=1), due + timedelta(days=1)
        reminded = self.ask(keeper, "round.remind", ahead, number=played.number, days_ahead=2)
        expected = played.owing(due_by=ahead + timedelta(days=2))
        assert set(reminded.frame()["assignment"]) == expected  # noqa: S101
        assert all(told > 0 for told in reminded.frame()["told"])  # noqa: S101
        listed = self.ask(keeper, "round.overdue", after, number=played.number)
        assert set(listed.frame()["assignment"]) == played.owing(due_by=due)  # noqa: S101
        played.counts["reminded"] += len(expected)
        played.counts["overdue"] += listed.frame().height

    def _look_over(self, played: Played, rows: list[Row], on: date, *, desks: bool) -> None:
        back = self._some(rows, self.fate.returned)
        for reviewer, mine in self._by_overseer(rows, "reviewer"):
            sent = sorted(back & {row["assignment"] for row in mine})
            if sent:
                self.ask(reviewer, "round.return", on, numbers=_numbers(sent), reason="请核对口径")
                self._stand(played, sent, "returned")
        self._mend(played, [row for row in rows if row["assignment"] in back], on, desks=desks)
        for duty, step, state in (("reviewer", "review", "reviewed"), ("approver", "approve", "approved")):
            for actor, mine in self._by_overseer(rows, duty):
                numbers = [row["assignment"] for row in mine]
                self.ask(actor, f"round.{step}", on + timedelta(days=1), numbers=_numbers(numbers))
                self._stand(played, numbers, state)

    def _mend(self, played: Played, rows: list[Row], on: date, *, desks: bool) -> None:
        values = Values(self.rng, self.book)
        for actor, mine in self._by_person(rows, desks=desks):
            numbers = [row["assignment"] for row in mine]
            self._save(actor, {n: values.mended(played.items[n], n) for n in numbers}, on)
            self.ask(actor, "round.report", on, numbers=_numbers(numbers))
            self._stand(played, numbers, "reported")

    def _lock(self, played: Played, on: date) -> None:
        approved = [n for n, state in played.states.items() if state == "approved"]
        self.ask(self.staff.who("keeper"), "round.lock", on, round=played.number)
        self._stand(played, approved, "locked")

    def _correct(self, played: Played, on: date, *, desks: bool) -> None:
        """Correct a few locked assignments that nothing sums up; they are looked over and locked again."""
        values = Values(self.rng, self.book)
        leaves = [row for row in played.rows.values() if not played.summed(row["assignment"])]
        locked = [row for row in leaves if played.states[row["assignment"]] == "locked"]
        chosen = self._some(locked, self.fate.corrected) or {locked[0]["assignment"]}
        rows = [played.rows[number] for number in sorted(chosen)]
        for row in rows:
            number, actor = row["assignment"], self.staff.reporter(row, desks=desks)
            cells = values.mended(played.items[number], number)
            text = json.dumps({item: cell.said() for item, cell in cells.items()})
            self.ask(actor, "round.correct", on, number=number, values=text, reason="年度决算调整")
            self.book.write(number, cells, actor.id)
        for duty, step in (("reviewer", "review"), ("approver", "approve")):
            for actor, mine in self._by_overseer(rows, duty):
                numbers = _numbers(row["assignment"] for row in mine)
                self.ask(actor, f"round.{step}", on + timedelta(days=1), numbers=numbers)
        self._stand(played, chosen, "approved")
        played.counts["corrected"] += len(chosen)
        self._lock(played, on + timedelta(days=2))

    def _release(self, played: Played, on: date) -> None:
        put = self.ask(self.staff.who("keeper"), "round.release", on, number=played.number)
        number = put.frame()["id"][0]
        self.ask(self.staff.who("reviewer"), "release.review", on, number=number)
        done = self.ask(self.staff.who("approver"), "release.approve", on, number=number)
        assert done.frame()["state"][0] == "official"  # noqa: S101

    def _stand(self, played: Played, numbers: Iterable[int], state: str) -> None:
        for number in numbers:
            played.states[number] = state
            played.counts[state] += 1

    def _by_person(self, rows: list[Row], *, desks: bool) -> list[tuple[Actor, list[Row]]]:
        return _grouped(rows, [self.staff.reporter(row, desks=desks) for row in rows])

    def _by_overseer(self, rows: list[Row], duty: str) -> list[tuple[Actor, list[Row]]]:
        return _grouped(rows, [self.staff.overseer(row, duty) for row in rows])


def _grouped(rows: list[Row], actors: list[Actor]) -> list[tuple[Actor, list[Row]]]:
    found: dict[str, tuple[Actor, list[Row]]] = {}
    for row, actor in zip(rows, actors, strict=True):
        found.setdefault(actor.id, (actor, []))[1].append(row)
    return list(found.values())


def _numbers(numbers: Iterable[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
