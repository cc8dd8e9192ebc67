"""Why a sampling code or a trust list is refused: one class per reason.

The codes of `CodeRefusal`s are stable: screens translate them and `verify --json` prints them.
`clock_wrong` is `station.domain.refusals.ClockWrong`, since it holds for every registration.
"""

from __future__ import annotations

from datetime import datetime

from station.domain.documents import DocumentError
from station.domain.person import Person
from station.errors import StationError


class CodeRefusal(StationError):
    """A sampling code that was refused."""

    code = "code_refused"


class NotACode(CodeRefusal):
    """The text does not begin with `NAC1:`."""

    code = "not_a_code"


class Malformed(CodeRefusal):
    """Too long, not base45, not strict CBOR, wrong envelope, header, claims or holder."""

    code = "malformed"


class UnsupportedAlgorithm(CodeRefusal):
    """The header's algorithm is not EdDSA (-8)."""

    code = "unsupported_algorithm"


class UnknownIssuer(CodeRefusal):
    """The kid is not in the trust list."""

    code = "unknown_issuer"


class IssuerNotValid(CodeRefusal):
    """The issuer's key was not valid when the code was issued."""

    code = "issuer_not_valid"


class IssuerRevoked(CodeRefusal):
    """The issuer's key is revoked."""

    code = "issuer_revoked"


class BadSignature(CodeRefusal):
    """The code was forged or altered."""

    code = "bad_signature"


class ValidityTooLong(CodeRefusal):
    """The code says it is valid for longer than its issuer may give."""

    code = "validity_too_long"


class NotYetValid(CodeRefusal):
    """Issued, or valid from, more than 5 minutes ahead of the clock."""

    code = "not_yet_valid"


class Expired(CodeRefusal):
    """The code's time is over.

    ``person``: whom it concerns, for display only; None if the holder cannot be opened or is not
    right. ``expires_at``: aware, UTC.
    """

    code = "expired"

    def __init__(self, person: Person | None, expires_at: datetime) -> None:
        super().__init__()
        self.person = person
        self.expires_at = expires_at


class Revoked(CodeRefusal):
    """This very code was revoked."""

    code = "revoked"


class CannotOpen(CodeRefusal):
    """The holder is sealed for another reading key than the ``keys`` that this station holds."""

    code = "cannot_open"


class BadDocument(CodeRefusal):
    """The document number in the code fails its check. ``why``: the code of ``fault``."""

    code = "bad_document"

    def __init__(self, fault: DocumentError) -> None:
        super().__init__(why=fault.code)
        self.fault = fault


class CodeTooLong(StationError):
    """A code that was to be drawn would have more than 1,024 characters."""

    code = "code_too_long"


class TrustRefusal(StationError):
    """A trust list that was refused; the list in force stays."""

    code = "trust_refused"


class TrustMalformed(TrustRefusal):
    """Not the envelope or the map of a trust list."""

    code = "trust_malformed"


class TrustOfOtherRoot(TrustRefusal):
    """The list names another root key than this site's."""

    code = "trust_other_root"


class TrustSignatureBad(TrustRefusal):
    """Forged or altered."""

    code = "trust_bad_signature"


class TrustKidWrong(TrustRefusal):
    """A kid in the list is not the hash of its key."""

    code = "trust_kid_wrong"


class TrustKidTwice(TrustRefusal):
    """A kid stands in the list twice."""

    code = "trust_kid_twice"


class TrustOlder(TrustRefusal):
    """``serial`` is lower than ``current``, that of the list in force."""

    code = "trust_older"


class TrustSerialReused(TrustRefusal):
    """Another list with the ``serial`` of the list in force."""

    code = "trust_serial_reused"


class TrustBelowLeast(TrustRefusal):
    """``serial`` is lower than ``least``, which the site's bundle asks for."""

    code = "trust_below_least"
