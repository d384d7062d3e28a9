"""The archive: a zip of tables as text, files by hash, the heads of the audit, and a signed manifest.

Nothing in it names a place on the disk: what is restored where follows from the kind of each member.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tongyuan.vocabulary.problems import CheckFailed, Problem
from tongyuan.workspace.audit.heads import parse_head
from tongyuan.workspace.audit.keys import PublicKey, parse_keys
from tongyuan.workspace.audit.outside import HEADS, KEYS, MANIFEST

__all__ = [
    "FORMAT",
    "SIGNATURE",
    "Manifest",
    "Member",
    "copy_member",
    "examine",
    "member_kind",
    "read_manifest",
    "seal",
]

FORMAT = "tongyuan-backup/1"
SIGNATURE = "manifest.sig"
CHUNK = 1024 * 1024
#: A manifest is a few kilobytes and a line a file; what is larger is not ours.
MOST = 512 * 1024 * 1024
#: What reading a zip raises that was tampered with or cut off, and what its text then is not.
_BROKEN = (
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
_KINDS = {
    "table": re.compile(r"tables/[a-z][a-z0-9_]*\.jsonl"),
    "file": re.compile(r"files/[a-z]+/[0-9a-f]{2}/[0-9a-f]{64}(?:\.[a-z0-9]{1,10})?"),
    "audit": re.compile(rf"{re.escape(HEADS)}|{re.escape(KEYS)}"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the archive as the manifest tells it."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Parameters
    ----------
    format, package_version, revision
        What made it, and the schema of its tables.
    made_at
        When its snapshot was taken, ISO, UTC.
    database
        ``sqlite`` or ``postgresql``: either restores into either.
    workspace
        Pack, title, region and whether the data are synthetic.
    tables
        Rows of each table.
    audit
        Length and hash of the chain, its signed head, and the public key.
    members
        Hash and size of every member.
    """

    format: str
    package_version: str
    revision: str
    made_at: str
    database: str
    workspace: dict[str, Any]
    tables: dict[str, int]
    audit: dict[str, Any]
    members: dict[str, Member]

    def content(self) -> bytes:
        """Write it as the member of the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()


def seal(content: bytes, key: PublicKey, signature: bytes) -> bytes:
    """Write the signature of a manifest."""
    return f"{key.fingerprint} {base64.b64encode(signature).decode()}\n".encode()


def member_kind(name: str) -> str | None:
    """Tell what a member is by its name.

    Parameters
    ----------
    name
        Name in the archive.

    Returns
    -------
    str or None
        ``table``, ``file`` or ``audit``; None for what no backup holds.

    Examples
    --------
    >>> member_kind("tables/audit.jsonl"), member_kind("../../etc/passwd")
    ('table', None)
    """
    return next((kind for kind, shape in _KINDS.items() if shape.fullmatch(name)), None)


def read_manifest(file: Path) -> Manifest:
    """Read the manifest alone, without looking at the rest.

    Parameters
    ----------
    file
        A backup.

    Returns
    -------
    Manifest
        What it says of itself.

    Raises
    ------
    CheckFailed
        If the file is no backup.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _parsed(_bounded(archive, MANIFEST))
    except _BROKEN as fault:
        raise CheckFailed(Problem("backup.unreadable", {"file": file.name})) from fault


def examine(file: Path) -> Manifest:
    """Read a backup from beginning to end, and refuse it with every fault by name.

    Parameters
    ----------
    file
        A backup.

    Returns
    -------
    Manifest
        What it holds, all of it as it was written.

    Raises
    ------
    CheckFailed
        If it is truncated, altered, or no backup.
    """
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as archive:
        problems = [*_strangers(archive, manifest), *_altered(archive, manifest)]
        if not problems:
            problems += _unsigned(archive, manifest)
    if problems:
        raise CheckFailed(problems)
    return manifest


def _parsed(content: bytes) -> Manifest:
    record = json.loads(content)
    members = {str(name): Member(**member) for name, member in record.pop("members").items()}
    manifest = Manifest(**record, members=members)
    if manifest.format != FORMAT or not isinstance(manifest.revision, str):
        raise ValueError(manifest.format)
    return manifest


def _bounded(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST:
        raise ValueError(name)
    return archive.read(name)


def _strangers(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Problem]:
    """Name members that no backup holds, that stand twice, or that the manifest does not know."""
    listed = {*manifest.members, MANIFEST, SIGNATURE}
    names = archive.namelist()
    for name in sorted({name for name in names if names.count(name) > 1 or name not in listed}):
        yield Problem("backup.foreign", {"member": name})
    for name in sorted(name for name in manifest.members if member_kind(name) is None):
        yield Problem("backup.foreign", {"member": name})


def _altered(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Problem]:
    there = set(archive.namelist())
    for name, member in manifest.members.items():
        if name not in there:
            yield Problem("backup.missing", {"member": name})
        elif not _intact(archive, name, member):
            yield Problem("backup.altered", {"member": name})


def _intact(archive: zipfile.ZipFile, name: str, member: Member) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as content:
            # What unpacks to more than it says is not read to its end.
            while size <= member.bytes and (chunk := content.read(CHUNK)):
                digest.update(chunk)
                size += len(chunk)
    except _BROKEN:
        return False
    return (size, digest.hexdigest()) == (member.bytes, member.sha256)


def _unsigned(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Problem]:
    """Name what the signature of the manifest, or that of the head in it, does not cover."""
    keys = parse_keys(str(manifest.audit["public_key"]))
    head = parse_head(str(manifest.audit["head"]))
    key = keys.get((head.key if head else None) or "")
    if head is None or key is None or not head.confirmed(key) or head.hash != manifest.audit["hash"]:
        yield Problem("backup.unsigned", {"member": MANIFEST})
    elif not _sealed(archive, keys):
        yield Problem("backup.unsigned", {"member": SIGNATURE})


def _sealed(archive: zipfile.ZipFile, keys: Mapping[str, PublicKey]) -> bool:
    try:
        fingerprint, encoded = archive.read(SIGNATURE).decode("ascii").split()
        signature = base64.b64decode(encoded, validate=True)
    except _BROKEN:
        return False
    key = keys.get(fingerprint)
    return key is not None and key.confirms(archive.read(MANIFEST), signature)


def copy_member(archive: zipfile.ZipFile, name: str, handle: BinaryIO) -> None:
    """Unpack a member into an open file."""
    with archive.open(name) as content:
        while chunk := content.read(CHUNK):
            handle.write(chunk)
