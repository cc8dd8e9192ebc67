from __future__ import annotations

import os
import re
import stat
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.errors import StationError
from station.setting_groups import (
    GunOptions,
    ReaderOptions,
    SecondCameraOptions,
    SerialOptions,
    SiteOptions,
    SpecimenOptions,
    TubeOptions,
)
from station.setting_rules import (
    Number,
    SettingListWrong,
    SettingPatternWrong,
    SettingTextUnusable,
    SettingTextWrong,
    SettingWrong,
    SettingZoneWrong,
)
from station.settings import (
    SettingCameraTwice,
    SettingPatternsOverlap,
    Settings,
    SettingUnknown,
    options,
    settings_from,
    table_of,
)
from station.settings_file import (
    SettingsNotSaved,
    SettingsNotToml,
    SettingsUnreadable,
    read_settings,
    settings_text,
    write_settings,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults(path: Path) -> None:
    assert read_settings(path) == Settings()
    assert not path.exists()


def test_every_default_is_allowed() -> None:
    assert settings_from(table_of(Settings())) == Settings()


def test_what_is_written_is_read_again(path: Path) -> None:
    settings = Settings(
        site=SiteOptions(name='东门 East "gate" #1', time_zone="Asia/Urumqi"),
        tubes=TubeOptions(pattern=r"T[0-9]{8}\.?", pool_sizes=(1, 20), default_pool=20),
        readers=ReaderOptions(repeat_seconds=0.5),
        second_camera=SecondCameraOptions(device=r"C:\clips\第一.avi", mirror=True),
        serial=SerialOptions(ports=("COM3", "COM4")),
        gun=GunOptions(gap_ms=150),
        specimens=SpecimenOptions(kinds=("口咽拭子",)),
    )
    write_settings(path, settings)
    assert read_settings(path) == settings


def test_options_left_out_have_their_defaults(path: Path) -> None:
    path.write_text("[gun]\ngap_ms = 120\n", encoding="utf-8")
    assert read_settings(path) == replace(Settings(), gun=GunOptions(gap_ms=120))


def test_every_option_stands_in_the_file_under_its_meaning_in_both_languages() -> None:
    text = settings_text(Settings())
    for option in options():
        chinese, english = option.meaning.split(" · ")
        assert re.search(r"[\u4e00-\u9fff]", chinese), option.key
        assert english.isascii(), option.key
        assert f"# {option.meaning}" in text
    parsed = tomllib.loads(text)
    assert {f"{group}.{name}" for group, table in parsed.items() for name in table} == {
        option.key for option in options()
    }


def test_a_file_that_notepad_saved_is_read(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf[booth]\r\nnumber = "07"\r\n')
    assert read_settings(path).booth.number == "07"


WRONG: list[tuple[str, Any, type[SettingWrong]]] = [
    ("site.name", "x" * 41, SettingTextWrong),
    ("site.name", "two\nlines", SettingTextWrong),
    ("site.name", "东门_x0041_", SettingTextUnusable),
    ("site.name", "a\ufffe", SettingTextWrong),
    ("site.time_zone", "Mars/Olympus", SettingZoneWrong),
    ("site.time_zone", "Asia", SettingZoneWrong),
    ("site.time_zone", "../etc/passwd", SettingZoneWrong),
    ("booth.number", "7", SettingWrong),
    ("booth.number", 7, SettingWrong),
    ("booth.number", "41", SettingWrong),
    ("tubes.pattern", "[0-9", SettingPatternWrong),
    ("tubes.pattern", "[0-9]*", SettingPatternWrong),
    ("tubes.pattern", "", SettingPatternWrong),
    ("tubes.pattern", "(?=T)T[0-9]+", SettingPatternWrong),
    ("tubes.pattern", "(" * 99 + "T" + ")" * 99 + "?", SettingPatternWrong),
    ("tubes.pool_sizes", [], SettingWrong),
    ("tubes.pool_sizes", [10, 3], SettingWrong),
    ("tubes.pool_sizes", [10, 10], SettingWrong),
    ("tubes.pool_sizes", [True, 10], SettingWrong),
    ("tubes.default_pool", 3, SettingWrong),
    ("rules.repeat_window_days", 0, SettingWrong),
    ("rules.repeat_window_days", 61, SettingWrong),
    ("rules.wait_seconds", 9, SettingWrong),
    ("rules.wait_seconds", True, SettingWrong),
    ("readers.repeat_seconds", 0.4, SettingWrong),
    ("readers.repeat_seconds", float("nan"), SettingWrong),
    ("readers.repeat_seconds", float("inf"), SettingWrong),
    ("readers.view_hold_ms", 99, SettingWrong),
    ("gun.gap_ms", 9, SettingWrong),
    ("gun.gap_ms", 301, SettingWrong),
    ("gun.gap_ms", 35.0, SettingWrong),
    ("gun.gap_ms", "35", SettingWrong),
    ("gun.prefix", "f12", SettingWrong),
    ("specimens.kinds", [], SettingListWrong),
    ("specimens.kinds", ["a", "a"], SettingListWrong),
    ("specimens.kinds", ["a", 1], SettingTextWrong),
    ("specimens.kinds", ["a", "b_x000D_"], SettingTextUnusable),
    ("screen.language", "fr", SettingWrong),
    ("screen.theme", "blue", SettingWrong),
    ("sound.volume", 101, SettingWrong),
]


@pytest.mark.parametrize(("key", "value", "kind"), WRONG)
def test_a_wrong_value_is_named(key: str, value: Any, kind: type[SettingWrong]) -> None:
    group, name = key.split(".")
    with pytest.raises(SettingWrong) as caught:
        settings_from({group: {name: value}})
    assert type(caught.value) is kind
    assert caught.value.params["key"] == key


def test_the_kind_at_the_start_is_one_of_those_offered() -> None:
    with pytest.raises(SettingWrong) as caught:
        settings_from({"tubes": {"pool_sizes": [1, 5], "default_pool": 20}})
    assert caught.value.params == {
        "key": "tubes.default_pool",
        "value": "20",
        "allowed": "1, 5",
    }


def test_patterns_that_could_take_a_box_for_a_tube_are_refused() -> None:
    with pytest.raises(SettingPatternsOverlap) as caught:
        settings_from({"tubes": {"pattern": "[0-9A-Z]{6,12}"}})
    assert str(caught.value.params["example"]).startswith("BX")


def test_the_range_is_told_with_the_wrong_value() -> None:
    with pytest.raises(SettingWrong) as caught:
        settings_from({"gun": {"gap_ms": 5}})
    assert caught.value.params == {"key": "gun.gap_ms", "value": "5", "allowed": "10 – 300"}


def test_a_long_value_is_shown_short_and_on_one_line() -> None:
    with pytest.raises(SettingWrong) as caught:
        settings_from({"screen": {"theme": "\x1b[2J\n" + "x" * 1000}})
    shown = str(caught.value.params["value"])
    assert len(shown) <= 40
    assert shown.isprintable()


@pytest.mark.parametrize("table", [{"guns": {}}, {"gun": {"gapms": 35}}])
def test_an_unknown_option_is_named(table: dict[str, Any]) -> None:
    with pytest.raises(SettingUnknown) as caught:
        settings_from(table)
    assert caught.value.params["key"] in ("guns", "gun.gapms")


def test_a_group_that_is_no_table_is_named() -> None:
    with pytest.raises(SettingWrong) as caught:
        settings_from({"gun": 35})
    assert caught.value.params["allowed"] == "[gun]"


BROKEN: list[tuple[bytes, type[StationError]]] = [
    (b"[gun]\ngap_ms = = 3\n", SettingsNotToml),
    (b"[gun]\n[gun]\n", SettingsNotToml),
    ('[site]\nname = "东门"\n'.encode("gbk"), SettingsUnreadable),
    (b"#" * 200_000, SettingsUnreadable),
    (b"a = " + b"[" * 90_000, SettingsNotToml),
]


@pytest.mark.parametrize(("content", "kind"), BROKEN)
def test_a_broken_file_is_told_and_left_as_it_is(
    path: Path, content: bytes, kind: type[StationError]
) -> None:
    path.write_bytes(content)
    with pytest.raises(kind):
        read_settings(path)
    assert path.read_bytes() == content


def test_the_line_of_a_slip_is_told(path: Path) -> None:
    path.write_text("[gun]\n\ngap_ms = = 3\n", encoding="utf-8")
    with pytest.raises(SettingsNotToml) as caught:
        read_settings(path)
    assert caught.value.params["line"] == 3


def test_a_folder_in_the_files_place_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(SettingsUnreadable):
        read_settings(path)
    with pytest.raises(SettingsNotSaved):
        write_settings(path, Settings())


def test_a_wrong_value_is_not_written(path: Path) -> None:
    write_settings(path, Settings())
    before = path.read_bytes()
    with pytest.raises(SettingWrong):
        write_settings(path, Settings(gun=GunOptions(gap_ms=1)))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its own access list")
def test_the_file_is_its_owners_only(path: Path) -> None:
    write_settings(path, Settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


TOML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = [option.key.split(".") for option in options()]


@given(st.sampled_from(KEYS), TOML)
def test_any_value_gives_settings_or_a_known_error(key: list[str], value: Any) -> None:
    group, name = key
    try:
        settings = settings_from({group: {name: value}})
    except StationError:
        return
    assert settings_from(tomllib.loads(settings_text(settings))) == settings


@given(st.integers(-5, 20))
def test_a_number_is_allowed_exactly_in_its_range(value: int) -> None:
    try:
        allowed = Number(0, 15).check("key", value) == value
    except SettingWrong:
        allowed = False
    assert allowed == (0 <= value <= 15)


def test_a_second_camera_is_none_unless_chosen() -> None:
    assert settings_from({}).second_camera.device == ""
    assert settings_from({"second_camera": {"width": 640}}).second_camera.device == ""


@pytest.mark.parametrize("pattern", ["[0-9]{6,12}", "BX[0-9]{4}"])
def test_a_badge_that_could_be_a_tube_or_a_box_is_refused(pattern: str) -> None:
    with pytest.raises(SettingPatternsOverlap) as caught:
        settings_from({"badges": {"pattern": pattern}})
    assert caught.value.params["key"] == "badges.pattern"


def test_one_camera_cannot_be_two() -> None:
    both = {"camera": {"device": "0"}, "second_camera": {"device": "0"}}
    with pytest.raises(SettingCameraTwice):
        settings_from(both)
    assert settings_from({"second_camera": {"device": "auto"}})
