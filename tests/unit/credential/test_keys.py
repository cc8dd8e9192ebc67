from __future__ import annotations

import hashlib

import pytest

from station.credential.keys import IssuerKey, ReadingKey, RootKey, key_id, seal


def test_a_kid_is_the_first_eight_bytes_of_the_hash() -> None:
    key = IssuerKey.generate()
    assert key.kid == key_id(key.public) == hashlib.sha256(key.public).digest()[:8]


def test_keys_show_nothing_private() -> None:
    for key in (IssuerKey(b"I" * 32), RootKey(b"I" * 32), ReadingKey(b"I" * 32)):
        assert "IIII" not in repr(key)
        assert b"I" * 32 not in repr(key).encode()


def test_a_root_key_is_not_an_issuer_key_of_the_same_seed() -> None:
    assert RootKey(b"I" * 32) != IssuerKey(b"I" * 32)
    assert IssuerKey(b"I" * 32) == IssuerKey(b"I" * 32)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32"):
        IssuerKey(b"x" * length)
    with pytest.raises(ValueError, match="32"):
        ReadingKey(b"x" * length)


def test_a_sealed_box_opens_with_its_own_key_only() -> None:
    mine, other = ReadingKey.generate(), ReadingKey.generate()
    sealed = seal(b"holder", mine.public)
    assert mine.open(sealed) == b"holder"
    assert other.open(sealed) is None


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47, 48, 49, 200])
def test_what_is_no_sealed_box_does_not_open(length: int) -> None:
    assert ReadingKey(b"K" * 32).open(bytes(length)) is None
