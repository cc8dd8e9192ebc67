"""Trust lists issued through the settings page of a real console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt

from station.credential.code import CTI_BYTES
from station.credential.keys import IssuerKey, RootKey, SheetKey, key_id
from station.credential.revocations import Revocation, revocations_file
from station.credential.trust import Issuer, SheetSigner, TrustList
from station.credential.trust_draft import TrustDraft
from station.demo.site import demo_keys
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.keyring.issuer_file import create_issuer_file
from station.keyring.root_file import create_root_file
from station.keyring.sealed_file import Strength
from station.services.trust_in_force import TrustWay
from station.site import Site
from station.ui.settings.day_edit import q_date
from station.ui.settings.trust_issue_dialog import FOLDER as LIST_FOLDER
from station.ui.settings.trust_issue_dialog import (
    ROOT_FILE,
    ROOT_PASSPHRASE,
    TrustIssueDialog,
)
from station.ui.settings.trust_section import TrustSection
from tests.qt.console.conftest import RunningConsole, person
from tests.qt.console.key_hands import fill, press

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

OF_ROOT = "root passphrase 3"


@pytest.fixture
def at(start: Callable[..., RunningConsole], tmp_path: Path) -> RunningConsole:
    (tmp_path / "stick").mkdir()
    running = start()
    running.window.pages.bring("settings")
    return running


def issue_dialog(at: RunningConsole) -> TrustIssueDialog:
    at.window.settings_page.show_section("trust")
    section = cast(TrustSection, at.window.settings_page.section("trust"))
    card = section.issuing
    assert card is not None
    card.button.click()
    at.until(lambda: card.dialog is not None)
    return cast(TrustIssueDialog, card.dialog)


def test_a_list_is_issued_and_in_force(at: RunningConsole, tmp_path: Path) -> None:
    stick, site = tmp_path / "stick", at.console.site
    create_root_file(stick / "root.key", demo_keys().root, OF_ROOT, Strength.LEAST)
    desk = IssuerKey.generate()
    create_issuer_file(stick / "new.issuer", desk, "City app", OF_ROOT, Strength.LEAST)
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    revoked = Revocation(soon, key_id(demo_keys().issuer.public), bytes(CTI_BYTES))
    (stick / "revoked.jsonl").write_bytes(revocations_file([revoked], datetime.now(UTC)))
    serial = site.trust.present.serial
    dialog = issue_dialog(at)
    dialog.issuer_button.click()
    assert dialog.key_dialog is not None
    dialog.key_dialog.key.edit.setText(str(stick / "new.issuer"))
    dialog.key_dialog.ok.click()
    at.until(lambda: "2 issuers" in dialog.preview.text())
    dialog.signer_button.click()
    dialog.key_dialog.key.edit.setText("ab" * 32)
    dialog.key_dialog.name.setText("03")
    dialog.key_dialog.ok.click()
    at.until(lambda: len(dialog.changes.new) == 2 and dialog._asking is None)
    dialog.read_codes(stick / "revoked.jsonl")
    at.until(lambda: "1 revoked" in dialog.preview.text())
    fill(dialog, **{ROOT_FILE: str(stick / "root.key"), ROOT_PASSPHRASE: "wrong one"})
    fill(dialog, **{LIST_FOLDER: str(stick)})
    press(dialog)
    at.until(dialog.problem.isVisible)
    assert site.trust.present.serial == serial
    assert not list(stick.glob("*.trust"))
    fill(dialog, **{ROOT_PASSPHRASE: OF_ROOT})
    press(dialog)
    at.until(lambda: site.trust.present.serial == serial + 1)
    (file,) = stick.glob("*.trust")
    issued = TrustList.open(file.read_bytes(), demo_keys().root.public)
    assert {each.name for each in issued.issuers.values()} >= {"City app"}
    assert len(issued.revoked_codes) == 1
    assert any(each.booth == "03" for each in issued.sheet_signers.values())
    view = at.console.settings_desk.trust
    at.until(lambda: view.view is not None and view.view.serial == serial + 1)
    with site.database.reading() as unit:
        assert [line.event.kind for line in unit.audit.lines()][-2:] == [
            AuditKind.TRUST_ISSUED,
            AuditKind.TRUST_ACCEPTED,
        ]


def test_another_sites_root_and_keys_that_are_none_are_refused(
    at: RunningConsole, tmp_path: Path
) -> None:
    stick, site = tmp_path / "stick", at.console.site
    create_root_file(stick / "root.key", RootKey.generate(), OF_ROOT, Strength.LEAST)
    serial = site.trust.present.serial
    dialog = issue_dialog(at)
    dialog.issuer_button.click()
    key = dialog.key_dialog
    assert key is not None
    key.key.edit.setText("zz" * 32)
    key.ok.click()
    at.until(key.problem.isVisible)
    assert key.problem.title.text() == "This is no public key"
    key.reject()
    typed = {ROOT_FILE: str(stick / "root.key"), ROOT_PASSPHRASE: OF_ROOT, LIST_FOLDER: str(stick)}
    press(fill(dialog, **typed))
    at.until(dialog.problem.isVisible)
    assert dialog.problem.title.text() == "This is not this site's root key"
    assert site.trust.present.serial == serial
    assert not list(stick.glob("*.trust"))
    dialog.reject()


# --- keys that stand in the list ---------------------------------------------------------------


class ListOfSix:
    """A list in force with three more issuers and three more sheet signers, by their kid."""

    def __init__(self, site: Site) -> None:
        now = datetime.now(UTC)
        start, self.end = int(now.timestamp()) - 86_400, int(now.timestamp()) + 300 * 86_400
        draft = TrustDraft(site.trust.present)
        issuers = [IssuerKey.generate().public for _ in range(3)]
        signers = [SheetKey.generate().public for _ in range(3)]
        for number, public in enumerate(issuers):
            draft.put_issuer(Issuer(public, f"Desk {number}", start, self.end, 30))
        for number, public in enumerate(signers, 11):
            draft.put_sheet_signer(SheetSigner(public, str(number), start, self.end))
        site.trust.accept(draft.issue(demo_keys().root, now).raw, now, TrustWay.HAND)
        self.issuers = [key_id(public) for public in issuers]
        self.signers = [key_id(public) for public in signers]


def choose(dialog: TrustIssueDialog, kid: bytes) -> None:
    kids = [dialog.table.item(row, 2).text() for row in range(dialog.table.rowCount())]
    dialog.table.selectRow(kids.index(kid.hex()))


def state_of(dialog: TrustIssueDialog, kid: bytes) -> str:
    choose(dialog, kid)
    return dialog.table.item(dialog.table.currentRow(), 4).text()


def last_second(site: Site, day: date) -> int:
    next_day = datetime(day.year, day.month, day.day, tzinfo=site.zone) + timedelta(days=1)
    return int(next_day.timestamp()) - 1


def test_keys_are_ended_on_a_day_revoked_and_removed(at: RunningConsole, tmp_path: Path) -> None:
    stick, site = tmp_path / "stick", at.console.site
    create_root_file(stick / "root.key", demo_keys().root, OF_ROOT, Strength.LEAST)
    keys = ListOfSix(site)
    serial, today = site.trust.present.serial, datetime.now(site.zone).date()
    dialog = issue_dialog(at)

    def judged() -> None:
        at.until(lambda: dialog._asking is None)
        assert dialog.problem.isHidden()

    def end(kid: bytes, day: date | None) -> None:
        choose(dialog, kid)
        dialog.end_button.click()
        assert dialog.end_dialog is not None
        # As long as it signs, and not a day longer.
        assert dialog.end_dialog.until.maximumDate() == q_date(
            datetime.fromtimestamp(keys.end, site.zone).date()
        )
        if day is not None:
            dialog.end_dialog.until.setDate(q_date(day))
        dialog.end_dialog.ok.click()
        judged()
        assert state_of(dialog, kid) == "ends earlier"

    def do(kid: bytes, button: str) -> None:
        choose(dialog, kid)
        getattr(dialog, button).click()
        judged()

    ended, revoked, removed = keys.issuers
    end(ended, today + timedelta(days=20))
    # A second thought: later, which the first day does not keep from.
    end(ended, today + timedelta(days=30))
    do(revoked, "revoke_button")
    assert state_of(dialog, revoked) == "revoked"
    assert not dialog.end_button.isEnabled()
    do(removed, "remove_button")
    closed, also_closed, gone = keys.signers
    end(closed, None)
    choose(dialog, also_closed)
    assert not dialog.revoke_button.isEnabled()
    end(also_closed, today + timedelta(days=7))
    do(gone, "remove_button")
    assert "3 issuers, 3 sheet keys" in dialog.preview.text()
    typed = {ROOT_FILE: str(stick / "root.key"), ROOT_PASSPHRASE: OF_ROOT, LIST_FOLDER: str(stick)}
    press(fill(dialog, **typed))
    at.until(lambda: site.trust.present.serial == serial + 1)

    (file,) = stick.glob("*.trust")
    issued = TrustList.open(file.read_bytes(), demo_keys().root.public)
    assert issued.serial == serial + 1
    assert issued.issuers[ended].valid_until == last_second(site, today + timedelta(days=30))
    assert issued.issuers[revoked].valid_until == keys.end
    assert issued.revoked_issuers == {revoked}
    assert removed not in issued.issuers
    assert issued.sheet_signers[closed].valid_until == last_second(site, today)
    week = today + timedelta(days=7)
    assert issued.sheet_signers[also_closed].valid_until == last_second(site, week)
    assert gone not in issued.sheet_signers
    # What was not touched is as it was.
    own = key_id(demo_keys().issuer.public)
    assert issued.issuers[own] == site.trust.present.issuers[own]
    assert len(issued.sheet_signers) == 3


def test_a_guns_read_types_into_no_field_and_a_lock_closes_all(
    at: RunningConsole, tmp_path: Path
) -> None:
    dialog = issue_dialog(at)
    fill(dialog, **{ROOT_FILE: str(tmp_path), LIST_FOLDER: str(tmp_path)})
    secret = dialog.secrets[ROOT_PASSPHRASE]
    typed: list[str] = []
    secret.textChanged.connect(typed.append)
    secret.setFocus()
    at.until(secret.hasFocus)
    # The booth answers on its own page: the dialog goes.
    at.shoot(person(1), out.PersonWaits)
    assert not any(typed)
    at.window.pages.bring("settings")
    dialog = issue_dialog(at)
    secret = dialog.secrets[ROOT_PASSPHRASE]
    fill(dialog, **{ROOT_PASSPHRASE: OF_ROOT})
    cleared: list[bool] = []
    dialog.finished.connect(lambda: cleared.append(not secret.text()))
    dialog.table.selectRow(0)
    dialog.end_button.click()
    control = Qt.KeyboardModifier.ControlModifier
    at.after(lambda: at.hands.press(Qt.Key.Key_L, control), out.Locked)
    assert at.window.lock.is_covered
    assert cleared == [True]
    assert dialog.end_dialog is None
