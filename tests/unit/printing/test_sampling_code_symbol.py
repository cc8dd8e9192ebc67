"""The QR code of a sampling code (ISO/IEC 18004): mode, level and version as NAC1 asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import segno
import zxingcpp
from numpy.typing import NDArray
from segno import consts

from station.credential.code import draw
from station.credential.qr import qr_modules
from station.demo.people import child, resident
from station.demo.site import demo_keys
from station.domain.person import Person
from station.printing.symbol import sampling_code_symbol

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BY_NAME = replace(resident(1), name="测试人", phone=None)

# ISO/IEC 18004, table 10: row i, column j.
MASKS: tuple[Callable[[NDArray, NDArray], NDArray], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)


def code_of(person: Person, *, sealed: bool = True) -> str:
    keys = demo_keys()
    reading_key = keys.reading.public if sealed else None
    return draw(person, issuer=keys.issuer, now=NOW, reading_key=reading_key)


def read(modules: NDArray[np.bool_]) -> zxingcpp.Barcode:
    picture = np.pad(~modules * np.uint8(255), 4, constant_values=255)
    (code,) = zxingcpp.read_barcodes(picture.repeat(4, axis=0).repeat(4, axis=1))
    return code


def codewords(modules: NDArray[np.bool_], text: str) -> NDArray[np.bool_]:
    """Return the modules that hold data, without their mask."""
    mask = MASKS[read(modules).extra["DataMask"]](*np.indices(modules.shape))
    other = segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False, mask=0)
    kinds = np.array([list(row) for row in other.matrix_iter(border=0, verbose=True)])
    is_data = np.isin(kinds, (consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT))
    return (modules ^ mask)[is_data]


@pytest.mark.parametrize("tail", ["", "7", "123456", "12345678", "1" * 40, "0" * 12 + "AB"])
@pytest.mark.parametrize("length", [40, 220, 292, 700])
def test_it_holds_one_run_of_alphanumeric_mode_whatever_the_text(length: int, tail: str) -> None:
    # segno is asked for that mode; the two may choose another mask, the data are the same.
    chance = np.random.default_rng([length, len(tail)])
    text = "NAC1:" + "".join(chance.choice(list(ALPHABET), length)) + tail
    ours, asked = sampling_code_symbol(text).modules, qr_modules(text, "alphanumeric")
    assert ours.shape == asked.shape
    assert np.array_equal(codewords(ours, text), codewords(asked, text))


@pytest.mark.parametrize(
    ("person", "sealed", "most"),
    [
        (BY_NAME, True, 10),
        (BY_NAME, False, 9),
        (replace(child(2), phone=None), True, 11),
        (resident(2), True, 11),
        (child(2), True, 11),
    ],
    ids=["by name", "in the clear", "child", "with a phone", "child with a phone"],
)
def test_level_and_version_are_those_of_the_format(person: Person, sealed: bool, most: int) -> None:
    text = code_of(person, sealed=sealed)
    code = read(sampling_code_symbol(text).modules)
    assert (code.text, code.ec_level) == (text, "M")
    assert int(code.extra["Version"]) <= most


@pytest.mark.parametrize("text", ["nac1:bb8", "NAC1:张", "", "NAC1:A\n", "NAC1:" + "A" * 5000])
def test_a_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mode|too long"):
        sampling_code_symbol(text)
