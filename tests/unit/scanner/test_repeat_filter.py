"""The repeat rule."""

from __future__ import annotations

from station.domain.scan import Scan, Source, Symbology
from station.scanner.repeat_filter import RepeatFilter


def scan(text: str, at: float, source: Source = Source.CAMERA) -> Scan:
    return Scan(text, Symbology.QR, source, at)


def test_a_text_in_view_is_one_read_however_long_it_stays() -> None:
    repeats = RepeatFilter(2.0)
    admitted = [repeats.admit(scan("NAC1:A", frame / 30)) for frame in range(300)]
    assert admitted == [True] + [False] * 299


def test_a_text_counts_again_once_it_was_gone_for_the_window() -> None:
    repeats = RepeatFilter(2.0)
    assert repeats.admit(scan("NAC1:A", 0.0))
    assert not repeats.admit(scan("NAC1:A", 1.9))
    assert not repeats.admit(scan("NAC1:A", 3.8))
    assert repeats.admit(scan("NAC1:A", 5.9))


def test_another_text_is_no_repeat() -> None:
    repeats = RepeatFilter()
    assert repeats.admit(scan("NAC1:A", 0.0))
    assert repeats.admit(scan("NAC1:B", 0.1))
    assert not repeats.admit(scan("NAC1:A", 0.2))


def test_caps_lock_and_another_reader_make_no_other_read() -> None:
    repeats = RepeatFilter()
    assert repeats.admit(scan("NAC1:AB", 0.0))
    assert not repeats.admit(scan("nac1:ab\r", 0.5, Source.GUN))


def test_what_the_state_refused_may_be_read_again_when_it_changes() -> None:
    repeats = RepeatFilter()
    repeats.admit(scan("NAC1:A", 0.0))
    repeats.settle("nac1:a", forgettable=True)
    assert not repeats.admit(scan("NAC1:A", 0.5))
    repeats.state_changed()
    assert repeats.admit(scan("NAC1:A", 0.6))


def test_what_was_accepted_is_not_forgotten_when_the_state_changes() -> None:
    repeats = RepeatFilter()
    repeats.admit(scan("NAC1:A", 0.0))
    repeats.settle("NAC1:A", forgettable=False)
    repeats.state_changed()
    assert not repeats.admit(scan("NAC1:A", 0.5))


def test_a_refusal_that_was_answered_by_acceptance_is_remembered() -> None:
    repeats = RepeatFilter()
    repeats.admit(scan("NAC1:A", 0.0))
    repeats.settle("NAC1:A", forgettable=True)
    repeats.state_changed()
    repeats.admit(scan("NAC1:A", 0.6))
    repeats.settle("NAC1:A", forgettable=False)
    repeats.state_changed()
    assert not repeats.admit(scan("NAC1:A", 0.9))


def test_filters_do_not_share_what_they_saw() -> None:
    RepeatFilter().admit(scan("NAC1:A", 0.0))
    assert RepeatFilter().admit(scan("NAC1:A", 0.1))


def test_the_memory_stays_small_over_a_long_day() -> None:
    repeats = RepeatFilter()
    for number in range(5000):
        repeats.admit(scan(f"NAC1:{number}", number / 1000))
    assert len(repeats._seen) <= 513
