"""What a read is: told by its content, never by which field has the focus."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from station.domain import command as commands
from station.domain.command import Command, parse_command
from station.domain.documents import (
    Document,
    is_resident_number,
    normalise_number,
    type_of_resident_number,
)
from station.domain.scan import CODE_PREFIX, fold_text, strip_end
from station.domain.tube import BARCODE_LENGTH, BarcodeUnusable, TubeBarcode


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A sampling code; ``text`` is folded."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CommandRead:
    """A command code; ``command`` is None if this site did not print it."""

    command: Command | None


@dataclass(frozen=True, slots=True)
class BoxCodeRead:
    text: str


@dataclass(frozen=True, slots=True)
class TubeRead:
    barcode: TubeBarcode


@dataclass(frozen=True, slots=True)
class NumberRead:
    """An 18-character document number that passes its check."""

    document: Document


@dataclass(frozen=True, slots=True)
class UnknownRead:
    length: int


Read = CodeRead | CommandRead | BoxCodeRead | TubeRead | NumberRead | UnknownRead


@dataclass(frozen=True, slots=True)
class Classifier:
    """The site's patterns and its command key (bytes). Patterns match a whole text."""

    tube: re.Pattern[str]
    box: re.Pattern[str]
    command_key: bytes = field(repr=False)

    def classify(self, text: str) -> Read:
        """Tell what a reader's text is: code, command, box, tube, number, in this order."""
        folded = fold_text(text)
        if folded.startswith(CODE_PREFIX):
            return CodeRead(folded)
        if folded.startswith(commands.PREFIX):
            return CommandRead(parse_command(folded, self.command_key))
        # A label keeps its letters as printed: only a code may be folded.
        label = strip_end(text)
        if len(label) <= BARCODE_LENGTH:
            read = self._label(label)
            if read is not None:
                return read
        return UnknownRead(len(label))

    def _label(self, label: str) -> Read | None:
        try:
            barcode = TubeBarcode(label)
        except BarcodeUnusable:
            # It is a person's, or nobody's: no pattern may claim it.
            return _number(label)
        if self.box.fullmatch(label):
            return BoxCodeRead(label)
        if self.tube.fullmatch(label):
            return TubeRead(barcode)
        return _number(label)


def _number(label: str) -> Read | None:
    if not is_resident_number(label):
        return None
    number = normalise_number(label)
    return NumberRead(Document(type_of_resident_number(number), number))


def is_person(read: Read) -> bool:
    """Tell whether a read names a person: two different ones in one view are both refused."""
    return isinstance(read, (CodeRead, NumberRead))
