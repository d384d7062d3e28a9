"""How far long work is: a bar where somebody looks on, nothing where output is read by a program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress_bar"]


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None]]:
    """Show progress on a terminal, beside the output, for as long as the block lasts.

    Yields
    ------
    Callable
        Takes a fraction [0-1] and a message. The bar appears with its first word: quick work shows none.
    """
    if not sys.stderr.isatty():
        yield lambda fraction, message: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=1.0)

    def show(fraction: float, message: str) -> None:
        bar.start()
        bar.update(task, completed=fraction, description=message or None)

    try:
        yield show
    finally:
        bar.stop()
