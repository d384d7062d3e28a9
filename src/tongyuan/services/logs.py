"""Logs of a process: one line an event, as JSON for a log system or as text for people.

What came from outside can neither end a line nor hide in one: control characters are written out. Modules log
through the standard library's loggers or structlog's; both end here.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from tongyuan.services.settings import Settings

__all__ = ["configure_logs", "neutral"]

# Ends of lines, escape sequences, and marks that turn the direction of text.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST = 2000
#: Loggers of others that tell too much: whole addresses with their queries, every step of a migration.
QUIET = {
    "uvicorn.access": logging.CRITICAL,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "alembic": logging.WARNING,
}


def configure_logs(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send every log of this process to one stream, in the form that the settings ask for.

    Parameters
    ----------
    settings
        Level and form.
    stream
        Where lines go; standard error by default.
    """
    target = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _neutralise,
    ]
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(settings.log_format, target),
            ],
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def neutral(text: str) -> str:
    r"""Write control characters out, and cut what is too long to be a message.

    Parameters
    ----------
    text
        Perhaps from outside.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> neutral("a\nb") == "a" + chr(92) + "x0ab"
    True
    """
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return CONTROL.sub(_written, cut)


def _written(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _neutralise(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if name == "exception":
            # A traceback has lines of its own; each is marked, so that none looks like an event.
            event[name] = "\n".join(f"  | {neutral(line)}" for line in str(value).splitlines())
        elif not name.startswith("_") and not isinstance(value, bool | int | float | None):
            event[name] = neutral(value if isinstance(value, str) else repr(value))
    return event


def _renderer(form: str, target: TextIO) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=target.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
