"""Whatever is done in whatever order: the ledger agrees with a model of a few lines, on both databases."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tongyuan.testing.ledger import a_voucher
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.workspace.ledger import Holder, Ledger, Voucher
from tongyuan.workspace.workspace import Workspace

runs = count(1)
WHO = st.sampled_from(["a", "b", "c"])
AMOUNT = st.integers(1, 60)
YEAR = st.sampled_from([2024, 2025])


class Books(RuleBasedStateMachine):
    """Three holders, two years, one commodity; the model keeps sums in dictionaries."""

    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        run = next(runs)
        self.holders = {name: Holder("region", f"{run}-{name}") for name in "abc"}
        self.issuer = Holder("authority", f"{run}")
        self.balance: dict[tuple[str, int], int] = defaultdict(int)
        self.held: dict[int, tuple[str, int, int]] = {}
        self.vouchers: list[tuple[Voucher, str, str, int, int]] = []
        self.undone: set[int] = set()

    transfers: Bundle[tuple[int, str, str, int, int]] = Bundle("transfers")
    reservations: Bundle[int] = Bundle("reservations")

    def free(self, who: str, year: int) -> int:
        held = sum(steps for name, when, steps in self.held.values() if (name, when) == (who, year))
        return self.balance[who, year] - held

    @rule(who=WHO, year=YEAR, amount=AMOUNT)
    def issue(self, who: str, year: int, amount: int) -> None:
        self.ledger.issue(
            "co2_allowance",
            str(amount),
            by=self.issuer,
            to=self.holders[who],
            vintage=year,
            voucher=a_voucher(),
        )
        self.balance[who, year] += amount

    @rule(target=transfers, origin=WHO, to=WHO, year=YEAR, amount=AMOUNT)
    def transfer(self, origin: str, to: str, year: int, amount: int) -> tuple[int, str, str, int, int]:
        voucher = a_voucher()
        fits = origin == to or amount <= self.free(origin, year)
        moved = 0
        try:
            moved = self._transfer(voucher, origin, to, year, amount)
        except ConflictError:
            assert not fits
        else:
            assert fits
            self.vouchers.append((voucher, origin, to, year, amount))
            self._shift(origin, to, year, amount)
        return (moved, origin, to, year, amount)

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        if self.vouchers:
            self._transfer(*data.draw(st.sampled_from(self.vouchers)))

    @rule(made=transfers)
    def reverse(self, made: tuple[int, str, str, int, int]) -> None:
        number, origin, to, year, amount = made
        fits = number not in self.undone and (origin == to or amount <= self.free(to, year))
        if not number:
            return
        try:
            self.ledger.reverse(number, a_voucher())
        except ConflictError:
            assert not fits
        else:
            assert fits
            self.undone.add(number)
            self._shift(to, origin, year, amount)

    @rule(target=reservations, who=WHO, year=YEAR, amount=AMOUNT)
    def reserve(self, who: str, year: int, amount: int) -> int:
        fits = amount <= self.free(who, year)
        try:
            held = self.ledger.reserve(
                "co2_allowance",
                str(amount),
                holder=self.holders[who],
                vintage=year,
                voucher=a_voucher(),
            )
        except ConflictError:
            assert not fits
            return 0
        assert fits
        self.held[held.id] = (who, year, amount)
        return held.id

    @rule(number=reservations, to=WHO, amount=AMOUNT)
    def settle(self, number: int, to: str, amount: int) -> None:
        fits = number in self.held and amount <= self.held[number][2]
        if not number:
            return
        try:
            self.ledger.settle(number, to=self.holders[to], amount=str(amount), voucher=a_voucher())
        except ConflictError:
            assert not fits
        else:
            assert fits
            who, year, _ = self.held.pop(number)
            self._shift(who, to, year, amount)

    @rule(number=reservations)
    def release(self, number: int) -> None:
        if number in self.held:
            self.ledger.release(number, actor="tester", note="")
            del self.held[number]

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        rows = self.ledger.balances()
        own = {holder.id: name for name, holder in self.holders.items()}
        found = {
            (own[row["holder"]], row["vintage"]): (row["balance"], row["available"])
            for row in rows.iter_rows(named=True)
            if row["holder"] in own
        }
        told = {key: (Decimal(steps), Decimal(self.free(*key))) for key, steps in self.balance.items()}
        assert {key: pair for key, pair in found.items() if any(pair)} == {
            key: pair for key, pair in told.items() if any(pair)
        }
        assert all(available >= 0 for _, available in found.values())
        assert rows["balance"].sum() == 0
        assert self.ledger.faults() == ()

    def _transfer(self, voucher: Voucher, origin: str, to: str, year: int, amount: int) -> int:
        ends = {"origin": self.holders[origin], "to": self.holders[to]}
        made = self.ledger.transfer("co2_allowance", str(amount), vintage=year, voucher=voucher, **ends)
        return made.id

    def _shift(self, origin: str, to: str, year: int, amount: int) -> None:
        self.balance[origin, year] -= amount
        self.balance[to, year] += amount


@pytest.mark.slow
def test_the_ledger_agrees_with_its_model_whatever_is_done(workspace: Workspace) -> None:
    Books.ledger = Ledger(workspace.database)
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
