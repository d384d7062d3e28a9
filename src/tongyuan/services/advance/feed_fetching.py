"""A feed's document fetched: what may pass is tried again, what will not is told at once."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

from tongyuan.services.advance.feed_stated import Feed
from tongyuan.workspace.retrying import Pace

__all__ = ["Fetched", "fetched"]

#: Largest document [MB].
MOST_MB = 200
#: Answers that may differ when asked again: too many, and faults of the server or a gateway.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Longest wait that a server may ask for [s].
LONGEST_S = 300.0
OK = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking a feed.

    Parameters
    ----------
    content
        The document; None where none came.
    tries
        How often it was asked.
    status
        Last status of HTTP; None where nobody answered.
    why
        Why there is no document.
    """

    content: bytes | None
    tries: int
    status: int | None = None
    why: str | None = None


class _Passing(Exception):  # noqa: N818 - a state of affairs, said like one
    def __init__(self, why: str, *, status: int | None = None, wait_s: float = 0.0) -> None:
        super().__init__(why)
        self.status, self.wait_s = status, wait_s


def fetched(feed: Feed) -> Fetched:
    """Ask a feed for its document, again where a fault may pass.

    Parameters
    ----------
    feed
        The feed.

    Returns
    -------
    Fetched
        The document, or why there is none.
    """
    secret = {}
    if feed.secret_file is not None:
        try:
            secret = {feed.header: feed.secret_file.read_text(encoding="utf-8").strip()}
        except (OSError, UnicodeDecodeError) as error:
            return Fetched(None, 0, why=f"{feed.secret_file.name}: {type(error).__name__}")
    waits = [*Pace(tries=feed.tries, first_s=feed.wait_s, longest_s=LONGEST_S).waits(), None]
    said = Fetched(None, 0)
    with httpx.Client(timeout=feed.patience_s, headers={"Accept": "application/json", **secret}) as client:
        for number, wait in enumerate(waits, start=1):
            try:
                return _asked(client, feed.url, number)
            except _Passing as fault:
                said = Fetched(None, number, fault.status, str(fault))
                if wait is not None:
                    time.sleep(max(wait, fault.wait_s))
    return said


def _asked(client: httpx.Client, url: str, number: int) -> Fetched:
    try:
        with client.stream("GET", url) as answer:
            if answer.status_code in PASSING:
                wait_s = _told_wait(answer.headers.get("Retry-After", ""))
                raise _Passing(f"HTTP {answer.status_code}", status=answer.status_code, wait_s=wait_s)
            if answer.status_code != OK:
                return Fetched(None, number, answer.status_code, f"HTTP {answer.status_code}")
            return _whole(answer, number)
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _Passing(type(error).__name__) from error
    except (httpx.InvalidURL, ValueError) as error:  # an address or a header that cannot be sent
        return Fetched(None, number, why=type(error).__name__)


def _whole(answer: httpx.Response, number: int) -> Fetched:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > MOST_MB * 1_000_000:
            return Fetched(None, number, answer.status_code, f"> {MOST_MB} MB")
        parts.append(part)
    return Fetched(b"".join(parts), number, answer.status_code)


def _told_wait(text: str) -> float:
    """Read how long a server asks to be left alone [s]; dates are not read."""
    return min(float(text), LONGEST_S) if text.isdecimal() else 0.0
