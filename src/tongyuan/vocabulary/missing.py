"""States of missing data: a figure that is not there is never zero, and always says why.

The notation keys follow the reporting guidelines of the UNFCCC inventories (decision 24/CP.19, annex I,
paragraph 37); ``not reported`` is ours, for a statistic that its owner has not handed in.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Missing"]


class Missing(StrEnum):
    """Why a figure is absent."""

    NE = "NE"
    NO = "NO"
    IE = "IE"
    C = "C"
    NOT_REPORTED = "not_reported"

    @property
    def label_zh(self) -> str:
        """The state in Chinese."""
        return _LABELS[self][0]

    @property
    def label_en(self) -> str:
        """The state in English."""
        return _LABELS[self][1]


_LABELS = {
    Missing.NE: ("未估算", "not estimated"),
    Missing.NO: ("不存在", "not occurring"),
    Missing.IE: ("已计入他处", "included elsewhere"),
    Missing.C: ("保密", "confidential"),
    Missing.NOT_REPORTED: ("未报告", "not reported"),
}
