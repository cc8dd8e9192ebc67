"""What the parts of the codes page ask of the page itself."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QDialog, QWidget

from station.domain.staff import StaffMember
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words


class DeskHost(Protocol):
    """A widget that is the page. ``notice`` is where it is said what was not taken; ``is_at_desk``
    whether the desk is open and shown."""

    @property
    def words(self) -> Words: ...

    @property
    def theme(self) -> Theme: ...

    @property
    def member(self) -> StaffMember | None: ...

    @property
    def notice(self) -> Note: ...

    @property
    def is_at_desk(self) -> bool: ...

    def window(self) -> QWidget: ...

    def open_dialog(self, dialog: QDialog) -> None: ...
