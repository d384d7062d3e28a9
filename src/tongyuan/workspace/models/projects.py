"""Tables: projects at the admission desk, rules of it, and opinions."""

from __future__ import annotations

__all__: list[str] = []
