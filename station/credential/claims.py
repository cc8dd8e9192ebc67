"""The claims of a sampling code: a CBOR Web Token (RFC 8392) with two private claims."""

from __future__ import annotations

from dataclasses import dataclass, field

from station.credential.cbor import BadForm, decode, encode
from station.credential.fields import Fields

CTI_BYTES = 8

_EXP, _NBF, _IAT, _CTI = 4, 5, 6, 7
_HOLDER, _SEALED_HOLDER = -70001, -70002


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims as they stand in the payload. Times are seconds since 1970 in UTC.

    Exactly one of ``holder`` (a decoded map) and ``sealed_holder`` is there.
    """

    expires_at: int
    issued_at: int
    not_before: int | None
    cti: bytes
    holder: dict[object, object] | None = field(repr=False)
    sealed_holder: bytes | None = field(repr=False)

    @classmethod
    def parse(cls, payload: bytes) -> Claims:
        """Return the claims in ``payload``; unknown ones are ignored.

        Raises `BadForm` if they are not strict CBOR, one is missing or of a wrong type, or there
        is no holder or two.
        """
        fields = Fields(decode(payload))
        holder = fields.maybe(_HOLDER, dict)
        sealed_holder = fields.maybe(_SEALED_HOLDER, bytes)
        if (holder is None) == (sealed_holder is None):
            raise BadForm("not one holder")
        return cls(
            expires_at=fields.need(_EXP, int),
            issued_at=fields.need(_IAT, int),
            not_before=fields.maybe(_NBF, int),
            cti=fields.need_bytes(_CTI, CTI_BYTES),
            holder=holder,
            sealed_holder=sealed_holder,
        )

    def encode(self) -> bytes:
        """Return the payload."""
        claims = {
            _EXP: self.expires_at,
            _NBF: self.not_before,
            _IAT: self.issued_at,
            _CTI: self.cti,
            _HOLDER: self.holder,
            _SEALED_HOLDER: self.sealed_holder,
        }
        return encode({key: value for key, value in claims.items() if value is not None})
