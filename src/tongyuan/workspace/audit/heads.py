"""Heads of the chain, outside the database: an append-only file, one line a row of the audit.

A line of today is ``seq hash time key signature``; lines of the first version, ``seq hash``, stay readable.
Each write also signs those rows before it that a crash left without a head, so that the signed rows are
always 1, 2, 3 ... without a gap: a line that is missing was taken away.
"""

from __future__ import annotations

import base64
import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tongyuan.workspace import durable
from tongyuan.workspace.audit.keys import PublicKey, SecretKey

__all__ = ["Head", "HeadFile", "Line", "Mark", "parse_head", "parse_lines"]

#: Enough for some three hundred lines: writers at once are far fewer.
TAIL = 65_536
_SHAPE = re.compile(
    r"(?P<seq>[1-9]\d{0,17}) (?P<hash>[0-9a-f]{64})"
    r"(?: (?P<at>\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (?P<key>[0-9a-f]{32}) (?P<signature>[A-Za-z0-9+/=]{88}))?"
)


@dataclass(frozen=True, slots=True)
class Head:
    """One row's hash as it was told outside the database, and who signed it when.

    Parameters
    ----------
    seq, hash
        The row.
    at, key, signature
        When it was signed, with which key; None for a head of the first version.
    """

    seq: int
    hash: str
    at: datetime | None = None
    key: str | None = None
    signature: bytes | None = None

    @property
    def message(self) -> bytes:
        """What is signed."""
        at = self.at.astimezone(UTC).isoformat() if self.at else ""
        return f"tongyuan audit head/1 {self.seq} {self.hash} {at} {self.key}".encode()

    @property
    def text(self) -> str:
        """The head as one line."""
        if self.at is None or self.signature is None:
            return f"{self.seq} {self.hash}"
        signature = base64.b64encode(self.signature).decode()
        return f"{self.seq} {self.hash} {self.at.astimezone(UTC).isoformat()} {self.key} {signature}"

    def signed(self, secret: SecretKey, *, at: datetime) -> Head:
        """Return the head with a signature."""
        bare = replace(self, at=at.astimezone(UTC), key=secret.public.fingerprint, signature=None)
        return replace(bare, signature=secret.sign(bare.message))

    def confirmed(self, key: PublicKey) -> bool:
        """Tell whether the key signed this very head."""
        return self.signature is not None and key.confirms(self.message, self.signature)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file of heads; its head is None where it cannot be read."""

    number: int
    text: str
    head: Head | None


def parse_head(text: str) -> Head | None:
    """Read a line; None where it is none.

    Parameters
    ----------
    text
        One line.

    Returns
    -------
    Head or None
        The head, signed or of the first version.

    Examples
    --------
    >>> parse_head("7 " + "0" * 64).seq
    7
    >>> parse_head("7 " + "0" * 63)
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    if found["at"] is None:
        return Head(int(found["seq"]), found["hash"])
    try:
        at = datetime.fromisoformat(found["at"])
        signature = base64.b64decode(found["signature"], validate=True)
    except ValueError:
        return None
    head = Head(int(found["seq"]), found["hash"], at, found["key"], signature)
    # Base64 has several spellings of the same bytes: only ours counts, so that no letter changes unseen.
    return head if head.text == text else None


def parse_lines(text: str) -> tuple[Line, ...]:
    """Read a file of heads, blank lines left out."""
    numbered = enumerate(text.split("\n"), start=1)
    return tuple(Line(number, line, parse_head(line)) for number, line in numbered if line)


@dataclass(frozen=True, slots=True)
class HeadFile:
    """The file that heads are appended to.

    Parameters
    ----------
    path
        Its place, beside the database and not in it.
    """

    path: Path

    def ready(self) -> None:
        """Fail now where the file cannot be written: before the change lands."""
        self.path.open("ab").close()

    def lines(self) -> tuple[Line, ...]:
        """Read every line."""
        return parse_lines(self.path.read_bytes().decode("utf-8", "replace")) if self.path.exists() else ()

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Let one process at a time append; gives the last row that has a signed head, or 0."""
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield self._last()

    def append(self, heads: Sequence[Head]) -> None:
        """Write heads in one go and wait until the disk has them."""
        text = "".join(f"{head.text}\n" for head in heads)
        # What a power cut left half written must not swallow the next line.
        torn = self._tail()[-1:] not in (b"", b"\n")
        durable.append(self.path, ("\n" if torn else "").encode() + text.encode("ascii"))

    def _last(self) -> int:
        heads = (line.head for line in parse_lines(self._tail().decode("utf-8", "replace")))
        return max((head.seq for head in heads if head and head.signature), default=0)

    def _tail(self) -> bytes:
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            return file.read()


@dataclass(frozen=True, slots=True)
class Mark:
    """The last head that was signed here, beside the key: it tells when database and file were both cut.

    Parameters
    ----------
    path
        One file for each place that the key serves, so that a copied workspace does not disturb its origin.
    """

    path: Path

    def read(self) -> Head | None:
        """Return the head, or None."""
        try:
            return parse_head(self.path.read_text(encoding="ascii").strip())
        except (OSError, UnicodeDecodeError):
            return None

    def write(self, head: Head) -> None:
        """Keep a head; where the key's folder may not be written, there is no mark."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            draft.write_text(head.text + "\n", encoding="ascii")
            draft.replace(self.path)
        except OSError:
            return
