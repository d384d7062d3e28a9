"""What code that is safe to run does not do, seen in its syntax: rules that no other tool of ours checks."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tongyuan.vocabulary.problems import Problem

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src" / "tongyuan"
PAGES = [*(SOURCE / "web").rglob("*.js"), *(SOURCE / "web").rglob("*.html"), *(SOURCE / "web").rglob("*.py")]

#: Statements written with a name in them: the names are those of our own tables, functions and settings.
WITH_OUR_NAMES = {
    "workspace/backups/restoring.py",
    "workspace/backups/rows.py",
    "workspace/engine.py",
    "workspace/migrations/append_only.py",
    "workspace/migrations/versions/0002_scope.py",
}
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
RUNS_PROGRAMS = {"subprocess", "pty", "ctypes", "pickle", "marshal", "shelve", "dill", "jsonpickle", "code"}
CRYPTOGRAPHY = {"hashlib", "hmac", "secrets", "random", "ssl", "cryptography", "argon2", "joserfc", "authlib"}
SPEAKS = {"httpx", "httpx2", "socket", "smtplib", "ftplib", "urllib3", "requests", "aiohttp"}
SPEAKERS = {"services/oidc.py", "services/advance/feed_fetching.py", "cli/remote.py"}
WAIVING = {
    ("verify", False),
    ("check_hostname", False),
    ("follow_redirects", True),
    ("allow_redirects", True),
}
MARKUP = {
    "web/advance/assignment.py",
    "web/advance/rounds.py",
    "web/ground/lineage.py",
    "web/sheets.py",
}
GIVEN_UP = re.compile(r"<(applet|embed|object|frameset|marquee)\b|document\.domain|showModalDialog", re.I)
KEEPS = re.compile(
    r"sessionStorage|indexedDB|app\.storage|document\.cookie|localStorage(?!\.\w+\(\"tongyuan-)"
)
KEPT = re.compile(r"localStorage\.\w+\(\"([\w-]+)\"")
#: Choices of how a page looks and is worked, which are nobody's data.
LOOKS = {"tongyuan-shade", "tongyuan-keys"}
WRITES = re.compile(r"document\.write|\beval\(|new Function|insertAdjacentHTML|__proto__|setTimeout\(['\"]")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Give every module that is run in service; ``testing`` is run by tests alone."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith("testing/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def imported(tree: ast.AST) -> set[str]:
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named = {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level
    }
    return {name.split(".")[0] for name in plain | named}


def inventory(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((REPOSITORY / "security" / name).read_text(encoding="utf-8").splitlines()))


def test_no_statement_of_the_database_is_put_together_from_text() -> None:
    built = {
        name
        for name, tree in MODULES.items()
        for called, call in calls(tree)
        if called in ("text", "execute", "exec_driver_sql", "sql", "raw_sql", "scalar", "scalars")
        and any(not isinstance(one, ast.Constant) and is_built(one) for one in call.args)
    }
    assert built == WITH_OUR_NAMES


def is_built(node: ast.expr) -> bool:
    """Tell whether an argument is text put together: by an f-string, by ``+`` or ``%``, by ``format``."""
    if isinstance(node, ast.BinOp):
        return any(isinstance(side, ast.Constant | ast.JoinedStr) for side in (node.left, node.right))
    formats = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("format", "join")
    return isinstance(node, ast.JoinedStr) or formats


def test_no_text_is_run_as_a_program() -> None:
    for name, tree in MODULES.items():
        assert not imported(tree) & RUNS_PROGRAMS, name
        for called, call in calls(tree):
            assert not (called in RUNS_TEXT and isinstance(call.func, ast.Name)), f"{name}:{call.lineno}"
            assert called not in ("system", "popen", "from_string", "unsafe_load", "full_load"), name
            on_yaml = ast.unparse(call.func) == "yaml.load"
            assert not on_yaml or "SafeLoader" in ast.unparse(call), f"{name}:{call.lineno}"


def test_patterns_are_written_here_or_escaped() -> None:
    for name, tree in MODULES.items():
        for called, call in calls(tree):
            of_re = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "re"
            if of_re and called != "escape" and not is_written_here(call.args[0]):
                lines = (SOURCE / name).read_text(encoding="utf-8").splitlines()
                near = lines[max(0, call.lineno - 4) : call.lineno]
                assert any("re.escape" in line for line in near), f"{name}:{call.lineno}"


def is_written_here(pattern: ast.expr) -> bool:
    """Tell whether a pattern is a constant, names constants, or escapes what it takes in."""
    if isinstance(pattern, ast.JoinedStr):
        parts = [part.value for part in pattern.values if isinstance(part, ast.FormattedValue)]
        return all(is_written_here(part) for part in parts)
    if isinstance(pattern, ast.BinOp):
        return is_written_here(pattern.left) and is_written_here(pattern.right)
    if isinstance(pattern, ast.Name):
        return pattern.id.strip("_").isupper()
    return isinstance(pattern, ast.Constant) or "re.escape" in ast.unparse(pattern)


def test_the_program_speaks_outward_in_three_modules_alone() -> None:
    assert {name for name, tree in MODULES.items() if imported(tree) & SPEAKS} == SPEAKERS
    assert {row["module"] for row in inventory("outward.csv")} >= SPEAKERS


def test_nobody_waives_certificates_or_follows_redirects() -> None:
    waived = [
        f"{name}:{call.lineno}"
        for name, tree in MODULES.items()
        for _, call in calls(tree)
        for word in call.keywords
        if (word.arg in ("verify", "check_hostname") and getattr(word.value, "value", None) is False)
        or (
            word.arg in ("follow_redirects", "allow_redirects") and getattr(word.value, "value", None) is True
        )
    ]
    assert waived == []


def test_every_use_of_cryptography_is_in_the_inventory() -> None:
    used = {(name, library) for name, tree in MODULES.items() for library in imported(tree) & CRYPTOGRAPHY}
    rows = inventory("cryptography.csv")
    assert used == {(row["module"], row["library"]) for row in rows}
    weak = [row for row in rows if int(row["bits"]) < 112 and row["algorithm"] not in ("CSPRNG",)]
    assert [row["module"] for row in weak] == ["workspace/retrying.py"]
    assert not [
        name for name, tree in MODULES.items() for called, _ in calls(tree) if called in ("md5", "sha1")
    ]


def test_secrets_are_drawn_by_the_operating_system() -> None:
    assert [name for name, tree in MODULES.items() if "random" in imported(tree)] == ["workspace/retrying.py"]
    drawn = MODULES["workspace/secrets.py"]
    assert "secrets" in imported(drawn)


def test_markup_is_written_in_few_modules_that_escape() -> None:
    raw = {
        name
        for name, tree in MODULES.items()
        for called, call in calls(tree)
        if called == "html" and any(word.arg == "sanitize" for word in call.keywords)
    }
    assert raw == MARKUP
    writers = ("web/advance/round_board.py", "web/advance/round_grid.py", "web/advance/round_words.py")
    for name in (*writers, "web/ground/lineage_tree.py", "web/sheets.py"):
        assert "escape" in {called for called, _ in calls(MODULES[name])}, name


@pytest.mark.parametrize("pattern", [GIVEN_UP, KEEPS, WRITES], ids=["given up", "keeps", "writes"])
def test_the_patterns_find_what_they_look_for(pattern: re.Pattern[str]) -> None:
    bad = "<object data=x> localStorage.setItem('a', 1); document.write(text)"
    assert pattern.search(bad)


def test_no_page_uses_what_browsers_have_given_up() -> None:
    assert [path.name for path in PAGES if GIVEN_UP.search(path.read_text(encoding="utf-8"))] == []


def test_no_page_keeps_anything_in_the_browser_but_how_it_looks() -> None:
    assert {name for path in PAGES for name in KEPT.findall(path.read_text(encoding="utf-8"))} <= LOOKS
    assert [path.name for path in PAGES if KEEPS.search(path.read_text(encoding="utf-8"))] == []


def test_no_script_writes_markup_or_runs_text() -> None:
    assert [path.name for path in PAGES if WRITES.search(path.read_text(encoding="utf-8"))] == []


def secret_fields() -> list[str]:
    """Give the source of every field of a page that takes a password."""
    return [
        ast.unparse(call)
        for name, tree in MODULES.items()
        if name.startswith("web/")
        for called, call in calls(tree)
        if called == "Field" and getattr(call.args[0], "value", "") in ("password", "current", "new", "again")
    ]


def test_what_is_secret_is_typed_unseen() -> None:
    assert len(secret_fields()) >= 4
    assert [field for field in secret_fields() if "kind='password'" not in field] == []


def test_what_is_secret_may_be_pasted_and_filled_in() -> None:
    told = ("autocomplete='current-password'", "autocomplete='new-password'")
    assert [field for field in secret_fields() if not any(word in field for word in told)] == []
    assert [path.name for path in PAGES if "onpaste" in path.read_text(encoding="utf-8").lower()] == []


def test_what_people_write_is_no_format_string() -> None:
    told = Problem("people.unknown", {"login": "{login.__class__} %s {0}"}).what("en")
    assert "{login.__class__} %s {0}" in told


def test_the_image_holds_no_history_and_no_tests() -> None:
    text = (REPOSITORY / "deploy-kit" / "container" / "Containerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY")]
    own = {word for words in copied if not words[0].startswith("--from") for word in words}
    assert own == {"requirements/", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "src/"}
    reached = [
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tongyuan.testing")
    ]
    assert reached == []
