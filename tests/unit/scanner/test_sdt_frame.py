"""Frames of the SDT protocol in streams that hold anything."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.scanner.serial.sdt_frame import (
    HEADER,
    SHORTEST_REPLY,
    SHORTEST_REQUEST,
    Answer,
    Command,
    FrameReader,
    Reply,
    card_text,
    frame,
)

NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")

PARTS = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([NO_CARD, FOUND, SELECTED, HEADER, HEADER[:4], HEADER + b"\x00\x20", b"\xaa"]),
)


def _read(pieces: Iterable[bytes]) -> list[bytes]:
    reader = FrameReader(SHORTEST_REPLY)
    return [body for piece in pieces for body in reader.take(piece)]


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        (Command.STATUS, "AAAAAA9669 0003 11FF ED"),
        (Command.RESET, "AAAAAA9669 0003 10FF EC"),
        (Command.FIND, "AAAAAA9669 0003 2001 22"),
        (Command.SELECT, "AAAAAA9669 0003 2002 21"),
        (Command.READ, "AAAAAA9669 0003 3001 32"),
    ],
)
def test_requests_are_those_of_the_protocol(command: Command, sent: str) -> None:
    assert frame(command.value) == bytes.fromhex(sent)
    assert FrameReader(SHORTEST_REQUEST).take(bytes.fromhex(sent)) == [command.value]


def test_replies_are_those_of_the_protocol() -> None:
    replies = [Reply.of(body) for body in _read([NO_CARD + FOUND + SELECTED])]
    assert replies == [
        Reply(Answer.NO_CARD),
        Reply(Answer.FOUND, bytes(4)),
        Reply(Answer.OK, bytes(8)),
    ]
    assert [reply.frame() for reply in replies] == [NO_CARD, FOUND, SELECTED]


def test_an_echoed_request_is_no_reply() -> None:
    assert _read([frame(Command.FIND.value) + FOUND]) == [FOUND[7:-1]]


@pytest.mark.parametrize(
    "before",
    [
        b"garbage",
        b"\xaa",
        HEADER[:4],
        HEADER + b"\xff\xff",
        HEADER + b"\x00\x00",
        NO_CARD[:-1] + b"\x00",
        b"6901234567892\r\n",
    ],
)
def test_what_comes_before_a_reply_is_passed_over(before: bytes) -> None:
    assert _read([before + FOUND]) == [FOUND[7:-1]]


def test_a_half_frame_is_forgotten_when_told_so() -> None:
    reader = FrameReader(SHORTEST_REPLY)
    assert reader.take(HEADER + b"\x05\x08\x00\x00\x90") == []
    reader.clear()
    assert reader.take(FOUND) == [FOUND[7:-1]]


@given(st.lists(PARTS, max_size=12), st.data())
def test_it_does_not_matter_how_a_stream_is_cut(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [
        stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
    ]
    assert _read(pieces) == _read([stream]) == _read(bytes((byte,)) for byte in stream)


@given(st.lists(st.binary(min_size=3, max_size=300), max_size=6))
def test_frames_come_out_as_they_went_in(bodies: list[bytes]) -> None:
    assert _read([b"".join(frame(body) for body in bodies)]) == bodies


GARBAGE = {
    "random": random.Random(1).randbytes(1 << 16),
    "zeros": bytes(1 << 16),
    "headers": HEADER * 13107,
    "long frames, each wrong": (HEADER + b"\x09\x00") * 9362,
    "short frames, each wrong": (HEADER + b"\x00\x04") * 9362,
}


@pytest.mark.parametrize("block", GARBAGE.values(), ids=GARBAGE)
def test_ten_megabytes_of_garbage_are_passed_over(block: bytes) -> None:
    reader = FrameReader(SHORTEST_REPLY)
    assert reader.take(block * 160) == []
    reader.take(bytes(2400))
    assert reader.take(FOUND) == [FOUND[7:-1]]


@pytest.mark.parametrize("block", GARBAGE.values(), ids=GARBAGE)
def test_garbage_without_end_takes_little_memory(block: bytes) -> None:
    reader = FrameReader(SHORTEST_REPLY)
    tracemalloc.start()
    try:
        found = [body for _ in range(8) for body in reader.take(block)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == []
    assert peak < 100_000


def test_garbage_that_comes_byte_by_byte_is_looked_at_once() -> None:
    reader = FrameReader(SHORTEST_REPLY)
    for byte in GARBAGE["long frames, each wrong"] * 3 + bytes(2400):
        assert reader.take(bytes((byte,))) == []
    assert reader.take(FOUND) == [FOUND[7:-1]]


TEXT = bytes(range(256))
PHOTO = b"p" * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"\x01\x00\x04\x00" + TEXT + PHOTO,
        b"\x01\x00\x04\x00\x00\x00" + TEXT + PHOTO,
        b"\x01\x00\x04\x00\x04\x00" + TEXT + PHOTO + b"f" * 1024,
        b"\x01\x00\x00\x00" + TEXT,
    ],
    ids=["photo", "no fingerprint", "fingerprint", "no photo"],
)
def test_the_text_is_found_in_each_form_of_a_read(data: bytes) -> None:
    assert card_text(data) == TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(8),
        b"\x01\x00\x04\x00" + TEXT,
        b"\x01\x00\x04\x00" + TEXT + PHOTO + b"x",
        b"\x00\xfe\x04\x00" + TEXT[:254] + PHOTO,
    ],
)
def test_data_of_another_shape_has_no_text(data: bytes) -> None:
    assert card_text(data) == b""


def test_a_reply_shows_no_data() -> None:
    assert "secret" not in repr(Reply(Answer.OK, b"secret"))
