"""What the process says on standard error, where Qt and other libraries write their warnings."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# Of the platform without a screen, and of a machine without a graphics card or a sound server.
_EXPECTED = re.compile(
    r"propagateSizeHints|Couldn't (load|resolve) (va|pipewire)|^PulseAudioService: pa_context"
    r"|^qt\.multimedia\.ffmpeg: Using Qt multimedia"
)


@contextmanager
def lines_of_stderr() -> Iterator[list[str]]:
    """Keep the lines that are written meanwhile; they are in the list once the block is over.

    Qt's messages come from its own code, on any thread: only the file descriptor gets them all.
    """
    lines: list[str] = []
    sys.stderr.flush()
    before = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield lines
        except BaseException:
            kept.seek(0)
            os.write(before, kept.read())
            raise
        finally:
            sys.stderr.flush()
            os.dup2(before, 2)
            os.close(before)
        kept.seek(0)
        said = kept.read().decode(errors="replace").splitlines()
    lines += [line for line in said if not _EXPECTED.search(line)]
