"""The feeds that a house polls, as the file of its operator states them.

Addresses and secrets stand in a file on the server, never in the database: nobody who only uses the platform
can make it call an address.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tongyuan.services.advance.monitor_stations import Kind
from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.stated import read_stated

__all__ = ["Feed", "feed_named", "stated_feeds"]

#: Hosts that are this machine.
LOCAL = ("127.0.0.1", "::1", "localhost")


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError(f"url: {text[:60]}")
    return text


class Feed(BaseModel):
    """A feed of observations.

    Parameters
    ----------
    name
        By which people know it.
    url
        Where it is; http or https.
    kind
        Kind of its stations.
    records
        Names that lead to the list of records, joined by dots.
    stamp, averaging
        As of a file that is imported.
    every_minutes
        How long what was read is new enough.
    header, secret_file
        Header that carries a secret, and the file that holds it; it goes to another machine by https alone.
    tries, wait_s, patience_s
        How often it is tried, the longest first wait between two tries, and how long an answer is waited
        for [s].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    url: Annotated[str, AfterValidator(_address)]
    kind: Kind = "air"
    records: str | None = None
    stamp: Literal["end", "start"] = "end"
    averaging: Literal["hour", "day"] | None = None
    every_minutes: int = Field(default=60, ge=1, le=10_080)
    header: str = "Authorization"
    secret_file: Path | None = None
    tries: int = Field(default=4, ge=1, le=10)
    wait_s: float = Field(default=2.0, ge=0, le=300)
    patience_s: float = Field(default=30.0, gt=0, le=600)

    @model_validator(mode="after")
    def _secret_is_sealed(self) -> Feed:
        parts = urlsplit(self.url)
        if self.secret_file is not None and parts.scheme == "http" and parts.hostname not in LOCAL:
            raise ValueError(f"url: {self.shown}")
        return self

    @property
    def shown(self) -> str:
        """The address without what may be secret in it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid")

    feeds: tuple[Feed, ...]

    @model_validator(mode="after")
    def _names_differ(self) -> _Stated:
        names = [feed.name for feed in self.feeds]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"feeds: {', '.join(twice)}")
        return self


def stated_feeds() -> tuple[Feed, ...]:
    """Read the feeds of this house.

    Returns
    -------
    tuple of Feed
        In the order of the file; none where no file is set.

    Raises
    ------
    InputError
        With every fault of the file and its place.
    """
    file = read_settings().feeds
    if file is None:
        return ()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Problem("feed.file", {"got": type(error).__name__}, Place(file=file.name))
        ) from error
    return read_stated(text, model=_Stated, file=file.name).feeds


def feed_named(name: str) -> Feed:
    """Find a feed.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    Feed
        The feed.

    Raises
    ------
    NotFoundError
        If none is called so.
    """
    feeds = stated_feeds()
    found = next((feed for feed in feeds if feed.name == name), None)
    if found is None:
        known = "、".join(feed.name for feed in feeds) or "—"
        raise NotFoundError(Problem("feed.unknown", {"got": name, "known": known}))
    return found
