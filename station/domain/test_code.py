"""Test codes: printed beside the command codes, they tell whether a gun hands codes on whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from station.domain.command import PREFIX
from station.domain.scan import Symbology, fold_text, strip_end

TEST_PREFIX = f"{PREFIX}TEST:"
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_LONG = 240


class Arrived(Enum):
    """How a test code came through. ``CASE``: whole, but capitals became small or the reverse."""

    WHOLE = "whole"
    CASE = "case"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class TestCode:
    """A code to print: ``name`` is the key of its words."""

    __test__ = False

    name: str
    symbology: Symbology
    text: str


def printed_codes() -> tuple[TestCode, ...]:
    """Return the test codes: a label's, one as long as a sampling code, and one with both cases."""
    long = "".join(_BASE45[(7 * index) % len(_BASE45)] for index in range(_LONG))
    return (
        TestCode("label", Symbology.CODE_128, f"{TEST_PREFIX}0123456789"),
        TestCode("long", Symbology.QR, f"{TEST_PREFIX}{long}"),
        TestCode("case", Symbology.QR, f"{TEST_PREFIX}abcXYZ-mnoPQR"),
    )


def check_test_code(text: str) -> Arrived | None:
    """Tell how a test code arrived, or None for a text that is none."""
    label = strip_end(text)
    if not fold_text(label).startswith(TEST_PREFIX):
        return None
    printed = [code.text for code in printed_codes()]
    if label in printed:
        return Arrived.WHOLE
    folded = [fold_text(each) for each in printed]
    return Arrived.CASE if fold_text(label) in folded else Arrived.DAMAGED
