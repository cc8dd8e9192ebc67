"""One face of the result card, as words: the kind, the title, the fields. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from station.domain.person import Person
from station.domain.tube import TubeBarcode
from station.ui.words import Words

NO_BREAK = "\u00a0"


class Kind(Enum):
    """How loud a result is; each has a sign and a colour."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    IDLE = "idle"

    @property
    def sign(self) -> str:
        """The sign that stands for the kind where no colour is seen."""
        return {"ok": "✔", "warn": "!", "bad": "✘", "info": "i", "idle": "…"}[self.value]


class Sound(Enum):
    """The four sounds; the values are the names of their files."""

    REGISTERED = "registered"
    REFUSED = "refused"
    QUESTION = "question"
    TUBE_FULL = "tube_full"


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what stands under it. ``mono``: a number or a code."""

    label: str
    text: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class ResultShown:
    """One face of the result card.

    ``side`` is small and to the right (source and time, or what is waited for); ``note`` is a
    remark that must not be missed, beside the title.
    """

    kind: Kind
    title: str
    fields: tuple[Field, ...] = ()
    side: str = ""
    note: str = ""
    sound: Sound | None = None

    @property
    def spoken(self) -> str:
        """The whole card as one text, for a screen reader."""
        facts = [f"{field.label}: {field.text}" for field in self.fields]
        return ". ".join(part for part in [self.title, self.note, *facts] if part)


def who_fields(person: Person, words: Words) -> tuple[Field, Field]:
    return (
        Field(words("result.field.name"), words.masked_name(person)),
        Field(
            words("result.field.number"),
            words.masked_number(person),
            mono=person.document is not None,
        ),
    )


def next_field(text: str, words: Words) -> Field:
    return Field(words("result.field.next"), text)


def code_text(barcode: TubeBarcode) -> str:
    """Return a barcode in its groups, which no line break may part."""
    return barcode.grouped.replace(" ", NO_BREAK)
