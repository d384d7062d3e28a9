"""Secrets that are given out once: random, long, and kept as their hash alone."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["hashed", "new_secret"]

BYTES = 32


def new_secret() -> str:
    """Return 256 random bits as text that fits into an address."""
    return secrets.token_urlsafe(BYTES)


def hashed(secret: str) -> str:
    """Return the SHA-256 of a secret; a random secret of this length needs no slow hash.

    Parameters
    ----------
    secret
        As it was given out.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> hashed("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
