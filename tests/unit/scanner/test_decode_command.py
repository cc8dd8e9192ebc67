"""`decode` on the command line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from station.commands import decode as command

if TYPE_CHECKING:
    from conftest import Draw


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, list[Any]]:
    parser = argparse.ArgumentParser()
    parser.set_defaults(language="zh_CN")
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["decode", *arguments])
    status = args.run(args)
    lines = capsysbinary.readouterr().out.decode("utf-8").splitlines()
    return status, [json.loads(line) for line in lines] if "--json" in arguments else lines


@pytest.fixture
def picture(tmp_path: Path, draw: Draw) -> Path:
    path = tmp_path / "码.png"
    path.write_bytes(cv2.imencode(".png", draw.frame((draw.qr("NAC1:PNG"), 100, 60)))[1].tobytes())
    return path


def test_a_picture_gives_one_json_line(
    picture: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    status, (line,) = run(capsysbinary, str(picture), "--json")
    assert status == 0
    assert line["file"] == str(picture)
    assert line["ms"] > 0
    (code,) = line["codes"]
    assert (code["text"], code["symbology"]) == ("NAC1:PNG", "QR")
    assert [len(corner) for corner in code["corners"]] == [2, 2, 2, 2]
    assert code["corners"][0] == pytest.approx([116, 76], abs=3)


def test_a_picture_with_no_code_is_no_error(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "empty.jpg"
    path.write_bytes(cv2.imencode(".jpg", np.full((200, 300), 128, np.uint8))[1].tobytes())
    status, (line,) = run(capsysbinary, str(path), "--json")
    assert (status, line["codes"]) == (0, [])


def test_unreadable_files_each_give_a_line_and_the_rest_is_read(
    tmp_path: Path, picture: Path, draw: Draw, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    jpeg = cv2.imencode(".jpg", draw.frame((draw.qr("NAC1:JPG"), 100, 60)))[1].tobytes()
    bad = {
        "cut.jpg": jpeg[: len(jpeg) // 2],
        "cut.png": picture.read_bytes()[:-40],
        "empty.png": b"",
        "text.jpg": b"not a picture",
        "start.jpg": b"\xff\xd8\xff",
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    names = [*(str(tmp_path / name) for name in bad), str(tmp_path), str(tmp_path / "none.png")]
    status, lines = run(capsysbinary, *names, "nul\0.png", str(picture), "--json")
    assert status == 1
    assert [line.get("error", {}).get("code") for line in lines] == [
        *["image_unreadable"] * 8,
        None,
    ]
    assert lines[0]["error"]["message"].startswith("图片打不开")
    assert [line["codes"] for line in lines[:8]] == [[]] * 8
    assert all(line["ms"] >= 0 for line in lines)
    assert lines[-1]["codes"][0]["text"] == "NAC1:PNG"


def test_a_colour_picture_is_read_by_all_its_channels(
    tmp_path: Path, draw: Draw, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    symbol = draw.qr("NAC1:BLUE", scale=6)
    colour = np.dstack([np.full_like(symbol, 255), symbol, symbol])
    path = tmp_path / "blue.png"
    path.write_bytes(cv2.imencode(".png", colour)[1].tobytes())
    _, (line,) = run(capsysbinary, str(path), "--json")
    assert [code["text"] for code in line["codes"]] == ["NAC1:BLUE"]


def test_without_json_a_line_shows_control_characters_as_escapes(
    tmp_path: Path, draw: Draw, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "controls.png"
    path.write_bytes(cv2.imencode(".png", draw.qr(b"A\x00B\x1bC"))[1].tobytes())
    status, (line,) = run(capsysbinary, str(path))
    assert (status, line) == (0, f"{path}\tQR A\\x00B\\x1bC")


@pytest.mark.parametrize("depth", ["alpha", "16 bits"])
def test_pictures_with_alpha_or_16_bits_are_read(
    tmp_path: Path, draw: Draw, capsysbinary: pytest.CaptureFixture[bytes], depth: str
) -> None:
    symbol = draw.qr("NAC1:DEEP", scale=6)
    if depth == "alpha":
        pixels = np.dstack([symbol, symbol, symbol, np.full_like(symbol, 255)])
    else:
        pixels = symbol.astype(np.uint16) * 257
    path = tmp_path / "deep.png"
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    _, (line,) = run(capsysbinary, str(path), "--json")
    assert [code["text"] for code in line["codes"]] == ["NAC1:DEEP"]


def test_garbage_with_a_pictures_name_gives_words_and_no_traceback(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "garbage.png"
    path.write_bytes(np.random.default_rng(1).bytes(10_000_000))
    status, (line,) = run(capsysbinary, str(path), "--json")
    assert (status, line["error"]["code"]) == (1, "image_unreadable")
