"""The laboratory's public key: which texts are one."""

from __future__ import annotations

HEX_DIGITS = 64
_PRIME = 2**255 - 19
# Points of Curve25519 and its twist whose order divides 8 (RFC 7748 section 6.1, after Bernstein):
# with one of these a shared secret would be the same for everybody.
_LOW_ORDER = {
    0,
    1,
    _PRIME - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}


def is_lab_key(text: str) -> bool:
    """Tell whether ``text`` is an X25519 public key in hex that may be sealed to."""
    if len(text) != HEX_DIGITS or not set(text) <= set("0123456789abcdefABCDEF"):
        return False
    # RFC 7748: little-endian, the highest bit is not looked at.
    point = int.from_bytes(bytes.fromhex(text), "little") % 2**255
    return point % _PRIME not in _LOW_ORDER
