"""What the result card shows of a refusal: what happened, whom or what it concerns, what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from station.credential.refusals import Expired
from station.domain.batch import BatchEmpty, BoxCodeUnusable, TubesMiscounted
from station.domain.outcome import Refused
from station.domain.person import Person
from station.domain.refusals import (
    CommandRefused,
    HandoverCodeHere,
    StateRefusal,
    TubeUsed,
    TwoPersons,
    UnknownText,
)
from station.domain.tube import BarcodeUnusable
from station.errors import StationError
from station.ui.result_shown import Field, Kind, ResultShown, Sound, code_text
from station.ui.words import Words

# Refusals that are not about a person's registration.
_OF_THINGS = (
    StateRefusal,
    TubeUsed,
    BarcodeUnusable,
    UnknownText,
    HandoverCodeHere,
    CommandRefused,
    BatchEmpty,
    BoxCodeUnusable,
    TubesMiscounted,
)


def show_refusal(refused: Refused, words: Words, today: date) -> ResultShown:
    """Return what a refusal looks like; ``today`` is the site's date."""
    error = refused.error
    title = words.title(error)
    side = ""
    if _is_of_person(error):
        title = words("result.refused.title", reason=title)
        side = words("result.refused.side")
    return ResultShown(
        Kind.BAD,
        title,
        (
            *_facts(error, refused.person, words, today),
            Field(words("result.field.do"), words.next_step(error)),
        ),
        side=side,
        sound=Sound.REFUSED,
    )


def show_form_taken(refused: Refused, words: Words, today: date) -> ResultShown:
    """Return a refusal for want of a name while the form holds somebody else's entry.

    It asks for no name: that would be registered under the other number.
    """
    return replace(
        show_refusal(refused, words, today),
        title=words("result.form_taken.title"),
        fields=(
            Field(words("result.field.why"), words("result.form_taken.why")),
            Field(words("result.field.do"), words("result.form_taken.next")),
        ),
    )


def _is_of_person(error: StationError) -> bool:
    return isinstance(error, TwoPersons) or not isinstance(error, _OF_THINGS)


def _facts(error: StationError, person: Person | None, words: Words, today: date) -> list[Field]:
    fields = []
    if isinstance(error, Expired):
        person = person or error.person
    if person is not None:
        fields.append(Field(words("result.field.name"), words.masked_name(person)))
    if isinstance(error, Expired):
        day = words.day(error.expires_at)
        key = "result.expired_on" if day < today else "result.expired_today"
        until = words(key, date=day, days=(today - day).days)
        fields.append(Field(words("result.field.valid_until"), until))
    if isinstance(error, TubeUsed):
        fields.append(Field(words("result.field.tube"), code_text(error.barcode), mono=True))
        earlier = error.earlier
        used = words(
            "result.used_where",
            time=words.when(earlier.opened_at, today),
            booth=words.booth(earlier.booth),
            state=words(f"tube_status.{earlier.status.value}"),
            count=earlier.count,
        )
        fields.append(Field(words("result.field.used"), used))
    return fields
