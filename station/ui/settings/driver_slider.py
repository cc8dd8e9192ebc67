"""A camera's exposure or focus: automatic, or a value of its driver's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSlider, QStackedWidget, QVBoxLayout, QWidget

from station.ui.card import text_label
from station.ui.theme import Theme
from station.ui.words import Words

STEPS = 1000
HEIGHT = 42


class DriverSlider(QWidget):
    """Says that there is nothing to set until `show_range` knows the driver's lowest and highest.

    A value that was set before is kept as it is until somebody moves the slider.
    """

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._range: tuple[float, float] | None = None
        self._value = 0.0
        self._filling = False
        self.automatic = QCheckBox()
        self.automatic.setFont(theme.font(14))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self._shown = text_label(theme, 14, mono=True)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._shown.setFixedWidth(self._shown.fontMetrics().horizontalAdvance("00000.0"))
        self._none = text_label(theme, 13, tone="muted")
        controls = QWidget()
        row = QHBoxLayout(controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.automatic)
        row.addWidget(self.slider, 1)
        row.addWidget(self._shown)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._none)
        self._stack.addWidget(controls)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFixedHeight(HEIGHT)
        self.setFocusProxy(self.automatic)
        self.automatic.toggled.connect(self._change_mode)
        self.slider.valueChanged.connect(self._move)

    @property
    def has_range(self) -> bool:
        return self._range is not None

    @property
    def value(self) -> float:
        return self._value

    def set_words(self, words: Words, name: str) -> None:
        """``name`` is what is set, for screen readers."""
        self.automatic.setText(words("settings.camera.automatic"))
        self._none.setText(words("settings.camera.no_control"))
        self.automatic.setAccessibleName(f"{name} {words('settings.camera.automatic')}")
        self.slider.setAccessibleName(name)

    def show_range(self, limits: tuple[float, float] | None) -> None:
        """The driver takes values between ``limits``, or none at all."""
        self._range = limits
        self._stack.setCurrentIndex(int(limits is not None))
        if limits is not None:
            span = limits[1] - limits[0]
            whole = span <= STEPS and all(float(end).is_integer() for end in limits)
            self._filling = True
            self.slider.setRange(0, max(int(span), 1) if whole else STEPS)
            self.slider.setPageStep(max(self.slider.maximum() // 10, 1))
            self._filling = False
        self._show()

    def show_value(self, automatic: bool, value: float) -> None:
        """Show what is set."""
        self._value = value
        self._filling = True
        self.automatic.setChecked(automatic)
        self._filling = False
        self._show()

    def _show(self) -> None:
        by_hand = not self.automatic.isChecked()
        self.slider.setEnabled(by_hand)
        if self._range is not None:
            low, high = self._range
            share = (min(max(self._value, low), high) - low) / ((high - low) or 1.0)
            self._filling = True
            self.slider.setValue(round(share * self.slider.maximum()))
            self._filling = False
        self._shown.setText(f"{self._value:g}" if by_hand else "")

    def _at_slider(self) -> float:
        low, high = self._range or (0.0, 0.0)
        return round(low + (high - low) * self.slider.value() / self.slider.maximum(), 2)

    @Slot(bool)
    def _change_mode(self, automatic: bool) -> None:
        if self._filling:
            return
        if not automatic and self._range is not None:
            low, high = self._range
            self._value = min(max(self._value, low), high)
        self._show()
        self.edited.emit()

    @Slot(int)
    def _move(self, position: int) -> None:
        if self._filling:
            return
        self._value = self._at_slider()
        self._show()
        self.edited.emit()
