"""Settings of a process: the environment, read once into one frozen object, all wrong values told at once.

The table ``data/settings.csv`` says what there is. ``TONGYUAN_<NAME>`` gives a value; a secret may stand in a
file instead, which ``TONGYUAN_<NAME>_FILE`` names.
"""

from __future__ import annotations

import csv
import difflib
import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from tongyuan.services.setting_types import VALUES, WORDS
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["PREFIX", "Settings", "read_settings", "settings_table", "within"]

PREFIX = "TONGYUAN_"
FILE = "_FILE"


class Settings(BaseModel):
    """What the environment says; secrets show as stars wherever the object is printed."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    workspace: Path
    database: SecretStr | None
    host: str
    port: int
    workers: int
    trusted_hosts: tuple[str, ...]
    public_address: str | None
    proxies: tuple[IPv4Network | IPv6Network, ...]
    shutdown_seconds: int
    public_max_age: int
    upload_limit_mb: int
    server: str | None
    token: SecretStr | None
    plain_http: bool
    lang: str
    debug: bool
    shared: Path | None
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: SecretStr | None
    second_factor: str | None
    factor_key: SecretStr | None
    audit_key: Path | None
    backup_folder: Path | None
    feeds: Path | None
    spark: str | None
    log_level: str
    log_format: str
    metrics: bool
    metrics_from: tuple[IPv4Network | IPv6Network, ...]
    work_port: int

    @property
    def database_address(self) -> str | None:
        """The address of the database in the clear; None where the folder holds it."""
        return None if self.database is None else self.database.get_secret_value()

    @property
    def demands_second_factor(self) -> bool:
        """Tell whether who signs in by a local password needs a second factor; a server asks for one."""
        said = self.second_factor or ("required" if self.public_address else "optional")
        return said == "required"

    @property
    def behind_https(self) -> bool:
        """Tell whether people come by https."""
        return (self.public_address or "").startswith("https://")


@cache
def settings_table() -> tuple[dict[str, str], ...]:
    """Read the table of settings.

    Returns
    -------
    tuple of dict
        Rows: name, type, default, secret, meaning in both languages.

    Examples
    --------
    >>> settings_table()[0]["name"]
    'WORKSPACE'
    """
    text = (files("tongyuan.services") / "data" / "settings.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from an environment.

    Parameters
    ----------
    environment
        Names and values; by default those of the process.

    Returns
    -------
    Settings
        One value for each row of the table; a blank value counts as not given.

    Raises
    ------
    InputError
        With a problem for every value that cannot be used and every name that the table lacks.

    Examples
    --------
    >>> read_settings({"TONGYUAN_PORT": "8100"}).port
    8100
    """
    given = {
        name.removeprefix(PREFIX): value
        for name, value in (os.environ if environment is None else environment).items()
        if name.startswith(PREFIX) and value.strip()
    }
    problems = _unknown(given)
    values = {row["name"].lower(): _value(row, given, problems) for row in settings_table()}
    problems += _lacking(given)
    if problems:
        raise InputError(problems)
    return Settings.model_validate(values)


def _hidden(row: Mapping[str, str]) -> bool:
    return row["secret"] == "yes"  # noqa: S105 - a word of the table


def _unknown(given: Mapping[str, str]) -> list[Problem]:
    known = [row["name"] for row in settings_table()]
    known += [row["name"] + FILE for row in settings_table() if _hidden(row)]
    return [
        Problem("setting.unknown", {"name": PREFIX + name, "expected": _nearest(name, known)})
        for name in sorted(given)
        if name not in known
    ]


def _nearest(name: str, known: list[str]) -> str:
    return ", ".join(PREFIX + near for near in difflib.get_close_matches(name, known, n=3, cutoff=0.0))


def _value(row: Mapping[str, str], given: Mapping[str, str], problems: list[Problem]) -> object:
    text = _text(row, given, problems) or row["default"]
    kind, _, choices = row["type"].partition(":")
    if not text:
        return () if kind in ("list", "networks") else None
    try:
        value = VALUES[kind](text, choices.split())
    except ValueError:
        zh, en = WORDS[kind]
        problems.append(
            Problem(
                "setting.value",
                {
                    "name": PREFIX + row["name"],
                    "got": "***" if _hidden(row) else text,
                    "expected_zh": zh.format(choices=choices),
                    "expected_en": en.format(choices=choices),
                },
            )
        )
        return None
    return SecretStr(str(value)) if _hidden(row) else value


def _text(row: Mapping[str, str], given: Mapping[str, str], problems: list[Problem]) -> str:
    name = row["name"]
    if not _hidden(row) or name + FILE not in given:
        return given.get(name, "").strip()
    if name in given:
        problems.append(Problem("setting.twice", {"name": PREFIX + name}))
        return ""
    path = given[name + FILE]
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        problems.append(Problem("setting.file", {"name": PREFIX + name, "got": path, "reason": reason}))
        return ""
    return lines[0].strip() if lines else ""


def _lacking(given: Mapping[str, str]) -> list[Problem]:
    """Find settings that stand for nothing without another."""
    pairs = (("OIDC_ISSUER", "OIDC_CLIENT_ID"), ("OIDC_ISSUER", "PUBLIC_ADDRESS"))
    return [
        Problem("setting.needs", {"name": PREFIX + name, "needs": PREFIX + needed})
        for name, needed in pairs
        if name in given and needed not in given
    ]


def within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    """Tell whether an address lies in one of several networks; what is no address does not.

    Parameters
    ----------
    address
        As a server sees its caller.
    networks
        As a setting names them.

    Returns
    -------
    bool
        True where one of them holds it.
    """
    found = _address(address)
    return found is not None and any(found in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
