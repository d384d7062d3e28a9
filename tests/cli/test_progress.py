"""The bar of long work: on a terminal alone, and never within what a program reads."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tongyuan.cli.progress import progress_bar

WORDS = ("inventory", "compile", "--year", "2007", "--json")
TONGYUAN = Path(sys.executable).with_name("tongyuan")


def test_without_a_terminal_nothing_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as show:
        show(0.5, "半 · half")
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_on_a_terminal_the_bar_is_drawn_beside_the_answer_which_stays_json(own_folder: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [TONGYUAN, *WORDS, "--workspace", str(own_folder)], stdout=subprocess.PIPE, stderr=theirs, text=True
    )
    os.close(theirs)
    drawn = _read(ours)
    assert process.stdout is not None
    answer = json.loads(process.stdout.read())
    assert process.wait() == 0
    assert answer["meta"]["run"]
    assert "accounting" in drawn
    assert "%" in drawn


def _read(terminal: int) -> str:
    parts = []
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")
