"""The clock of a process: it looks at what is due, and has it worked off beside what the process does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tongyuan.services.working import queue_due, work_off

if TYPE_CHECKING:
    from tongyuan.services.session import Session

__all__ = ["Clock"]

#: Seconds between two looks; schedules are in minutes.
LOOK_S = 20.0


class Clock:
    """A thread that looks at what is due until it is stopped.

    Parameters
    ----------
    session
        Any session of the workspace.
    look_s
        Seconds between two looks.
    """

    def __init__(self, session: Session, *, look_s: float = LOOK_S) -> None:
        self._session = session
        self._look_s = look_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go, name="clock", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; work that goes on ends by itself, or is taken over where the process ends first."""
        self._stop.set()

    def _go(self) -> None:
        while not self._stop.wait(self._look_s):
            if queue_due(self._session.workspace):
                work_off(self._session)
