"""What the window shows of a booth's keys: numbers and public keys, nothing secret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeysView:
    """``data_key`` is the version in use; ``to_reseal``: records wait to be sealed under it.

    ``reading_keys`` are public keys in hex, the newest first, ``sheet_key`` is one. ``bundle`` is
    the number of the newest bundle that was made or taken here, 0 for none.
    """

    booth: str
    site_name: str
    data_key: int
    to_reseal: bool
    reading_keys: tuple[str, ...]
    bundle: int
    sheet_key: str
