"""What a site's passphrase has to be, wherever one is chosen."""

from __future__ import annotations

from station.errors import StationError

SHORTEST_PASSPHRASE = 8


class PassphraseTooShort(StationError):
    """``shortest``: how many characters a passphrase has at least."""

    code = "passphrase_too_short"


def check_passphrase(passphrase: str) -> None:
    """Raise `PassphraseTooShort` unless ``passphrase`` is long enough."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(shortest=SHORTEST_PASSPHRASE)
