"""Draws the window in its states to PNG files: `python -m tests.qt.ui.screens OUT [STATE...]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import shiboken6
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from station.credential.refusals import Expired
from station.domain import outcome as out
from station.domain import refusals
from station.domain.batch import TubesMiscounted
from station.domain.counts import DayCounts
from station.domain.person import EntryMode
from station.domain.reader import (
    FIRST_CAMERA,
    SECOND_CAMERA,
    CameraState,
    CameraStatus,
    LineState,
    LineStatus,
)
from station.domain.refusals import TubeUse
from station.domain.scan import Source, View
from station.domain.staff import Role
from station.domain.tube import Slot, TubeBarcode, TubeStatus
from station.paths import resources
from station.services.access import ConsoleLocked
from station.services.clock_reset import ClockView
from station.services.pin_tries import PinDelayed, SignInWrong
from station.services.report import Report
from station.services.staff_office import BadgeTaken
from station.settings import ScreenOptions, Settings
from station.ui.codes_desk import CodesDesk
from station.ui.counts.rows_dialog import RowsDialog
from station.ui.desks import NO_DESKS, Desks
from station.ui.dialogs.first_manager_dialog import FirstManagerDialog
from station.ui.dialogs.first_start import Made
from station.ui.dialogs.first_start_dialog import FirstStartDialog
from station.ui.dialogs.passphrase_dialog import PassphraseDialog
from station.ui.dialogs.sign_in_dialog import Present, SignInDialog
from station.ui.facts import DemoHint, WindowFacts
from station.ui.keys_desk import KeysDesk
from station.ui.language import load_catalogue
from station.ui.main_window import MainWindow
from station.ui.settings.lab_section import LabSection
from station.ui.settings.staff_dialog import StaffDialog
from station.ui.settings.staff_section import StaffSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import (
    batches,
    batches_states,
    booth,
    check_states,
    codes,
    codes_states,
    counts,
    keys_states,
    lab_states,
)

SIZES = ((1366, 768), (1920, 1080))
COUNTS = DayCounts(486, 49, 112, 13, 2, (0,) * 7 + (22, 60, 96, 112, 88, 70, 36) + (0,) * 10)
OUTLINE = ((420.0, 170.0), (640.0, 150.0), (655.0, 365.0), (440.0, 390.0))
LIVE = CameraStatus(CameraState.LIVE, "USB Camera", 1280, 720, 30.0, 6.2)


def frame() -> QImage:
    """A drawn frame: a dark table with a phone on it."""
    image = QImage(960, 540, QImage.Format.Format_BGR888)
    image.fill(QColor("#2A333D"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(540, 270))
    painter.rotate(-5)
    painter.setBrush(QColor("#05080B"))
    painter.drawRoundedRect(QRectF(-140, -260, 280, 520), 28, 28)
    painter.setBrush(QColor("white"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRect(QRectF(-112, -112, 224, 224))
    painter.setBrush(QColor("black"))
    for i in range(400):
        if (i * 7919 + i // 20 * 31) % 5 < 2:
            painter.drawRect(QRectF(-100 + i % 20 * 10, -100 + i // 20 * 10, 10, 10))
    painter.end()
    return image


def refused(error: Exception, person: object = None, **session: object) -> Report:
    return booth.report(out.Refused(error, person), booth.session(**session))


def states() -> dict[str, Report]:
    """The page's states by name: the last report each."""
    ok = booth.registered()
    full = booth.registered(booth.person(3), before=9)
    single = booth.tube(0, 1, Slot.SINGLE, "310115990001")
    relative = booth.registered(
        booth.person(1, relative=booth.RELATIVE), EntryMode.RELATIVE, slot=Slot.SINGLE, size=1,
        before=0,
    )  # fmt: skip
    used = TubeUse("01", booth.NOW - timedelta(days=3), TubeStatus.SEALED, 10)
    whom = booth.person(1)
    expired = Expired(whom, booth.NOW - timedelta(days=3))
    withdrawn = [replace(row, withdrawn_at=booth.NOW) for row in booth.recent(14)[1:3]]
    rows = booth.recent(14)
    rows = (rows[0], *withdrawn, *rows[3:])
    lost = booth.tube(6)
    lost = lost.release(lost.holdings[1].registration_id, swab_is_in=True)
    waiting = booth.waiting_session()
    return {
        "idle": booth.report(out.Ignored(), replace(booth.session(), pooled=None), recent=()),
        "ok": booth.report(ok, booth.session(pooled=ok.tube)),
        "devices": booth.report(ok, booth.session(pooled=ok.tube)),
        "expired": refused(expired, whom),
        "duplicate": booth.question_report(),
        "full": booth.report(full, booth.session(pooled=None), recent=rows),
        "waiting": booth.report(
            out.PersonWaits(waiting.waiting.candidate, waiting.waiting.until), waiting
        ),
        "single": booth.report(out.SingleReady(), booth.session(single_armed=True)),
        "single_tube": booth.report(
            out.TubeOpened(single), booth.session(single_armed=True, single=single)
        ),
        "relative": booth.report(relative, booth.session(pooled=lost)),
        "two_persons": refused(refusals.TwoPersons()),
        "tube_used": refused(
            refusals.TubeUsed(TubeBarcode("310115002816"), used), pooled=None
        ),
        "pool20": booth.report(
            booth.registered(before=12, size=20), booth.session(pooled=booth.tube(13, 20))
        ),
        "undone": booth.report(
            out.RegistrationUndone(rows[1], booth.tube(3), False), recent=rows
        ),
        "name_needed": refused(refusals.NameNeeded(booth.person(2).document)),
    }  # fmt: skip


