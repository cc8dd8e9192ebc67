from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from station.commands import verify
from station.credential.keys import RootKey
from station.domain.documents import Sex
from station.domain.person import Ground, Relative
from station.keyring.root_file import create_root_file
from station.keyring.sealed_file import Strength

ROOT = Path(__file__).resolve().parents[3]
AT = "2026-11-22T10:30:00+08:00"
# It can be opened, and reading its first page is an error of input and output.
MEMORY = Path("/proc/self/mem")

PROGRAM = """
import argparse, sys
from station.commands import verify
parser = argparse.ArgumentParser()
parser.set_defaults(language="zh_CN")
verify.add_parser(parser.add_subparsers(required=True))
args = parser.parse_args()
sys.exit(args.run(args))
"""


class Capture(io.TextIOWrapper):
    """Standard output or input over bytes in memory."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="ascii")


Run = Callable[..., tuple[int, list[Any]]]


@pytest.fixture
def files(desk: Any, tmp_path: Path) -> list[str]:
    """A trust list and a reading key, and the arguments that name them."""
    trust, key = tmp_path / "site.trust", tmp_path / "reading.key"
    trust.write_bytes(desk.raw_trust())
    key.write_bytes(desk.reading_key.private)
    return [
        "--trust", str(trust), "--root", desk.root.public.hex(),
        "--reading-key", str(key), "--at", AT,
    ]  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on the bytes of standard input: exit code and lines printed."""

    def run_on(data: bytes, *arguments: str, raw: bool = False) -> tuple[int, list[Any]]:
        out = Capture()
        monkeypatch.setattr(sys, "stdin", Capture(data))
        monkeypatch.setattr(sys, "stdout", out)
        args = _parser().parse_args(["verify", *arguments])
        code = args.run(args)
        lines = out.buffer.getvalue().decode("utf-8").splitlines()  # type: ignore[attr-defined]
        return code, lines if raw else [json.loads(line) for line in lines]

    return run_on


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.set_defaults(language="zh_CN")
    verify.add_parser(parser.add_subparsers(required=True))
    return parser


def test_a_good_code_prints_the_person(desk: Any, run: Run, files: list[str]) -> None:
    code, lines = run(desk.text().encode() + b"\n", "-", *files, "--json")
    assert code == 0
    assert lines == [
        {
            "ok": True,
            "person": {
                "document_type": "RESIDENT_ID",
                "document_number": desk.number,
                "name": "测试人",
                "birth_date": "1990-03-07",
                "sex": "MALE",
            },
            "expires_at": "2026-11-23T02:30:00+00:00",
            "days_left": 1,
            "issuer": "测试领码处",
        }
    ]


def test_all_that_a_code_tells_is_printed(desk: Any, run: Run, files: list[str]) -> None:
    child = replace(
        desk.person,
        phone="13800000000",
        guardian_number=True,
        own_sex=Sex.FEMALE,
        relative=Relative("母亲", Ground.UNDER_18),
    )
    text = desk.draw(child, reading_key=desk.reading_key.public)
    code, lines = run(text.encode(), "-", *files, "--json")
    assert code == 0
    assert lines[0]["person"] == {
        "document_type": "RESIDENT_ID",
        "document_number": desk.number,
        "name": "测试人",
        "phone": "13800000000",
        "sex": "FEMALE",
        "relative": {"relation": "母亲", "ground": "UNDER_18"},
        "guardian_number": True,
    }


def test_each_line_has_its_answer_and_one_refusal_fails_the_run(
    desk: Any, run: Run, files: list[str]
) -> None:
    text = desk.text().encode()
    data = b"\n".join([text, b"", text.lower() + b"\r", b"HELLO", text])
    code, lines = run(data, "-", *files, "--json")
    assert code == 1
    assert [line.get("reason", "ok") for line in lines] == [
        "ok", "not_a_code", "ok", "not_a_code", "ok",
    ]  # fmt: skip
    assert set(lines[1]) == {"ok", "reason", "message"}


def test_a_refusal_names_its_reason_in_the_language_asked_for(
    desk: Any, run: Run, files: list[str]
) -> None:
    expired = desk.text(desk.claims(k4=desk.seconds)).encode()
    _, chinese = run(expired, "-", *files, "--json")
    _, english = run(expired, "-", *files, "--json", "--language", "en")
    assert chinese[0]["reason"] == english[0]["reason"] == "expired"
    assert "过期" in chinese[0]["message"]
    assert "expired" in english[0]["message"]


def test_codes_may_come_from_a_file(desk: Any, run: Run, files: list[str], tmp_path: Path) -> None:
    codes = tmp_path / "codes.txt"
    codes.write_bytes(desk.text().encode() + b"\n" + desk.draw().encode() + b"\n")
    code, lines = run(b"", "--file", str(codes), *files, "--json")
    assert code == 0
    assert [line["ok"] for line in lines] == [True, True]


def test_without_json_a_line_shows_masked_names(desk: Any, run: Run, files: list[str]) -> None:
    code, lines = run(desk.text().encode() + b"\nX\n", "-", *files, raw=True)
    assert code == 1
    assert len(lines) == 2
    assert "测*人" in lines[0]
    assert desk.number not in lines[0]
    assert "不是核酸码" in lines[1]


def test_the_time_may_have_any_offset(desk: Any, run: Run, files: list[str]) -> None:
    text = desk.text(desk.claims(k4=desk.seconds + 1)).encode()
    for at, ok in ((AT, True), ("2026-11-22T02:30:00Z", True), ("2026-11-22T02:30:01Z", False)):
        _, lines = run(text, "-", *files, "--json", "--at", at)
        assert lines[0]["ok"] is ok


