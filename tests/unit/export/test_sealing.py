from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from station.export.sealing import (
    MAGIC,
    SealedDamaged,
    SealedForOther,
    is_sealed,
    open_sealed,
    seal_file,
)
from station.sealed_stream import CHUNK

LAB = PrivateKey(bytes(range(32)))


def _nothing() -> None:
    pass


def _sealed(plain: bytes) -> bytes:
    target = BytesIO()
    seal_file(BytesIO(plain), target, bytes(LAB.public_key), _nothing)
    return target.getvalue()


def _opened(sealed: bytes, key: PrivateKey = LAB) -> bytes:
    target = BytesIO()
    open_sealed(BytesIO(sealed), target, bytes(key), _nothing)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_the_laboratory_reads_what_was_sealed(size: int) -> None:
    plain = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = _sealed(plain)
    assert is_sealed(sealed[:32])
    assert _opened(sealed) == plain
    assert len(sealed) < size + 200 + 20 * (size // CHUNK + 1)


def test_two_seals_of_one_file_have_nothing_in_common() -> None:
    one, other = _sealed(b"x" * 100), _sealed(b"x" * 100)
    assert one[len(MAGIC) :] != other[len(MAGIC) :]
    assert b"xxxx" not in one


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealedForOther):
        _opened(_sealed(b"any"), PrivateKey.generate())


SEALED = _sealed(b"\x00" * 700)


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_one_changed_byte_is_found(place: int, change: int) -> None:
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises((SealedDamaged, SealedForOther)):
        _opened(bytes(altered))


@pytest.mark.parametrize("size", range(0, len(SEALED), 37))
def test_a_file_that_ends_early_is_found(size: int) -> None:
    with pytest.raises(SealedDamaged):
        _opened(SEALED[:size])


def test_a_file_that_goes_on_is_found() -> None:
    with pytest.raises(SealedDamaged):
        _opened(SEALED + b"\x00")


def test_it_can_be_called_off_before_each_chunk() -> None:
    calls = []

    def third() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        seal_file(BytesIO(bytes(5 * CHUNK)), BytesIO(), bytes(LAB.public_key), third)
