"""A conversation with a card module that is no device, moved on by hand: no port, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from station.demo import people
from station.demo.card_answers import CardAnswers
from station.demo.card_text import card_of, text_block
from station.domain.card import IdentityCard
from station.domain.person import Person
from station.errors import StationError
from station.scanner.serial.card_conversation import CardConversation
from station.scanner.serial.sdt_frame import SHORTEST_REQUEST, Command, FrameReader

TICK_S = 0.05
ONE, OTHER = people.resident(1), people.resident(2)


@dataclass
class Desk:
    """A conversation, its module, and what was asked and told, polled every 50 ms."""

    module: CardAnswers = field(default_factory=CardAnswers)
    conversation: CardConversation = field(default_factory=CardConversation)
    wanted: bool = True
    now: float = 100.0
    asked: list[Command] = field(default_factory=list)
    told: list[IdentityCard | StationError] = field(default_factory=list)

    def lay(self, person: Person = ONE) -> None:
        self.module.lay(text_block(card_of(person)))

    def ask(self) -> Command | None:
        """Let 50 ms pass and poll; return what was asked."""
        self.now += TICK_S
        sent = self.conversation.poll(self.now, self.wanted)
        if not sent:
            return None
        (body,) = FrameReader(SHORTEST_REQUEST).take(sent)
        self.asked.append(Command(body))
        return self.asked[-1]

    def hear(self, data: bytes) -> None:
        self.told += self.conversation.receive(data, self.now)

    def step(self) -> Command | None:
        command = self.ask()
        if command is not None:
            for piece in self.module.pieces(command.value):
                self.hear(piece)
        return command

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK_S)):
            self.step()

    def until(self, command: Command) -> None:
        """Go on until ``command`` was asked; its answer is for the test to give."""
        for _ in range(100):
            asked = self.ask()
            if asked is command:
                return
            if asked is not None:
                for piece in self.module.pieces(asked.value):
                    self.hear(piece)
        pytest.fail(f"{command} was not asked")

    def results(self) -> list[str]:
        """Return what was told: a fault's code, a card's name."""
        return [news.name if isinstance(news, IdentityCard) else news.code for news in self.told]
