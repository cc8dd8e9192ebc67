"""Whatever comes on a card module's line: no exception, no wrong card, no photo kept."""

from __future__ import annotations

import gc
import logging
from types import FunctionType, ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.demo.card_answers import PHOTO, CardAnswers, Quirk
from station.demo.card_text import card_of, text_block
from station.domain.card import IdentityCard
from station.scanner.serial.sdt_frame import HEADER, Answer, Command, Reply
from tests.unit.scanner.card_desk import ONE, OTHER, Desk


def _within(*roots: object) -> list[bytes]:
    """Return all bytes that can be reached from ``roots``, as the garbage collector sees it."""
    seen: set[int] = set()
    waiting: list[object] = list(roots)
    found = []
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, (type, ModuleType, FunctionType)):
            continue
        seen.add(id(thing))
        if isinstance(thing, (bytes, bytearray)):
            found.append(bytes(thing))
        waiting += gc.get_referents(thing)
    return found


@pytest.mark.parametrize("quirk", [None, Quirk.WRONG_CHECKSUM, Quirk.HALF_FRAME])
@pytest.mark.parametrize("is_sound", [True, False])
def test_the_photo_is_kept_nowhere(
    quirk: Quirk | None, is_sound: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = Desk(CardAnswers(quirk))
    block = text_block(card_of(ONE))
    desk.module.lay(block if is_sound else b"\x42\xd8" + block[2:])
    while not desk.told:
        desk.step()
    held = _within(desk.conversation, desk.told)
    assert not any(PHOTO[at : at + 8] in data for data in held for at in range(0, 1024, 8))
    assert not any(block[122:158] in data for data in held)
    assert caplog.records == []


CARD = Reply(Answer.OK, b"\x01\x00\x04\x00" + text_block(card_of(ONE)) + PHOTO).frame()


def _reading() -> Desk:
    desk = Desk()
    desk.lay()
    desk.until(Command.READ)
    return desk


def _told(desk: Desk) -> list[object]:
    return [news if isinstance(news, IdentityCard) else news.code for news in desk.told]


def test_the_card_of_the_next_tests_is_one() -> None:
    desk = _reading()
    desk.hear(CARD)
    assert desk.results() == [ONE.name]


@given(st.one_of(st.integers(0, 14 * 8 - 1), st.integers(0, len(CARD) * 8 - 1)))
def test_a_card_with_one_wrong_bit_is_no_card(bit: int) -> None:
    desk = _reading()
    wrong = bytearray(CARD)
    wrong[bit // 8] ^= 1 << bit % 8
    desk.hear(bytes(wrong) + bytes(2400))
    assert desk.told == []


STREAMS = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.builds(
            lambda code, data: Reply(code, data).frame(),
            st.one_of(st.sampled_from(list(Answer)), st.integers(0, 255)),
            st.sampled_from([b"", bytes(4), bytes(8), bytes(1284)]),
        ),
        st.sampled_from([CARD, CARD[:700], CARD[:-1] + b"\x00", HEADER, HEADER[:3]]),
    ),
    max_size=8,
)


@given(STREAMS, st.data())
def test_it_does_not_matter_how_answers_are_cut(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    whole, cut = _reading(), _reading()
    whole.hear(stream)
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        cut.hear(stream[start:end])
    assert _told(whole) == _told(cut)
    whole.run(5)
    cut.run(5)
    assert (_told(whole), whole.asked) == (_told(cut), cut.asked)


@given(st.lists(st.tuples(STREAMS, st.booleans(), st.floats(0, 4)), max_size=8))
def test_whatever_comes_the_next_card_is_read(
    steps: list[tuple[list[bytes], bool, float]],
) -> None:
    desk = Desk()
    for parts, wanted, seconds in steps:
        desk.wanted = wanted
        desk.now += seconds
        desk.ask()
        desk.hear(b"".join(parts))
    desk.wanted = True
    desk.run(6)
    desk.told.clear()
    desk.lay(OTHER)
    desk.run(2)
    assert desk.results() == [OTHER.name]
