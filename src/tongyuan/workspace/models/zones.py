"""Tables: units of ecological zoning, red lines and contaminated plots."""

from __future__ import annotations

__all__: list[str] = []
