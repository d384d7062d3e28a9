"""What is committed names no machine: no path of one, no address of a package index."""

from __future__ import annotations

from pathlib import Path

# Written in halves, so that this file does not find itself.
FORBIDDEN = (
    "/" + "work/",
    "/" + "root/",
    "/opt" + "/wheels",
    "/tmp" + "/build",
    "/" + "simple/",
    "--find-" + "links",
    "--index-" + "url",
    "files.python" + "hosted",
)


def test_no_committed_file_names_a_machine_path_or_a_package_index(committed: list[Path]) -> None:
    hits = [
        f"{path}: {word}" for path in committed for word in FORBIDDEN if word.encode() in path.read_bytes()
    ]
    assert hits == []


def test_every_requirement_is_pinned_by_hash(committed: list[Path]) -> None:
    files = [path for path in committed if path.parent.name == "requirements" and path.suffix == ".txt"]
    loose = [
        f"{path.name}: {line}"
        for path in files
        for line in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        if line and ("==" not in line or "--hash=sha256:" not in line)
    ]
    assert files
    assert loose == []
