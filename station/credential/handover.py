"""The hand-over code: a QR on the paper that travels with the box, signed by the booth.

`NAH1:` and base45 of the envelope; the map's keys stand in `sheet_envelope`. One scan compares
paper and file: batch, version, counts and the digest over the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from station.credential import base45
from station.credential import sheet_envelope as facts
from station.credential.cbor import BadForm, decode, encode
from station.credential.fields import Fields
from station.credential.keys import SheetKey
from station.credential.sheet_envelope import SheetEnvelope
from station.credential.sheet_refusals import SheetMalformed
from station.credential.sign1 import HANDOVER_AAD, sign
from station.credential.times import to_seconds
from station.credential.trust import SheetSigner, TrustList
from station.domain.scan import HANDOVER_PREFIX, fold_text

PREFIX = HANDOVER_PREFIX
LONGEST_TEXT = 1024

_BOX = 7
_BOX_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Handover:
    """What the paper says of a batch.

    ``issued_at`` is aware, UTC, in whole seconds. ``tubes`` leaves void ones out. ``digest`` is
    the SHA-256 over the rows, 32 bytes. ``box`` may be empty. Raises `BadForm` (a ValueError) for
    what no code may hold.
    """

    batch: str
    version: int
    persons: int
    tubes: int
    digest: bytes
    box: str
    issued_at: datetime

    def __post_init__(self) -> None:
        facts.check_batch(self.batch, self.version)
        facts.check_count(self.persons)
        facts.check_count(self.tubes)
        facts.check_digest(self.digest)
        facts.check_line(self.box, _BOX_LENGTH)
        facts.check_moment(self.issued_at)


@dataclass(frozen=True, slots=True)
class SignedHandover:
    """A hand-over code that was read; nothing of it is proved before `signer`."""

    handover: Handover
    envelope: SheetEnvelope = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> SignedHandover:
        """Return the code in ``text`` as a reader read it, whatever it is.

        Raises `SheetMalformed`, also for a text that does not begin with `NAH1:`.
        """
        folded = fold_text(text)
        if not folded.startswith(PREFIX) or len(folded) > LONGEST_TEXT:
            raise SheetMalformed()
        try:
            raw = base45.decode(folded.removeprefix(PREFIX))
        except BadForm:
            raise SheetMalformed() from None
        envelope = SheetEnvelope.parse(raw, HANDOVER_AAD)
        try:
            return cls(_handover(Fields(decode(envelope.payload))), envelope)
        except BadForm:
            raise SheetMalformed() from None

    @property
    def kid(self) -> bytes:
        return self.envelope.kid

    def signer(self, trust: TrustList) -> SheetSigner:
        """Return whose key signed it. Raises `UnknownSigner`, `SheetSignatureBad` or
        `SignerNotValid`."""
        return self.envelope.signer(trust, self.handover.issued_at)


def handover_text(handover: Handover, key: SheetKey) -> str:
    """Return the code's text: upper case, for a QR code in alphanumeric mode."""
    payload = {
        facts.BATCH: handover.batch,
        facts.VERSION: handover.version,
        facts.ISSUED_AT: to_seconds(handover.issued_at),
        facts.PERSONS: handover.persons,
        facts.TUBES: handover.tubes,
        facts.DIGEST: handover.digest,
        _BOX: handover.box,
    }
    return PREFIX + base45.encode(sign(encode(payload), key, HANDOVER_AAD))


def _handover(fields: Fields) -> Handover:
    return Handover(
        batch=fields.need(facts.BATCH, str),
        version=fields.need(facts.VERSION, int),
        persons=fields.need(facts.PERSONS, int),
        tubes=fields.need(facts.TUBES, int),
        digest=fields.need(facts.DIGEST, bytes),
        box=fields.need(_BOX, str),
        issued_at=facts.moment_of(fields.need(facts.ISSUED_AT, int)),
    )
