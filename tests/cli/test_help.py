"""Help is there for every word, quick, and without what only work needs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import Result

from tongyuan import __version__
from tongyuan.services.declaration import nouns, services_of

Inside = Callable[..., Result]
HEAVY = ("polars", "sqlalchemy", "numpy", "nicegui", "fastapi", "openpyxl", "dataframely", "scipy", "pint")
WATCH = (
    "import sys\nfrom tongyuan.cli.app import main\nsys.argv = ['tongyuan', *{words!r}]\n"
    "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
    "print('LOADED', *sorted({heavy!r} & sys.modules.keys()))"
)
COMMANDS = [(noun, declared.verb) for noun in nouns() for declared in services_of(noun)]


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["init", "--help"], ["serve", "--help"]])
def test_help_loads_nothing_that_only_work_needs(words: list[str]) -> None:
    code = WATCH.format(words=words, heavy=set(HEAVY))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_the_first_help_lists_every_noun_and_every_root_verb(inside: Inside) -> None:
    done = inside("--help", COLUMNS="200")
    assert done.exit_code == 0
    assert [word for word in (*nouns(), "init", "serve", "why", "doctor") if word not in done.stdout] == []


@pytest.mark.parametrize("noun", nouns())
def test_the_help_of_a_noun_lists_its_verbs(inside: Inside, noun: str) -> None:
    done = inside(noun, "--help", COLUMNS="200")
    assert done.exit_code == 0
    assert [declared.verb for declared in services_of(noun) if declared.verb not in done.stdout] == []


@pytest.mark.parametrize(("noun", "verb"), COMMANDS)
def test_the_help_of_a_verb_lists_its_options_and_says_what_it_does(
    inside: Inside, noun: str, verb: str
) -> None:
    declared = next(found for found in services_of(noun) if found.verb == verb)
    done = inside(noun, verb, "--help", COLUMNS="300")
    assert done.exit_code == 0
    assert declared.summary.split("·")[0].strip() in re.sub(r"\s+", " ", done.stdout)
    for parameter in declared.parameters():
        positional = not parameter.optional and (parameter.is_file or parameter.positional)
        named = "FILE" if parameter.is_file else parameter.name.upper()
        shown = named if positional else f"--{parameter.name.replace('_', '-')}"
        assert shown in done.stdout, parameter.name
    for option in ("--json", "--output", "--workspace", "--lang"):
        assert option in done.stdout


def test_the_version_is_the_packages_own(inside: Inside) -> None:
    assert inside("--version").stdout.strip() == __version__
