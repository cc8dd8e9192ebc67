"""Colours, fonts and the style of the window, light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from station.ui.stylesheet import fill_template

# At 96 dots per inch, where a point is 1/72 inch.
_POINTS_PER_PIXEL = 0.75


def font_families() -> list[str]:
    """Return the families of the window's text, the best first.

    By name: the system's own fallback picks the Japanese cut of Chinese characters.
    """
    return [
        "Microsoft YaHei UI",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "PingFang SC",
        "WenQuanYi Micro Hei",
        "sans-serif",
    ]


def mono_families() -> list[str]:
    """Return the families of numbers and codes, Chinese by name behind the Latin ones."""
    return [
        "Cascadia Mono",
        "Consolas",
        "DejaVu Sans Mono",
        "Liberation Mono",
        "Noto Sans Mono CJK SC",
        *font_families()[:2],
        "monospace",
    ]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as #RRGGBB.

    ``*_ground`` is the tint under a result of that kind, ``*_line`` its border. ``on_brand`` is
    the text on ``brand``; ``focus`` is the ring around what has the keyboard.
    """

    ink: str
    muted: str
    line: str
    field_line: str
    ground: str
    card: str
    brand: str
    on_brand: str
    brand_ground: str
    brand_bar: str
    ok: str
    on_ok: str
    ok_ground: str
    ok_line: str
    warn: str
    warn_ground: str
    warn_line: str
    bad: str
    bad_ground: str
    bad_line: str
    focus: str
    disabled_ground: str


LIGHT = Tokens(
    ink="#16202C",
    muted="#5D6B7A",
    line="#DBE2EA",
    field_line="#8795A5",
    ground="#F3F6F9",
    card="#FFFFFF",
    brand="#0B5CAD",
    on_brand="#FFFFFF",
    brand_ground="#E6F0FA",
    brand_bar="#7DB0E3",
    ok="#0F7B46",
    on_ok="#FFFFFF",
    ok_ground="#E5F5EC",
    ok_line="#7CCB9F",
    warn="#A35A00",
    warn_ground="#FFF3DD",
    warn_line="#E5B45C",
    bad="#B3261E",
    bad_ground="#FDEAEA",
    bad_line="#E39490",
    focus="#3D8BDA",
    disabled_ground="#E4EAF0",
)

DARK = Tokens(
    ink="#E8EEF4",
    muted="#A3B2C1",
    line="#2E3B48",
    field_line="#71839A",
    ground="#0F161D",
    card="#18222C",
    brand="#5AA9F0",
    on_brand="#07192B",
    brand_ground="#16324D",
    brand_bar="#3D7DB8",
    ok="#5FD49B",
    on_ok="#05210F",
    ok_ground="#12301F",
    ok_line="#2C7A51",
    warn="#F3B75A",
    warn_ground="#38290F",
    warn_line="#8A662A",
    bad="#FF8F87",
    bad_ground="#3D1A1A",
    bad_line="#99443F",
    focus="#8CC5F8",
    disabled_ground="#253240",
)


class Theme(QObject):
    """The look of the application; `changed` asks painted widgets to paint themselves anew."""

    changed = Signal()

    def __init__(self, icons: Path, dark: bool = False) -> None:
        super().__init__()
        self._icons = icons
        self._dark = dark
        self._follows = False

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def tokens(self) -> Tokens:
        return DARK if self._dark else LIGHT

    def colour(self, name: str) -> QColor:
        """Return the colour of a token by its name."""
        return QColor(getattr(self.tokens, name))

    def font(self, pixels: float, bold: bool = False, mono: bool = False) -> QFont:
        """Return a font of ``pixels`` at 96 dots per inch, growing with the screen's own."""
        font = QFont(mono_families() if mono else font_families())
        font.setPointSizeF(pixels * _POINTS_PER_PIXEL)
        font.setBold(bold)
        if mono:
            font.setStyleHint(QFont.StyleHint.Monospace)
        return font

    def apply(self, app: QApplication) -> None:
        """Give the application this look."""
        app.setStyle("Fusion")
        app.setFont(self.font(15))
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(fill_template(self._values()))

    def use(self, name: str) -> None:
        """Take the look of the settings: `light`, `dark`, or the `system`'s."""
        app = QApplication.instance()
        if name != "system":
            self.set_dark(name == "dark")
        elif isinstance(app, QApplication):
            self.follow_system(app)

    def follow_system(self, app: QApplication) -> None:
        """Be dark when the system is, now and whenever it changes, until `set_dark`."""
        hints = app.styleHints()
        if not self._follows:
            self._follows = True
            hints.colorSchemeChanged.connect(self._take_scheme)
        self._take_scheme(hints.colorScheme())

    def set_dark(self, dark: bool) -> None:
        """Be light or dark from now on, whatever the system is."""
        if self._follows:
            self._follows = False
            QApplication.styleHints().colorSchemeChanged.disconnect(self._take_scheme)
        self._change(dark)

    @Slot(Qt.ColorScheme)
    def _take_scheme(self, scheme: Qt.ColorScheme) -> None:
        self._change(scheme == Qt.ColorScheme.Dark)

    def _change(self, dark: bool) -> None:
        app = QApplication.instance()
        self._dark = dark
        if isinstance(app, QApplication):
            self.apply(app)
        self.changed.emit()

    def _values(self) -> Mapping[str, str]:
        shade = "dark" if self._dark else "light"
        chevron = (self._icons / f"chevron-{shade}.svg").as_posix()
        check = (self._icons / f"check-{shade}.svg").as_posix()
        return {**asdict(self.tokens), "chevron": chevron, "check": check}


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for names, colour in (
        ((role.Window,), tokens.ground),
        ((role.Base, role.Button, role.AlternateBase, role.ToolTipBase), tokens.card),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tokens.ink),
        ((role.PlaceholderText,), tokens.muted),
        ((role.Highlight, role.Link, role.Accent), tokens.brand),
        ((role.HighlightedText,), tokens.on_brand),
        ((role.Mid, role.Midlight, role.Light, role.Dark), tokens.line),
    ):
        for name in names:
            palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return palette


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #RRGGBB colours, 1 to 21 (WCAG 2.1, section 1.4.3)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
