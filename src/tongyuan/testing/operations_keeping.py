"""Keeping, as crash tests see it: a payment of the ledger, and a backup."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tongyuan.testing.ledger import CITY, PROVINCE
from tongyuan.workspace.backups import back_up, examine
from tongyuan.workspace.ledger import Holder, Voucher
from tongyuan.workspace.workspace import Workspace

__all__ = ["back_up_once", "backed_up", "hold", "paid", "pay"]


def _voucher(step: str, number: int) -> Voucher:
    return Voucher(f"{step} {number}", "tester", f"{step} {number}")


def _plant(number: int) -> Holder:
    return Holder("enterprise", f"plant {number}")


def _hold(workspace: Workspace, number: int) -> int:
    plant = _plant(number)
    return workspace.ledger.reserve("so2", "5", holder=plant, voucher=_voucher("hold", number)).id


def hold(workspace: Workspace, number: int) -> None:
    """Hold five tonnes back for a city."""
    workspace.ledger.issue("so2", "5", by=PROVINCE, to=_plant(number), voucher=_voucher("issue", number))
    _hold(workspace, number)


def pay(workspace: Workspace, number: int) -> None:
    """Pay what was held back; the same key again changes nothing."""
    workspace.ledger.settle(_hold(workspace, number), to=CITY, voucher=_voucher("pay", number))


def paid(workspace: Workspace, number: int) -> Mapping[str, bool]:
    """Tell whether the reservation has ended, and each posting of the payment is there."""
    held = workspace.ledger.reservations().filter(purpose=f"hold {number}", state="settled")
    postings = workspace.ledger.entries(limit=100_000).filter(memo=f"pay {number}")
    told = {holder: holder in set(postings["holder"]) for holder in (CITY.id, _plant(number).id)}
    return {"ended": held.height == 1, **told}


def _file(workspace: Workspace, number: int) -> Path:
    return workspace.folder / "backups" / f"{number}.zip"


def back_up_once(workspace: Workspace, number: int) -> None:
    """Make a backup, unless it is there."""
    file = _file(workspace, number)
    if not file.exists():
        back_up(workspace.database, workspace.folder, workspace.audit, file)


def backed_up(workspace: Workspace, number: int) -> Mapping[str, bool]:
    """Tell whether the backup is there; one that is there is whole."""
    file = _file(workspace, number)
    return {"file": file.exists(), "whole": file.exists() and bool(examine(file).members)}