def window(
    desk: booth.RecordingDesk,
    theme: Theme,
    language: str,
    codes_desk: CodesDesk | None = None,
    desks: Desks = NO_DESKS,
) -> MainWindow:
    settings = SettingsDesk(replace(Settings(), screen=ScreenOptions(language)))
    staff = booth.RecordingStaffDesk()
    facts, codes_desk = _facts(language), codes_desk or booth.codes_desk()
    return MainWindow(
        *(desk, load_catalogue(language), theme, facts, settings, codes_desk, staff), desks=desks
    )


def _facts(language: str) -> WindowFacts:
    name = "张江镇第三采样点" if language == "zh_CN" else "Zhangjiang Site 3"
    issued = booth.NOW - timedelta(days=3)
    return booth.facts(Path.home() / "export", site_name=name, trust_issued_at=issued)


def _show(made: MainWindow, state: str) -> None:
    made.show_camera(LIVE)
    made.note_view(View((), Source.GUN, 0.0))
    made.page.camera.show_frame(frame(), (OUTLINE,) if state == "ok" else ())
    made.take_counts(COUNTS)
    made.take_report(states()[state])
    if state == "devices":
        made.show_camera(replace(LIVE, needs_light=True))
        made.show_camera(replace(LIVE, needs_light=True), SECOND_CAMERA)
        made.show_line(LineStatus(Source.SERIAL, LineState.BUSY, "COM3"))
        made.show_line(LineStatus(Source.CARD, LineState.MISSING, "COM4"))
    if state == "ok":
        made.page.manual.number.setText("31011519900307")
        made.page.manual.begin()
        made.page.manual.number.deselect()


def _dialogs(
    made: MainWindow, desk: booth.RecordingDesk, theme: Theme, words: Words
) -> Iterator[tuple[str, QWidget]]:
    def words_in(language: str) -> Words:
        return Words(load_catalogue(language), booth.ZONE)

    boxed = booth.report(out.Ignored(), batch_tubes=9, unexported=(booth.boxed_batch(),))
    made.take_report(boxed)
    made.open_box()
    box = made.dialogs.current
    yield "box", box
    box.code.setText("BX202611")
    box.in_hand.setText("8")
    codes = tuple(TubeBarcode(f"31011500{2860 + i}") for i in range(9))
    made.take_report(replace(boxed, outcome=out.Refused(TubesMiscounted(8, codes))))
    yield "box_mismatch", box
    box.start_export("20261122-02-04")
    box.progress.show_step(420, 1000)
    yield "box_exporting", box
    desk.exported.emit(booth.exported())
    yield "box_done", box
    box.reject()
    made.dialogs.open_withdraw(booth.recent()[0])
    yield "withdraw", made.dialogs.current
    made.dialogs.current.reject()
    made.dialogs.drop(booth.tube(4))
    yield "void", made.dialogs.current
    made.dialogs.current.reject()
    night = (booth.tube(4), booth.tube(0, barcode="310115002899"))
    made.take_report(booth.report(out.SignedIn(booth.SHIFT), booth.session(overnight=night)))
    yield "overnight", made.dialogs.current
    made.dialogs.current.reject()
    for name, later in (("clock_wrong", 3), ("clock_right", 0)):
        view = ClockView(booth.NOW + timedelta(hours=later), is_wrong=later > 0)
        made.dialogs.open_clock(desk.clock, view)
        yield name, made.dialogs.current
        made.dialogs.current.reject()
    facts = replace(_facts(words.language), last_shift=booth.SHIFT)
    facts = replace(facts, demo=DemoHint("王小明", "陈静", "周文", "孙丽", "2580", "demo-site"))
    yield "sign_in", SignInDialog(made, theme, words, facts, Present(10), words_in)
    present = Present(10, booth.member(), booth.SHIFT, who="OP1001")
    change = SignInDialog(made, theme, words, replace(facts, demo=None), present, words_in)
    change.pin.setText("2581")
    change._try.begin()
    change.take_report(booth.report(out.Refused(SignInWrong(seconds=5))))
    yield "change", change
    yield "staff_add", StaffDialog(made, theme, words)
    changed = StaffDialog(made, theme, words, booth.staff()[1])
    changed.refuse(BadgeTaken())
    yield "staff_change", changed
    yield "staff_pin", StaffDialog(made, theme, words, booth.staff()[1], only_pin=True)
    yield "first_manager", FirstManagerDialog(made, theme, words)
    yield "passphrase", PassphraseDialog(None, theme, words, lambda text: None)
    first = FirstStartDialog(theme, words, words_in, Settings(), lambda answer: Made(""))
    yield "first_start", first
    first.choice.new.setChecked(True)
    first.next.click()
    yield "first_start_site", first
    first.site.site.setText("张江镇第三采样点")
    first.next.click()
    yield "first_start_manager", first
    first.manager.person.setText("孙丽")
    for edit in (first.manager.pin, first.manager.again):
        edit.setText("2580")
    first.next.click()
    first.next.click()
    yield "first_start_keys", first
    for _ in range(3):
        first.back.click()
    first.choice.join.setChecked(True)
    first.next.click()
    yield "first_start_bundle", first


