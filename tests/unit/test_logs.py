from __future__ import annotations

import errno
import faulthandler
import gc
import logging
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station.domain.refusals import TubeHoldsPersons
from station.logs import SafeFormatter, install_excepthooks, open_log
from station.redaction import redacted, summary, trace_lines

NUMBER = "310115199003074213"
NAME = "张小三"
PHONE = "13812345678"
CODE = "NAC1:6BF590B20FFWTWGVLKJ99K83X4C8DTTMMX*4P3B40"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    was_enabled = faulthandler.is_enabled()
    log = open_log(tmp_path / "logs")
    yield tmp_path / "logs" / "station.log"
    log.close()
    if was_enabled:
        faulthandler.enable(file=sys.__stderr__)


def _nothing_personal(text: str) -> bool:
    return not any(secret in text for secret in (NUMBER, NAME, PHONE, CODE, NUMBER[6:14]))


def _fail_with_a_person() -> None:
    number, name = NUMBER, NAME
    try:
        {}[number]
    except KeyError as error:
        raise ValueError(f"{name} {number} {PHONE} {CODE}") from error


def test_a_traceback_with_a_persons_number_leaves_only_its_places(log_file: Path) -> None:
    try:
        _fail_with_a_person()
    except ValueError as error:
        error.add_note(NUMBER)
        logging.getLogger("station.test").exception("it failed")
    text = log_file.read_text(encoding="utf-8")
    assert _nothing_personal(text)
    assert "it failed" in text
    assert "ValueError" in text
    assert "caused by: KeyError" in text
    assert "tests/unit/test_logs.py" in text
    assert ":_fail_with_a_person" in text


def test_an_exception_given_as_an_argument_loses_its_message(log_file: Path) -> None:
    logging.getLogger("station.test").warning("could not: %s", ValueError("Zhang San"))
    text = log_file.read_text(encoding="utf-8")
    assert "could not: ValueError" in text
    assert "Zhang" not in text


def test_what_slips_into_a_message_is_blanked(log_file: Path) -> None:
    logging.getLogger("station.test").warning("read %s of %s, %s", NUMBER, NAME, PHONE)
    logging.getLogger("station.test").warning(CODE)
    text = log_file.read_text(encoding="utf-8")
    assert _nothing_personal(text)
    assert "read […] of […], […]" in text


def test_another_librarys_message_is_only_placed(log_file: Path) -> None:
    logging.getLogger("sqlalchemy.engine").warning("INSERT ... ('Zhang San', 'Z')")
    text = log_file.read_text(encoding="utf-8")
    assert "sqlalchemy.engine" in text
    assert "test_logs.py" in text
    assert "INSERT" not in text


def test_a_known_error_is_logged_with_its_code_and_facts(log_file: Path) -> None:
    try:
        raise TubeHoldsPersons(count=4)
    except TubeHoldsPersons:
        logging.getLogger("station.test").exception("dropped")
    assert "TubeHoldsPersons: tube_holds_persons (count=4)" in log_file.read_text(encoding="utf-8")


def test_times_are_utc(log_file: Path) -> None:
    logging.getLogger("station.test").info("hello")
    assert log_file.read_text(encoding="utf-8").split()[0].endswith("+00:00")


def test_a_message_whose_arguments_do_not_fit_is_still_logged() -> None:
    record = logging.LogRecord("station.test", 30, __file__, 1, "%d tubes", (NUMBER,), None)
    line = SafeFormatter().format(record)
    assert line.endswith("%d tubes")
    assert _nothing_personal(line)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its own access list")
def test_the_log_and_its_older_parts_are_their_owners_only(log_file: Path) -> None:
    for _ in range(12_000):
        logging.getLogger("station.test").info("x" * 100)
    parts = [path for path in log_file.parent.iterdir() if path.name.startswith("station.log")]
    assert len(parts) > 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in log_file.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(log_file.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_stops_nothing_and_shows_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "station.log").symlink_to("/dev/full")
    was_enabled = faulthandler.is_enabled()
    log = open_log(folder)
    try:
        logging.getLogger("station.test").warning("hello %s", NUMBER)
    finally:
        log.close()
        if was_enabled:
            faulthandler.enable(file=sys.__stderr__)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "31011519900307421X",
        "310115 19900307 4213",
        "３１０１１５１９９００３０７４２１３",
        PHONE,
        "E12345678",
        "H1234567890",
        "KAZ110090123105",
        NAME,
        CODE.lower(),
    ],
)
def test_personal_data_is_blanked(text: str) -> None:
    assert redacted(f"< {text} >") == "< […] >"


