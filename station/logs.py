"""The log: a rotating file in the data folder that never holds personal data.

Only the program's own messages are written out, and blanked once more by `redaction`; of other
libraries' messages and of foreign exceptions only the type and the place are kept. Times are UTC.
"""

from __future__ import annotations

import faulthandler
import io
import logging
import logging.handlers
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from station.private_files import make_private_folder
from station.redaction import place_of, redacted, summary, trace_lines

_OWN = "station"
_LARGEST = 1_000_000
_KEPT = 5

logger = logging.getLogger(__name__)


class SafeFormatter(logging.Formatter):
    """One line a record, and the safe lines of its exception below."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        lines = [f"{at} {record.levelname} {record.name} [{record.threadName}] {_message(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += [f"  {line}" for line in trace_lines(record.exc_info[1])]
        return "\n".join(lines)


class PrivateRotatingHandler(logging.handlers.RotatingFileHandler):
    """A rotating log file that only its owner may read. It never stops the booth."""

    def _open(self) -> io.TextIOWrapper:
        # The handler closes it.
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)

    def close(self) -> None:
        """Close the file; what a full disk does not take any more is lost."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the record: the disk is full, and standard error would show its arguments."""


class Log:
    """The open log. `close` gives back what `open_log` took."""

    def __init__(self, handler: logging.Handler, faults: IO[bytes]) -> None:
        self._handler = handler
        self._faults = faults

    def close(self) -> None:
        faulthandler.disable()
        self._faults.close()
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()


def open_log(folder: Path) -> Log:
    """Write the program's log to ``folder/station.log`` and crashes to ``folder/faults.log``.

    A crash's dump holds file, line and function of each thread, no values. Raises OSError.
    """
    make_private_folder(folder)
    # `Log.close` closes it.
    faults = open(  # noqa: SIM115
        folder / "faults.log", "ab", buffering=0, opener=_open_private
    )
    try:
        handler = PrivateRotatingHandler(
            folder / "station.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8"
        )
    except OSError:
        faults.close()
        raise
    faulthandler.enable(file=faults)
    handler.setFormatter(SafeFormatter())
    logging.getLogger().addHandler(handler)
    logging.getLogger(_OWN).setLevel(logging.INFO)
    return Log(handler, faults)


def install_excepthooks(on_bug: Callable[[str], None]) -> Callable[[], None]:
    """Log every exception that nobody caught, and tell ``on_bug`` of each place once.

    ``on_bug`` gets type and place, as `ValueError, station/app.py:12:main`, and may be called on
    any thread. KeyboardInterrupt and SystemExit go their usual way. Returns a function that puts
    the hooks back that were there.
    """
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    told: set[str] = set()
    guard = threading.Lock()

    def report(error: BaseException, trace: TracebackType | None) -> None:
        bug = f"{summary(error)}, {place_of(trace)}"
        logger.critical("bug: %s", bug, exc_info=error)
        with guard:
            if bug in told:
                return
            told.add(bug)
        try:
            on_bug(bug)
        except Exception as second:
            # Python would print a hook's own exception with all its texts.
            logger.critical("a bug could not be shown", exc_info=second)

    def on_exception(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            report(error, trace)
        else:
            before[0](kind, error, trace)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            report(args.exc_value, args.exc_traceback)

    def on_unraisable(args: sys.UnraisableHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            report(args.exc_value, args.exc_traceback)

    def restore() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before

    sys.excepthook = on_exception
    threading.excepthook = on_thread
    sys.unraisablehook = on_unraisable
    return restore


def _message(record: logging.LogRecord) -> str:
    if record.name != _OWN and not record.name.startswith(f"{_OWN}."):
        return f"{Path(record.pathname).name}:{record.lineno}:{record.funcName}"
    record = logging.makeLogRecord(record.__dict__)
    if isinstance(record.args, tuple):
        record.args = tuple(
            summary(arg) if isinstance(arg, BaseException) else arg for arg in record.args
        )
    try:
        return redacted(record.getMessage())
    except (TypeError, ValueError):
        return redacted(str(record.msg))


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
