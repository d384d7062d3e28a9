"""A canary: words that stand nowhere else, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from tongyuan.services.actors import Actor
from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["PREFIX", "YEAR", "Canary"]

#: What every canary's words begin with.
PREFIX = "金丝雀"
YEAR = 2023


@dataclass(frozen=True, slots=True)
class Canary:
    """A figure with words that stand nowhere else.

    Parameters
    ----------
    words
        Its words, and its number as it is written.
    region, department, enterprise, actor
        Whose it is; ``actor`` where it is a person's own.
    asks
        Permissions without any of which nobody but its owner comes across it, however far the reach.
    personal
        Nobody but its owner may come across it.
    sensitive
        It is an enterprise's own affair, not merely internal.
    """

    words: tuple[str, ...]
    region: str | None = None
    department: str | None = None
    enterprise: str | None = None
    actor: str | None = None
    asks: tuple[str, ...] = ()
    personal: bool = False
    sensitive: bool = False

    def within(self, scope: Scope, actor: Actor) -> bool:
        """Tell whether a reader may come across it."""
        if self.actor == actor.id:
            return True
        if self.personal or (self.asks and not any(map(actor.may, self.asks))):
            return False
        if scope.everything:
            return True
        if self.region is None and (self.actor is not None or self.asks):
            return False
        return scope.covers(
            region=self.region,
            department=self.department,
            enterprise=self.enterprise,
            sensitivity=Sensitivity.SENSITIVE if self.sensitive else Sensitivity.INTERNAL,
        )
