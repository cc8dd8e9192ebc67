"""The arguments of `trust`: whatever is typed is a value or a wrong argument, never a bug."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from station.commands.trust_arguments import (
    end_moment,
    kid,
    kid_until,
    moment,
    named_key,
    public_key,
    revoked_codes,
)
from station.credential.revocations import RevocationsUnreadable

HEX = "ab" * 32
PARSERS = [named_key, public_key, kid, kid_until, moment, end_moment]
PIECES = ("a", "=", ",", HEX, "from", "until", "days", "30", "9999-12-31", "0001-01-01", "/", "\0")
NEARLY = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@given(text=st.text(max_size=80) | NEARLY)
@example(text="9999-12-31")
@example(text="0001-01-01T00:00:00+14:00")
@example(text="a" * 5000)
@example(text=f"{'a' * 16}=9999-12-31")
@example(text="\0")
@example(text=f"n={'/' * 5000}x")
def test_any_text_is_a_value_or_a_wrong_argument(parse: Callable[[str], object], text: str) -> None:
    with suppress(argparse.ArgumentTypeError):
        parse(text)


def test_a_key_with_everything() -> None:
    key = named_key(f"张江 领码处={HEX},from=2026-11-01,until=2026-11-30,days=7")
    assert (key.name, key.public, key.days) == ("张江 领码处", bytes.fromhex(HEX), 7)
    start, end = (datetime.fromtimestamp(at) for at in (key.valid_from, key.valid_until))
    assert (start.isoformat(), end.isoformat()) == ("2026-11-01T00:00:00", "2026-11-30T23:59:59")


def test_a_key_may_stand_in_a_file_as_it_was_printed(tmp_path: Path) -> None:
    file = tmp_path / "root.txt"
    file.write_bytes(f"{HEX}\r\n".encode())
    assert public_key(str(file)) == bytes.fromhex(HEX)


def test_a_moment_is_taken_as_it_is() -> None:
    assert end_moment("2026-11-30T12:00:00+08:00") == moment("2026-11-30T04:00:00Z")


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["kid", "cti", "expires_at"]), inner
    ),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_file_holds_revocations_or_is_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "revoked"
        path.write_bytes(data)
        with suppress(RevocationsUnreadable):
            assert isinstance(revoked_codes(path), list)
