"""Tables of the rounds of reporting."""

from __future__ import annotations

__all__: list[str] = []
