"""A window with a field and a default button, and a file that tells what they got.

Run by the tests on an X server of their own: ``gun_window.py STATE_FILE GAP_MS PLACE``, PLACE one
of ``field``, ``button``, ``dialog``, ``sheet`` (a dialog of the window alone), ``combo``,
``table``, ``number``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from station.domain.scan import View
from station.errors import StationError
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.qt_gun import KeyboardGun


class State:
    """Writes what happened to a file, whole each time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.facts: dict[str, object] = {}
        self.set(ready=False, reads=[], failed=[], text="", changes=0)
        self.set(clicks=0, returns=0, shortcuts=0, accepted=0)

    def set(self, **facts: object) -> None:
        self.facts.update(facts)
        spare = self._path.with_suffix(".new")
        spare.write_text(json.dumps(self.facts))
        spare.replace(self._path)

    def add(self, name: str) -> None:
        self.set(**{name: int(str(self.facts[name])) + 1})


class Window(QMainWindow):
    """``focus`` is the widget to type into."""

    def __init__(self, state: State, place: str) -> None:
        super().__init__()
        self._state = state
        body = QWidget()
        self._column = QVBoxLayout(body)
        field, button = QLineEdit(), QPushButton("&1 register")
        self._column.addWidget(field)
        self._column.addWidget(button)
        self.setCentralWidget(body)
        button.setDefault(True)
        button.clicked.connect(lambda: state.add("clicks"))
        field.textChanged.connect(lambda text: state.set(text=text))
        field.returnPressed.connect(lambda: state.add("returns"))
        for keys in ("F4", "Ctrl+G", "A", "Alt+5"):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda: state.add("shortcuts"))
        self.focus: QWidget = button if place == "button" else field
        if place in ("combo", "table", "number"):
            self.focus = self._changeable(place)
            self._column.addWidget(self.focus)
        self.show()
        if place in ("dialog", "sheet"):
            self.focus = self._open_dialog(place == "sheet")

    def _open_dialog(self, of_window: bool) -> QWidget:
        dialog = QDialog(self)
        column = QVBoxLayout(dialog)
        field = QLineEdit()
        field.textChanged.connect(lambda text: self._state.set(text=text))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(dialog.accept)
        column.addWidget(field)
        column.addWidget(buttons)
        dialog.accepted.connect(lambda: self._state.add("accepted"))
        if of_window:
            dialog.open()
        else:
            dialog.setModal(True)
            dialog.show()
        return field

    def _changeable(self, place: str) -> QWidget:
        if place == "combo":
            combo = QComboBox()
            combo.addItems(["NAC1:", "310"])
            combo.setCurrentIndex(1)
            combo.currentIndexChanged.connect(lambda: self._state.add("changes"))
            return combo
        if place == "number":
            number = QSpinBox()
            number.valueChanged.connect(lambda: self._state.add("changes"))
            return number
        table = QTableWidget(2, 2)
        table.setCurrentCell(0, 0)
        table.itemChanged.connect(lambda: self._state.add("changes"))
        table.currentCellChanged.connect(lambda: self._state.add("changes"))
        return table


def main() -> None:
    app = QApplication(sys.argv[:1])
    state = State(Path(sys.argv[1]))
    gap_ms = int(sys.argv[2])
    gun = KeyboardGun(GunSetup(gap_ms, 6, gap_ms + 5, GunPrefix.NONE))
    gun.install(app)
    reads: list[str] = []
    failed: list[str] = []

    def note(view: View) -> None:
        reads.append(view.scans[0].text)
        state.set(reads=reads)

    def note_failed(error: StationError) -> None:
        failed.append(error.code)
        state.set(failed=failed)

    gun.read.connect(note)
    gun.failed.connect(note_failed)
    window = Window(state, sys.argv[3])
    window.focus.setFocus()

    def tell_ready() -> None:
        if window.focus.hasFocus() and window.focus.window().isActiveWindow():
            state.set(ready=True)

    app.focusChanged.connect(tell_ready)
    app.exec()


if __name__ == "__main__":
    main()
