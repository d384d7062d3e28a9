"""Problems and the exception tree: what, got, expected, where, and how to go on.

A problem names a row of the message catalogue (``data/messages/*.csv``, one file an area) and fills its
blanks, so that every text stands in one place, in Chinese and in English.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Literal

__all__ = [
    "CheckFailed",
    "ConflictError",
    "InputError",
    "Language",
    "NotFoundError",
    "NotSignedInError",
    "PermissionDeniedError",
    "Place",
    "Problem",
    "TongyuanError",
    "TooManyError",
    "message_codes",
]

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem lies: file, sheet, row, column, cell; each part may be unknown."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    def text(self, language: Language = "zh") -> str:
        """Write the place as a reader looks it up."""
        words = _PLACE_WORDS[language]
        parts = [
            f"{words[0]} {self.file}" if self.file else "",
            f"{words[1]} {self.sheet}" if self.sheet else "",
            self.cell or "",
            f"{words[2]} {self.row}" if self.row is not None and not self.cell else "",
            f"{words[3]} {self.column}" if self.column and not self.cell else "",
        ]
        return (" · ").join(part for part in parts if part)


_PLACE_WORDS = {"zh": ("文件", "工作表", "行", "列"), "en": ("file", "sheet", "row", "column")}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with the way out.

    Parameters
    ----------
    code
        Row of the message catalogue, for instance ``workbook.negative``.
    values
        What fills the blanks of the catalogue's sentences.
    place
        Where it lies.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=Place)

    def what(self, language: Language = "zh") -> str:
        """Say what is wrong, and what was found."""
        return self._fill("what", language)

    def expected(self, language: Language = "zh") -> str:
        """Say what was expected."""
        return self._fill("expected", language)

    def remedy(self, language: Language = "zh") -> str:
        """Say how to go on."""
        return self._fill("remedy", language)

    def text(self, language: Language = "zh") -> str:
        """Write the whole problem on three lines at most."""
        head = " ".join(part for part in (self.place.text(language), self.what(language)) if part)
        labels = ("应为：", "处理：") if language == "zh" else ("expected: ", "to go on: ")
        tail = zip(labels, (self.expected(language), self.remedy(language)), strict=True)
        return "\n".join([head, *(f"  {label}{sentence}" for label, sentence in tail if sentence)])

    def as_dict(self) -> dict[str, Any]:
        """Give the problem as one flat record, for JSON and tables."""
        return {
            "code": self.code,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "row": self.place.row,
            "column": self.place.column,
            "cell": self.place.cell,
            "what_zh": self.what("zh"),
            "what_en": self.what("en"),
            "expected_zh": self.expected("zh"),
            "expected_en": self.expected("en"),
            "remedy_zh": self.remedy("zh"),
            "remedy_en": self.remedy("en"),
        }

    def _fill(self, part: str, language: Language) -> str:
        return _catalogue()[self.code][f"{part}_{language}"].format_map(dict(self.values))


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    catalogue: dict[str, dict[str, str]] = {}
    folder = files("tongyuan.vocabulary") / "data" / "messages"
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".csv"):
            rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
            catalogue.update({row["code"]: row for row in rows})
    return catalogue


def message_codes() -> tuple[str, ...]:
    """List the codes of the message catalogue, in its order."""
    return tuple(_catalogue())


class TongyuanError(Exception):
    """Root of every error that we raise on purpose; carries all its problems at once.

    Parameters
    ----------
    problems
        One problem or several.
    """

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))

    def text(self, language: Language = "zh") -> str:
        """Write all problems, one under the other."""
        return "\n".join(problem.text(language) for problem in self.problems)


class InputError(TongyuanError):
    """What was handed in cannot be used as it is."""

    http_status = 422
    exit_code = 2


class NotFoundError(InputError):
    """What was asked for is not there."""

    http_status = 404


class ConflictError(InputError):
    """Two things that must not be mixed were mixed, or a state does not allow the step."""

    http_status = 409


class PermissionDeniedError(TongyuanError):
    """The actor may not do this."""

    http_status = 403


class NotSignedInError(TongyuanError):
    """Nobody is signed in, or what was shown to sign in does not let in."""

    http_status = 401


class TooManyError(TongyuanError):
    """It was asked too often; later it may be asked again."""

    http_status = 429


class CheckFailed(TongyuanError):  # noqa: N818 - a result of a check, said like one
    """A check ran and found faults."""

    http_status = 409
    exit_code = 1


class UnavailableError(TongyuanError):
    """What the workspace stands on, database or disk, cannot do it now; nothing is said to be saved."""

    http_status = 503
    exit_code = 3