def draw(folder: Path, wanted: Callable[[str], bool]) -> None:
    """Draw every wanted state into ``folder``."""
    app = QApplication.instance() or QApplication([])
    theme = Theme(resources() / "icons")
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        theme.set_dark(dark)
        shade = "dark" if dark else "light"
        for language in ("zh_CN", "en"):
            for width, height in SIZES:
                for state in states():
                    name = f"{state}-{language}-{shade}-{width}"
                    if not wanted(name):
                        continue
                    made = window(booth.RecordingDesk(), theme, language)
                    made.resize(width, height)
                    made.show()
                    _show(made, state)
                    _save(app, made, folder / f"{name}.png")
                    made.close()
            _draw_staff(app, theme, language, shade, folder, wanted)
            _draw_batches(app, theme, language, shade, folder, wanted)
            _draw_codes(app, theme, language, shade, folder, wanted)
            _draw_check(app, theme, language, shade, folder, wanted)
            _draw_counts(app, theme, language, shade, folder, wanted)
            _draw_settings(app, theme, language, shade, folder, wanted)
            _draw_lab(app, theme, language, shade, folder, wanted)
            _draw_dialogs(app, theme, language, shade, folder, wanted)


def _lock(made: MainWindow, *outcomes: out.Outcome) -> None:
    made.take_report(booth.report(out.Locked(), locked=True))
    for outcome in outcomes:
        if isinstance(outcome, out.Refused) and not isinstance(outcome.error, ConsoleLocked):
            made.lock_page.pin.setText("2581")
            made.lock_page._try.begin()
        made.take_report(booth.report(outcome, locked=True))


def _staff_states() -> dict[str, Callable[[MainWindow], None]]:
    """How the window shows who is there, by name."""

    def show(outcome: out.Outcome, *roles: Role) -> Callable[[MainWindow], None]:
        who = booth.member(*roles) if roles else None
        return lambda made: made.take_report(booth.report(outcome, member=who, shift=None))

    return {
        "nobody": show(out.Ignored()),
        "no_page": show(out.SignedIn(None), Role.COORDINATOR),
        "operator": show(out.SignedIn(booth.SHIFT), Role.OPERATOR),
        "locked": lambda made: _lock(made),
        "locked_read": lambda made: _lock(made, out.Refused(ConsoleLocked())),
        "locked_wait": lambda made: _lock(made, out.Refused(PinDelayed(seconds=15))),
    }


