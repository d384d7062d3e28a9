"""Keys of the audit: the secret one lies outside the workspace, the public ones within it.

Whoever holds the database and the folder, but not the key, cannot make a head that passes for ours.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["PublicKey", "SecretKey", "key_file", "listed_keys", "parse_keys"]

VARIABLE = "TONGYUAN_AUDIT_KEY"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a key that checks signatures."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """First 32 hexadecimal digits of the key's SHA-256: how people name it."""
        return hashlib.sha256(self.raw).hexdigest()[:32]

    @property
    def line(self) -> str:
        """The key as one line of ``audit.keys``."""
        return f"ed25519 {base64.b64encode(self.raw).decode()} {self.fingerprint}"

    def confirms(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the secret half signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SecretKey:
    """The half that signs, and the file that it lies in."""

    file: Path
    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """The half that may be shown."""
        return PublicKey(self.key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign a message: 64 bytes, the same for the same message."""
        return self.key.sign(message)

    @classmethod
    def load(cls, file: Path) -> SecretKey | None:
        """Read a key; None where there is no such file.

        Parameters
        ----------
        file
            PEM file of an Ed25519 key.

        Returns
        -------
        SecretKey or None
            The key.

        Raises
        ------
        InputError
            If the file cannot be read, or holds something else.
        """
        try:
            content = file.read_bytes()
            key = serialization.load_pem_private_key(content, password=None)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as fault:
            raise InputError(Problem("audit.key_unreadable", {"file": file})) from fault
        if not isinstance(key, Ed25519PrivateKey):
            raise InputError(Problem("audit.key_unreadable", {"file": file}))
        return cls(file, key)

    @classmethod
    def obtain(cls, file: Path) -> SecretKey:
        """Read a key, or make one that only its owner may read."""
        found = cls.load(file)
        if found is not None:
            return found
        try:
            _make(file)
        except OSError as fault:
            raise InputError(Problem("audit.key_unwritable", {"file": file})) from fault
        made = cls.load(file)
        assert made is not None  # noqa: S101 - it has just been put there
        return made


def _make(file: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(pem)
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first: its key stands
    finally:
        draft.unlink()


def key_file(genesis: str, *, named: Path | None = None) -> Path:
    """Say where a workspace's key lies: as named, as the environment says, or in the user's state folder.

    Parameters
    ----------
    genesis
        Hash of the first row of the chain: the workspace's own mark, wherever it is copied to.
    named
        File that the caller names.

    Returns
    -------
    Path
        The file; it need not be there yet.
    """
    if named is not None:
        return named
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "tongyuan" / "keys" / f"{genesis[:16]}.key"


def parse_keys(text: str) -> dict[str, PublicKey]:
    """Read lines of ``audit.keys``; a line whose fingerprint is not its key's own is left out.

    Parameters
    ----------
    text
        Lines as :attr:`PublicKey.line` writes them.

    Returns
    -------
    dict
        Keys by fingerprint.

    Examples
    --------
    >>> key = PublicKey(bytes(32))
    >>> parse_keys(key.line) == {key.fingerprint: key}
    True
    """
    found = {}
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        encoded, _, fingerprint = rest.partition(" ")
        try:
            key = PublicKey(base64.b64decode(encoded, validate=True))
        except ValueError:
            continue
        if kind == "ed25519" and key.fingerprint == fingerprint:
            found[fingerprint] = key
    return found


def listed_keys(file: Path) -> Mapping[str, PublicKey]:
    """Return the public keys that a file lists; none where it is not there."""
    return parse_keys(file.read_text(encoding="utf-8", errors="replace")) if file.exists() else {}
