"""Work aside: called off, waited for, and not begun again once the window closes."""

from __future__ import annotations

from threading import Event

import pytest

from station.services import aside
from station.services.aside import Aside


def test_stop_calls_the_work_off_and_waits_for_its_end() -> None:
    threads, begun, ended = Aside("codes"), Event(), []

    def work() -> None:
        begun.set()
        threads.stopping.wait()
        ended.append(True)

    assert threads.go(work)
    begun.wait()
    threads.stop()
    assert ended == [True]


def test_nothing_is_begun_after_the_stop() -> None:
    threads = Aside("codes")
    threads.stop()
    assert not threads.go(lambda: pytest.fail("begun"))


def test_a_printer_that_hangs_keeps_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "PRINTER_SECONDS", 0.01)
    threads, driver, ended = Aside("codes"), Event(), Event()

    def work() -> None:
        driver.wait()
        ended.set()

    threads.go(work, at_printer=True)
    threads.stop()
    assert not ended.is_set()
    driver.set()
    assert ended.wait(5)
