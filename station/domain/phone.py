"""A phone number as lists and command lines give it."""

from __future__ import annotations

import re

from station.domain.documents import normalise_number
from station.errors import StationError

_PHONE = re.compile(r"\+?[0-9]{5,20}")


class PhoneWrong(StationError):
    """Not the digits of one phone number."""

    code = "phone_wrong"


def phone_of(text: str) -> str | None:
    """Return the digits of one number, with the `+` of E.164 if it has one; None for no text.

    Spaces, hyphens, brackets and the `.0` of a spreadsheet's quantity are left out. Raises
    `PhoneWrong`.
    """
    digits = normalise_number(text)
    if not digits:
        return None
    digits = re.sub(r"[()]", "", digits.removesuffix(".0"))
    if not _PHONE.fullmatch(digits):
        raise PhoneWrong()
    return digits
