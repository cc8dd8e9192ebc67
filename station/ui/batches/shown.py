"""How batches, tubes, persons and finds are told: their states, each with its colour."""

from __future__ import annotations

from station.domain.batch import BatchStatus
from station.domain.batch_view import BatchLine, PersonLine, TubeLine
from station.domain.receipt import ReceiptStatus
from station.domain.search import Found
from station.domain.tube import TubeStatus
from station.ui.words import Words


def is_corrected(line: BatchLine) -> bool:
    """Tell whether somebody was withdrawn since the sheet was handed over."""
    return line.exported_version is not None and line.exported_version < line.batch.version


def has_difference(line: BatchLine) -> bool:
    """Tell whether a receipt differs from the sheet and nobody settled it."""
    return line.receipt is not None and line.receipt.status is ReceiptStatus.OPEN


def batch_state(line: BatchLine) -> tuple[str, str]:
    """Return the word's key and the colour of a batch's state."""
    if has_difference(line):
        return "batches.state.differs", "bad"
    if is_corrected(line):
        return "batches.state.corrected", "warn"
    if line.batch.status is BatchStatus.OPEN:
        return "batches.state.open", "brand"
    if line.batch.status is BatchStatus.SEALED:
        return "batches.state.boxed", "warn"
    if line.receipt is not None:
        return "batches.state.received", "ok"
    return "batches.state.exported", "ok"


def tube_state(tube: TubeLine) -> tuple[str, str]:
    """Return the word's key and the colour of a tube's state."""
    if tube.status is TubeStatus.VOID:
        return "batches.tube.void", "bad"
    if tube.status is TubeStatus.OPEN:
        return "batches.tube.open", "brand"
    if tube.taken_out_at is not None:
        return "batches.tube.out", "warn"
    if tube.is_short:
        return "batches.tube.short", "warn"
    return "batches.tube.sealed", "ok"


def tube_word(tube: TubeLine, words: Words) -> str:
    return words(tube_state(tube)[0], size=tube.pool_size)


def person_word(person: PersonLine | Found, words: Words) -> str:
    """Return whether a registration is in force."""
    if person.withdrawn_at is None:
        return words("batches.person.in_force")
    return words("batches.person.swab_in" if person.swab_is_in else "batches.person.withdrawn")


def person_tone(person: PersonLine | Found) -> str:
    if person.withdrawn_at is None:
        return "ok"
    return "warn" if person.swab_is_in else "bad"


def name_of(person: PersonLine | Found, words: Words) -> str:
    return words("batches.person.erased") if person.erased else person.name


def number_of(person: PersonLine | Found, words: Words) -> str:
    """Return the masked number, or that there is none."""
    if person.erased:
        return ""
    return person.number or words("document_short.NONE")
