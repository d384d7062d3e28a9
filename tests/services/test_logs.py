"""Logs: one line an event, in one form, whatever somebody outside puts into a name."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from tongyuan.services.logs import configure_logs
from tongyuan.services.settings import read_settings

WICKED = "name\n2026-01-01 [info] forged \x1b[31m\u2028\u202eright to left"


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def logged(form: str, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    settings = read_settings({"TONGYUAN_LOG_FORMAT": form, "TONGYUAN_LOG_LEVEL": level})
    configure_logs(settings, stream=stream)
    return stream


@pytest.mark.parametrize("form", ["console", "json"])
def test_what_comes_from_outside_can_not_end_a_line(form: str) -> None:
    stream = logged(form)
    structlog.get_logger("tests").info("signed in", name=WICKED, nested={"deep": WICKED})
    logging.getLogger("tests").warning("of %s", WICKED)
    text = stream.getvalue()
    assert text.count("\n") == 2
    assert not set(text) & set("\x1b\u2028\u202e\r")


def test_json_lines_say_when_what_and_how_grave() -> None:
    stream = logged("json")
    structlog.get_logger("tests").info("done", count=3)
    logging.getLogger("tests").error("broken")
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert (ours["event"], ours["count"], ours["level"], ours["logger"]) == ("done", 3, "info", "tests")
    assert (theirs["event"], theirs["level"]) == ("broken", "error")
    assert ours["at"].endswith("Z")


def test_a_traceback_is_marked_line_by_line() -> None:
    stream = logged("console")
    try:
        int(WICKED)
    except ValueError:
        logging.getLogger("tests").exception("fault")
    first, *rest = stream.getvalue().splitlines()
    assert "fault" in first
    assert rest
    assert [line for line in rest if not line.startswith("  | ")] == []


def test_the_level_of_the_settings_counts() -> None:
    stream = logged("json", level="error")
    structlog.get_logger("tests").warning("not told")
    assert stream.getvalue() == ""