def test_garbage_gives_a_refusal_a_line(desk: Any, run: Run, files: list[str]) -> None:
    garbage = [
        bytes(range(256)).replace(b"\n", b""),
        b"\0" * 100,
        b"NAC1:\0",
        b"NAC1:\xff\xfe",
        b"\xed\xa0\x80",
        b"NAC1:\xed\xa0\x80",
        b"\xef\xbb\xbfNAC1:",
        b"A" * 10_000_000,
        b"NAC1:" + b"A" * 10_000_000,
        b"\r",
    ]
    code, lines = run(b"\n".join(garbage), "-", *files, "--json")
    assert code == 1
    assert [line["ok"] for line in lines] == [False] * len(garbage)


def test_the_root_s_own_file_names_it_too(
    run: Run, desk: Any, files: list[str], tmp_path: Path
) -> None:
    create_root_file(tmp_path / "root.keys", desk.root, "root 口令 22", Strength.LEAST)
    files[files.index("--root") + 1] = str(tmp_path / "root.keys")
    assert run(b"", "-", *files) == (0, [])
    create_root_file(tmp_path / "other.keys", RootKey(bytes(32)), "root 口令 22", Strength.LEAST)
    files[files.index("--root") + 1] = str(tmp_path / "other.keys")
    code, (line,) = run(b"", "-", *files, "--json")
    assert (code, line["reason"]) == (1, "trust_other_root")


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--root", "00", "verify_root_wrong"),
        ("--root", "not hex", "verify_root_wrong"),
        ("--root", "empty", "verify_root_wrong"),
        ("--root", "00" * 32, "trust_other_root"),
        ("--trust", "absent.trust", "verify_file_unreadable"),
        ("--trust", "empty", "trust_malformed"),
        ("--trust", "\0", "verify_file_unreadable"),
        ("--reading-key", "absent.key", "verify_file_unreadable"),
        ("--reading-key", "empty", "verify_reading_key_wrong"),
        ("--at", "noon", "verify_time_wrong"),
        ("--at", "0001-01-01T00:00:00+14:00", "verify_time_wrong"),
    ],
)
def test_a_wrong_file_root_or_time_is_told_with_exit_code_1(
    run: Run,
    files: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
    value: str,
    reason: str,
) -> None:
    (tmp_path / "empty").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    code, lines = run(b"NAC1:\n", "-", *files, option, value, "--json")
    assert code == 1
    assert [(line["ok"], line["reason"]) for line in lines] == [(False, reason)]
    code, lines = run(b"NAC1:\n", "-", *files, option, value, raw=True)
    assert (code, lines) == (1, [])
    assert capsys.readouterr().err.strip() != ""


def test_a_folder_is_no_file_of_codes(run: Run, files: list[str], tmp_path: Path) -> None:
    code, lines = run(b"", "--file", str(tmp_path), *files, "--json")
    assert code == 1
    assert [line["reason"] for line in lines] == ["verify_file_unreadable"]


@pytest.mark.skipif(not MEMORY.exists(), reason="no /proc")
def test_an_input_that_fails_while_it_is_read_is_said_to_be_unreadable(
    run: Run, files: list[str]
) -> None:
    code, lines = run(b"", "--file", str(MEMORY), *files, "--json")
    assert code == 1
    assert [line["reason"] for line in lines] == ["verify_file_unreadable"]


@pytest.mark.skipif(os.name != "posix", reason="closes its streams with a POSIX shell")
@pytest.mark.parametrize(
    ("closed", "where", "told"),
    [
        ("<&-", "stdout", b"verify_file_unreadable"),
        (">&-", "stderr", "没有标准输出".encode()),
        (">&- 2>&-", "stderr", b""),
    ],
)
def test_a_closed_stream_is_told_in_words(
    files: list[str], closed: str, where: str, told: bytes
) -> None:
    program = [sys.executable, str(ROOT / "run_station.py"), "verify", "-", *files, "--json"]
    ended = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *program], capture_output=True, timeout=60
    )
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    assert told in getattr(ended, where)


@pytest.mark.parametrize("arguments", [[], ["-", "--file", "x"], ["NAC1:BB8"]])
def test_codes_come_from_one_place(
    files: list[str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        _parser().parse_args(["verify", *arguments, *files])
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def _process(files: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "verify", "-", *files, "--json"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )


def test_a_real_process_answers_garbage_and_prints_no_traceback(
    desk: Any, files: list[str]
) -> None:
    lines = [os.urandom(200).replace(b"\n", b"") for _ in range(50)]
    lines += [b"NAC1:" + line for line in lines] + [desk.text().encode()]
    with _process(files) as process:
        out, err = process.communicate(b"\n".join(lines), timeout=60)
    assert (process.returncode, err) == (1, b"")
    answers = [json.loads(line)["ok"] for line in out.splitlines()]
    assert answers == [False] * 100 + [True]


def test_a_line_is_answered_before_the_next_one_comes(desk: Any, files: list[str]) -> None:
    with _process(files) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(desk.text().encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["ok"] is True
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_closed_pipe_ends_it_quietly(files: list[str]) -> None:
    with _process(files) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"X\n" * 20)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


def test_the_command_loads_no_window_no_database_and_no_camera() -> None:
    probe = (
        "import sys, station.commands.verify; "
        "print([m for m in ('PySide6', 'sqlalchemy', 'cv2') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert result.stdout.strip() == b"[]"
