"""Linear codes are misread with a passing checksum: one counts when two reads agree on it.

Code 39 and ITF have no checksum at all: two decoders must agree on them, or three reads.
A doubtful code (cut by the picture's edge, print in its quiet zone, or a text that no pattern of
the site fits) needs two decoders and one read more, or twice as many reads: an operator who
holds a wrong label still sees that it is unknown, a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from station.scanner.decoding.codes import DecodedCode

Doubt = Callable[[DecodedCode], bool]


@dataclass(frozen=True, slots=True)
class LinearRead:
    """A linear code as one decoder gave it in one pass over a picture."""

    code: DecodedCode
    decoder: str
    passage: str


def split(
    codes: Iterable[DecodedCode], decoder: str, passage: str
) -> tuple[list[DecodedCode], list[LinearRead]]:
    """Return the matrix codes, which correct their own errors, and the linear reads."""
    matrix: list[DecodedCode] = []
    reads: list[LinearRead] = []
    for code in codes:
        if code.is_linear:
            reads.append(LinearRead(code, decoder, passage))
        else:
            matrix.append(code)
    return matrix, reads


def no_doubt(code: DecodedCode) -> bool:
    """Hold no code for doubtful."""
    return False


def settle(reads: Sequence[LinearRead], is_doubtful: Doubt = no_doubt) -> list[DecodedCode]:
    """Return the linear codes of one still picture that two reads agree on.

    Two reads are two decoders, or two passes of one. Where the reads at one place differ, a text
    counts only with more than twice the reads of any other.
    """
    accepted = []
    for group in _places(reads):
        votes: dict[str, set[tuple[str, str]]] = {}
        for read in group:
            votes.setdefault(read.code.key, set()).add((read.decoder, read.passage))
        ranked = sorted(votes.items(), key=lambda item: -len(item[1]))
        best, support = ranked[0]
        rival = len(ranked[1][1]) if len(ranked) > 1 else 0
        code = next(read.code for read in group if read.code.key == best)
        decoders = len({decoder for decoder, _ in support})
        agreed = decoders > 1 or len(support) >= code.reads_needed
        if agreed and len(support) > 2 * rival and is_doubtful(code):
            agreed = len(support) >= (3 if decoders > 1 else 2 * code.reads_needed)
        if agreed and len(support) > 2 * rival:
            accepted.append(code)
    return accepted


def agreed_by_two(reads: Sequence[LinearRead]) -> bool:
    """True when every place has one text only and two decoders gave it."""
    return bool(reads) and all(
        len({read.code.key for read in group}) == 1 and len({read.decoder for read in group}) > 1
        for group in _places(reads)
    )


@dataclass(slots=True)
class _Sighting:
    code: DecodedCode
    at: float
    frames: int
    decoders: frozenset[str]
    settled: bool


class LinearAgreement:
    """The agreement over the frames of one camera.

    A text counts when two decoders give it in one frame, or when as many passes over one frame,
    or as many frames, as its symbology needs give it, each frame within ``within_s`` seconds of
    the last, and nothing else was read at its place in between. A doubtful one counts when two
    decoders gave it and two frames did, or when twice as many frames did. What counts goes on
    doing so while it is seen.
    """

    def __init__(self, within_s: float = 1.0) -> None:
        self._within_s = within_s
        self._sightings: list[_Sighting] = []

    def is_settled(self, code: DecodedCode, at: float) -> bool:
        """True when the text already counts, so that no second decoder need look at it."""
        own = self._own(code)
        return own is not None and own.settled and at - own.at <= self._within_s

    def admit(
        self, reads: Sequence[LinearRead], at: float, is_doubtful: Doubt = no_doubt
    ) -> list[DecodedCode]:
        """Take the reads of one frame, captured at ``at``; return the codes that count."""
        self._sightings = [s for s in self._sightings if at - s.at <= self._within_s]
        accepted = []
        for group in _places(reads):
            texts = {read.code.key for read in group}
            self._forget_rivals(group, texts)
            if len(texts) > 1:
                continue
            code = group[0].code
            decoders = frozenset(read.decoder for read in group)
            passes = len({(read.decoder, read.passage) for read in group})
            own = self._own(code) or self._first(code, at)
            own.code, own.at, own.frames = code, at, own.frames + 1
            own.decoders |= decoders
            agreed = max(own.frames, passes) >= code.reads_needed or len(decoders) > 1
            if agreed and not own.settled:
                own.settled = (
                    not is_doubtful(code)
                    or (len(own.decoders) > 1 and own.frames > 1)
                    or own.frames >= 2 * code.reads_needed
                )
            if own.settled:
                accepted.append(code)
        return accepted

    def _own(self, code: DecodedCode) -> _Sighting | None:
        return next((s for s in self._sightings if s.code.key == code.key), None)

    def _first(self, code: DecodedCode, at: float) -> _Sighting:
        sighting = _Sighting(code, at, 0, frozenset(), False)
        self._sightings.append(sighting)
        return sighting

    def _forget_rivals(self, group: Sequence[LinearRead], texts: set[str]) -> None:
        """Forget other texts at this place, and all of them if the frame contradicts itself."""
        self._sightings = [
            s
            for s in self._sightings
            if not any(s.code.covers(read.code) for read in group)
            or (len(texts) == 1 and s.code.key in texts)
        ]


def _places(reads: Iterable[LinearRead]) -> list[list[LinearRead]]:
    """Group the reads that stand at one place."""
    groups: list[list[LinearRead]] = []
    for read in reads:
        for group in groups:
            if any(read.code.covers(other.code) for other in group):
                group.append(read)
                break
        else:
            groups.append([read])
    return groups
