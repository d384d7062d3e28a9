"""How the text of a setting becomes a value, and how its type is said in words."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["VALUES", "WORDS"]

YES, NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


def _integer(text: str, _: list[str]) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


def _yes_no(text: str, _: list[str]) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError(text)
    return text.lower() in YES


def _choice(text: str, choices: list[str]) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


def _parts(text: str, _: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _networks(text: str, choices: list[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part) for part in _parts(text, choices))


def _url(text: str, _: list[str]) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise ValueError(text)
    return text.rstrip("/")


#: Reads the text of each type; raises ValueError.
VALUES: dict[str, Callable[[str, list[str]], object]] = {
    "text": lambda text, _: text,
    "path": lambda text, _: Path(text),
    "integer": _integer,
    "yes_no": _yes_no,
    "choice": _choice,
    "list": _parts,
    "networks": _networks,
    "url": _url,
}

#: Names each type, in Chinese and English.
WORDS: dict[str, tuple[str, str]] = {
    "text": ("文字", "text"),
    "path": ("路径", "a path"),
    "integer": ("不小于 0 的整数", "a whole number, 0 or more"),
    "yes_no": ("yes 或 no", "yes or no"),
    "choice": ("其中之一：{choices}", "one of: {choices}"),
    "list": ("以逗号分隔的名称", "names with commas between"),
    "networks": ("以逗号分隔的 IP 地址或网段", "IP addresses or networks with commas between"),
    "url": (
        "http:// 或 https:// 网址，不含用户名与查询",
        "an http:// or https:// address without user and query",
    ),
}
