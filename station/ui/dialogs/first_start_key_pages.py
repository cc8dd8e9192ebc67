"""The pages of the first start for secrets: a new site's keys, and a bundle to join with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from station.errors import StationError
from station.setup.wishes import Joining, Passphrases
from station.ui.card import text_label
from station.ui.dialogs.file_row import FileRow
from station.ui.dialogs.first_start import (
    Fault,
    booth_number,
    check_file,
    check_passphrase,
    fault_of,
)
from station.ui.dialogs.first_start_pages import Page
from station.ui.dialogs.twice_field import TwiceField
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words


class KeysPage(Page):
    """Where a new site's keys go, and the four passphrases."""

    name = "keys"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.out = FileRow(theme, folder=True)
        self.rows.add("first.out", self.out.edit, self.out)
        self.booth, self.root, self.issuer, self.bundle = (TwiceField(theme) for _ in range(4))
        self._twice = {
            "booth": self.booth,
            "root": self.root,
            "issuer": self.issuer,
            "bundle": self.bundle,
        }
        for name, field in self._twice.items():
            self.rows.add(f"first.passphrase_{name}", field.first, field)
        self._warning = text_label(theme, 13, bold=True, tone="warn")
        self._warning.setWordWrap(True)
        self.column.addWidget(self._warning)
        self.column.addStretch(1)

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self.out.set_words(words)
        self._warning.setText(words("first.root_warning"))
        for field in self._twice.values():
            field.set_words(words)

    def start(self) -> QWidget:
        return self.out.edit

    def fault(self) -> Fault | StationError | None:
        if not self.out.edit.text().strip():
            return Fault("no_out")
        for name, field in self._twice.items():
            if (fault := check_passphrase(*field.typed)) is not None:
                return replace(fault, of=f"first.passphrase_{name}")
        try:
            self.passphrases().check()
        except StationError as error:
            return error
        return None

    def field_of(self, fault: Fault | StationError) -> QWidget:
        if not isinstance(fault, Fault):
            return self._second_alike()
        if not fault.of:
            return self.out.edit
        return self._twice[fault.of.removeprefix("first.passphrase_")].at_fault

    def _second_alike(self) -> QWidget:
        """Return the field of the first passphrase that another field has already."""
        seen: set[str] = set()
        for field in self._twice.values():
            if field.first.text() in seen:
                return field.first
            seen.add(field.first.text())
        return self.booth.first

    def passphrases(self) -> Passphrases:
        return Passphrases(**{name: field.first.text() for name, field in self._twice.items()})

    def folder(self) -> Path:
        return self.out.path


class BundlePage(Page):
    """A bundle to join with, this booth's number, and its own passphrase."""

    name = "bundle"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.file = FileRow(theme)
        self.bundle = LatinLineEdit()
        self.bundle.setEchoMode(QLineEdit.EchoMode.Password)
        self.booth = LatinLineEdit()
        self.own = TwiceField(theme)
        self.rows.add("first.bundle_file", self.file.edit, self.file)
        self.rows.add("first.passphrase_bundle", self.bundle)
        self.rows.add("first.booth", self.booth)
        self.rows.add("first.passphrase_booth", self.own.first, self.own)
        self.column.addStretch(1)

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self.file.set_words(words)
        self.own.set_words(words)

    def start(self) -> QWidget:
        return self.file.edit

    def fault(self) -> Fault | None:
        if (fault := check_file(self.file.edit.text().strip())) is not None:
            return fault
        if not self.bundle.text():
            return Fault("no_bundle_passphrase")
        number = booth_number(self.booth.text().strip())
        if (fault := fault_of({"booth": {"number": number}})) is not None:
            return fault
        fault = check_passphrase(*self.own.typed)
        return None if fault is None else replace(fault, of="first.passphrase_booth")

    def field_of(self, fault: Fault | StationError) -> QWidget:
        if not isinstance(fault, Fault):
            wrong = fault.code == "bundle_passphrase_wrong"
            return self.bundle if wrong else self.file.edit
        if fault.of:
            return self.own.at_fault
        fields: dict[str, QWidget] = {
            "bad_booth": self.booth,
            "no_bundle_passphrase": self.bundle,
        }
        return fields.get(fault.word, self.file.edit)

    def wish(self) -> Joining:
        return Joining(
            bundle=self.file.path,
            bundle_passphrase=self.bundle.text(),
            passphrase=self.own.first.text(),
            booth=booth_number(self.booth.text().strip()),
        )