def _draw_staff(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        for state, show in _staff_states().items():
            name = f"{state}-{language}-{shade}-{width}"
            if not wanted(name):
                continue
            made = window(booth.RecordingDesk(), theme, language)
            made.resize(width, height)
            made.show()
            made.show_camera(LIVE)
            show(made)
            _save(app, made, folder / f"{name}.png")
            made.close()


def _draw_codes(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        for state in codes_states.STATES:
            name = f"codes_{state}-{language}-{shade}-{width}"
            if wanted(name):
                desk = codes.RecordingCodesDesk()
                made = window(booth.RecordingDesk(), theme, language, desk)
                made.resize(width, height)
                made.show()
                made.show_camera(LIVE)
                codes_states.show(made, desk, state)
                shown = codes_states.dialog_of(made) or made
                _save(app, shown, folder / f"{name}.png")
                made.close()
                # A window that stays is styled anew with every later theme.
                shiboken6.delete(made)


def _draw_check(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        for state in check_states.STATES:
            name = f"check_{state}-{language}-{shade}-{width}"
            if wanted(name):
                desk = check_states.RecordingCheckDesk()
                desks = Desks(check=desk)
                made = window(booth.RecordingDesk(), theme, language, desks=desks)
                made.resize(width, height)
                made.show()
                made.show_camera(LIVE)
                check_states.show(made, desk, state)
                _save(app, made, folder / f"{name}.png")
                made.close()
                shiboken6.delete(made)


def _draw_counts(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        for state in counts.STATES:
            name = f"counts_{state}-{language}-{shade}-{width}"
            if wanted(name):
                desk = counts.RecordingCountsDesk()
                made = window(booth.RecordingDesk(), theme, language, desks=Desks(counts=desk))
                made.resize(width, height)
                made.show()
                made.take_report(booth.report(out.Ignored()))
                counts.show(made, desk, state)
                _save(app, made.findChild(RowsDialog) or made, folder / f"{name}.png")
                made.close()
                shiboken6.delete(made)


def _draw_settings(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        made = window(booth.RecordingDesk(), theme, language, desks=Desks(keys=KeysDesk()))
        made.resize(width, height)
        made.show()
        made.take_report(booth.report(out.Ignored()))
        made.pages.open("settings")
        for section in ("cameras", "guns", "labels", "interface", "trust", "staff"):
            name = f"settings_{section}-{language}-{shade}-{width}"
            if wanted(name):
                made.settings_page.show_section(section)
                made.show_camera(LIVE)
                made.show_frame(frame(), (OUTLINE,), FIRST_CAMERA)
                if section == "staff":
                    card = cast(StaffSection, made.settings_page.section(section)).card
                    card.model.show_members(booth.staff())
                    card.table.selectRow(1)
                _save(app, made, folder / f"{name}.png")
        for state, shown in keys_states.settings_states(made):
            name = f"{state}-{language}-{shade}-{width}"
            if wanted(name):
                _save(app, shown, folder / f"{name}.png")
        made.close()


def _draw_lab(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        for state in lab_states.STATES:
            name = f"lab_{state}-{language}-{shade}-{width}"
            if not wanted(name):
                continue
            desk = lab_states.RecordingLabDesk()
            made = window(booth.RecordingDesk(), theme, language, desks=Desks(lab=desk))
            made.resize(width, height)
            made.show()
            made.take_report(booth.report(out.Ignored()))
            made.pages.open("settings")
            made.settings_page.show_section("lab")
            section = cast(LabSection, made.settings_page.section("lab"))
            lab_states.show(section, desk, state)
            _save(app, made, folder / f"{name}.png")
            made.close()
            shiboken6.delete(made)


def _draw_dialogs(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    words = Words(load_catalogue(language), booth.ZONE)
    desk = booth.RecordingDesk()
    made = window(desk, theme, language, desks=Desks(keys=KeysDesk()))
    made.show()
    for name, dialog in _dialogs(made, desk, theme, words):
        if wanted(f"{name}-{language}-{shade}-dialog"):
            dialog.show()
            _save(app, dialog, folder / f"{name}-{language}-{shade}-dialog.png")
    for name, dialog in keys_states.dialogs(made):
        if wanted(f"{name}-{language}-{shade}-dialog"):
            dialog.show()
            _save(app, dialog, folder / f"{name}-{language}-{shade}-dialog.png")
    made.close()


def _draw_batches(
    app: QApplication,
    theme: Theme,
    language: str,
    shade: str,
    folder: Path,
    wanted: Callable[[str], bool],
) -> None:
    for width, height in SIZES:
        for state in batches_states.STATES:
            name = f"batches_{state}-{language}-{shade}-{width}"
            if wanted(name):
                desk, booth_desk = batches.RecordingBatchesDesk(), booth.RecordingDesk()
                made = window(booth_desk, theme, language, desks=Desks(batches=desk))
                made.resize(width, height)
                made.show()
                made.show_camera(LIVE)
                batches_states.show(made, desk, booth_desk, state)
                shown = batches_states.dialog_of(made) or made
                _save(app, shown, folder / f"{name}.png")
                made.close()
                shiboken6.delete(made)


def _save(app: QApplication, widget: QWidget, path: Path) -> None:
    for _ in range(3):
        app.processEvents()
    widget.grab().save(str(path))


if __name__ == "__main__":
    parts = sys.argv[2:]
    draw(Path(sys.argv[1]), lambda name: not parts or any(part in name for part in parts))