@pytest.mark.parametrize(
    "text", ["tube 202611220017", "batch 20261122-02-05", "2026-11-22T09:00:00+00:00", "errno 28"]
)
def test_what_helps_and_tells_of_nobody_stays(text: str) -> None:
    assert redacted(text) == text


def test_the_systems_error_number_is_kept_and_its_path_is_not() -> None:
    assert summary(OSError(errno.ENOSPC, "No space", f"/x/{NAME}.xlsx")) == "OSError (errno 28)"


def test_sqlites_error_name_is_kept() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a UNIQUE)")
        connection.execute("INSERT INTO t VALUES (?)", (NUMBER,))
        with pytest.raises(sqlite3.IntegrityError) as caught:
            connection.execute("INSERT INTO t VALUES (?)", (NUMBER,))
    assert summary(caught.value) == "sqlite3.IntegrityError (SQLITE_CONSTRAINT_UNIQUE)"


def test_a_group_of_exceptions_and_a_circle_of_causes_come_to_an_end() -> None:
    first, second = ValueError(NAME), KeyError(NUMBER)
    first.__cause__, second.__cause__ = second, first
    lines = list(trace_lines(ExceptionGroup(NAME, [first, second])))
    assert len(lines) == 3
    assert _nothing_personal("".join(lines))


@pytest.fixture
def told() -> Iterator[list[str]]:
    shown: list[str] = []
    restore = install_excepthooks(shown.append)
    yield shown
    restore()


def _raise() -> None:
    raise ValueError(f"{NAME} {NUMBER}")


def _hook_once() -> None:
    try:
        _raise()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def test_a_bug_is_logged_each_time_and_shown_once(
    log_file: Path, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _hook_once()
    _hook_once()
    text = log_file.read_text(encoding="utf-8")
    assert text.count("CRITICAL") == 2
    assert len(told) == 1
    assert told[0].startswith("ValueError, tests/unit/test_logs.py:")
    assert _nothing_personal(text + told[0] + capsys.readouterr().err)


def test_a_bug_in_a_thread_is_told(log_file: Path, told: list[str]) -> None:
    thread = threading.Thread(target=_raise)
    thread.start()
    thread.join()
    assert len(told) == 1
    assert _nothing_personal(log_file.read_text(encoding="utf-8"))


class _BreaksWhenFreed:
    def __del__(self) -> None:
        _raise()


def test_a_bug_where_nothing_can_be_raised_is_told(log_file: Path, told: list[str]) -> None:
    _BreaksWhenFreed()
    gc.collect()
    assert len(told) == 1
    assert _nothing_personal(log_file.read_text(encoding="utf-8"))


def test_a_bug_that_cannot_be_shown_is_still_logged(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(bug: str) -> None:
        raise RuntimeError(NAME)

    restore = install_excepthooks(broken)
    _hook_once()
    restore()
    text = log_file.read_text(encoding="utf-8")
    assert "a bug could not be shown" in text
    assert _nothing_personal(text + capsys.readouterr().err)


def test_the_hooks_go_back_to_what_they_were() -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    install_excepthooks(lambda bug: None)()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_crash_is_written_with_no_values(tmp_path: Path, root: Path) -> None:
    call = (
        "import sys, os, signal, pathlib\n"
        "from station.logs import open_log\n"
        "number = sys.argv[2]\n"
        "log = open_log(pathlib.Path(sys.argv[1]))\n"
        "os.kill(os.getpid(), signal.SIGSEGV)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", call, str(tmp_path), NUMBER],
        cwd=root,
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    text = (tmp_path / "faults.log").read_text(encoding="utf-8")
    assert "Segmentation fault" in text
    assert NUMBER not in text
