"""Tables: the registry: one table of entries of every type."""

from __future__ import annotations

__all__: list[str] = []
