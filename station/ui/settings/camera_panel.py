"""One camera of the settings page: which it is, how it is driven, and what it sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from station.domain.reader import CameraControls, CameraDevice, CameraState, CameraStatus
from station.domain.scan import Corners
from station.ui.card import Card
from station.ui.register.camera_view import CameraView
from station.ui.settings.driver_slider import DriverSlider
from station.ui.settings.section import Labelled, choose, combo_box
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.settings import CameraOptions

AUTO, NONE = ("auto", ""), ("", "")
SIZES = ((640, 480), (1280, 720), (1920, 1080))
RATES = (15, 30, 60)
PREVIEW_HEIGHT = 150


class CameraPanel(Card):
    """``which`` is first or second; only the first may be chosen by itself."""

    def __init__(self, theme: Theme, words: Words, which: str, options: CameraOptions) -> None:
        super().__init__(theme)
        self._which = which
        self._options = options
        self._devices: tuple[CameraDevice, ...] | None = None
        self._status: CameraStatus | None = None
        self._filling = False
        self.view = CameraView(theme)
        self.device, self.size, self.rate = (combo_box(theme) for _ in range(3))
        self.mirror = QCheckBox()
        self.exposure, self.focus = DriverSlider(theme), DriverSlider(theme)
        self._rows = {
            "device": Labelled(theme, self.device),
            "size": Labelled(theme, self.size, self.rate),
            "mirror": Labelled(theme, self.mirror),
            "exposure": Labelled(theme, self.exposure),
            "focus": Labelled(theme, self.focus),
        }
        holder = QWidget()
        holder.setMinimumHeight(PREVIEW_HEIGHT)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.view)
        self.body.addWidget(holder, 1)
        for row in self._rows.values():
            self.body.addWidget(row)
        self._words = words
        self._fill()
        self.set_words(words)

    def connect_edits(self, edited: Callable[[], None]) -> None:
        """Call ``edited`` when somebody changed something."""

        def tell() -> None:
            if not self._filling:
                self._enable()
                self.view.set_mirrored(self.mirror.isChecked())
                edited()

        for combo in (self.device, self.size, self.rate):
            combo.currentIndexChanged.connect(tell)
        self.mirror.toggled.connect(tell)
        for slider in (self.exposure, self.focus):
            slider.edited.connect(tell)

    def fields(self) -> dict[str, QWidget]:
        """Return the fields by the name of their option."""
        return {
            "device": self.device,
            "name": self.device,
            "width": self.size,
            "height": self.size,
            "fps": self.rate,
            "mirror": self.mirror,
            "exposure": self.exposure,
            "focus": self.focus,
        }

    def set_words(self, words: Words) -> None:
        self._words = words
        name = words(f"settings.camera.{self._which}")
        self.heading.setText(name)
        for key, row in self._rows.items():
            row.set_word(words(f"settings.camera.{key}"), name)
        self.rate.setAccessibleName(f"{name} {words('settings.camera.rate')}")
        self.mirror.setText(words("settings.camera.mirror_on"))
        self.exposure.set_words(words, f"{name} {words('settings.camera.exposure')}")
        self.focus.set_words(words, f"{name} {words('settings.camera.focus')}")
        self.view.setAccessibleName(f"{name} {words('a11y.preview')}")
        # What was chosen and is not in force yet stays.
        self._options = self.changed(self._options)
        self._fill()
        self._show_words()

    # --- settings ------------------------------------------------------------------------------

    def show_options(self, options: CameraOptions) -> None:
        """Show what is set."""
        self._options = options
        self._fill()

    def changed(self, options: CameraOptions) -> CameraOptions:
        """Return ``options`` as they are chosen here."""
        device, name = self.device.currentData()
        width, height = self.size.currentData()
        changed = replace(
            options,
            device=device,
            name=name,
            width=width,
            height=height,
            fps=self.rate.currentData(),
            mirror=self.mirror.isChecked(),
        )
        if self.exposure.has_range:
            automatic = self.exposure.automatic.isChecked()
            changed = replace(changed, auto_exposure=automatic, exposure=self.exposure.value)
        if self.focus.has_range:
            automatic = self.focus.automatic.isChecked()
            changed = replace(changed, auto_focus=automatic, focus=self.focus.value)
        return changed

    # --- what the reader says ------------------------------------------------------------------

    def show_devices(self, devices: tuple[CameraDevice, ...]) -> None:
        """Offer the cameras that are there; what was chosen stays chosen."""
        chosen = self.device.currentData()
        self._devices = devices
        self._fill_devices(chosen)

    def show_controls(self, controls: CameraControls) -> None:
        """The driver of the camera in use lets this be set."""
        self.exposure.show_range(controls.exposure)
        self.focus.show_range(controls.focus)

    def show_frame(self, image: QImage, outlines: Sequence[Corners]) -> None:
        """Show a frame, unless there are words about what is wrong with the camera."""
        if self._status is None or self._status.state is CameraState.LIVE:
            self.view.show_frame(image, outlines)

    def show_status(self, status: CameraStatus | None) -> None:
        """Show how the camera does; None: it is not in use."""
        self._status = status
        self._show_words()

    # --- inside --------------------------------------------------------------------------------

    def _fill(self) -> None:
        options = self._options
        self._filling = True
        sizes = sorted({*SIZES, (options.width, options.height)})
        _refill(self.size, [(f"{w} × {h}", (w, h)) for w, h in sizes])
        choose(self.size, (options.width, options.height))
        rates = sorted({*RATES, options.fps})
        _refill(self.rate, [(self._words("settings.camera.per_second", fps=r), r) for r in rates])
        choose(self.rate, options.fps)
        self.mirror.setChecked(options.mirror)
        self.view.set_mirrored(options.mirror)
        self._filling = False
        self.exposure.show_value(options.auto_exposure, options.exposure)
        self.focus.show_value(options.auto_focus, options.focus)
        self._fill_devices((options.device, options.name))

    def _fill_devices(self, chosen: tuple[str, str]) -> None:
        self._filling = True
        items = [(self._words("settings.camera.auto"), AUTO)] if self._which == "first" else []
        items.append((self._words("settings.camera.none"), NONE))
        items += self._found(chosen)
        if all(data != chosen for _, data in items):
            items.append((self._remembered(chosen), chosen))
        _refill(self.device, items)
        choose(self.device, chosen)
        self._filling = False
        self._enable()

    def _found(self, chosen: tuple[str, str]) -> list[tuple[str, tuple[str, str]]]:
        """The cameras that are there; the chosen one keeps the data by which it is remembered."""
        devices = self._devices or ()
        same = next((d for d in devices if d.id == chosen[0]), None) or next(
            (d for d in devices if chosen[1] and d.name == chosen[1]), None
        )
        names = [device.name for device in devices]
        found = []
        for index, device in enumerate(devices):
            shown = device.name
            if names.count(shown) > 1:
                shown = f"{shown} ({names[: index + 1].count(shown)})"
            found.append((shown, chosen if device is same else (device.id, device.name)))
        return found

    def _remembered(self, chosen: tuple[str, str]) -> str:
        device, name = chosen
        if device.isdecimal():
            return self._words("settings.camera.numbered", number=device)
        if not name and PurePath(device).suffix:
            return self._words("settings.camera.clip", name=PurePath(device).name)
        if device == "auto" or self._devices is None:
            return name or device
        return self._words("settings.camera.missing", name=name or device)

    def _enable(self) -> None:
        used = self.device.currentData() != NONE
        for name, row in self._rows.items():
            row.setEnabled(used or name == "device")

    def _show_words(self) -> None:
        status, words = self._status, self._words
        if status is None:
            self.view.show_message(words("settings.camera.not_used"), "")
        elif status.state is CameraState.LIVE:
            size = f"{status.width}×{status.height}"
            self.view.show_caption(f"{status.name} · {size} · {status.fps:.0f} fps".strip(" ·"))
            self.view.show_hint(words("camera.dim_hint") if status.needs_light else "")
        else:
            state = status.state.value
            self.view.show_message(words(f"camera.{state}"), words(f"camera.{state}_next"))


def _refill(combo: QComboBox, items: list[tuple[str, object]]) -> None:
    combo.clear()
    for text, data in items:
        combo.addItem(text, data)
