"""A page that the window knows by nothing but its entry, and what the window gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from station.domain.staff import StaffMember
from station.services.report import BoothView
from station.ui.destination import Destination
from station.ui.facts import WindowFacts
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.window_page import WindowPage
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.desk import Desk


class Around(QObject):
    """What a page asks of the window, whatever else stands there."""

    box_asked = Signal()  # F9
    export_asked = Signal(object)  # a boxed Batch whose sheet is to be written
    sounded = Signal(object)  # Sound
    somebody = Signal()  # somebody is there, though no key was pressed: it is not locked yet
    key_shown = Signal(str, bool)  # a `ShownKey.when`, and whether it is so
    counted = Signal(str, int)  # a page, and how much is open there, for the rail
    told = Signal(object)  # Told, for the corner over every page
    page_asked = Signal(str)  # a page that somebody wishes to see


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What a page is made with."""

    theme: Theme
    words: Words
    facts: WindowFacts
    settings: SettingsDesk
    desk: Desk
    around: Around
    destination: Destination


class WindowPart(Protocol):
    """A page: a widget that tells its entry, speaks the window's language and shows what
    ``member`` may do."""

    def entry(self) -> WindowPage: ...

    def set_words(self, words: Words) -> None: ...

    def show_member(self, member: StaffMember | None) -> None: ...

    def take_booth(self, booth: BoothView) -> None:
        """The booth reported how it stands."""
