"""Tables of the double-entry ledger."""

from __future__ import annotations

__all__: list[str] = []
