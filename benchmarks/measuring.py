"""Measuring: time by turns in one process, memory each in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Best:
    """Best of all rounds: by the clock, and by the processors (all threads), which load bends less."""

    clock: float = float("inf")
    processor: float = float("inf")


def best_times(runs: dict[str, Callable[[], Any]], *, rounds: int) -> dict[str, Best]:
    """Take turns, so that what else the machine does falls on all alike."""
    best = {name: Best() for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            clock, processor = time.perf_counter(), time.process_time()
            run()
            best[name].clock = min(best[name].clock, time.perf_counter() - clock)
            best[name].processor = min(best[name].processor, time.process_time() - processor)
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
