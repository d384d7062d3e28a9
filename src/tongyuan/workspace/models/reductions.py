"""Tables: total reduction by project, and tonnes kept from counting twice."""

from __future__ import annotations

__all__: list[str] = []
