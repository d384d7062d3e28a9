"""Tables of people: accounts, credentials, grants, tokens, sign-ins."""

from __future__ import annotations

__all__: list[str] = []
