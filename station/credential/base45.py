"""Base45 (RFC 9285), strict: what the RFC refuses raises `BadForm` and nothing else."""

from __future__ import annotations

import base45  # type: ignore[import-untyped]

from station.credential.cbor import BadForm


def encode(data: bytes) -> str:
    """Return ``data`` as text in the 45 characters of a QR code's alphanumeric mode."""
    text: bytes = base45.b45encode(data)
    return text.decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of base45 ``text``.

    Raises `BadForm` for a foreign character, a length that no bytes have, and a group of
    characters beyond 65535 (255 for the last two).
    """
    if text.endswith("\n"):
        # The library drops line ends here; the RFC knows none.
        raise BadForm("not base45")
    try:
        data: bytes = base45.b45decode(text)
    except ValueError:
        raise BadForm("not base45") from None
    return data
