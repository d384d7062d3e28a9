"""The ledger: who holds what, how much of it is free, and what moved. Read here; moved by its services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.granted import Names, civil
from tongyuan.web.ground.audit_names import Actors
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["page"]

EXAMPLE = (
    "tongyuan ledger issue so2 12.5 --by authority:{by} --to region:{to}"
    " --vintage 2025 --key K-1 --memo {memo}"
)
ON_A_PAGE = 50
#: Most rows of a file.
WHOLE = 100_000
PURPOSES = ("holding", "issuance", "retirement")


async def page(view: View) -> None:
    """Draw the balances within reach, and the account that the address names.

    Parameters
    ----------
    view
        Its query may hold ``commodity``, ``holder``, ``purpose`` and ``vintage``.
    """
    async with frame(view, view.word("谁持有多少，还能用多少")):
        balances = (await view.ask("ledger.balance")).frame()
        if balances.is_empty():
            _nothing(view)
            return
        words = await _Words.of(view)
        kinds = balances["commodity"].unique(maintain_order=True).to_list()
        answer_line(
            view.pick(
                f"{len(kinds)} 种标的，{balances.height} 个账户余额在可见范围内；余额减去预留即为可用。",
                f"{balances.height} balances of {len(kinds)} commodities within reach; "
                "what is not held back is free.",
            )
        )
        if view.query.get("holder") and view.query.get("commodity"):
            await _account(view, words)
        for commodity in kinds:
            _balances(view, balances.filter(pl.col("commodity") == commodity), words)
        with ui.column().classes("ty-card"):
            heading(view.word("全部余额"))
            downloads(view, "ledger.balance")
            heading(view.word("全部分录"))
            downloads(view, "ledger.list", limit=WHOLE)
        await _reservations(view, words)


def _nothing(view: View) -> None:
    empty(
        view,
        missing=view.word("还没有账户"),
        owed_by=view.word("签发人核发第一笔后，账户自动建立"),
        then=view.word(
            "这里将记：主要污染物与煤炭、能耗的替代量，碳排放配额，以及付款；每笔业务借贷相等，分录不可改。"
        ),
    )
    with ui.column().classes("ty-card"):
        heading(view.word("例"), note=view.word("核发 12.5 吨二氧化硫替代量："))
        example = EXAMPLE.format(
            by=view.word("省生态环境厅"), to=view.word("地区代码"), memo=view.word("关停机组")
        )
        with ui.element("code").classes("ty-secret").props("data-testid=ledger-example"):
            ui.label(example)


@dataclass(frozen=True, slots=True)
class _Words:
    """What codes of the ledger are called, and how fine each commodity is counted."""

    view: View
    names: Names
    commodities: Mapping[str, Mapping[str, Any]]

    @classmethod
    async def of(cls, view: View) -> _Words:
        rows = (await view.ask("ledger.commodities")).frame()
        kinds = {row["commodity"]: row for row in rows.iter_rows(named=True)}
        return cls(view, await Names.of(view), kinds)

    def commodity(self, code: str) -> str:
        return self.view.of(self.commodities[code], "name")

    def unit(self, code: str) -> str:
        return self.view.unit(str(self.commodities[code]["unit"]))

    def holder(self, kind: str, code: str) -> str:
        table = {"region": self.names.regions, "enterprise": self.names.enterprises}.get(kind, {})
        return table.get(code, code)

    def amount(self, code: str, value: Decimal | None) -> dict[str, Any] | str:
        """Write an amount as fine as its commodity is counted: it is exact, so nothing is rounded."""
        if value is None:
            return ""
        text = f"{value:,.{self.commodities[code]['scale']}f}".replace("-", "−")
        return cell(text, raw=float(value))


def _balances(view: View, rows: pl.DataFrame, words: _Words) -> None:
    code = rows["commodity"][0]
    unit = words.unit(code)
    columns = [
        Column("holder", view.word("持有者")),
        Column("kind", view.word("类别")),
        Column("purpose", view.word("账户用途")),
        Column("vintage", view.word("年份"), right=True),
        Column("balance", view.measure(view.word("余额"), unit), right=True),
        Column("held", view.measure(view.word("预留"), unit), right=True),
        Column("available", view.measure(view.word("可用"), unit), right=True),
    ]
    with ui.column().classes("ty-card"):
        heading(words.commodity(code), note=view.word("点选持有者查看明细。"))
        shown = [_balance(view, row, words) for row in rows.iter_rows(named=True)]
        draw_table(view, columns, shown, name=f"balance-{code}", page=ON_A_PAGE)


def _balance(view: View, row: Mapping[str, Any], words: _Words) -> dict[str, Any]:
    code = row["commodity"]
    link = view.here(
        commodity=code,
        holder=f"{row['holder_kind']}:{row['holder']}",
        purpose=row["purpose"],
        vintage=row["vintage"],
    )
    tip = explanation("purpose", row["purpose"], view.lang) or None
    return {
        "holder": cell(words.holder(row["holder_kind"], row["holder"]), link=link),
        "kind": view.term("holder", row["holder_kind"]),
        "purpose": cell(view.term("purpose", row["purpose"]), tip=tip),
        "vintage": "—" if row["vintage"] is None else str(row["vintage"]),
        "balance": words.amount(code, row["balance"]),
        "held": words.amount(code, row["held"]),
        "available": words.amount(code, row["available"]),
    }


async def _account(view: View, words: _Words) -> None:
    asked = {
        "commodity": view.query["commodity"],
        "holder": view.query["holder"],
        "purpose": view.choice("purpose", PURPOSES),
        "vintage": view.number("vintage"),
    }
    rows = (await view.ask("ledger.account", **asked)).frame()
    actors, code = await Actors.of(view), str(asked["commodity"])
    unit = words.unit(code)
    columns = [
        Column("memo", view.word("事由")),
        Column("kind", view.word("类型")),
        Column("at", view.word("时间"), narrow=True),
        Column("vintage", view.word("年份"), right=True),
        Column("debit", view.measure(view.word("借方（转入）"), unit), right=True),
        Column("credit", view.measure(view.word("贷方（转出）"), unit), right=True),
        Column("balance", view.measure(view.word("余额"), unit), right=True),
        Column("transfer", view.word("凭证"), right=True),
        Column("actor", view.word("经办")),
    ]
    kind, _, holder = str(asked["holder"]).partition(":")
    parts = [words.holder(kind, holder), words.commodity(code), view.term("purpose", str(asked["purpose"]))]
    parts += [] if asked["vintage"] is None else [str(asked["vintage"])]
    with ui.column().classes("ty-card").props("data-testid=account-card"):
        heading(" · ".join(parts), note=view.word("新的在前；余额为该笔之后的结余。"))
        shown = [_entry(view, row, words, actors, code) for row in rows.iter_rows(named=True)]
        draw_table(view, columns, shown, name="account", page=ON_A_PAGE)
        downloads(view, "ledger.account", **asked)
        ui.link(view.word("收起"), view.here(commodity=None, holder=None, purpose=None, vintage=None))


def _entry(view: View, row: Mapping[str, Any], words: _Words, actors: Actors, code: str) -> dict[str, Any]:
    kind = view.term("transfer", row["kind"])
    if row["reverses"] is not None:
        kind = view.measure(kind, str(row["reverses"]))
    return {
        "memo": row["memo"],
        "kind": kind,
        "at": cell(civil(row["at"]), raw=row["at"].isoformat()),
        "vintage": "—" if row["vintage"] is None else str(row["vintage"]),
        "debit": words.amount(code, row["debit"]),
        "credit": words.amount(code, row["credit"]),
        "balance": words.amount(code, row["balance"]),
        "transfer": str(row["transfer"]),
        "actor": actors.name(row["actor"]),
    }


async def _reservations(view: View, words: _Words) -> None:
    rows = (await view.ask("ledger.held")).frame()
    columns = [
        Column("purpose", view.word("用于")),
        Column("holder", view.word("持有者")),
        Column("commodity", view.word("标的")),
        Column("vintage", view.word("年份"), right=True),
        Column("amount", view.word("数量"), right=True),
        Column("state", view.word("状态")),
        Column("expires", view.word("到期日（含）"), narrow=True),
        Column("transfer", view.word("结算凭证"), right=True),
    ]
    with ui.column().classes("ty-card").props("data-testid=reservations"):
        heading(view.word("预留"), note=view.word("预留减少可用余额，直到结算、释放或到期。"))
        if rows.is_empty():
            ui.label(view.word("没有预留。")).classes("ty-note")
            return
        shown = [_reservation(view, row, words) for row in rows.iter_rows(named=True)]
        draw_table(view, columns, shown, name="held", page=ON_A_PAGE)
        downloads(view, "ledger.held")


def _reservation(view: View, row: Mapping[str, Any], words: _Words) -> dict[str, Any]:
    code = row["commodity"]
    named = view.measure(words.commodity(code), words.unit(code))
    return {
        "purpose": row["purpose"],
        "holder": words.holder(row["holder_kind"], row["holder"]),
        "commodity": named,
        "vintage": "—" if row["vintage"] is None else str(row["vintage"]),
        "amount": words.amount(code, row["amount"]),
        "state": view.term("reservation", row["state"]),
        "expires": _last_day(row["expires_at"]),
        "transfer": "—" if row["transfer"] is None else str(row["transfer"]),
    }


def _last_day(lapses: datetime | None) -> str:
    """Write the last day on which something holds that lapses at the end of it."""
    return (lapses - timedelta.resolution).astimezone(CIVIL_ZONE).strftime("%Y-%m-%d") if lapses else "—"
