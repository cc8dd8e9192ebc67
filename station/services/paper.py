"""Paper against file: a hand-over code that was scanned, and the sheets that were checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from station.credential.handover import Handover, SignedHandover
from station.credential.sheet_refusals import SheetRefusal
from station.credential.trust import TrustList
from station.domain.sheet import short_digest

_DIGITS = "0123456789"


class Verdict(Enum):
    """``FORGED``: the code is not one that a booth of the site signed."""

    MATCHES = "matches"
    DIFFERS = "differs"
    NO_FILE = "no_file"
    FORGED = "forged"


class SignerOfOtherBooth(SheetRefusal):
    """The key of ``signer`` signed the paper of ``booth``."""

    code = "signer_of_other_booth"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet that was read says of itself; ``digest`` is over its rows as they are now.

    ``name`` is its file's. ``box`` may be empty: what is not said does not differ.
    """

    name: str
    batch: str
    version: int
    persons: int
    tubes: int
    digest: bytes
    box: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """``name`` is version, persons, tubes, digest or box; then what paper and file say."""

    name: str
    paper: str
    file: str

    @property
    def is_same(self) -> bool:
        return self.paper == self.file


@dataclass(frozen=True, slots=True)
class PaperCompared:
    """What came of it. ``refusal`` is there for `Verdict.FORGED`, ``file`` and ``figures`` for what
    matches or differs; ``handover`` but for a text that holds none. ``signer`` is the booth."""

    verdict: Verdict
    handover: Handover | None = None
    signer: str = ""
    file: str = ""
    figures: tuple[Figure, ...] = ()
    refusal: SheetRefusal | None = None


def compare_paper(text: str, trust: TrustList, sheets: Sequence[SheetFacts]) -> PaperCompared:
    """Return what the hand-over code ``text`` says against ``sheets``, whatever the text is."""
    handover = None
    try:
        signed = SignedHandover.parse(text)
        handover = signed.handover
        signer = signed.signer(trust).booth
        if not _is_booth(signer, handover.batch):
            raise SignerOfOtherBooth(signer=signer, booth=_booth(handover.batch))
    except SheetRefusal as refusal:
        return PaperCompared(Verdict.FORGED, handover, refusal=refusal)
    same_batch = [sheet for sheet in sheets if sheet.batch == handover.batch]
    if not same_batch:
        return PaperCompared(Verdict.NO_FILE, handover, signer)
    compared = [(_figures(handover, sheet), sheet) for sheet in same_batch]
    # The sheet that fits best: of several versions the paper's own.
    figures, sheet = min(
        compared,
        key=lambda pair: (
            sum(not figure.is_same for figure in pair[0]),
            pair[1].version != handover.version,
        ),
    )
    same = all(figure.is_same for figure in figures)
    verdict = Verdict.MATCHES if same else Verdict.DIFFERS
    return PaperCompared(verdict, handover, signer, sheet.name, figures)


def _figures(handover: Handover, sheet: SheetFacts) -> tuple[Figure, ...]:
    figures = [
        Figure("version", str(handover.version), str(sheet.version)),
        Figure("persons", str(handover.persons), str(sheet.persons)),
        Figure("tubes", str(handover.tubes), str(sheet.tubes)),
    ]
    if sheet.box:
        figures.append(Figure("box", handover.box, sheet.box))
    paper, file = short_digest(handover.digest), short_digest(sheet.digest)
    if paper == file and handover.digest != sheet.digest:
        # Made to look alike at its beginning.
        paper, file = handover.digest.hex(), sheet.digest.hex()
    return (*figures, Figure("digest", paper, file))


def _is_booth(signer: str, batch: str) -> bool:
    """Tell whether the trust list's name of a booth, as `02` or `booth 2`, is the batch's."""
    digits = "".join(character for character in signer if character in _DIGITS)
    return digits.lstrip("0") == _booth(batch).lstrip("0")


def _booth(batch: str) -> str:
    return batch.split("-")[1]
