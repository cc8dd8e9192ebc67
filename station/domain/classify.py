"""What a read is: told by its content, never by which field has the focus."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from station.domain import command as commands
from station.domain.card import IdentityCard
from station.domain.command import Command, parse_command
from station.domain.documents import (
    Document,
    is_resident_number,
    normalise_number,
    type_of_resident_number,
)
from station.domain.refusals import HandoverCodeHere, UnknownText
from station.domain.scan import CODE_PREFIX, HANDOVER_PREFIX, Scan, fold_text, strip_end
from station.domain.test_code import Arrived, check_test_code
from station.domain.tube import BARCODE_LENGTH, BarcodeUnusable, TubeBarcode
from station.errors import StationError


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A sampling code; ``text`` is folded."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CommandRead:
    """A command code; ``command`` is None if this booth did not print it."""

    command: Command | None


@dataclass(frozen=True, slots=True)
class TestRead:
    """A test code of the printed sheet."""

    __test__ = False

    arrived: Arrived


@dataclass(frozen=True, slots=True)
class BadgeRead:
    """A staff badge."""

    text: str = field(repr=False)


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
class CardRead:
    """An identity card."""

    card: IdentityCard


@dataclass(frozen=True, slots=True)
class HandoverRead:
    """The code on a batch's hand-over sheet; ``text`` is folded."""

    text: str

    @property
    def refusal(self) -> StationError:
        return HandoverCodeHere()


@dataclass(frozen=True, slots=True)
class UnknownRead:
    length: int

    @property
    def refusal(self) -> StationError:
        return UnknownText(length=self.length)


NoUse = HandoverRead | UnknownRead
"""What nobody can be registered with; ``refusal`` tells why."""


Read = (
    CodeRead
    | CommandRead
    | TestRead
    | BadgeRead
    | BoxCodeRead
    | TubeRead
    | NumberRead
    | CardRead
    | NoUse
)


@dataclass(frozen=True, slots=True)
class LabelPatterns:
    """What the site's labels look like; a pattern matches a whole text, and no two the same."""

    tube: re.Pattern[str]
    box: re.Pattern[str]
    badge: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Classifier:
    """The site's patterns, and the booth's command key (None: no sheet was printed yet)."""

    labels: LabelPatterns
    command_key: bytes | None = field(repr=False)

    def read(self, scan: Scan) -> Read:
        """Tell what a reader saw."""
        return self.classify(scan.text) if scan.card is None else CardRead(scan.card)

    def classify(self, text: str) -> Read:
        """Tell what a text is, in this order: code, command, hand-over code, badge, box, tube,
        number.
        """
        folded = fold_text(text)
        if folded.startswith(CODE_PREFIX):
            return CodeRead(folded)
        arrived = check_test_code(text)
        if arrived is not None:
            return TestRead(arrived)
        if folded.startswith(commands.PREFIX):
            return CommandRead(parse_command(folded, self.command_key))
        if folded.startswith(HANDOVER_PREFIX):
            return HandoverRead(folded)
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
        if self.labels.badge.fullmatch(label):
            return BadgeRead(label)
        if self.labels.box.fullmatch(label):
            return BoxCodeRead(label)
        if self.labels.tube.fullmatch(label):
            return TubeRead(barcode)
        return _number(label)


def _number(label: str) -> Read | None:
    if not is_resident_number(label):
        return None
    number = normalise_number(label)
    return NumberRead(Document(type_of_resident_number(number), number))


def is_person(read: Read) -> bool:
    """Tell whether a read names a person: two different ones in one view are both refused."""
    return isinstance(read, (CodeRead, NumberRead, CardRead))
