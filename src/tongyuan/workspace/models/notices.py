"""Tables of notices to people, and of inspectors' findings."""

from __future__ import annotations

__all__: list[str] = []
