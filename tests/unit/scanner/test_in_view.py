"""Who is in a camera's view, when its decoder finds now this code, now that one."""

from __future__ import annotations

from station.domain.scan import InView
from station.scanner.in_view import PersonsInView

A, B, NOBODY = frozenset({"A"}), frozenset({"B"}), frozenset[str]()


def test_two_persons_that_alternate_from_frame_to_frame_are_in_one_view() -> None:
    view = PersonsInView(hold_s=0.6)
    seen = [view.look(texts, at / 10) for at, texts in enumerate((A, B, A, B))]
    assert seen == [InView.ONE, InView.UNSURE, InView.SEVERAL, InView.SEVERAL]


def test_the_next_person_is_alone_once_the_first_has_gone() -> None:
    view = PersonsInView(hold_s=0.6)
    view.look(A, 0.0)
    assert view.look(B, 0.3) is InView.UNSURE
    assert view.look(B, 0.5) is InView.UNSURE
    assert view.look(B, 0.7) is InView.ONE


def test_two_persons_in_one_frame_stay_two_until_one_has_gone() -> None:
    view = PersonsInView(hold_s=0.6)
    assert view.look(A | B, 0.0) is InView.SEVERAL
    assert view.look(A, 0.5) is InView.SEVERAL
    assert view.look(A, 0.7) is InView.ONE


def test_a_view_without_persons_does_not_hide_who_was_there() -> None:
    view = PersonsInView(hold_s=0.6)
    view.look(A, 0.0)
    assert view.look(NOBODY, 0.1) is InView.ONE
    assert view.look(B, 0.2) is InView.UNSURE
