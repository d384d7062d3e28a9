"""Contracts of the ledger: what moved between which accounts, and what is held back."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["AccountEntry", "Balance", "LedgerEntry", "Reservation"]

HOLDERS = ["region", "enterprise", "authority", "external"]
PURPOSES = ["holding", "issuance", "retirement"]
KINDS = ["issue", "transfer", "settle", "retire", "reverse"]
AMOUNT = 38


class LedgerEntry(Contract):
    """One posting: a transfer has two or more, which add up to zero for each commodity and year."""

    sensitivity = Sensitivity.SENSITIVE

    entry = dy.Int64(primary_key=True, metadata=column("分录", "posting"))
    transfer = dy.Int64(metadata=column("凭证", "transfer"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))
    kind = dy.Enum(KINDS, metadata=column("类型", "kind of transfer"))
    holder_kind = dy.Enum(HOLDERS, metadata=column("持有者类别", "kind of holder"))
    holder = dy.String(metadata=column("持有者", "holder"))
    purpose = dy.Enum(PURPOSES, metadata=column("账户用途", "purpose of the account"))
    region = dy.String(nullable=True, metadata=column("地区", "region", null="bears none"))
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="bears none"))
    commodity = dy.String(metadata=column("标的", "commodity"))
    vintage = dy.Int32(nullable=True, metadata=column("年份", "year of the units", null="bears none"))
    amount = dy.Decimal(
        AMOUNT,
        3,
        metadata=column("数量", "amount", sign="in the commodity's unit; negative leaves the account"),
    )
    actor = dy.String(metadata=column("经办", "actor"))
    memo = dy.String(metadata=column("事由", "memo"))
    reverses = dy.Int64(nullable=True, metadata=column("冲销凭证", "reverses", null="no reversal"))


class AccountEntry(Contract):
    """One posting as its account sees it: what came in, what went out, and what was there then."""

    sensitivity = Sensitivity.SENSITIVE

    entry = dy.Int64(primary_key=True, metadata=column("分录", "posting"))
    transfer = dy.Int64(metadata=column("凭证", "transfer"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))
    kind = dy.Enum(KINDS, metadata=column("类型", "kind of transfer"))
    vintage = dy.Int32(nullable=True, metadata=column("年份", "year of the units", null="bears none"))
    debit = dy.Decimal(AMOUNT, 3, nullable=True, metadata=column("借方", "debit", null="went out"))
    credit = dy.Decimal(AMOUNT, 3, nullable=True, metadata=column("贷方", "credit", null="came in"))
    balance = dy.Decimal(AMOUNT, 3, metadata=column("余额", "balance"))
    unit = dy.String(metadata=column("单位", "unit"))
    actor = dy.String(metadata=column("经办", "actor"))
    memo = dy.String(metadata=column("事由", "memo"))
    reverses = dy.Int64(nullable=True, metadata=column("冲销凭证", "reverses", null="no reversal"))


class Balance(Contract):
    """What an account holds of one year's units, and how much of it is free."""

    sensitivity = Sensitivity.SENSITIVE

    holder_kind = dy.Enum(HOLDERS, metadata=column("持有者类别", "kind of holder"))
    holder = dy.String(metadata=column("持有者", "holder"))
    purpose = dy.Enum(PURPOSES, metadata=column("账户用途", "purpose of the account"))
    region = dy.String(nullable=True, metadata=column("地区", "region", null="bears none"))
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="bears none"))
    commodity = dy.String(metadata=column("标的", "commodity"))
    vintage = dy.Int32(nullable=True, metadata=column("年份", "year of the units", null="bears none"))
    balance = dy.Decimal(AMOUNT, 3, metadata=column("余额", "balance"))
    held = dy.Decimal(AMOUNT, 3, metadata=column("预留", "held back"))
    available = dy.Decimal(AMOUNT, 3, metadata=column("可用", "available"))
    unit = dy.String(metadata=column("单位", "unit"))


class Reservation(Contract):
    """An amount held back for something, until it is settled, released or lapses."""

    sensitivity = Sensitivity.SENSITIVE

    reservation = dy.Int64(primary_key=True, metadata=column("预留编号", "reservation"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))
    holder_kind = dy.Enum(HOLDERS, metadata=column("持有者类别", "kind of holder"))
    holder = dy.String(metadata=column("持有者", "holder"))
    region = dy.String(nullable=True, metadata=column("地区", "region", null="bears none"))
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="bears none"))
    commodity = dy.String(metadata=column("标的", "commodity"))
    vintage = dy.Int32(nullable=True, metadata=column("年份", "year of the units", null="bears none"))
    amount = dy.Decimal(AMOUNT, 3, metadata=column("数量", "amount"))
    state = dy.Enum(["held", "settled", "released", "expired"], metadata=column("状态", "state"))
    expires_at = dy.Datetime(
        nullable=True,
        time_zone="UTC",
        time_unit="us",
        metadata=column("到期", "expires", null="does not lapse"),
    )
    actor = dy.String(metadata=column("经办", "actor"))
    purpose = dy.String(metadata=column("用于", "for"))
    transfer = dy.Int64(nullable=True, metadata=column("结算凭证", "settling transfer", null="not settled"))
