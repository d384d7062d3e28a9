"""Tables: tasks of a policy as work: who leads, who helps, by when, how far."""

from __future__ import annotations

__all__: list[str] = []
