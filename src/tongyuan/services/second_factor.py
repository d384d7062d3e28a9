"""The second factor: codes of RFC 6238 from a seed that a telephone keeps, and recovery codes beside them.

A seed must be read to compute a code, so that it cannot be kept as a hash. Where the settings give a key it
is sealed by AES-GCM, bound to its person; without one it lies in the database as it is.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tongyuan.services.settings import read_settings
from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.vocabulary.problems import CheckFailed, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.authenticators import Authenticator
    from tongyuan.workspace.workspace import Workspace

__all__ = ["code_at", "new_recovery_codes", "new_seed", "seed_address", "seed_of", "spend", "step_of"]

DIGITS = 6
SEED_BYTES = 20  # as long as the hash, RFC 4226 section 4
CODE_BYTES = 15  # 120 bits: long enough to be kept as a plain hash
SEALED = "sealed:"
NONCE_BYTES = 12
ISSUER = "同源 Tongyuan"


def code_at(seed: bytes, at: int) -> str:
    """Compute the code of an instant.

    Parameters
    ----------
    seed
        The seed.
    at
        Seconds since 1970.

    Returns
    -------
    str
        Six digits. Source: RFC 6238, with SHA-1, which is what every authenticator program computes.

    Examples
    --------
    >>> code_at(b"12345678901234567890", 59)
    '287082'
    """
    totp = TOTP(seed, DIGITS, SHA1(), rules().code_seconds)  # noqa: S303 - in HMAC, as the standard says
    return totp.generate(at).decode("ascii")


def step_of(seed: bytes, code: str, *, at: datetime, stated: Rules) -> int | None:
    """Find the time step of which a code is right: the present one or the one before.

    Parameters
    ----------
    seed
        The seed.
    code
        As it was typed, without blanks.
    at
        When.
    stated
        The rules.

    Returns
    -------
    int or None
        The step; None where the code is not right.
    """
    present = int(at.timestamp()) // stated.code_seconds
    found = None
    for step in (present - 1, present):
        if hmac.compare_digest(code_at(seed, step * stated.code_seconds).encode(), code.encode()):
            found = step
    return found


def spend(workspace: Workspace, factor: Authenticator, typed: str, *, at: datetime, stated: Rules) -> bool:
    """Use up what was typed as a code or a recovery code, in the present transaction.

    Parameters
    ----------
    workspace
        Where.
    factor
        Of whom.
    typed
        What was typed; blanks and hyphens do not matter.
    at
        When.
    stated
        The rules.

    Returns
    -------
    bool
        Whether it was right and still unused.
    """
    code = "".join(sign for sign in typed if sign.isalnum()).upper()
    if len(code) == DIGITS and code.isdecimal():
        step = step_of(seed_of(factor), code, at=at, stated=stated)
        return step is not None and workspace.authenticators.spend(factor.person, step=step)
    confirmed = factor.confirmed_at is not None
    return confirmed and workspace.authenticators.spend_code(factor.person, code, at=at)


def new_seed(person: str) -> str:
    """Draw a seed for a person, in the form in which it is kept."""
    seed, key = secrets.token_bytes(SEED_BYTES), _key()
    if key is None:
        return base64.b32encode(seed).decode()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, seed, person.encode())
    return SEALED + base64.b64encode(sealed).decode()


def seed_of(factor: Authenticator) -> bytes:
    """Open the seed of a factor.

    Parameters
    ----------
    factor
        The factor.

    Returns
    -------
    bytes
        The seed.

    Raises
    ------
    CheckFailed
        ``people.factor_sealed``: it is sealed by a key that the settings do not give.
    """
    if not factor.seed.startswith(SEALED):
        return base64.b32decode(factor.seed)
    key, sealed = _key(), base64.b64decode(factor.seed.removeprefix(SEALED))
    try:
        if key is not None:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], factor.person.encode())
    except InvalidTag:
        pass
    raise CheckFailed(Problem("people.factor_sealed"))


def seed_address(seed: bytes, *, login: str) -> str:
    """Write the address that an authenticator program reads from a picture.

    Parameters
    ----------
    seed
        The seed.
    login
        Whose it is.

    Returns
    -------
    str
        ``otpauth://…``.

    Examples
    --------
    >>> seed_address(b"12345678901234567890", login="li.wei").partition("?")[2][:39]
    'secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    """
    issuer, secret = quote(ISSUER), base64.b32encode(seed).decode()
    return f"otpauth://totp/{issuer}:{quote(login)}?secret={secret}&issuer={issuer}"


def new_recovery_codes(stated: Rules) -> tuple[str, ...]:
    """Draw recovery codes, as they are compared; groups of four are for the eye."""
    return tuple(
        base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(stated.recovery_codes)
    )


def _key() -> bytes | None:
    """Derive the sealing key from what the settings give."""
    given = read_settings().factor_key
    if given is None:
        return None
    return HKDF(SHA256(), 32, salt=None, info=b"tongyuan factor 1").derive(given.get_secret_value().encode())
