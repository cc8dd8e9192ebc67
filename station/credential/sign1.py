"""COSE_Sign1 (RFC 9052 section 4.2) with Ed25519 (RFC 9053 section 2.2), in this format's shape.

The shape is narrower than the RFC's: tag 18, `[protected, {}, payload, signature]`, a protected
header of exactly `{1: algorithm, 4: kid}`, an empty unprotected one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from station.credential.cbor import BadForm, decode, encode
from station.credential.fields import Fields, exact_bytes
from station.credential.keys import KEY_BYTES, KID_BYTES, SIGNATURE_BYTES, SigningKey

EDDSA = -8

# What a signature is for: none of these can pass for another.
CODE_AAD = b""
TRUST_AAD = b"NAC1-trust"
MANIFEST_AAD = b"NAC1-manifest"
HANDOVER_AAD = b"NAC1-handover"

_TAG_18 = b"\xd2"
_ALG, _KID = 1, 4


@dataclass(frozen=True, slots=True)
class Sign1:
    """An envelope that was read: its form is right, its signature is not yet checked.

    ``payload`` may hold a person in the clear: ``repr`` leaves it out.
    """

    algorithm: int
    kid: bytes
    protected: bytes
    payload: bytes = field(repr=False)
    signature: bytes

    @classmethod
    def parse(cls, data: bytes) -> Sign1:
        """Return the envelope in ``data``. Raises `BadForm` for any other shape or encoding.

        The algorithm may be any int: whether it is EdDSA is the caller's to refuse.
        """
        if data[:1] != _TAG_18:
            raise BadForm("not tag 18")
        parts = decode(data[1:])
        if type(parts) is not list or len(parts) != 4:
            raise BadForm("not four parts")
        protected, unprotected, payload, signature = parts
        if type(protected) is not bytes or type(payload) is not bytes:
            raise BadForm("not byte strings")
        if type(unprotected) is not dict or unprotected:
            raise BadForm("unprotected header not empty")
        exact_bytes(signature, SIGNATURE_BYTES)
        header = decode(protected)
        if type(header) is not dict or len(header) != 2:
            raise BadForm("not two header parameters")
        fields = Fields(header)
        return cls(
            fields.need(_ALG, int),
            fields.need_bytes(_KID, KID_BYTES),
            protected,
            payload,
            signature,
        )

    def is_signed_by(self, public_key: bytes, external_aad: bytes) -> bool:
        """Tell whether ``public_key`` signed this for the purpose that ``external_aad`` names."""
        return verify_signature(
            self.protected, self.payload, self.signature, public_key, external_aad
        )


def sign(payload: bytes, key: SigningKey, external_aad: bytes) -> bytes:
    """Return the envelope of ``payload``, signed by ``key``, as bytes."""
    protected = encode({_ALG: EDDSA, _KID: key.kid})
    signature = key.sign(sig_structure(protected, payload, external_aad))
    return _TAG_18 + encode([protected, {}, payload, signature])


def verify_signature(
    protected: bytes, payload: bytes, signature: bytes, public_key: bytes, external_aad: bytes
) -> bool:
    """Tell whether ``signature`` is ``public_key``'s Ed25519 signature over the Sig_structure."""
    message = sig_structure(protected, payload, external_aad)
    return verify_ed25519(message, signature, public_key)


def verify_ed25519(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` is good, as strictly as libsodium is.

    Keys and points of small order, S beyond the group's order and foreign lengths are refused.
    """
    if len(signature) != SIGNATURE_BYTES or len(public_key) != KEY_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public_key)
    except BadSignatureError:
        return False
    return True


def sig_structure(protected: bytes, payload: bytes, external_aad: bytes) -> bytes:
    """Return the bytes that are signed (RFC 9052 section 4.4)."""
    return encode(["Signature1", protected, external_aad, payload])
