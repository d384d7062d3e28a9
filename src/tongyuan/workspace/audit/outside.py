"""Heads that were kept elsewhere: an exported anchor, a copy of ``audit.heads``, or a backup."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.audit.heads import Head, parse_lines
from tongyuan.workspace.audit.keys import PublicKey, parse_keys

__all__ = ["HEADS", "KEYS", "Outside", "read_outside"]

HEADS = "audit.heads"
KEYS = "audit.keys"
MANIFEST = "manifest.json"
#: An outside copy is text; what is larger is something else.
MOST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outside:
    """What was kept outside the workspace.

    Parameters
    ----------
    name
        How messages name it.
    heads
        The heads it holds.
    keys
        The public keys it holds, by fingerprint.
    """

    name: str
    heads: tuple[Head, ...]
    keys: Mapping[str, PublicKey] = field(default_factory=dict)


def read_outside(file: Path) -> Outside:
    """Read heads that were kept elsewhere.

    Parameters
    ----------
    file
        What ``audit anchor`` printed, a copy of ``audit.heads``, or a backup.

    Returns
    -------
    Outside
        Its heads and keys.

    Raises
    ------
    InputError
        If it holds no head.
    """
    try:
        text = _text(file)
    except (OSError, LookupError, ValueError, TypeError, zipfile.BadZipFile, zlib.error) as fault:
        raise InputError(Problem("audit.outside_unreadable", {"file": file.name})) from fault
    heads = tuple(line.head for line in parse_lines(text) if line.head is not None)
    if not heads:
        raise InputError(Problem("audit.outside_unreadable", {"file": file.name}))
    return Outside(file.name, heads, parse_keys(text))


def _text(file: Path) -> str:
    if zipfile.is_zipfile(file):
        return _from_backup(file)
    with file.open("rb") as handle:
        text = handle.read(MOST).decode("utf-8", "replace")
    if not text.lstrip().startswith("{"):
        return text
    record = json.loads(text)
    return _from_record(record.get("data") or record)


def _from_record(record: Mapping[str, Any]) -> str:
    return f"{record['head']}\n{record['public_key']}\n"


def _from_backup(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        members = [name for name in (HEADS, KEYS) if name in archive.namelist()]
        manifest = json.loads(archive.read(MANIFEST))
        texts = [archive.read(name).decode("utf-8", "replace") for name in members]
    return "\n".join([*texts, str(manifest["audit"]["head"])])
