"""The use cases that a booth's window works with, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from station.services.access import Access
from station.services.batch_office import BatchOffice
from station.services.begin_shift import ShiftService
from station.services.booth import Booth
from station.services.box_batch import BoxService
from station.services.check_sheets import CheckSheets
from station.services.clock_reset import ClockReset
from station.services.code_desk import CodeDesk
from station.services.command_sheet import CommandSheets
from station.services.count_day import DayCounter
from station.services.counts import CountOffice
from station.services.export_batch import BatchExporter
from station.services.lab_secrets import LabSecrets
from station.services.labels import Labels
from station.services.operate import OperateService
from station.services.receipts import Receipts
from station.services.register import RegisterService
from station.services.retention import Retention
from station.services.search import Search
from station.services.settings_change import SettingsChange
from station.services.sign_in import SignInService
from station.services.staff_office import StaffOffice
from station.services.trust_office import TrustOffice


@dataclass(frozen=True, slots=True)
class UseCases:
    """``booth`` is what all share on the worker thread; ``counter`` and ``exporter`` only read.

    ``batches``, ``receipts`` and ``search`` say which of their methods only read.
    """

    booth: Booth
    access: Access
    shifts: ShiftService
    signing: SignInService
    staff: StaffOffice
    register: RegisterService
    operate: OperateService
    boxes: BoxService
    batches: BatchOffice
    receipts: Receipts
    search: Search
    labels: Labels
    codes: CodeDesk
    sheets: CommandSheets
    lab: LabSecrets
    settings: SettingsChange
    clock: ClockReset
    checks: CheckSheets
    counter: DayCounter
    counts: CountOffice
    exporter: BatchExporter
    retention: Retention
    trust: TrustOffice
