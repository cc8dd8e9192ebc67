"""PINs of the staff: what one must be, and its hash.

Argon2id (RFC 9106, through libsodium), in its encoded text, which tells its own cost.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from itertools import pairwise

from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from station.errors import StationError

SHORTEST, LONGEST = 4, 12


class PinUnusable(StationError):
    """Not ``shortest`` to ``longest`` digits."""

    code = "pin_unusable"


class PinTrivial(StationError):
    """Digits that anybody tries first: all alike, in steps, or a part of itself repeated."""

    code = "pin_trivial"


class PinCost(Enum):
    """Argon2id's passes and memory in bytes for a new hash."""

    EARNEST = (argon2id.OPSLIMIT_INTERACTIVE, argon2id.MEMLIMIT_INTERACTIVE)
    """A try takes 0.1 to 0.2 s on a laptop."""
    LEAST = (argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)
    """For the demo site and tests only."""


def check_pin(pin: str) -> str:
    """Return ``pin`` as it is hashed; raises `PinUnusable` or `PinTrivial`.

    Full-width digits, as Chinese input methods type them, are taken for plain ones.
    """
    plain = _plain(pin)
    if not (plain.isascii() and plain.isdigit() and SHORTEST <= len(plain) <= LONGEST):
        raise PinUnusable(shortest=SHORTEST, longest=LONGEST)
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(plain)}
    # A text stands within itself doubled, its ends cut off, only if a part of it repeats.
    if len(steps) == 1 or plain in (plain * 2)[1:-1]:
        raise PinTrivial()
    return plain


def hash_pin(pin: str, cost: PinCost = PinCost.EARNEST) -> str:
    """Return the encoded hash of a new PIN; slow. Raises `PinUnusable` or `PinTrivial`."""
    passes, memory = cost.value
    return argon2id.str(check_pin(pin).encode(), opslimit=passes, memlimit=memory).decode()


def pin_fits(pin: str, encoded: str) -> bool:
    """Tell whether ``pin`` is the one that was hashed; as slow as that was."""
    try:
        # Half a character is wrong as any other text is, and takes as long.
        plain = _plain(pin).encode(errors="surrogatepass")
        return argon2id.verify(encoded.encode(), plain)
    except InvalidkeyError:
        return False


def _plain(pin: str) -> str:
    return unicodedata.normalize("NFKC", pin.strip())
