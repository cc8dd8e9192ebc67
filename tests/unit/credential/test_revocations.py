from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.credential.revocations import (
    Revocation,
    RevocationsUnreadable,
    read_revocations,
    revocations_file,
)

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def revocation(days: int, name: int = 1) -> Revocation:
    return Revocation(NOW + timedelta(days=days), b"kid-kid-", bytes((name,)) * 8)


def test_a_file_is_read_as_it_was_written_each_code_once_and_none_that_expired():
    first, second, over = revocation(3), revocation(9, 2), revocation(0, 3)
    data = revocations_file([second, first, over, revocation(1)], NOW)
    assert read_revocations(data + b"\n\r\n") == [first, second]
    assert data.count(b"\n") == 2
    assert read_revocations(b"") == []


@pytest.mark.parametrize(
    "line",
    [
        *(b"x", b"[]", b"{}", b"1", b'"kid"', b"\xff", b"[" * 100_000),
        b'{"kid": "00", "cti": "0000000000000000", "expires_at": "2026-11-22T01:00:00+00:00"}',
        b'{"kid": 1, "cti": "0000000000000000", "expires_at": "2026-11-22T01:00:00+00:00"}',
        b'{"kid": "0000000000000000", "cti": "0000000000000000", "expires_at": "2026-11-22"}',
        b'{"kid": "0000000000000000", "cti": "0000000000000000",'
        b' "expires_at": "0001-01-01T00:00:00+23:00"}',
    ],
)
def test_a_line_that_is_none_is_named(line: bytes):
    with pytest.raises(RevocationsUnreadable) as error:
        read_revocations(revocations_file([revocation(1)], NOW) + line)
    assert error.value.params == {"line": 2}


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes):
    with contextlib.suppress(RevocationsUnreadable):
        read_revocations(data)
