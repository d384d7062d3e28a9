"""How far a table or a row may travel: 公开, 内部 or 敏感."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Sensitivity"]


class Sensitivity(StrEnum):
    """Who may read a row, least guarded first: everybody, the offices that work with it, few by name."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SENSITIVE = "sensitive"

    @property
    def rank(self) -> int:
        """Position from open (0) to guarded.

        Returns
        -------
        int
            0, 1 or 2.

        Examples
        --------
        >>> Sensitivity.SENSITIVE.rank
        2
        """
        return list(Sensitivity).index(self)

    def up_to(self) -> tuple[Sensitivity, ...]:
        """List the levels that whoever may read this one may read.

        Returns
        -------
        tuple of Sensitivity
            Least guarded first.

        Examples
        --------
        >>> [level.value for level in Sensitivity.INTERNAL.up_to()]
        ['public', 'internal']
        """
        return tuple(level for level in Sensitivity if level.rank <= self.rank)
