"""Tables: policies as texts of versions, and what they are derived from."""

from __future__ import annotations

__all__: list[str] = []
