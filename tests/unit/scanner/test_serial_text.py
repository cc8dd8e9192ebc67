from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from station.domain.heard import Verdict
from station.scanner.serial.serial_text import LONGEST_TEXT, Piece, SerialText


def reads(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.verdict is Verdict.READ]


def verdicts(pieces: list[Piece]) -> list[Verdict]:
    return [piece.verdict for piece in pieces]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x03\r\n"])
def test_each_end_that_guns_send_ends_a_text(end: bytes) -> None:
    line = SerialText()
    assert reads(line.feed(b"202611220001" + end + b"202611220002" + end)) == [
        "202611220001",
        "202611220002",
    ]
    assert not line.is_waiting


@pytest.mark.parametrize("prefix", [b"\x02", b"]C0", b"]Q3", b"\x02]E0", b"\0\0"])
def test_what_a_gun_puts_before_a_code_is_no_part_of_it(prefix: bytes) -> None:
    assert reads(SerialText().feed(prefix + b"202611220001\r")) == ["202611220001"]


def test_the_raw_text_keeps_prefix_and_end() -> None:
    (piece,) = SerialText().feed(b"\x02]C1202611220001\r")
    assert piece.raw == "\x02]C1202611220001\r"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_comes_in_either_encoding(encoding: str) -> None:
    assert reads(SerialText().feed("核酸采样　一号台\r".encode(encoding))) == ["核酸采样　一号台"]


def test_bytes_of_neither_encoding_are_read_as_latin_1() -> None:
    assert reads(SerialText().feed(b"CAF\xc9\xff\r")) == ["CAFÉÿ"]


@pytest.mark.parametrize(
    "payload", [b"ab\x01cd", b"\x02ab\x02cd", b"\xff\x80\xfe\x81\xff", b"a\x7fbc"]
)
def test_a_binary_payload_is_no_text(payload: bytes) -> None:
    (piece,) = SerialText().feed(payload + b"\r")
    assert (piece.verdict, piece.text) == (Verdict.GARBLED, "")


def test_the_separators_of_gs1_stand_within_a_code() -> None:
    assert reads(SerialText().feed(b"0106901234\x1d21AB\r")) == ["0106901234\x1d21AB"]


def test_the_longest_text_is_read_and_a_longer_one_is_not() -> None:
    assert reads(SerialText().feed(b"A" * LONGEST_TEXT + b"\r")) == ["A" * LONGEST_TEXT]
    assert verdicts(SerialText().feed(b"A" * (LONGEST_TEXT + 1) + b"\r")) == [Verdict.GARBLED]


def test_an_endless_text_is_dropped_and_the_next_one_is_read() -> None:
    line = SerialText()
    for _ in range(100):
        assert line.feed(b"A" * 10_000) == []
    pieces = line.feed(b"A\r202611220001\r")
    assert verdicts(pieces) == [Verdict.GARBLED, Verdict.READ]


@pytest.mark.parametrize("noise", [b"\0", b"~", b"ab"])
def test_a_glitch_is_no_code(noise: bytes) -> None:
    assert reads(SerialText().feed(noise + b"\r")) == []


def test_a_gun_without_an_end_is_read_after_a_second_of_silence() -> None:
    line = SerialText()
    for text in (b"202611220001", b"202611220002"):
        assert line.feed(text) == []
        line.pause()
        assert reads(line.silence()) == [text.decode()]
    assert line.silence() == []
    assert not line.is_waiting


def test_a_gun_that_has_sent_an_end_is_waited_for() -> None:
    line = SerialText()
    line.feed(b"202611220001\r")
    line.feed(b"2026112")
    line.pause()
    assert reads(line.feed(b"20002\r")) == ["202611220002"]


def test_half_a_code_is_dropped_after_a_second_and_not_glued_to_the_next() -> None:
    line = SerialText()
    line.feed(b"202611220001\r")
    line.feed(b"2026112")
    line.pause()
    assert verdicts(line.silence()) == [Verdict.TORN]
    assert reads(line.feed(b"202611220003\r")) == ["202611220003"]


def test_neither_half_of_a_first_code_that_stalls_is_a_code() -> None:
    line = SerialText()
    assert line.feed(b"310115AB") == []
    line.pause()
    assert verdicts(line.feed(b"CD12\r")) == [Verdict.TORN]
    assert reads(line.feed(b"202611220002\r")) == ["202611220002"]


def test_two_texts_without_an_end_within_a_second_are_no_code() -> None:
    line = SerialText()
    for half in (b"310115AB", b"CD12", b"0001"):
        assert line.feed(half) == []
        line.pause()
    assert verdicts(line.silence()) == [Verdict.TORN]
    line.feed(b"202611220002")
    line.pause()
    assert reads(line.silence()) == ["202611220002"]


def test_an_end_behind_a_text_that_was_read_without_one_is_the_rest_of_it() -> None:
    line = SerialText()
    line.feed(b"310115AB")
    line.pause()
    assert reads(line.silence()) == ["310115AB"]
    assert verdicts(line.feed(b"CD120001\r")) == [Verdict.TORN]
    assert reads(line.feed(b"202611220002\r")) == ["202611220002"]


def test_no_code_stands_in_a_repr() -> None:
    (piece,) = SerialText().feed(b"202611220001\r")
    assert "2026" not in repr(piece)


# Bytes as a line has them: texts, ends, prefixes and garbage, mixed.
_STREAMS = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x02", b"\0", b"]C1", b"NAC1:"]),
        st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.integers(15_000, 18_000).map(lambda count: b"A" * count),
    ),
    max_size=12,
).map(b"".join)


@given(stream=_STREAMS, cuts=st.lists(st.integers(0, 40_000), max_size=12))
@example(stream=b"A" * 16_385 + b"\r\nabc\r", cuts=[1, 16_384, 16_386])
def test_however_the_bytes_are_chunked_the_same_texts_come_out(
    stream: bytes, cuts: list[int]
) -> None:
    whole, parts = SerialText(), SerialText()
    expected = whole.feed(stream)
    bounds = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found: list[Piece] = []
    for start, end in pairwise(bounds):
        found += parts.feed(stream[start:end])
    assert found == expected
    assert parts.is_waiting == whole.is_waiting
    assert parts.silence() == whole.silence()


@given(texts=st.lists(st.text("AB12", min_size=1, max_size=14), min_size=1), data=st.data())
def test_whatever_the_pauses_only_whole_texts_are_read(
    texts: list[str], data: st.DataObject
) -> None:
    line = SerialText()
    found: list[Piece] = []
    for text in texts:
        cut = data.draw(st.integers(0, len(text)))
        found += line.feed(text[:cut].encode())
        if data.draw(st.booleans()):
            line.pause()
        found += line.feed(f"{text[cut:]}\r".encode())
    assert set(reads(found)) <= set(texts)


@given(stream=_STREAMS)
def test_a_read_is_never_empty_too_long_or_unprintable(stream: bytes) -> None:
    line = SerialText()
    pieces = [*line.feed(stream), *line.silence()]
    for piece in pieces:
        assert (piece.verdict is Verdict.READ) == bool(piece.text)
        assert len(piece.text) <= LONGEST_TEXT
        assert not {"\0", "\r", "\n", "\t", "\x02", "\x03"} & set(piece.text)


@given(text=st.text(st.characters(categories=("L", "N", "P")), min_size=3, max_size=80))
def test_every_text_comes_back(text: str) -> None:
    if text.startswith("]"):
        text = f"-{text}"
    assert reads(SerialText().feed(text.encode() + b"\r\n")) == [text]
