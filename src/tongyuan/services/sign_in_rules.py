"""Rules of signing in, as the table of rules states them; a test may alter one."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from importlib.resources import files

__all__ = ["Rules", "rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of ``data/sign_in.csv``, where each has its unit and its source.

    Parameters
    ----------
    password_min, password_max
        Length of a password [characters].
    argon2_time, argon2_memory, argon2_lanes
        Work of one hash [passes, KiB, threads].
    failures_allowed
        Failures in a row that lock a login.
    lock_first, lock_longest
        How long a login is locked, at first and at most [s].
    login_attempts, address_failures
        Attempts of one login, and failures from one address, in a window.
    window
        Length of the window [s].
    visit_idle, visit_longest
        How long a visit outlasts its last sign of life, and its beginning [s].
    visits_most
        How many visits of one account last at a time.
    first_link, invite_link, reset_link, oidc_start
        How long each may be used [s].
    step_lasts, code_seconds
        How long a first step waits for the second, and how often codes change [s].
    recovery_codes
        How many are given out at a time.
    token_days, token_days_most
        How long a token lasts by default, and at most [d].
    """

    password_min: int
    password_max: int
    argon2_time: int
    argon2_memory: int
    argon2_lanes: int
    failures_allowed: int
    lock_first: int
    lock_longest: int
    login_attempts: int
    address_failures: int
    window: int
    visit_idle: int
    visit_longest: int
    visits_most: int
    first_link: int
    invite_link: int
    reset_link: int
    oidc_start: int
    step_lasts: int
    code_seconds: int
    recovery_codes: int
    token_days: int
    token_days_most: int

    def lasting(self, rule: str) -> timedelta:
        """Return a rule that is a span of seconds.

        Parameters
        ----------
        rule
            Name of the rule.

        Returns
        -------
        timedelta
            The span.

        Examples
        --------
        >>> rules().lasting("visit_idle")
        datetime.timedelta(seconds=1800)
        """
        return timedelta(seconds=getattr(self, rule))

    def lock(self, failures: int) -> timedelta:
        """Work out how long a login is locked after its last failure.

        Parameters
        ----------
        failures
            Failures in a row.

        Returns
        -------
        timedelta
            Nothing below the failures allowed; then the first lock, doubled with each further such number.

        Examples
        --------
        >>> [rules().lock(failures).total_seconds() / 60 for failures in (4, 5, 9, 10, 15)]
        [0.0, 15.0, 15.0, 30.0, 60.0]
        """
        times = min(failures // self.failures_allowed, 32)
        if not times:
            return timedelta(0)
        return timedelta(seconds=min(self.lock_first * 2 ** (times - 1), self.lock_longest))


@cache
def rules() -> Rules:
    """Return the rules as the table states them."""
    text = (files("tongyuan.services") / "data" / "sign_in.csv").read_text(encoding="utf-8")
    stated = {row["rule"]: int(row["value"]) for row in csv.DictReader(text.splitlines())}
    return Rules(**{field.name: stated[field.name] for field in fields(Rules)})
