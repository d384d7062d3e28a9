"""The double-entry ledger: amounts that are issued, moved, held back and used up, each of them once."""

from tongyuan.workspace.ledger.accounts import Account, Holder
from tongyuan.workspace.ledger.book import Ledger
from tongyuan.workspace.ledger.reservations import Held
from tongyuan.workspace.ledger.transfers import Posting, Transfer, Voucher

__all__ = ["Account", "Held", "Holder", "Ledger", "Posting", "Transfer", "Voucher"]
