"""The pages of the first start: each asks for something, and says what is wrong with it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from station.domain.tube import POOL_SIZES
from station.errors import StationError
from station.settings import Settings
from station.setup.wishes import FirstManager
from station.ui.card import text_label
from station.ui.dialogs.dialog import FormRows
from station.ui.dialogs.first_start import (
    Fault,
    booth_number,
    check_site,
    fault_of,
)
from station.ui.dialogs.language_combo import LanguageCombo
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.pin_edit import PinEdit
from station.ui.settings.number_edit import NumberEdit
from station.ui.theme import Theme
from station.ui.words import Words

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "UTC")


class Page(QWidget):
    """Rows of fields under a heading, whose words are `first.NAME_title` and `first.NAME_text`."""

    name = ""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rows = FormRows(theme)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addLayout(self.rows)

    def set_words(self, words: Words) -> None:
        self.rows.set_words(words)

    @abstractmethod
    def start(self) -> QWidget:
        """Return the field that gets the keyboard first."""

    def fault(self) -> Fault | StationError | None:
        """Return what is wrong with what was typed, or None."""
        return None

    def field_of(self, fault: Fault | StationError) -> QWidget:
        """Return the field that gets the keyboard, for ``fault`` to be put right."""
        return self.start()


class ChoicePage(Page):
    """The language, and which of the three ways it is to be."""

    name = "choice"

    def __init__(self, theme: Theme, language: str) -> None:
        super().__init__(theme)
        self.language = LanguageCombo(language)
        self.demo, self.new, self.join = (QRadioButton() for _ in range(3))
        self.rows.add("first.language", self.language)
        self.column.addSpacing(8)
        for choice in (self.demo, self.new, self.join):
            choice.setFont(theme.font(15))
            self.column.addWidget(choice)
        self.column.addStretch(1)
        self.new.setChecked(True)

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self.demo.setText(words("first.demo"))
        self.new.setText(words("first.new"))
        self.join.setText(words("first.join"))

    def start(self) -> QWidget:
        return self.language


class SitePage(Page):
    """A new site: what it is called, its booths, its tubes, its rules, its laboratory."""

    name = "site"

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme)
        self._settings = settings
        self.site = QLineEdit()
        self.lab = QLineEdit()
        self.booths = NumberEdit(theme, 1, 40)
        self.booths.show_value(1)
        self.booth = LatinLineEdit("1")
        self.booth.setFixedWidth(self.booths.maximumWidth())
        self.zone = QComboBox()
        self.zone.setEditable(True)
        self.zone.addItems(ZONES)
        self.pattern = LatinLineEdit(settings.tubes.pattern)
        self.boxes = LatinLineEdit(settings.boxes.pattern)
        self.badges = LatinLineEdit(settings.badges.pattern)
        for edit in (self.pattern, self.boxes, self.badges):
            edit.setFont(theme.font(14, mono=True))
        self.pools = {size: QCheckBox() for size in POOL_SIZES}
        self.days = NumberEdit(theme, 1, 60)
        self.days.show_value(settings.rules.repeat_window_days)
        kinds = QWidget()
        row = QHBoxLayout(kinds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for box in self.pools.values():
            box.setFont(theme.font(15))
            box.setChecked(True)
            row.addWidget(box)
        row.addStretch(1)
        others = QWidget()
        row = QHBoxLayout(others)
        row.setContentsMargins(0, 0, 0, 0)
        for edit in (self.boxes, self.badges):
            row.addWidget(edit)
        self._hint = text_label(theme, 13, tone="muted")
        # Low screens have 700 pixels for it, with a fault shown.
        self.rows.setVerticalSpacing(8)
        self.rows.add("first.site", self.site)
        self.rows.add("first.lab", self.lab)
        self.rows.add("first.booths", self.booths)
        self.rows.add("first.booth", self.booth)
        self.rows.add("first.zone", self.zone)
        self.rows.add("first.pattern", self.pattern)
        self.rows.addRow("", self._hint)
        self.rows.add("first.box_pattern", self.boxes, others)
        self.rows.add("first.pools", self.pools[POOL_SIZES[0]], kinds)
        self.rows.add("first.days", self.days)
        self.column.addStretch(1)

    def set_words(self, words: Words) -> None:
        super().set_words(words)
        self._hint.setText(words("first.pattern_hint"))
        self.badges.setAccessibleName(words("first.badge_pattern"))
        self.badges.setToolTip(words("first.badge_pattern"))
        for size, box in self.pools.items():
            box.setText(words("first.pool_single") if size == 1 else words("first.pool", n=size))

    def start(self) -> QWidget:
        return self.site

    def fault(self) -> Fault | None:
        name, lab = self.site.text().strip(), self.lab.text().strip()
        booth, zone = self.booth.text().strip(), self.zone.currentText().strip()
        patterns = [edit.text().strip() for edit in (self.pattern, self.boxes, self.badges)]
        fault = check_site(name, booth, zone, *patterns) or fault_of({"site": {"lab": lab}})
        if fault is not None:
            return fault
        if not any(box.isChecked() for box in self.pools.values()):
            return Fault("bad_pools")
        if not self.booths.fits or int(booth) > self.booths.value:
            return Fault("bad_booths")
        return None if self.days.fits else Fault("bad_days")

    def field_of(self, fault: Fault | StationError) -> QWidget:
        fields: dict[str, QWidget] = {
            "bad_lab": self.lab,
            "bad_booth": self.booth,
            "bad_booths": self.booths,
            "bad_zone": self.zone,
            "bad_pattern": self.pattern,
            "bad_box_pattern": self.boxes,
            "bad_badge_pattern": self.badges,
            "pattern_clash": self.pattern,
            "bad_pools": self.pools[POOL_SIZES[0]],
            "bad_days": self.days,
        }
        return fields.get(fault.word, self.site) if isinstance(fault, Fault) else self.site

    def settings(self) -> Settings:
        """Return the settings with what was typed in them."""
        sizes = tuple(size for size, box in self.pools.items() if box.isChecked())
        usual, before = self._settings.tubes.default_pool, self._settings
        return replace(
            before,
            site=replace(
                before.site,
                name=self.site.text().strip(),
                lab=self.lab.text().strip(),
                time_zone=self.zone.currentText().strip(),
                booths=self.booths.value,
            ),
            booth=replace(before.booth, number=booth_number(self.booth.text().strip())),
            tubes=replace(
                before.tubes,
                pattern=self.pattern.text().strip(),
                pool_sizes=sizes,
                default_pool=usual if usual in sizes else max(sizes),
            ),
            boxes=replace(before.boxes, pattern=self.boxes.text().strip()),
            badges=replace(before.badges, pattern=self.badges.text().strip()),
            rules=replace(before.rules, repeat_window_days=self.days.value),
        )


class ManagerPage(Page):
    """A new site's first manager."""

    name = "manager"

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme)
        self._settings = settings
        self.person = QLineEdit()
        self.badge = LatinLineEdit()
        self.pin, self.again = PinEdit(), PinEdit()
        self.rows.add("staff.name", self.person)
        self.rows.add("staff.badge", self.badge)
        self.rows.add("staff.pin", self.pin)
        self.rows.add("staff.again", self.again)
        self.column.addStretch(1)

    def start(self) -> QWidget:
        return self.person

    def fault(self) -> Fault | StationError | None:
        try:
            self.manager().check(self._settings)
        except StationError as error:
            return error
        return None if self.pin.text() == self.again.text() else Fault("other_pin")

    def field_of(self, fault: Fault | StationError) -> QWidget:
        if isinstance(fault, Fault):
            return self.again
        by_code = {"badge_": self.badge, "pin_": self.pin}
        starts = (field for code, field in by_code.items() if fault.code.startswith(code))
        return next(starts, self.person)

    def manager(self) -> FirstManager:
        return FirstManager(self.person.text(), self.pin.text(), self.badge.text())
