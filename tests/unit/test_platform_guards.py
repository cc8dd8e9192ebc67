"""The pins and traps of the platform, so that an upgrade that brings one back is seen here."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import PySide6
import pytest
import sqlalchemy
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from station.printing.qt_faces import print_families
from station.ui.theme import font_families

CALLS = 200


class _Sender(QObject):
    sent = Signal(bool)


def test_a_void_qt_call_keeps_its_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.update()
        label.setText("")
    # PySide6 6.12.0 on Python 3.11 loses one a call and aborts the program in half a minute.
    assert sys.getrefcount(None) > before - CALLS // 2


def test_emitting_a_signal_keeps_its_reference_to_true() -> None:
    sender = _Sender()
    sender.sent.connect(lambda value: None)
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        sender.sent.emit(True)
    assert sys.getrefcount(True) > before - CALLS // 2


def test_qt_is_the_version_that_is_sound_on_this_python() -> None:
    expected = "6.11.3" if sys.version_info < (3, 12) else "6.12.0"
    assert PySide6.__version__ == expected


def test_the_lock_holds_the_version_that_is_sound_on_each_python(root: Path) -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (root / lock).read_text(encoding="utf-8")
        for part in ("essentials", "addons"):
            pins = re.findall(rf"^pyside6-{part}==(\S+) ; (\S.*?) \\$", text, re.MULTILINE)
            assert pins == [
                ("6.11.3", "python_full_version < '3.12'"),
                ("6.12.0", "python_full_version >= '3.12'"),
            ]


def test_the_locks_name_no_host_and_no_folder(root: Path) -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (root / lock).read_text(encoding="utf-8")
        assert not re.search(r"https?:|file:|--index|--find-links|--extra-index| /", text)


def test_sqlalchemy_is_the_line_that_was_measured() -> None:
    assert sqlalchemy.__version__.startswith("2.1.")


def test_opencv_brings_no_second_qt() -> None:
    installed = {each.name.lower() for each in metadata.distributions()}
    assert "opencv-python-headless" in installed
    assert not installed & {"opencv-python", "opencv-contrib-python", "pyside6", "pyqt5", "pyqt6"}


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's map from /proc")
def test_one_qt_is_mapped_beside_opencv() -> None:
    call = (
        "import cv2\n"
        "from PySide6 import QtMultimedia, QtWidgets\n"
        "application = QtWidgets.QApplication([])\n"
        "print(open('/proc/self/maps').read())\n"
    )
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True)
    cores = set(re.findall(r"/\S*libQt\d?Core\S*", done.stdout))
    assert len(cores) == 1
    assert "PySide6" in cores.pop()


def test_chinese_fonts_are_asked_for_by_name() -> None:
    families = font_families()
    # Left to itself the fallback takes the Japanese cut of the same font.
    assert families.index("Microsoft YaHei UI") < families.index("Noto Sans CJK SC")
    assert {"Microsoft YaHei", "Noto Sans CJK SC"} <= set(print_families())


def test_the_chinese_font_of_this_machine_is_found_by_its_name(qtbot: QtBot) -> None:
    label = QLabel("登记")
    qtbot.addWidget(label)
    present = set(QFontDatabase.families())
    chosen = [name for name in font_families() if name in present]
    if not chosen:
        pytest.skip("none of the named fonts is installed here")
    font = label.font()
    font.setFamilies(chosen)
    assert QFontInfo(font).family() in chosen
