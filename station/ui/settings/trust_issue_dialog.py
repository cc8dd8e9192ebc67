"""Issuing the next trust list: keys added, ended, revoked, removed; signed by the root key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from station.errors import StationError
from station.services.trust_changes import KeyKind, ListedKey, ListPreview, SignerView, TrustChanges
from station.ui.card import push_button, text_label
from station.ui.file_dialog import set_file_words
from station.ui.keys_desk import KeysDesk
from station.ui.settings import key_asks as asks
from station.ui.settings.key_dialog import KeyDialog, Secrets, free_path
from station.ui.settings.trust_end_dialog import TrustEndDialog
from station.ui.settings.trust_key_dialog import TrustKeyDialog
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH = 860
COLUMNS = ("kind", "name", "kid", "until", "state")
HEADER_HEIGHT, ROW_HEIGHT, ROWS = 36, 30, 6
ROOT_FILE, ROOT_PASSPHRASE, FOLDER = "issuing.root", "issuing.passphrase", "keys.folder"


class TrustIssueDialog(KeyDialog):
    """Begins with the list in force, ``present``. Each change is judged as it is made, and taken
    back if the next list could not hold it."""

    def __init__(
        self, parent: QWidget, theme: Theme, words: Words, desk: KeysDesk, present: ListPreview
    ) -> None:
        super().__init__(parent, theme, words, desk, "issue")
        self.setMinimumWidth(WIDTH)
        self.changes = TrustChanges()
        self._present = present
        self._judged = TrustChanges()
        self._shown = present
        self._asking: object = None
        # Until when a key may sign if it is not ended here.
        self._ends = {each.key.kid: each.key.valid_until for each in present.keys}
        self.key_dialog: TrustKeyDialog | None = None
        self.end_dialog: TrustEndDialog | None = None
        self.table = QTableWidget(0, len(COLUMNS))
        self.preview = text_label(theme, 14, bold=True)
        self.preview.setWordWrap(True)
        self.issuer_button = push_button(theme)
        self.signer_button = push_button(theme)
        self.codes_button = push_button(theme)
        self.end_button = push_button(theme)
        self.revoke_button = push_button(theme, "danger")
        self.remove_button = push_button(theme, "danger")
        self._lay_out()
        self.root = self.add_file(ROOT_FILE)
        self.add_secret(ROOT_PASSPHRASE)
        self.folder = self.add_file(FOLDER, folder=True)
        self.in_force = QCheckBox(words("issuing.in_force"))
        self.in_force.setFont(theme.font(14))
        self.in_force.setChecked(True)
        self.body.addWidget(self.in_force)
        self.begin(self._wish)
        self.table.itemSelectionChanged.connect(self._show_buttons)
        self.issuer_button.clicked.connect(lambda: self._open_key(KeyKind.ISSUER))
        self.signer_button.clicked.connect(lambda: self._open_key(KeyKind.SHEETS))
        self.codes_button.clicked.connect(self._ask_codes)
        self.end_button.clicked.connect(self._ask_end)
        self.revoke_button.clicked.connect(self._revoke)
        self.remove_button.clicked.connect(self._remove)
        desk.answered.connect(self._hear)
        desk.failed.connect(self._hear_failure)
        self._show()
        self.table.setFocus()

    def done(self, result: int) -> None:
        for dialog in (self.key_dialog, self.end_dialog):
            if dialog is not None:
                dialog.done(0)
        super().done(result)

    # --- changes ---------------------------------------------------------------------------------

    def _wish(self, typed: Secrets) -> asks.IssueList:
        out = free_path(self.folder.path, f"site-{self._shown_serial}", ".trust")
        return asks.IssueList(
            self.changes,
            self.root.path,
            typed[ROOT_PASSPHRASE],
            out,
            self.in_force.isChecked(),
        )

    @property
    def _shown_serial(self) -> int:
        return self._present.serial + 1

    def _chosen(self) -> SignerView | None:
        rows = self.table.selectionModel().selectedRows()
        return self._shown.keys[rows[0].row()] if rows else None

    def _change(self, changes: TrustChanges) -> None:
        """Let the list with these changes be judged; they count if it may be."""
        if self._asking is None:
            self.clear_problem()
            self.changes = changes
            self._asking = asks.PreviewList(changes)
            self._desk.ask(self._asking)

    @Slot()
    def _ask_end(self) -> None:
        chosen = self._chosen()
        if chosen is None or self.is_waiting or self.end_dialog is not None:
            return
        key, day = chosen.key, self.words.day
        dialog = TrustEndDialog(
            *(self, self.theme, self.words, key.name),
            first=day(key.valid_from),
            last=day(self._ends.get(key.kid, key.valid_until)),
            today=day(datetime.now(UTC)),
        )
        self.end_dialog = dialog
        dialog.finished.connect(self._forget_end)
        dialog.chosen.connect(lambda last: self._end(bytes.fromhex(key.kid), last))
        dialog.open()

    @Slot()
    def _forget_end(self) -> None:
        dialog, self.end_dialog = self.end_dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _end(self, kid: bytes, last: date) -> None:
        """``last`` is the key's last day; what it signed until then stays good."""
        others = tuple(each for each in self.changes.ended if each[0] != kid)
        self._change(replace(self.changes, ended=(*others, (kid, last))))

    @Slot()
    def _revoke(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.kind is KeyKind.ISSUER:
            kids = self.changes.revoked | {bytes.fromhex(chosen.key.kid)}
            self._change(replace(self.changes, revoked=kids))

    @Slot()
    def _remove(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        kid, changes = bytes.fromhex(chosen.key.kid), self.changes
        kept = tuple(key for key in changes.new if key.kid != kid)
        ended = tuple(each for each in changes.ended if each[0] != kid)
        removed = changes.removed
        if any(each.key.kid == chosen.key.kid for each in self._present.keys):
            removed = removed | {kid}
        self._change(
            replace(
                changes, new=kept, ended=ended, revoked=changes.revoked - {kid}, removed=removed
            )
        )

    def _open_key(self, kind: KeyKind) -> None:
        if self.key_dialog is None and not self.is_waiting:
            until = date.today() + timedelta(days=365)
            dialog = TrustKeyDialog(self, self.theme, self.words, self._desk, kind, until)
            self.key_dialog = dialog
            dialog.finished.connect(self._forget_key)
            dialog.checked.connect(self._add)
            dialog.open()

    @Slot()
    def _forget_key(self) -> None:
        dialog, self.key_dialog = self.key_dialog, None
        if dialog is not None:
            dialog.deleteLater()

    @Slot(object)
    def _add(self, key: ListedKey) -> None:
        self._ends[key.kid.hex()] = datetime.fromtimestamp(key.valid_until, UTC)
        new = tuple(each for each in self.changes.new if each.kid != key.kid)
        removed = self.changes.removed - {key.kid}
        self._change(replace(self.changes, new=(*new, key), removed=removed))

    @Slot()
    def _ask_codes(self) -> None:
        dialog = QFileDialog(self, self.words("issuing.codes"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        set_file_words(dialog, self.words)
        dialog.fileSelected.connect(lambda path: self.read_codes(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_codes(self, path: Path) -> None:
        """Revoke the codes that a code desk named in a file."""
        if self._asking is None:
            self.clear_problem()
            self._asking = asks.ReadCodes(path)
            self._desk.ask(self._asking)

    # --- answers ---------------------------------------------------------------------------------

    @Slot(object, object)
    def _hear(self, what: object, answer: object) -> None:
        if what is not self._asking or what is None:
            return
        self._asking = None
        if isinstance(what, asks.ReadCodes):
            self._change(replace(self.changes, codes=(*self.changes.codes, *answer)))
        else:
            self._judged, self._shown = self.changes, answer
            self._show()

    @Slot(object, object)
    def _hear_failure(self, what: object, error: StationError) -> None:
        if what is self._asking and what is not None:
            self._asking = None
            self.changes = self._judged
            self.show_error(error)

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self) -> None:
        shown, words, table = self._shown, self.words, self.table
        new = {key.kid.hex() for key in self.changes.new}
        ended = {kid.hex() for kid, _ in self.changes.ended}
        now = datetime.now(UTC)
        table.setRowCount(len(shown.keys))
        for row, each in enumerate(shown.keys):
            key = each.key
            if key.is_revoked or key.kid not in new | ended:
                state = f"state_{key.state(now).value}"
            else:
                state = "ends" if key.kid in ended else "new"
            texts = (
                words(f"issuing.{each.kind.value}"),
                key.name,
                key.kid,
                str(words.day(key.valid_until)),
                words(f"issuing.{state}"),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFont(self.theme.font(14, mono=column == 2))
                table.setItem(row, column, item)
        text = words(
            "issuing.preview",
            serial=self._shown_serial,
            issuers=sum(each.kind is KeyKind.ISSUER for each in shown.keys),
            signers=sum(each.kind is KeyKind.SHEETS for each in shown.keys),
            codes=shown.revoked_codes,
        )
        if shown.left_out:
            text += " " + words("issuing.left_out", count=shown.left_out)
        self.preview.setText(text)
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        chosen = self._chosen()
        may_change = chosen is not None and not chosen.key.is_revoked
        self.end_button.setEnabled(may_change)
        # A list knows no revoked sheet key: those are ended or removed.
        self.revoke_button.setEnabled(may_change and chosen.kind is KeyKind.ISSUER)
        self.remove_button.setEnabled(chosen is not None)

    def _lay_out(self) -> None:
        words, table = self.words, self.table
        table.setHorizontalHeaderLabels([words(f"issuing.column_{name}") for name in COLUMNS])
        table.setAccessibleName(words("keys.issue_title"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFont(self.theme.font(13, bold=True))
        header.setFixedHeight(HEADER_HEIGHT)
        table.setFixedHeight(HEADER_HEIGHT + ROW_HEIGHT * ROWS + 2 * table.frameWidth())
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMNS.index("name"), QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, key in (
            (self.issuer_button, "add_issuer"),
            (self.signer_button, "add_signer"),
            (self.codes_button, "codes"),
            (self.end_button, "end"),
            (self.revoke_button, "revoke"),
            (self.remove_button, "remove"),
        ):
            button.setText(words(f"issuing.{key}"))
            row.addWidget(button)
        row.addStretch(1)
        for index, part in enumerate((table, row, self.preview)):
            if part is row:
                self.body.insertLayout(index, row)
            else:
                self.body.insertWidget(index, part)
