"""A window with a field and a default button, and a file that tells what they got.

Run by the tests on an X server of their own: ``gun_window.py STATE_FILE GAP_MS PLACE``, PLACE one
of ``field``, ``button``, ``dialog``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station.domain.scan import View
from station.scanner.qt_gun import KeyboardGun


class State:
    """Writes what happened to a file, whole each time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.facts: dict[str, object] = {}
        self.set(ready=False, reads=[], text="", clicks=0, returns=0, shortcuts=0, accepted=0)

    def set(self, **facts: object) -> None:
        self.facts.update(facts)
        spare = self._path.with_suffix(".new")
        spare.write_text(json.dumps(self.facts))
        spare.replace(self._path)

    def add(self, name: str) -> None:
        self.set(**{name: int(str(self.facts[name])) + 1})


def main() -> None:
    app = QApplication(sys.argv[:1])
    state = State(Path(sys.argv[1]))
    place = sys.argv[3]
    gun = KeyboardGun(gap_ms=int(sys.argv[2]))
    gun.install(app)
    reads: list[str] = []

    def note(view: View) -> None:
        reads.append(view.scans[0].text)
        state.set(reads=reads)

    gun.read.connect(note)
    window = QMainWindow()
    body = QWidget()
    layout = QVBoxLayout(body)
    field, button = QLineEdit(), QPushButton("register")
    layout.addWidget(field)
    layout.addWidget(button)
    window.setCentralWidget(body)
    button.setDefault(True)
    button.clicked.connect(lambda: state.add("clicks"))
    field.textChanged.connect(lambda text: state.set(text=text))
    field.returnPressed.connect(lambda: state.add("returns"))
    for keys in ("F4", "Ctrl+G", "A"):
        QShortcut(QKeySequence(keys), window).activated.connect(lambda: state.add("shortcuts"))
    window.show()
    focus: QWidget = button if place == "button" else field
    if place == "dialog":
        dialog = QDialog(window)
        inner = QVBoxLayout(dialog)
        focus = QLineEdit()
        focus.textChanged.connect(lambda text: state.set(text=text))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(dialog.accept)
        inner.addWidget(focus)
        inner.addWidget(buttons)
        dialog.setModal(True)
        dialog.accepted.connect(lambda: state.add("accepted"))
        dialog.show()
    focus.setFocus()

    def tell_ready() -> None:
        if focus.hasFocus() and focus.window().isActiveWindow():
            state.set(ready=True)

    app.focusChanged.connect(tell_ready)
    app.exec()


if __name__ == "__main__":
    main()
