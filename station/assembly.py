"""The use cases of a booth, put together over an open site: for the window and without one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from station.credential.keys import key_id
from station.domain import outcome as out
from station.domain.command import Command
from station.domain.ports import Clock
from station.domain.tube_session import TubeSession
from station.export.rows import SiteFacts
from station.keyring.issuer_file import open_issuer_file
from station.keyring.lab_key_file import open_lab_key_file
from station.lab_options import chosen_set
from station.pin import PinCost
from station.scanner.in_view import PersonsInView
from station.scanner.repeat_filter import RepeatFilter
from station.services.access import Access
from station.services.admission import Admission
from station.services.batch_office import BatchOffice
from station.services.begin_shift import ShiftService
from station.services.booth import Booth
from station.services.booth_signer import BoothSigner
from station.services.box_batch import BoxService
from station.services.check_sheets import CheckSheets
from station.services.clock_reset import ClockReset
from station.services.code_desk import CodeDesk
from station.services.command_sheet import CommandSheets
from station.services.count_day import DayCounter
from station.services.counts import CountOffice
from station.services.desk_work import DeskRules
from station.services.export_batch import BatchExporter
from station.services.export_rules import ExportRules
from station.services.issuer_in_use import IssuerInUse
from station.services.lab_secrets import LabSecrets
from station.services.labels import Labels
from station.services.operate import OperateService
from station.services.receipts import Receipts
from station.services.register import RegisterRules, RegisterService
from station.services.retention import Retention
from station.services.search import Search
from station.services.settings_change import SettingsChange
from station.services.sign_in import SignInService
from station.services.staff_office import StaffOffice
from station.services.trust_office import TrustOffice
from station.services.use_cases import UseCases
from station.settings import Settings, label_patterns
from station.site import Site


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return monotonic()


def make_exporter(site: Site, clock: Clock, access: Access) -> BatchExporter:
    """Return the exporter of a site's batches, for whom ``access`` says."""
    rules = export_rules(site, site.settings)
    signer = BoothSigner(site.secrets.sheet_signer)
    return BatchExporter(site.database, rules, clock, site.folder.work, access, signer)


def make_use_cases(
    site: Site, clock: Clock, access: Access | None = None, pin_cost: PinCost = PinCost.EARNEST
) -> UseCases:
    """Return the use cases of the site's booth; nothing is read or started yet.

    Nobody is signed in, unless ``access`` says so. New PINs are hashed at ``pin_cost``.
    """
    access = access or Access()
    settings, number = site.settings, site.settings.booth.number
    repeats = RepeatFilter(settings.readers.repeat_seconds)
    session = TubeSession(pool_size=settings.tubes.default_pool)
    booth = Booth(number, site.database, clock, site.zone, repeats, session, access)
    index = site.secrets.identity_index()
    admission = Admission(site.trust, lambda: site.reading_keys, index, site.zone)
    labels = Labels(label_patterns(settings))
    operate = OperateService(booth)
    register = RegisterService(
        booth,
        admission,
        labels,
        repeats,
        PersonsInView(settings.readers.view_hold_ms / 1000),
        RegisterRules(
            settings.rules.repeat_window_days, timedelta(seconds=settings.rules.wait_seconds)
        ),
        {
            Command.SEAL: operate.seal,
            Command.UNDO: operate.undo,
            Command.SINGLE: operate.arm_single,
            Command.CANCEL: operate.cancel,
            Command.BATCH: out.BoxingAsked,
        },
    )
    shifts = ShiftService(booth, admission, labels)
    return UseCases(
        booth=booth,
        access=access,
        shifts=shifts,
        signing=SignInService(booth, shifts),
        staff=StaffOffice(booth, labels, pin_cost),
        register=register,
        operate=operate,
        boxes=BoxService(booth, labels),
        batches=BatchOffice(booth),
        receipts=Receipts(site.database, clock, access, number),
        search=Search(
            site.database, clock, access, site.secrets.identity_index(), site.zone, number
        ),
        labels=labels,
        codes=make_code_desk(site, clock, access),
        sheets=CommandSheets(booth, labels),
        lab=LabSecrets(booth),
        settings=SettingsChange(booth),
        clock=ClockReset(site.database, clock, access, number),
        checks=CheckSheets(
            site.database, clock, access, number, lambda: site.trust.present, _lab_private_key
        ),
        counter=DayCounter(site.database, number, clock, site.zone),
        counts=CountOffice(site.database, access, clock, site.zone),
        exporter=make_exporter(site, clock, access),
        retention=Retention(site.database, number, clock, settings.retention.days),
        trust=TrustOffice(site.trust, access, clock),
    )


def export_rules(site: Site, settings: Settings) -> ExportRules:
    """Return what the site's packages are like under ``settings``."""
    lab = settings.lab
    return ExportRules(
        site=SiteFacts(settings.site.name, site.zone),
        password=lab.secrecy == "password",
        lab_key=bytes.fromhex(lab.key) if lab.secrecy == "lab_key" else None,
        columns=chosen_set(lab),
    )


def _lab_private_key(path: Path, passphrase: str) -> bytes:
    """Return the private key in a laboratory's key file (`OpenLabKey`)."""
    return open_lab_key_file(path, passphrase).private


def desk_rules(site: Site, settings: Settings) -> DeskRules:
    """Return the rules of the site's code desk; sealed codes go to the newest reading key."""
    keys = site.reading_keys if settings.desk.sealed else ()
    return DeskRules(
        valid_days=settings.desk.valid_days,
        approval_needed=settings.desk.approval_needed,
        reading_key=keys[0].public if keys else None,
        ring=frozenset(key_id(key.public) for key in site.reading_keys),
    )


def make_code_desk(site: Site, clock: Clock, access: Access) -> CodeDesk:
    """Return the site's code desk, closed: no issuer's key is open."""
    return CodeDesk(
        site.database,
        access,
        IssuerInUse(lambda path, passphrase: open_issuer_file(path, passphrase).key),
        site.trust,
        clock,
        site.secrets.identity_index(),
        site.zone,
        site.settings.booth.number,
        desk_rules(site, site.settings),
    )
