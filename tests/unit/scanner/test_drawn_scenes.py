"""The frames that the benchmark draws: always the same, readable where easy, true to the lens."""

from __future__ import annotations

import json
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from tests.benchmarks import drawn_codes as codes
from tests.benchmarks.bench_decode import photographs
from tests.benchmarks.decode_measures import normal, played
from tests.benchmarks.decode_readers import READERS
from tests.benchmarks.drawn_camera import (
    FOCAL,
    Grey,
    Lens,
    Pose,
    Sensor,
    Sheet,
    flat,
    round_tube,
    seen_by,
)
from tests.benchmarks.drawn_clips import FRAMES, Clip, clip
from tests.benchmarks.drawn_scenes import NO_CODE, SETS, picture

BLANK = np.full((720, 1280), 0.3, np.float32)
SHARP = Lens(blur=0.5)


def texts_of(grey: Grey) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(grey)}


def taken(sheet: Sheet, pose: Pose) -> Grey:
    light = BLANK.copy()
    layer = flat(sheet, pose, SHARP)
    assert layer is not None
    layer.laid_on(light)
    return seen_by(Sensor(), light, np.random.default_rng(1))


@pytest.mark.parametrize("name", SETS)
def test_a_picture_is_the_same_each_time_and_the_next_is_another(name: str) -> None:
    one, again, other = picture(name, 3), picture(name, 3), picture(name, 4)
    assert np.array_equal(one.grey, again.grey)
    assert one.wanted == again.wanted
    assert not np.array_equal(one.grey, other.grey)
    assert one.grey.shape == (720, 1280)
    assert one.grey.dtype == np.uint8
    assert one.wanted <= one.known


def test_a_sharp_code_near_the_camera_is_read() -> None:
    chance = np.random.default_rng(7)
    text = codes.person_text(chance)
    assert texts_of(taken(codes.phone(text, 60, chance), Pose(0, 0, 260, turn=4))) == {text}
    dark = codes.phone(text, 60, chance, inverted=True)
    assert texts_of(taken(dark, Pose(0, 0, 260, turn=4))) == {text}
    tube = codes.tube_text(chance)
    assert texts_of(taken(codes.label(tube, 0.3, chance), Pose(0, 0, 100))) == {tube}
    assert texts_of(taken(codes.small_tube(tube, 5, chance), Pose(0, 0, 80))) == {tube}


def test_a_sheet_has_the_size_that_the_lens_gives_it() -> None:
    sheet = Sheet(np.ones((400, 600), np.float32), per_mm=10)
    layer = flat(sheet, Pose(0, 0, 200), SHARP)
    assert layer is not None
    assert layer.share.sum() == pytest.approx((60 * FOCAL / 200) * (40 * FOCAL / 200), rel=0.01)
    seen = np.argwhere(layer.share > 0.5)
    middle = seen.mean(axis=0) + np.array([layer.top, layer.left])
    assert middle == pytest.approx((359.5, 639.5), abs=0.3)


def test_a_sheet_out_of_view_is_not_laid() -> None:
    sheet = Sheet(np.ones((100, 100), np.float32), per_mm=10)
    assert flat(sheet, Pose(500, 0, 200), SHARP) is None


def test_a_label_around_a_tube_narrows_towards_its_edges() -> None:
    lines = np.zeros((400, 900), np.float32)
    lines[180:220] = 1.0  # 2 mm around the tube's middle
    pose = Pose(0, 0, 150)
    layer = round_tube(Sheet(lines, per_mm=20), pose, SHARP, streak=0.0)
    assert layer is not None
    width = layer.share[:, layer.share.shape[1] // 2].sum()
    assert width == pytest.approx(15 * FOCAL / 150, rel=0.03)
    high = (layer.light[:, layer.share.shape[1] // 2] > 0.3).sum()
    assert high == pytest.approx(2 * FOCAL / (150 - 7.5), abs=2)


def test_a_picture_without_a_code_wants_and_knows_nothing() -> None:
    empty = picture(NO_CODE, 0)
    assert empty.wanted == frozenset()
    assert empty.known == frozenset()


def test_texts_of_two_persons_and_of_a_tube_beside_a_person_differ() -> None:
    assert len(picture("two persons in view", 0).wanted) == 2
    assert len(picture("QR and label in one frame", 0).wanted) == 2


def test_photographs_that_are_not_here_are_skipped_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(photographs(tmp_path)) == []
    assert "skipped" in capsys.readouterr().out


def test_photographs_are_known_by_all_that_is_readable_in_them(tmp_path: Path) -> None:
    listed = [
        {"file": "one.png", "symbology": "QR", "expected": "A", "also_readable": ["B"]},
        {"file": "two.png", "symbology": "EAN13", "expected": "C"},
    ]
    (tmp_path / "expected.json").write_text(json.dumps(listed), encoding="utf-8")
    cv2.imwrite(str(tmp_path / "one.png"), np.zeros((9, 9), np.uint8))
    sets = dict(photographs(tmp_path))
    assert list(sets) == ["photographs, QR", "photographs, linear"]
    drawn = sets["photographs, QR"][0].drawn()
    assert (drawn.wanted, drawn.known) == ({"A"}, {"A", "B"})


def test_a_scene_moves_and_is_the_same_each_time() -> None:
    one, again = clip(1), clip(1)
    assert len(one.frames) == FRAMES
    assert one.is_linear
    assert not clip(0).is_linear
    assert all(np.array_equal(a, b) for a, b in zip(one.frames, again.frames, strict=True))
    first, last = (cv2.blur(one.frames[number], (31, 31)) for number in (0, -1))
    assert cv2.absdiff(first, last).max() > 20


def test_frames_that_come_while_a_reader_is_busy_are_dropped() -> None:
    frames = [np.full((4, 4), number, np.uint8) for number in range(FRAMES)]
    seen = []

    def slow(grey: Grey, at: float) -> list[str]:
        seen.append(int(grey[0, 0]))
        began = time.thread_time()
        while time.thread_time() < began + 0.05:
            pass
        return ["wrong"] if grey[0, 0] < 4 else ["right"]

    result = played(Clip(frames, "right", is_linear=False), lambda: slow)
    assert seen == [0, 2, 4]
    assert result.false == 1
    assert result.read_at == pytest.approx(4 / 30 + 0.05, abs=0.03)


def test_a_scene_read_too_late_does_not_count() -> None:
    frames = [np.full((4, 4), number, np.uint8) for number in range(2)]

    def late(grey: Grey, at: float) -> list[str]:
        began = time.thread_time()
        while time.thread_time() < began + 0.1:
            pass
        return ["right"]

    assert played(Clip(frames, "right", is_linear=False), lambda: late).read_at is None


def test_every_reader_reads_an_easy_code_of_its_kind() -> None:
    chance = np.random.default_rng(9)
    person, tube = "NAC1:" + "A" * 30, "6901234567892"
    phone = taken(codes.phone(person, 60, chance), Pose(0, 0, 200))
    bars = zxingcpp.create_barcode(tube, zxingcpp.BarcodeFormat.EAN13).to_image(scale=3)
    drawn = np.pad(np.asarray(bars), 100, constant_values=255)
    label = np.asarray(cv2.GaussianBlur(drawn, (0, 0), 1.0), np.uint8)
    for name, named in READERS.items():
        if named.reads_qr and "Aruco" not in name:
            assert person in named.make()(phone, 0.0), name
        if named.reads_linear:
            assert normal(tube) in {normal(text) for text in named.make()(label, 0.0)}, name
