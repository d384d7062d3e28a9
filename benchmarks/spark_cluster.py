"""A small cluster of Spark on this machine: a master and workers, each a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

__all__ = ["absent", "cluster", "tasks_of_workers"]

HOST = "127.0.0.1"
PATIENCE_S = 120.0
CLASSES = "org.apache.spark.deploy"


def absent() -> str | None:
    """Say what this machine lacks for Spark; None where it lacks nothing."""
    if find_spec("pyspark") is None:
        return "the extra `spark` is not installed"
    return None if shutil.which("java") else "Java 17 is not here"


@contextmanager
def cluster(folder: Path, *, workers: int = 2, memory: str = "2g") -> Iterator[str]:
    """Start a master and workers of one core each; give the master's address.

    Parameters
    ----------
    folder
        For what they write.
    workers
        How many.
    memory
        Of each worker.

    Yields
    ------
    str
        ``spark://127.0.0.1:port``.
    """
    started: list[subprocess.Popen[bytes]] = []
    try:
        log = folder / "master.log"
        started.append(_started([f"{CLASSES}.master.Master", *_at(0)], log))
        address = _told(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            log, own = folder / f"worker-{number}.log", folder / f"worker-{number}"
            size = ["--cores", "1", "--memory", memory, "--work-dir", str(own)]
            started.append(_started([f"{CLASSES}.worker.Worker", *_at(0), *size, address], log))
        for number in range(workers):
            _told(folder / f"worker-{number}.log", r"(Successfully registered) with master")
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()


def _at(port: int) -> list[str]:
    return ["--host", HOST, "--port", str(port), "--webui-port", "0"]


def _started(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    found = find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    home = Path(found.origin).parent
    told = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
    with log.open("wb") as file:
        command = [str(home / "bin" / "spark-class"), *arguments]
        return subprocess.Popen(command, stdout=file, stderr=file, env=os.environ | told)


def _told(log: Path, pattern: str) -> str:
    """Wait until a process has written what is looked for."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(log.read_text(errors="replace")[-2000:])


def tasks_of_workers(folder: Path) -> list[int]:
    """Count the tasks that each worker's own processes finished, by what they wrote."""
    return [
        sum(log.read_text(errors="replace").count("Finished task") for log in own.rglob("stderr"))
        for own in sorted(path for path in folder.glob("worker-*") if path.is_dir())
    ]
