"""The worker thread: one job after another, away from the window."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
Job = Callable[[], None]


class Worker:
    """Runs jobs in the order they were submitted, on one thread of its own.

    Jobs wait until `start`. An exception in a job is a bug: it is handed to ``on_bug`` and the
    thread goes on with the next job.
    """

    def __init__(self, name: str, on_bug: Callable[[BaseException], None]) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._on_bug = on_bug
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    def submit(
        self, work: Callable[[], Result], deliver: Callable[[Result], None] | None = None
    ) -> None:
        """Queue ``work``; its result goes to ``deliver``, called on the worker thread."""

        def job() -> None:
            result = work()
            if deliver is not None:
                deliver(result)

        self._jobs.put(job)

    def stop(self) -> None:
        """Finish the jobs that were submitted, then end the thread, if it was started."""
        self._jobs.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:
                self._on_bug(error)
