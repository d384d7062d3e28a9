"""The deploy kit as tests read it: units, container file, and every command line that stands in them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

KIT = Path(__file__).parents[2] / "deploy-kit"
UNITS = sorted((KIT / "systemd").iterdir())
CONTAINERFILE = KIT / "container" / "Containerfile"
NGINX = KIT / "nginx" / "tongyuan.conf"
PROGRAM = "/opt/tongyuan/bin/tongyuan"
PORT = "8081"


def settings_of(unit: Path) -> dict[str, dict[str, list[str]]]:
    """Read a unit: section, name, and every value that the name is given."""
    sections: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for number, line in enumerate(unit.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith(("#", ";")):
            continue
        head = re.fullmatch(r"\[(\w+)\]", line)
        if head:
            section = sections.setdefault(head[1], {})
            continue
        name, sign, value = line.partition("=")
        assert sign, f"{unit.name}:{number}: {line}"
        section.setdefault(name, []).append(value)
    return sections


def instructions() -> Iterator[tuple[str, str]]:
    """Give each instruction of the container file with its words."""
    text = CONTAINERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(" ")
            yield name, words


def command_lines() -> dict[str, list[str]]:
    """Map where a command line of ours stands to its words, without the program's path."""
    found = {}
    for unit in UNITS:
        for name, values in settings_of(unit).get("Service", {}).items():
            if name.startswith("Exec"):
                for value in values:
                    program, *words = shlex.split(value.replace("%i", PORT))
                    assert program == PROGRAM, f"{unit.name}: {program}"
                    found[unit.name] = words
    last = dict(instructions())
    assert json.loads(last["ENTRYPOINT"]) == [PROGRAM]
    found["Containerfile CMD"] = json.loads(last["CMD"])
    said = re.findall(r"^#\s+tongyuan (.+)$", CONTAINERFILE.read_text(encoding="utf-8"), re.MULTILINE)
    for line in said:
        for number, words in enumerate(line.split(" | ")):
            found[f"Containerfile comment {number}"] = words.split()
    return found
