"""The pool of projects (项目储备库): what may follow what, and that money is neither made nor counted twice.

Money of a pot goes down a ladder: issued to the pot, allocated to a project, paid to it, spent by it. On
every rung is at most what stands on the one above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tongyuan.vocabulary.funds import FundStep, fund_steps
from tongyuan.vocabulary.problems import Problem

__all__ = ["Ceiling", "Movement", "Pool", "yuan"]

LADDER = ("issued", "allocated", "paid", "spent")
#: State of a project by the last rung that it reached.
REACHED = {"allocated": "allocated", "paid": "paid", "spent": "spent"}


@dataclass(frozen=True, slots=True)
class Movement:
    """A step: of a pot (issue), of a project (enter, withdraw, evaluate), or of both (money that moves).

    Parameters
    ----------
    step
        Code of the table of steps.
    fund, year
        The pot: a kind of fund and its budget year; None where no money moves.
    project
        Project; None where money is issued to a pot.
    fen
        Money [0.01 CNY], above zero; 0 where none moves.
    """

    step: str
    fund: str | None = None
    year: int | None = None
    project: str | None = None
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a project may be given of all funds together [0.01 CNY]: its investment."""

    investment_fen: int | None


@dataclass(slots=True)
class Pool:
    """Where projects and pots stand after movements.

    Examples
    --------
    >>> pool = Pool.after(
    ...     [
    ...         Movement("issue", "award", 2025, fen=100),
    ...         Movement("enter", project="P1"),
    ...         Movement("allocate", "award", 2025, "P1", 60),
    ...     ]
    ... )
    >>> pool.state("P1"), pool.free("award", 2025)
    ('allocated', 40)
    """

    issued: Counter[tuple[str, int]] = field(default_factory=Counter)
    money: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)
    standing: dict[str, str] = field(default_factory=dict)

    @classmethod
    def after(cls, movements: Iterable[Movement]) -> Pool:
        """Give the pool after movements, taken as they are."""
        pool = cls()
        for movement in movements:
            pool.take(movement)
        return pool

    def take(self, movement: Movement) -> None:
        """Take a movement in without asking."""
        step, project = fund_steps()[movement.step], movement.project
        pot = (movement.fund or "", movement.year or 0)
        if step.rung == "issued":
            self.issued[pot] += step.sign * movement.fen
        elif project is not None and step.rung:
            self.money[project, *pot, step.rung] += step.sign * movement.fen
        elif project is not None:
            self.standing[project] = step.leads_to

    def state(self, project: str) -> str | None:
        """Say how far a project has come; None where it is not in the pool."""
        standing = self.standing.get(project)
        if standing != "reserved":
            return standing
        rungs = [rung for rung in LADDER[1:] if self.on(project, rung)]
        return REACHED[rungs[-1]] if rungs else standing

    def on(self, project: str, rung: str) -> int:
        """Add up a project's money of all pots on a rung [0.01 CNY]."""
        return sum(fen for key, fen in self.money.items() if key[0] == project and key[3] == rung)

    def of_pot(self, fund: str, year: int, rung: str) -> int:
        """Add up a pot's money of all projects on a rung [0.01 CNY]."""
        if rung == "issued":
            return self.issued[fund, year]
        return sum(fen for key, fen in self.money.items() if key[1:] == (fund, year, rung))

    def free(self, fund: str, year: int) -> int:
        """Give what a pot may still allocate [0.01 CNY]."""
        return self.issued[fund, year] - self.of_pot(fund, year, "allocated")

    def refusals(self, movement: Movement, *, ceilings: Mapping[str, Ceiling]) -> list[Problem]:
        """List everything that speaks against a movement.

        Parameters
        ----------
        movement
            What is to be done.
        ceilings
            By project: those that are known, and what each may be given.

        Returns
        -------
        list of Problem
            All of them; empty where it may be done.
        """
        step, project = fund_steps()[movement.step], movement.project
        told = {"step": step.name_zh, "step_en": step.name_en, "project": project or "—"}
        found = list(_misfits(step, movement, told))
        if project is not None and project not in ceilings:
            found.append(Problem("fund.no_project", {"got": project}))
        if project is not None and self.state(project) not in step.after:
            found.append(Problem("fund.wrong_state", {**told, "state": self.state(project) or "—"}))
        if not found and step.rung:
            found += self._overdrawn(step, movement, ceilings, told)
        if not found and movement.step == "evaluate" and project is not None:
            found += self._unspent(project, told)
        return found

    def _overdrawn(
        self, step: FundStep, movement: Movement, ceilings: Mapping[str, Ceiling], told: dict[str, str]
    ) -> Iterator[Problem]:
        fund, year, project = movement.fund or "", movement.year or 0, movement.project
        values = {**told, "fund": fund, "year": year, "got": yuan(movement.fen)}
        room = self._room(step, fund, year, project)
        if room is not None and movement.fen > room:
            yield Problem("fund.overdrawn", {**values, "free": yuan(room)})
        if step.step != "allocate" or project is None:
            return
        most = ceilings[project].investment_fen
        if most is None:
            yield Problem("fund.no_investment", values)
        elif movement.fen + self.on(project, "allocated") > most:
            held = yuan(self.on(project, "allocated"))
            yield Problem("fund.above_investment", {**values, "held": held, "most": yuan(most)})

    def _room(self, step: FundStep, fund: str, year: int, project: str | None) -> int | None:
        """Give what a step may move: down, what the rung above holds more; back, what is not below."""
        place = LADDER.index(step.rung)
        if step.rung == "issued":
            return None if step.sign > 0 else self.free(fund, year)
        own = self.money[project or "", fund, year, step.rung]
        if step.sign < 0:
            below = LADDER[place + 1] if place + 1 < len(LADDER) else None
            return own - (self.money[project or "", fund, year, below] if below else 0)
        if step.rung == "allocated":
            return self.free(fund, year)
        return self.money[project or "", fund, year, LADDER[place - 1]] - own

    def _unspent(self, project: str, told: dict[str, str]) -> Iterator[Problem]:
        """Ask that nothing lies idle: only then is a project evaluated."""
        idle = self.on(project, "allocated") - self.on(project, "spent")
        if idle:
            yield Problem("fund.unspent", {**told, "idle": yuan(idle)})


def yuan(fen: int) -> str:
    """Write money in CNY.

    Parameters
    ----------
    fen
        Money [0.01 CNY].

    Returns
    -------
    str
        Money [CNY].

    Examples
    --------
    >>> yuan(123456789)
    '1,234,567.89'
    """
    return f"{fen // 100:,}.{fen % 100:02d}"


def _misfits(step: FundStep, movement: Movement, told: dict[str, str]) -> Iterator[Problem]:
    """Name what a step lacks or has too much."""
    wanted = {
        "fund": step.rung != "",
        "year": step.rung != "",
        "amount": step.rung != "",
        "project": step.rung != "issued",
    }
    given = {
        "fund": movement.fund is not None,
        "year": movement.year is not None,
        "amount": movement.fen > 0,
        "project": movement.project is not None,
    }
    for name in wanted:
        if wanted[name] and not given[name]:
            yield Problem("fund.lacking", {**told, "name": name})
        if given[name] and not wanted[name]:
            yield Problem("fund.idle_argument", {**told, "name": name})
