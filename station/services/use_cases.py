"""The use cases that a booth's window works with, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from station.services.begin_shift import ShiftService
from station.services.booth import Booth
from station.services.box_batch import BoxService
from station.services.count_day import DayCounter
from station.services.export_batch import BatchExporter
from station.services.operate import OperateService
from station.services.register import RegisterService


@dataclass(frozen=True, slots=True)
class UseCases:
    """``booth`` is what the first four share on the worker thread; the last two only read."""

    booth: Booth
    shifts: ShiftService
    register: RegisterService
    operate: OperateService
    boxes: BoxService
    counter: DayCounter
    exporter: BatchExporter
