"""The sections of keys and audit, and the issuing of lists, in their states for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

from PySide6.QtWidgets import QWidget

from station.domain import outcome as out
from station.domain.audit import AuditEvent, AuditHead, AuditKind, AuditLine
from station.keyring.faults import PassphraseWrong
from station.services.audit_check import AuditLineAltered, AuditTailCut, TrailCheck
from station.services.audit_office import AuditPage
from station.services.keys_view import KeysView
from station.services.sheet_chain import SheetChain
from station.services.trust_changes import KeyKind, ListPreview, SignerView
from station.services.trust_view import IssuerView
from station.ui.main_window import MainWindow
from station.ui.settings import key_asks as asks
from station.ui.settings.audit_section import AuditSection
from station.ui.settings.keys_section import BUNDLE, FOLDER, KeysSection
from station.ui.settings.trust_section import TrustSection
from tests.qt.ui import booth

ACTOR = UUID(int=7)
VIEW = KeysView("02", "张江镇第三采样点", 1, False, ("3f" * 32, "a1" * 32), 4, "77" * 32)


def preview() -> ListPreview:
    start, end = booth.NOW - timedelta(days=90), booth.NOW + timedelta(days=275)
    issuers = [
        IssuerView("张江镇领码处", "3fa1b2c4d5e6f708", start, end, 30, False),
        IssuerView("市民服务 App", "91bb2041aacd0011", start, end, 14, False),
        IssuerView("旧领码处", "00f1e2d3c4b5a697", start, end, 30, True),
    ]
    signers = [IssuerView(f"{n:02}", f"{n:02}aa" * 4, start, end, 0, False) for n in (1, 2, 3)]
    keys = [SignerView(each, KeyKind.ISSUER) for each in issuers]
    keys += [SignerView(each, KeyKind.SHEETS) for each in signers]
    return ListPreview(12, tuple(keys), 38, 2)


def page() -> AuditPage:
    kinds = (
        (AuditKind.SIGNED_IN, {"way": "sign_in"}),
        (AuditKind.BATCH_EXPORTED, {"batch": "20261122-02-03", "version": 1, "persons": 486}),
        (AuditKind.KEYS_ROTATED, {"what": "reading_keys", "added": 1, "ring": 2, "bundle": 5}),
        (AuditKind.BACKED_UP, {"file": "station-02-20261122.backup", "sha256": "ab" * 32}),
        (AuditKind.TRUST_ISSUED, {"serial": 12}),
    )
    lines = []
    for number in range(314, 264, -1):
        kind, facts = kinds[number % len(kinds)]
        actor = None if kind is AuditKind.BACKED_UP else ACTOR
        at = booth.NOW - timedelta(minutes=7 * (314 - number))
        lines.append(AuditLine(number, AuditEvent(at, "02", actor, kind, facts), bytes(32)))
    return AuditPage(tuple(lines), {ACTOR: "孙丽"}, 314)


def settings_states(made: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield the sections one after another, by the name of their state."""
    pages = made.settings_page
    pages.show_section("keys")
    keys = cast(KeysSection, pages.section("keys"))
    keys._take(asks.ShowKeys(), VIEW)
    yield "settings_keys", made
    run = asks.ChangeDataKey("")
    keys._show_progress(run, 18_500, 50_000)
    yield "settings_keys_run", made
    keys._take(run, (50_000, 0))
    yield "settings_keys_done", made
    keys._take(asks.ShowKeys(), KeysView("02", "", 2, True, VIEW.reading_keys, 4, ""))
    keys._said = None
    keys._show_said()
    yield "settings_keys_waits", made
    pages.show_section("audit")
    audit = cast(AuditSection, pages.section("audit"))
    audit._take(asks.ShowTrail(), page())
    audit._end(TrailCheck(AuditHead(314, bytes(32)), None, {}))
    yield "settings_audit", made
    sheet = SheetChain("20261122-02-03-v1.xlsx", "", "", AuditHead(320, bytes(32)))
    cut = AuditTailCut(number=315, file=sheet.file)
    altered = AuditLineAltered(number=208)
    audit._end(TrailCheck(AuditHead(207, bytes(32)), altered, {sheet: cut}))
    yield "settings_audit_fault", made


def dialogs(made: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield the dialogs of keys and lists."""
    made.take_report(booth.report(out.Ignored()))
    made.pages.open("settings")
    pages = made.settings_page
    pages.show_section("keys")
    keys = cast(KeysSection, pages.section("keys"))
    keys._take(asks.ShowKeys(), VIEW)
    for name, button in (
        ("passphrase", keys.passphrase_button),
        ("drop", keys.drop_button),
        ("bundle", keys.bundle_button),
        ("update", keys.update_button),
    ):
        button.click()
        dialog = keys.dialog
        if name == "bundle":
            dialog.files[FOLDER].edit.setText(str(Path("/media/usb")))
            dialog.twice[BUNDLE].first.setText("x" * 12)
        if name == "passphrase":
            dialog.show_error(PassphraseWrong())
        yield f"keys_{name}", dialog
        dialog.done(0)
    pages.show_section("trust")
    card = cast(TrustSection, pages.section("trust")).issuing
    card._take(asks.ShowList(), preview())
    dialog = card.dialog
    if dialog is not None:
        dialog.table.selectRow(1)
        yield "keys_issue", dialog
        dialog.issuer_button.click()
        yield "keys_issue_key", dialog.key_dialog
        dialog.key_dialog.done(0)
        dialog.end_button.click()
        yield "keys_issue_end", dialog.end_dialog
        dialog.done(0)
