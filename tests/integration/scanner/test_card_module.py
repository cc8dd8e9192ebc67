"""The card module on a real pseudo-terminal, asked as a serial port would ask it."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from station.demo import people
from station.demo.card_answers import Quirk
from station.demo.card_module import CardModule, has_pseudo_terminals
from station.demo.card_text import card_of, text_block
from station.domain.card import IdentityCard
from station.errors import StationError
from station.scanner.serial.card_conversation import CardConversation
from station.scanner.serial.sdt_frame import Command, frame

pytestmark = pytest.mark.skipif(
    not has_pseudo_terminals(), reason="this system has no pseudo-terminals"
)

PERSON = people.resident(5)
OTHER = people.resident(6)
_PATIENCE_S = 30.0


class Port:
    """The slave of a module, opened as a file, with a conversation on it."""

    def __init__(self, path: str) -> None:
        self.end = os.open(path, os.O_RDWR | os.O_NOCTTY)
        self.conversation = CardConversation()
        self.told: list[IdentityCard | StationError] = []
        self.received = 0

    def until(self, is_done: Callable[[], bool]) -> None:
        """Converse until ``is_done``; fail if that takes for ever."""
        end = time.monotonic() + _PATIENCE_S
        while not is_done():
            assert time.monotonic() < end, "it takes for ever"
            asked = self.conversation.poll(time.monotonic(), wanted=True)
            if asked:
                os.write(self.end, asked)
            if select.select([self.end], [], [], 0.01)[0]:
                data = os.read(self.end, 65536)
                self.received += len(data)
                self.told += self.conversation.receive(data, time.monotonic())

    def news(self) -> list[str]:
        """Wait for news; return all so far, a card's name or a fault's code."""
        before = len(self.told)
        self.until(lambda: len(self.told) > before)
        return [news.name if isinstance(news, IdentityCard) else news.code for news in self.told]


@contextmanager
def _port(module: CardModule) -> Iterator[Port]:
    port = Port(module.path)
    try:
        yield port
    finally:
        os.close(port.end)
        module.close()


def test_cards_are_laid_read_and_lifted() -> None:
    module = CardModule()
    with _port(module) as port:
        port.until(lambda: port.conversation.is_module)
        module.lay(text_block(card_of(PERSON)))
        assert port.news() == [PERSON.name]
        module.lift()
        module.lay(text_block(card_of(OTHER)))
        assert port.news() == [PERSON.name, OTHER.name]


@pytest.mark.parametrize(
    "quirk", [Quirk.BYTE_BY_BYTE, Quirk.ECHO, Quirk.GARBAGE_FIRST, Quirk.HUGE_GARBAGE]
)
def test_a_card_is_read_from_an_odd_module(quirk: Quirk) -> None:
    module = CardModule(quirk)
    module.lay(text_block(card_of(PERSON)))
    with _port(module) as port:
        assert port.news() == [PERSON.name]
        assert port.received > 10_000_000 or quirk is not Quirk.HUGE_GARBAGE


@pytest.mark.parametrize("quirk", [Quirk.PULLED_BEFORE_READ, Quirk.HALF_FRAME])
def test_a_card_pulled_away_is_told_and_may_be_laid_again(quirk: Quirk) -> None:
    module = CardModule(quirk)
    module.lay(text_block(card_of(PERSON)))
    with _port(module) as port:
        assert port.news() == ["card_unreadable"]
        module.behave(None)
        module.lay(text_block(card_of(PERSON)))
        assert port.news() == ["card_unreadable", PERSON.name]


def test_a_line_at_its_baud_rate_is_read_too() -> None:
    module = CardModule(at_baud_rate=True)
    module.lay(text_block(card_of(PERSON)))
    with _port(module) as port:
        assert port.news() == [PERSON.name]


def test_it_may_be_closed_while_nobody_takes_what_it_sends() -> None:
    module = CardModule(Quirk.HUGE_GARBAGE)
    with _port(module) as port:
        os.write(port.end, frame(Command.READ.value))
        assert select.select([port.end], [], [], _PATIENCE_S)[0]
        module.close()


def test_a_closed_module_hangs_up() -> None:
    module = CardModule()
    with _port(module) as port:
        port.until(lambda: port.conversation.is_module)
        module.close()
        with pytest.raises(OSError, match="Input/output error"):
            os.write(port.end, b"x")
