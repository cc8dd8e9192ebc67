"""The first start: the demo site at once, or a real one step by step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from station.passphrase import SHORTEST_PASSPHRASE
from station.settings import Settings
from station.ui.card import text_label
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.dialogs.file_row import FileRow
from station.ui.dialogs.first_start import (
    Fault,
    FirstStart,
    NewSite,
    booth_number,
    check_keys,
    check_passphrase,
    check_site,
)
from station.ui.dialogs.language_combo import LanguageCombo
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "UTC")
HEADINGS = (
    ("first.title", "first.kind"),
    ("first.site_title", ""),
    ("first.passphrase_title", "first.passphrase_text"),
    ("first.keys_title", "first.keys_text"),
)
CHOICE, SITE, PASSPHRASE, KEYS = range(4)


class FirstStartDialog(StationDialog):
    """Once accepted, ``answer`` is the `FirstStart`.

    ``words_in`` returns the words of a language. ``pattern`` is the tube pattern at first,
    ``box_pattern`` the one of the boxes, which stays. What was typed stays: if the site cannot be
    founded, `show_error` and open it again.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        words_in: Callable[[str], Words],
        pattern: str,
        box_pattern: str = Settings().boxes.pattern,
    ) -> None:
        super().__init__(None, theme, words)
        self._words_in = words_in
        self._box_pattern = box_pattern
        self.answer: FirstStart | None = None
        self.setMinimumWidth(620)
        self.language = LanguageCombo(words.language)
        self.demo = QRadioButton()
        self.real = QRadioButton()
        self.site = QLineEdit()
        self.booth = LatinLineEdit("1")
        self.zone = QComboBox()
        self.zone.setEditable(True)
        self.zone.addItems(ZONES)
        self.pattern = LatinLineEdit(pattern)
        self.passphrase = LatinLineEdit()
        self.again = LatinLineEdit()
        self.trust = FileRow(theme)
        self.root = LatinLineEdit()
        self.reading = FileRow(theme, several=True)
        self._rows: list[FormRows] = []
        self._pages = QStackedWidget()
        self._lay_out()
        self.back = self.add_button()
        self.next = self.add_button("primary")
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.language.currentIndexChanged.connect(self._change_language)
        self.demo.toggled.connect(self._set_words)
        self.demo.setChecked(True)
        self._set_words()

    @property
    def page(self) -> int:
        return self._pages.currentIndex()

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = self.theme
        self._hint = text_label(theme, 13, tone="muted")
        for edit in (self.passphrase, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        for edit in (self.pattern, self.root):
            edit.setFont(theme.font(14, mono=True))
        for choice in (self.demo, self.real):
            choice.setFont(theme.font(15))
        first = self._add_page(("language", self.language))
        first.addSpacing(8)
        first.addWidget(self.demo)
        first.addWidget(self.real)
        first.addStretch(1)
        site = self._add_page(
            ("site", self.site),
            ("booth", self.booth),
            ("zone", self.zone),
            ("pattern", self.pattern),
        )
        site.addWidget(self._hint)
        site.addStretch(1)
        self._add_page(("passphrase", self.passphrase), ("again", self.again)).addStretch(1)
        keys = self._add_page(
            ("trust", self.trust.edit, self.trust),
            ("root", self.root),
            ("reading", self.reading.edit, self.reading),
        )
        keys.addStretch(1)
        self.body.addWidget(self._pages)

    def _add_page(self, *fields: tuple[str, QWidget] | tuple[str, QWidget, QWidget]) -> QVBoxLayout:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        rows = FormRows(self.theme)
        for name, field, *row in fields:
            rows.add(f"first.{name}", field, *row)
        column.addLayout(rows)
        self._rows.append(rows)
        self._pages.addWidget(page)
        return column

    @Slot()
    def _set_words(self) -> None:
        words = self.words
        title, text = HEADINGS[self.page]
        shortest = SHORTEST_PASSPHRASE
        self.set_heading(words(title), words(text, shortest=shortest) if text else "")
        for rows in self._rows:
            rows.set_words(words)
        self.demo.setText(words("first.demo"))
        self.real.setText(words("first.real"))
        self._hint.setText(words("first.pattern_hint"))
        for row in (self.trust, self.reading):
            row.button.setText(words("common.choose"))
        self.back.setText(words("common.back"))
        self.back.setVisible(self.page != CHOICE)
        self.next.setText(words("first.finish" if self._is_last else "common.next"))
        self.clear_problem()

    @property
    def _is_last(self) -> bool:
        return self.page == KEYS or (self.page == CHOICE and self.demo.isChecked())

    @Slot()
    def _change_language(self) -> None:
        self.words = self._words_in(self.language.chosen)
        self._set_words()

    @Slot()
    def _go_back(self) -> None:
        self._show_page(self.page - 1)

    @Slot()
    def _go_on(self) -> None:
        fault = self._fault()
        if fault is not None:
            self.show_problem(self.words(f"first.{fault.word}", detail=fault.detail))
        elif self._is_last:
            self.answer = FirstStart(self.language.chosen, self._site())
            self.accept()
        else:
            self._show_page(self.page + 1)

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._set_words()
        (self.language, self.site, self.passphrase, self.trust.edit)[page].setFocus()

    def _fault(self) -> Fault | None:
        if self.page == SITE:
            return check_site(
                self.site.text().strip(),
                self.booth.text().strip(),
                self.zone.currentText().strip(),
                self.pattern.text().strip(),
                self._box_pattern,
            )
        if self.page == PASSPHRASE:
            return check_passphrase(self.passphrase.text(), self.again.text())
        if self.page == KEYS:
            trust, root = self.trust.edit.text().strip(), self.root.text().strip()
            return check_keys(trust, root, self.reading.paths)
        return None

    def _site(self) -> NewSite | None:
        if self.demo.isChecked():
            return None
        return NewSite(
            name=self.site.text().strip(),
            booth=booth_number(self.booth.text().strip()),
            time_zone=self.zone.currentText().strip(),
            tube_pattern=self.pattern.text().strip(),
            passphrase=self.passphrase.text(),
            root_public_key=bytes.fromhex(self.root.text().strip()),
            trust=self.trust.paths[0],
            reading_keys=self.reading.paths,
        )
