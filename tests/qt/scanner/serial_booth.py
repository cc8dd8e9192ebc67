"""What a booth's serial lines are set to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from station.scanner.serial.qt_serial_lines import LineOptions

_ALL = LineOptions(guns=True, gun_ports=(), gun_baud=9600, cards=True, card_port="")


def lines_of(**changes: Any) -> LineOptions:
    """Return the options of a booth that takes what is plugged in, but for ``changes``."""
    return replace(_ALL, **changes)
