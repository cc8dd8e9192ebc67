"""What a booth counts of its day. Withdrawn registrations are in no figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayCounts:
    """One booth's day. ``by_hour`` has 24 numbers of persons, by the hour of the site's zone.

    ``tubes`` counts opened tubes, void and dropped ones left out; ``typed`` counts persons whose
    document was typed, ``no_document`` those without one.
    """

    persons: int = 0
    tubes: int = 0
    last_hour: int = 0
    typed: int = 0
    no_document: int = 0
    by_hour: tuple[int, ...] = (0,) * 24

    @property
    def typed_share(self) -> float:
        """The share of persons registered by hand, with or without a document, 0 to 1."""
        return (self.typed + self.no_document) / self.persons if self.persons else 0.0
