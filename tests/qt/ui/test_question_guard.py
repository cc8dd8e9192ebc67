"""Enter is ignored for a moment after a question or a read."""

from __future__ import annotations

from station.ui.register.question_guard import QuestionGuard


def test_enter_is_allowed_only_after_the_moment() -> None:
    times = [10.0]
    guard = QuestionGuard(300, now=lambda: times[0])
    assert guard.allows()
    guard.note()
    times[0] = 10.299
    assert not guard.allows()
    times[0] = 10.301
    assert guard.allows()
