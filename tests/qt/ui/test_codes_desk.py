"""The way to the code desk: what is asked is answered once, and to nobody who has left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from station.domain.desk_refusals import DeskClosed
from station.ui.codes.asks import CloseIssuer, Look, OpenIssuer
from tests.qt.ui import codes


@pytest.fixture
def desk(qapp: QApplication) -> codes.RecordingCodesDesk:
    return codes.RecordingCodesDesk()


def heard(desk: codes.RecordingCodesDesk) -> list[tuple[object, object]]:
    said: list[tuple[object, object]] = []
    desk.answered.connect(lambda what, answer: said.append((what, answer)))
    desk.failed.connect(lambda what, error: said.append((what, error)))
    return said


def test_an_answer_goes_with_what_was_asked_and_only_once(
    desk: codes.RecordingCodesDesk,
) -> None:
    said = heard(desk)
    first, second = Look(codes.OWN.id), Look(codes.OWN.id)
    desk.ask(first)
    desk.ask(second)
    desk.take(second, "second")
    desk.take(second, "again")
    desk.take_failure(first, error := DeskClosed())

    assert said == [(second, "second"), (first, error)]
    assert not desk.is_waiting_for(Look)


def test_what_was_asked_before_somebody_left_is_answered_to_nobody(
    desk: codes.RecordingCodesDesk,
) -> None:
    said, told = heard(desk), []
    desk.progressed.connect(lambda *told_of: told.append(told_of))
    look = Look(codes.OWN.id)
    desk.ask(look)
    desk.forget()
    desk.tell_progress(look, 1, 2)
    desk.take(look, codes.family())

    assert said == []
    assert told == []


def test_the_desk_is_open_from_the_right_passphrase_until_it_is_closed(
    desk: codes.RecordingCodesDesk,
) -> None:
    changes: list[bool] = []
    desk.issuer_changed.connect(changes.append)
    opening = OpenIssuer(Path("desk.issuer"), "words")
    desk.ask(opening)
    assert not desk.is_open
    desk.take(opening, None)
    assert desk.is_open
    assert desk.issuer_file == Path("desk.issuer")
    desk.close()

    assert not desk.is_open
    assert isinstance(desk.asks[-1], CloseIssuer)
    assert changes == [True, False]


def test_a_passphrase_that_is_tried_while_the_desk_is_left_opens_nothing(
    desk: codes.RecordingCodesDesk,
) -> None:
    opening = OpenIssuer(Path("desk.issuer"), "words")
    desk.ask(opening)
    desk.close()
    desk.forget()
    desk.take(opening, None)

    assert not desk.is_open
    assert [type(each) for each in desk.asks] == [OpenIssuer, CloseIssuer]


def test_a_closed_desk_is_not_closed_again(desk: codes.RecordingCodesDesk) -> None:
    desk.close()
    assert desk.asks == []


def test_no_passphrase_and_nobody_is_in_the_words_of_what_is_asked() -> None:
    shown = repr(OpenIssuer(Path("desk.issuer"), "secret words"))
    assert "secret" not in shown
