"""What a gun sent, made visible: its control characters and prefix shown, what is personal not."""

from __future__ import annotations

import re

from station.domain.masking import mask_number
from station.domain.scan import AIM_PREFIX
from station.domain.test_code import check_test_code

# The prefix key as the gun test names it.
_KEYS = ("\x02", "[F13]")
_TAIL = re.compile(r"[\x00-\x20]*\Z")
# A sampling code, its first characters lost or its colon typed without Shift.
_PERSONAL = re.compile(r"nac1[:;]|\A.{0,3}c1[:;]", re.IGNORECASE | re.DOTALL)
# An identity number, or one that lost some of its digits.
_NUMBER = re.compile(r"[0-9]{14,}[0-9Xx]")
# No label is longer: it may be a sampling code of which the beginning was lost.
_LONGEST_LABEL, _SHOWN_OF_UNKNOWN = 40, 16
# By name, as the manuals of guns call them: few fonts have pictures of them.
_CONTROLS = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR"),
    *("SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB"),
    *("ESC", "FS", "GS", "RS", "US"),
)
# So few hidden characters are shown: the number in their place is as long.
_NOT_WORTH_HIDING = 5


def bare_text(raw: str) -> str:
    """Return a burst without the prefix key and the AIM prefix that a gun may send first."""
    for key in _KEYS:
        raw = raw.removeprefix(key)
    return AIM_PREFIX.sub("", raw)


def visible_text(raw: str, most: int = 72) -> str:
    """Return a burst as it may be shown: control characters as ‹CR›, prefix as ‹]Q1›, spaces ␣.

    Of a sampling code only the prefix is shown, of a long number its ends. Texts of more than
    ``most`` characters, and unknown ones longer than a label, lose their middle: the number in it
    says how many.
    """
    bare = bare_text(raw)
    head = raw[: len(raw) - len(bare)].replace("\x02", "‹STX›").replace("[F13]", "‹F13›")
    aim = head.find("]")
    if aim >= 0:
        head = f"{head[:aim]}‹{head[aim:]}›"
    return head + "".join(_told(bare, most))


def _told(bare: str, most: int) -> list[str]:
    """Return what may be shown of a burst without its prefix, one text a character."""
    personal = _PERSONAL.search(bare)
    if personal is not None:
        tail = _TAIL.search(bare, personal.end())
        ends = tail.group() if tail else ""
        before = [*map(_visible, _NUMBER.sub(_masked, bare[: personal.end()]))]
        return [*before[-_SHOWN_OF_UNKNOWN:], "…", *map(_visible, ends)]
    known = len(bare) <= _LONGEST_LABEL or check_test_code(bare) is not None
    shown = [*map(_visible, _NUMBER.sub(_masked, bare))]
    return _elided(shown, most if known else _SHOWN_OF_UNKNOWN)


def _masked(number: re.Match[str]) -> str:
    return mask_number(number.group())


def _elided(shown: list[str], most: int) -> list[str]:
    if len(shown) <= most + _NOT_WORTH_HIDING:
        return shown
    last = most // 4
    first = most - last
    return [*shown[:first], f"…{len(shown) - most}…", *shown[-last:]]


def _visible(character: str) -> str:
    code = ord(character)
    if code < len(_CONTROLS):
        return f"‹{_CONTROLS[code]}›"
    if character == " ":
        return "␣"
    if code == 0x7F:
        return "‹DEL›"
    return character if character.isprintable() else f"‹U+{code:04X}›"
