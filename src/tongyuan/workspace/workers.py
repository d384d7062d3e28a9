"""Workers: take jobs from the queue one after the other, keep their leases while the work goes on, end them.

A lease is renewed by a thread of its own, so that work which computes in silence is not taken for dead. What
a job does must bear to be done twice: a worker that is killed between the work's commit and the job's end
leaves a lapsed lease behind, and the next worker does it again.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from tongyuan.vocabulary.problems import ConflictError, TongyuanError, UnavailableError
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.jobs import LEASE, Job, Jobs

__all__ = ["Perform", "Progress", "Worker"]

Progress = Callable[[float, str], None]
#: Does what a job asks for, and returns the id of what came of it.
Perform = Callable[[Job, Progress], str | None]

_log = logging.getLogger(__name__)

#: The lease is renewed so many times before it lapses.
BEATS = 4
#: Progress that says nothing new is written at most so often [s].
SELDOM_S = 0.25


class Stopped(Exception):  # noqa: N818 - a state of affairs, said like one
    """The worker was asked to stop: the job goes back into the queue."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker.

    Parameters
    ----------
    jobs
        The queue.
    perform
        Does the work of a job.
    name
        Who holds the leases; new for each process and thread.
    lease
        How long a job is held without a heartbeat.
    stop
        Asked now and then: True once the worker is to stop; work that is under way goes back into the queue.
    """

    jobs: Jobs
    perform: Perform
    name: str
    lease: timedelta = LEASE
    stop: Callable[[], bool] = lambda: False

    @staticmethod
    def new_name() -> str:
        """Make a name that no other worker has."""
        return uuid4().hex[:12]

    def work_off(self) -> int:
        """Do the jobs that wait, and those whose worker went away, until none is left; returns how many."""
        done = 0
        while not self.stop() and (job := self.jobs.claim(self.name, lease=self.lease)) is not None:
            self.do(job)
            done += 1
        return done

    def do(self, job: Job) -> None:
        """Do one job that this worker has claimed, and end it in its row."""
        failpoint("job.working")
        try:
            with self._beating(job):
                result = self.perform(job, self._progress(job))
        except Stopped:
            self._say(lambda: self.jobs.put_back(job.id, worker=self.name))
        except TongyuanError as error:
            told, why = error.text(), {"problems": [problem.as_dict() for problem in error.problems]}
            result = json.dumps(why, ensure_ascii=False)
            self._say(lambda: self.jobs.fail(job.id, worker=self.name, message=told, result=result))
        except Exception as fault:  # a job's row must say that it failed, whatever failed
            said = repr(fault)
            _log.exception("job %s of service %s failed", job.id, job.service)
            self._say(lambda: self.jobs.fail(job.id, worker=self.name, message=said))
        else:
            failpoint("job.worked")
            self._say(lambda: self.jobs.finish(job.id, worker=self.name, result=result))

    def _say(self, end: Callable[[], Job]) -> None:
        # Who lost the lease, by a cancel or to another worker, has nothing more to say.
        with suppress(ConflictError):
            end()

    def _progress(self, job: Job) -> Progress:
        said, at = "", 0.0

        def tell(fraction: float, message: str) -> None:
            nonlocal said, at
            if self.stop():
                raise Stopped
            moment = time.monotonic()
            if message == said and fraction < 1 and moment - at < SELDOM_S:
                return
            said, at = message, moment
            self.jobs.beat(job.id, worker=self.name, progress=fraction, message=message, lease=self.lease)

        return tell

    @contextmanager
    def _beating(self, job: Job) -> Iterator[None]:
        ended = threading.Event()
        pause = self.lease.total_seconds() / BEATS

        def beat() -> None:
            while not ended.wait(pause):
                try:
                    self.jobs.beat(job.id, worker=self.name, lease=self.lease)
                except ConflictError:
                    return  # the work learns of it with its next progress
                except UnavailableError:
                    continue  # the lease lasts for some beats more

        thread = threading.Thread(target=beat, name=f"lease of job {job.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
