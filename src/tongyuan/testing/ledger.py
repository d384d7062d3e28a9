"""Builders of ledgers: a province, a city and plants with something to hold."""

from __future__ import annotations

from itertools import count

from tongyuan.workspace.ledger import Holder, Ledger, Voucher

__all__ = ["CITY", "MARKET", "PLANT", "PROVINCE", "a_voucher", "an_issue"]

PROVINCE = Holder("authority", "province")
CITY = Holder("region", "990100")
PLANT = Holder("enterprise", "E001", region="990100")
MARKET = Holder("external", "market")

_keys = count(1)


def a_voucher(key: str | None = None, *, memo: str = "test") -> Voucher:
    """Return a voucher with a key of its own, unless one is given."""
    return Voucher(key or f"test-{next(_keys)}", "tester", memo)


def an_issue(ledger: Ledger, amount: str = "100", *, to: Holder = PLANT) -> None:
    """Issue 2025 allowances [tCO2]."""
    ledger.issue("co2_allowance", amount, by=PROVINCE, to=to, vintage=2025, voucher=a_voucher())
