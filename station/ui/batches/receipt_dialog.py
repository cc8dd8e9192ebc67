"""F6: what the laboratory received of a batch: entered, scanned, compared, settled."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QListWidget, QWidget

from station.domain.batch_view import BatchLine
from station.domain.receipt import HIGHEST_COUNT, Receipt, ReceiptStatus, SettleReason
from station.errors import StationError
from station.ui.batches.asks import Received, Settle
from station.ui.batches_desk import BatchesDesk
from station.ui.card import push_button, set_tone, text_label
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.dialogs.scan_panel import ScanPanel
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words

LIST_HEIGHT = 110


class ReceiptDialog(StationDialog):
    """Asks the desk; whoever opened it hears the answers too."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: BatchesDesk,
        line: BatchLine,
    ) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self._line = line
        self.receipt = line.receipt
        self.setMinimumWidth(600)
        version = line.exported_version or line.batch.version
        self.set_heading(
            words("receipt.title", number=line.batch.number),
            words("receipt.text", version=version, box=line.batch.box_code or "—"),
        )
        self.count_button = push_button(theme, "segment")
        self.scan_button = push_button(theme, "segment")
        self.count = LatinLineEdit()
        self.count.setFont(theme.font(15, mono=True))
        self.count.setValidator(QIntValidator(0, HIGHEST_COUNT, self))
        self.scan = ScanPanel(theme, words)
        self.state = text_label(theme, 15, bold=True)
        self.list = QListWidget()
        self.list.setFont(theme.font(14, mono=True))
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.setAccessibleName(words("receipt.differences"))
        self.reason = QComboBox()
        for reason in SettleReason:
            self.reason.addItem(words(f"receipt.reason.{reason.value}"), reason)
        self.settle_button = push_button(theme)
        self._lay_out()
        self._ways.buttonClicked.connect(self._choose_way)
        self.ok.clicked.connect(self._enter)
        self.close_button.clicked.connect(self.reject)
        self.settle_button.clicked.connect(self._settle)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)
        self._show_receipt()
        self.count.setFocus()

    @property
    def is_scanning(self) -> bool:
        """Whether each tube is to be scanned."""
        return self.scan_button.isChecked()

    def take_tube(self, text: str) -> None:
        """A reader saw a tube; the first one begins the scanning."""
        if not self.is_scanning:
            self.scan_button.setChecked(True)
            self._choose_way()
        self.scan.take_tube(text)

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = self.words
        self._ways = QButtonGroup(self)
        self._way_row = QWidget()
        ways = QHBoxLayout(self._way_row)
        ways.setContentsMargins(0, 0, 0, 0)
        self._rows = FormRows(self.theme)
        self._rows.add("receipt.way", self.count_button, self._way_row)
        self._rows.add("receipt.count", self.count)
        self._rows.add("receipt.scanned", self.scan.edit, self.scan)
        self._rows.set_words(words)
        for key, button in (("box.by_count", self.count_button), ("box.by_scan", self.scan_button)):
            button.setText(words(key))
            button.setAccessibleName(words(key))
            button.setCheckable(True)
            self._ways.addButton(button)
            ways.addWidget(button)
        self.count_button.setChecked(True)
        self._rows.setRowVisible(self.scan, False)
        self.settle_button.setText(words("receipt.settle"))
        self.reason.setAccessibleName(words("receipt.reason_label"))
        self.reason.setFont(self.theme.font(14))
        self._settle_row = QWidget()
        settle = QHBoxLayout(self._settle_row)
        settle.setContentsMargins(0, 0, 0, 0)
        settle.addWidget(self.reason, 1)
        settle.addWidget(self.settle_button)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.state)
        self.body.addWidget(self.list)
        self.body.addWidget(self._settle_row)
        self.close_button = self.add_button()
        self.close_button.setText(words("common.close"))
        self.ok = self.add_button("primary")
        self.ok.setText(words("receipt.ok"))

    def _show_receipt(self) -> None:
        receipt, words = self.receipt, self.words
        is_open = receipt is not None and receipt.status is ReceiptStatus.OPEN
        self._settle_row.setVisible(is_open)
        self.list.clear()
        self.state.setVisible(receipt is not None)
        self.list.setVisible(is_open)
        if receipt is None:
            return
        facts = {"received": receipt.received, "expected": receipt.expected}
        self.state.setText(self._told(receipt, facts))
        set_tone(self.state, "tone", "bad" if is_open else "ok")
        lines = [words("scan_panel.missing", tube=each.grouped) for each in receipt.missing]
        lines += [words("scan_panel.extra", tube=each.grouped) for each in receipt.extra]
        self.list.addItems(lines or [words("receipt.not_named", **facts)])

    def _told(self, receipt: Receipt, facts: dict[str, int]) -> str:
        if receipt.status is ReceiptStatus.SETTLED and receipt.settled_reason is not None:
            reason = self.words(f"receipt.reason.{receipt.settled_reason.value}")
            return self.words("receipt.settled", reason=reason, **facts)
        return self.words(f"receipt.{receipt.status.value}", **facts)

    @Slot()
    def _choose_way(self) -> None:
        scanning = self.is_scanning
        self._rows.setRowVisible(self.count, not scanning)
        self._rows.setRowVisible(self.scan, scanning)
        (self.scan.edit if scanning else self.count).setFocus()

    @Slot()
    def _enter(self) -> None:
        self.clear_problem()
        number = self._line.batch.number
        if self.is_scanning:
            if not self.scan.barcodes:
                self.show_problem(self.words("receipt.scan_first"))
                return
            texts = tuple(barcode.text for barcode in self.scan.barcodes)
            self._desk.ask(Received(number, barcodes=texts))
        elif self.count.text():
            self._desk.ask(Received(number, count=int(self.count.text())))
        else:
            self.show_problem(self.words("receipt.count_first"))
            self.count.setFocus()
            return
        self.ok.setEnabled(False)

    @Slot()
    def _settle(self) -> None:
        if self.receipt is not None:
            self.clear_problem()
            self.settle_button.setEnabled(False)
            self._desk.ask(Settle(self.receipt.id, self.reason.currentData()))

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, (Received, Settle)) and isinstance(answer, Receipt):
            self._let_go()
            self.receipt = answer
            self._show_receipt()
            open_again = answer.status is ReceiptStatus.OPEN
            (self.reason if open_again else self.close_button).setFocus()

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, (Received, Settle)):
            self._let_go()
            self.show_error(error)

    def _let_go(self) -> None:
        self.ok.setEnabled(True)
        self.settle_button.setEnabled(True)
