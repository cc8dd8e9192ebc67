"""The screen's words: the catalogue with the site's time zone and the booth's names of things."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from zoneinfo import ZoneInfo

from station.catalogue import Catalogue
from station.domain.masking import mask_name, mask_number
from station.domain.person import EntryMode, Person
from station.domain.staff import Role
from station.errors import StationError


class Words:
    """Texts of one language; times are shown in the site's ``zone``."""

    def __init__(self, catalogue: Catalogue, zone: ZoneInfo) -> None:
        self._catalogue = catalogue
        self.zone = zone

    @property
    def language(self) -> str:
        return self._catalogue.language

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the text of ``key`` in `ui.toml`, its placeholders filled."""
        return self._catalogue.text(key, **params)

    def has(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return self._catalogue.has(key)

    def title(self, error: StationError) -> str:
        return self._catalogue.title(error)

    def next_step(self, error: StationError) -> str:
        return self._catalogue.next_step(error)

    # --- times ---------------------------------------------------------------------------------

    def time(self, at: datetime) -> str:
        """Return the time of day with seconds, as 10:42:07."""
        return f"{at.astimezone(self.zone):%H:%M:%S}"

    def short_time(self, at: datetime) -> str:
        """Return the time of day, as 10:42."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def moment(self, at: datetime) -> str:
        """Return date and time of day with seconds, as 2026-11-22 10:42:07."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def day(self, at: datetime) -> date:
        """Return the site's date of a moment."""
        return at.astimezone(self.zone).date()

    def when(self, at: datetime, today: date) -> str:
        """Return the time of day, with the date in front if that is not ``today``."""
        day = self.day(at)
        return self.short_time(at) if day == today else f"{day} {self.short_time(at)}"

    # --- things --------------------------------------------------------------------------------

    def pool(self, size: int) -> str:
        return self(f"pool.{size}")

    def source(self, mode: EntryMode) -> str:
        return self(f"source.{mode.value}")

    def booth(self, number: str) -> str:
        return self("booth", number=number.lstrip("0") or number)

    def role(self, role: Role) -> str:
        return self(f"role.{role.value}")

    def roles(self, roles: Collection[Role]) -> str:
        """Return the names of one or more roles, in the order of `Role`."""
        names = [self.role(role) for role in Role if role in roles]
        return reduce(lambda some, other: self("role.and", some=some, other=other), names)

    def masked_name(self, person: Person) -> str:
        return mask_name(person.name)

    def masked_number(self, person: Person) -> str:
        """Return the masked document number, or that there is no document."""
        if person.document is None:
            return self("document_short.NONE")
        return mask_number(person.document.number)
