"""Measuring: time by turns in one process, memory each in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def best_times(runs: dict[str, Callable[[], Any]], *, rounds: int) -> dict[str, float]:
    """Take turns, so that what else the machine does falls on all alike; the best of all rounds counts."""
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def peak_memory(prepare: Callable[[str], Callable[[], Any]], size: str) -> float | None:
    """Measure how far one run's resident memory rises above what stood before it [MiB]; None off Linux."""
    if not CLEAR.exists():
        return None
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_rise, (prepare, size))


def _rise(prepare: Callable[[str], Callable[[], Any]], size: str) -> float:
    run = prepare(size)
    prepare("small")()  # imports and thread pools are not the run's
    gc.collect()
    CLEAR.write_text("5")  # forgets the peak so far
    before = _resident("VmRSS")
    run()
    return (_resident("VmHWM") - before) / 1024


def _resident(field: str) -> int:
    found = re.search(rf"{field}:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1])
