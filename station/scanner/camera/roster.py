"""Which cameras are plugged in, and which of them each reader of the booth gets.

The wrong camera could bring the wrong person: a camera that was chosen and is not there is
missing, and no other one steps in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from station.domain.reader import CameraDevice
from station.scanner.camera.choice import CameraChoice, linux_number
from station.scanner.camera.frame_source import CameraMissing

_LISTED_WITHIN_S = 3.0
_LET_GO_WITHIN_S = 1.0

Devices = Sequence[CameraDevice]


@dataclass(frozen=True, slots=True, eq=False)
class HeldCamera:
    """A camera that a reader has; ``number`` is what OpenCV opens it by."""

    device: CameraDevice
    number: int


class CameraRoster:
    """The cameras that are there and who holds which. Used by several threads, so it locks."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._devices: tuple[CameraDevice, ...] | None = None
        self._choices: dict[str, CameraChoice] = {}
        self._held: dict[str, HeldCamera] = {}

    @property
    def devices(self) -> tuple[CameraDevice, ...]:
        """The cameras that are plugged in; empty until they were first listed."""
        return self._devices or ()

    def expect(self, choices: Mapping[str, CameraChoice]) -> None:
        """Note what each reader wants, so that none takes what is meant for another."""
        with self._changed:
            self._choices = dict(choices)

    def show(self, devices: Devices) -> bool:
        """Note the cameras that are plugged in; return True if they are others than before."""
        with self._changed:
            is_new = self._devices is None or tuple(devices) != self._devices
            self._devices = tuple(devices)
            self._changed.notify_all()
            return is_new

    def take(
        self, reader: str, choice: CameraChoice, patience_s: float = _LISTED_WITHIN_S
    ) -> HeldCamera:
        """Return the camera that ``choice`` means and keep it from the others until `release`.

        Waits ``patience_s`` for the first list, and a second for whoever is letting it go.
        Raises `CameraMissing`.
        """
        with self._changed:
            by_number = choice.number is not None and not choice.name
            if not by_number:
                self._changed.wait_for(lambda: self._devices is not None, patience_s)
            self._changed.wait_for(lambda: self._is_free(reader, choice), _LET_GO_WITHIN_S)
            devices = self._devices or ()
            held = {name: each.device for name, each in self._held.items() if name != reader}
            device = assign(self._choices | {reader: choice}, devices, held).get(reader)
            if device is not None:
                taken = HeldCamera(device, number_of(device, devices))
            elif choice.number is not None and by_number and not self._is_held(choice.number):
                # Not every driver's camera is listed; a number is a plain wish to open it.
                taken = HeldCamera(CameraDevice(choice.device, choice.label), choice.number)
            else:
                raise CameraMissing()
            self._held[reader] = taken
            return taken

    def release(self, held: HeldCamera) -> None:
        """Let others have a camera that was taken."""
        with self._changed:
            self._held = {name: each for name, each in self._held.items() if each is not held}
            self._changed.notify_all()

    def _is_free(self, reader: str, choice: CameraChoice) -> bool:
        """False while settings change: the feed before still closes what this one wants."""
        wanted = assign(self._choices | {reader: choice}, self._devices or (), {}).get(reader)
        held_by_others = any(each.device == wanted for each in self._held.values())
        return reader not in self._held and not held_by_others

    def _is_held(self, number: int) -> bool:
        return any(each.number == number for each in self._held.values())


def assign(
    choices: Mapping[str, CameraChoice], devices: Devices, held: Mapping[str, CameraDevice]
) -> dict[str, CameraDevice]:
    """Return each reader's camera; a reader whose camera is not there has none.

    First those that are where they were, then those whose name only one free camera has (it was
    plugged into another socket), then the first free ones for whoever leaves it to us.
    """
    given = dict(held)
    for rule in (_same, _by_name, _first):
        for reader, choice in choices.items():
            if reader not in given:
                free = [device for device in devices if device not in given.values()]
                found = rule(choice, free, devices)
                if found is not None:
                    given[reader] = found
    return given


def number_of(device: CameraDevice, devices: Devices) -> int:
    """Return what OpenCV opens ``device`` by.

    On Linux that is the N of its /dev/videoN. On Windows it is the place among DirectShow's
    cameras, which OpenCV does not name: they are taken to stand in the order of Qt's list, which
    is Media Foundation's. A virtual camera may stand in one of the lists alone.
    """
    number = linux_number(device.id)
    return list(devices).index(device) if number is None else number


Rule = Callable[[CameraChoice, Devices, Devices], CameraDevice | None]


def _same(choice: CameraChoice, free: Devices, devices: Devices) -> CameraDevice | None:
    if choice.is_auto:
        return None
    wanted = choice.number if choice.number is not None else linux_number(choice.device)
    for device in free:
        is_same = device.id == choice.device or number_of(device, devices) == wanted
        if is_same and choice.name in ("", device.name):
            return device
    return None


def _by_name(choice: CameraChoice, free: Devices, devices: Devices) -> CameraDevice | None:
    named = [device for device in free if choice.name == device.name]
    return named[0] if len(named) == 1 and not choice.is_auto else None


def _first(choice: CameraChoice, free: Devices, devices: Devices) -> CameraDevice | None:
    return free[0] if choice.is_auto and free else None
