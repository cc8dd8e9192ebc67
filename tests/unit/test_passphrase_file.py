"""The files that hold a passphrase or a PIN: a small head is read, whatever they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from station.commands.passphrase_file import PassphraseFileUnreadable, first_line, lines_of


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", [""]),
        (b"secret", ["secret"]),
        ("\ufeff口令\r\n工牌\r\n".encode(), ["口令", "工牌", ""]),
        (b"secret\n" + "长".encode() * 5000, ["secret"]),
        (b"secret\n" + b"\xff" * 5000, ["secret"]),
        (b"x" * 4096, ["x" * 4096]),
    ],
)
def test_the_lines_of_the_head_are_returned(tmp_path: Path, content: bytes, lines) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    assert lines_of(file) == lines
    assert first_line(file) == lines[0]


@pytest.mark.parametrize("content", [b"x" * 4097, b"\xff", b"x" * 5000 + b"\n"])
def test_what_has_no_line_in_its_head_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(PassphraseFileUnreadable):
        first_line(file)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such device")
def test_a_device_without_an_end_is_refused() -> None:
    with pytest.raises(PassphraseFileUnreadable):
        first_line(Path("/dev/zero"))
