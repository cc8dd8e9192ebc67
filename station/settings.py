"""Every option of the console, declared once: name, type, default, range and meaning.

A meaning stands in both languages, as the file of `settings_file` shows it. Options that are left
out have their defaults; a wrong one is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, cast

from station.domain.label_pattern import PatternUnsupported, overlap
from station.domain.tube import POOL_SIZES
from station.errors import StationError
from station.setting_rules import (
    Chosen,
    Flag,
    Number,
    Pattern,
    Rule,
    SettingPatternWrong,
    SettingWrong,
    Subset,
    Text,
    Texts,
    Zone,
)


class SettingUnknown(StationError):
    """The file holds an option ``key`` that this program does not have."""

    code = "setting_unknown"


class SettingPatternsOverlap(StationError):
    """Two patterns that could fit the same label: ``key`` and ``other``, as ``example`` shows."""

    code = "setting_patterns_overlap"


def _option(default: Any, rule: Rule, meaning: str) -> Any:
    return field(default=default, metadata={"rule": rule, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The sampling site."""

    name: str = _option("", Text(0, 40), "采样点名称 · name of the site")
    time_zone: str = _option(
        "Asia/Shanghai", Zone(), "时区，决定“当天” · time zone that decides what a day is"
    )


@dataclass(frozen=True, slots=True)
class BoothOptions:
    """This booth."""

    number: str = _option(
        "01",
        Chosen(tuple(f"{number:02}" for number in range(1, 41)), shown="01 – 40"),
        "台位号，两位数字 · number of this booth, two digits",
    )


@dataclass(frozen=True, slots=True)
class TubeOptions:
    """Sampling tubes."""

    pattern: str = _option(
        "[0-9]{12}", Pattern(), "管码格式（正则表达式） · what a tube's barcode looks like"
    )
    pool_sizes: tuple[int, ...] = _option(
        POOL_SIZES, Subset(POOL_SIZES), "可选的混采规格 · kinds of tube to choose from"
    )
    default_pool: int = _option(
        10, Chosen(POOL_SIZES), "默认混采规格 · kind that is chosen at the start"
    )


@dataclass(frozen=True, slots=True)
class BoxOptions:
    """Transport boxes."""

    pattern: str = _option(
        "BX[0-9A-Z]{4,12}", Pattern(), "箱码格式（正则表达式） · what a box code looks like"
    )


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """The site's rules."""

    repeat_window_days: int = _option(
        1,
        Number(1, 60),
        "几天内算重复登记，1 为当天 · days in which a person counts as repeated, 1: the same day",
    )
    wait_seconds: int = _option(
        60, Number(10, 600), "先扫人后扫管时最长等待（秒） · how long a person waits for a tube"
    )
    question_guard_ms: int = _option(
        300,
        Number(100, 2000),
        "提问后多久内忽略回车（毫秒） · Enter is ignored this long after a question or a read",
    )


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """The camera and what all readers share."""

    repeat_seconds: float = _option(
        2.0,
        Number(0.5, 30.0),
        "同一码离开画面多久后可再读（秒） · the same text counts once until it was gone this long",
    )
    view_hold_ms: int = _option(
        400,
        Number(100, 5000),
        "画面中的码保留多久（毫秒） · codes seen this close together are one view",
    )
    camera: str = _option(
        "0",
        Text(0, 400),
        "摄像头编号或录像文件，空为不用 · camera's number or path of a clip, empty: none",
    )
    camera_width: int = _option(1280, Number(320, 3840), "画面宽（像素） · width in pixels")
    camera_height: int = _option(720, Number(240, 2160), "画面高（像素） · height in pixels")
    camera_fps: int = _option(30, Number(5, 120), "每秒帧数 · frames a second")


@dataclass(frozen=True, slots=True)
class GunOptions:
    """A barcode gun that types like a keyboard."""

    prefix: str = _option(
        "none",
        Chosen(("none", "f13", "stx")),
        "扫码枪设定的前缀键：无、F13、STX · key that the gun is set to send before each read",
    )
    gap_ms: int = _option(
        35,
        Number(10, 300),
        "扫码枪两键最长间隔（毫秒），蓝牙枪可加长 · longest gap between two keys of a gun",
    )
    min_characters: int = _option(
        6, Number(3, 32), "扫码枪一次最少字符数 · fewest characters of one read"
    )
    replay_ms: int = _option(
        40, Number(10, 300), "按键最长暂留（毫秒） · how long a key is held before it is typed"
    )


@dataclass(frozen=True, slots=True)
class SpecimenOptions:
    """The kinds of specimen that an operator chooses from."""

    kinds: tuple[str, ...] = _option(
        ("口咽拭子 OPS", "鼻咽拭子 NPS", "鼻拭子 NS"),
        Texts(1, 12, 16),
        "标本类型 · kinds of specimen",
    )


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """The window."""

    language: str = _option("zh_CN", Chosen(("zh_CN", "en")), "界面语言 · language")
    theme: str = _option(
        "system", Chosen(("system", "light", "dark")), "外观：跟随系统、浅色、深色 · theme"
    )


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """The sounds."""

    on: bool = _option(True, Flag(), "提示音 · sounds")
    volume: int = _option(80, Number(0, 100), "音量（%） · volume in per cent")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The sheets for the laboratory."""

    folder: str = _option(
        "",
        Text(0, 400),
        "导出文件夹，空为数据文件夹下的 export · folder of the sheets, "
        "empty: `export` in the data folder",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All options, by group."""

    site: SiteOptions = SiteOptions()
    booth: BoothOptions = BoothOptions()
    tubes: TubeOptions = TubeOptions()
    boxes: BoxOptions = BoxOptions()
    rules: RuleOptions = RuleOptions()
    readers: ReaderOptions = ReaderOptions()
    gun: GunOptions = GunOptions()
    specimens: SpecimenOptions = SpecimenOptions()
    screen: ScreenOptions = ScreenOptions()
    sound: SoundOptions = SoundOptions()
    export: ExportOptions = ExportOptions()


@dataclass(frozen=True, slots=True)
class Option:
    """The declaration of one option. ``key`` is its group and name: `gun.gap_ms`."""

    group: str
    name: str
    default: Any
    rule: Rule
    meaning: str

    @property
    def key(self) -> str:
        return f"{self.group}.{self.name}"


def options() -> Iterator[Option]:
    """Yield every option in the order of the file."""
    for group in fields(Settings):
        for each in _group_fields(group):
            meta = each.metadata
            yield Option(group.name, each.name, each.default, meta["rule"], meta["meaning"])


def settings_from(table: Mapping[str, Any]) -> Settings:
    """Return the settings in a parsed TOML table.

    Raises `SettingUnknown`, `SettingPatternsOverlap` or `SettingWrong` (and its subclasses), which
    name the option.
    """
    declared = {option.key: option for option in options()}
    groups: dict[str, Any] = {group.name: type(group.default) for group in fields(Settings)}
    values: dict[str, dict[str, Any]] = {name: {} for name in groups}
    for group, content in table.items():
        if group not in groups:
            raise SettingUnknown(key=_shown_key(group))
        if not isinstance(content, dict):
            raise SettingWrong(group, content, f"[{group}]")
        for name, value in content.items():
            option = declared.get(f"{group}.{name}")
            if option is None:
                raise SettingUnknown(key=_shown_key(f"{group}.{name}"))
            values[group][name] = option.rule.check(option.key, value)
    settings = Settings(**{name: groups[name](**given) for name, given in values.items()})
    _check_together(settings)
    return settings


def table_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the settings as a TOML table that `settings_from` reads."""
    table: dict[str, dict[str, Any]] = {}
    for option in options():
        value = getattr(getattr(settings, option.group), option.name)
        table.setdefault(option.group, {})[option.name] = (
            list(value) if isinstance(value, tuple) else value
        )
    return table


def _check_together(settings: Settings) -> None:
    tubes = settings.tubes
    if tubes.default_pool not in tubes.pool_sizes:
        allowed = ", ".join(str(size) for size in tubes.pool_sizes)
        raise SettingWrong("tubes.default_pool", tubes.default_pool, allowed)
    try:
        example = overlap(tubes.pattern, settings.boxes.pattern)
    except PatternUnsupported as error:
        raise SettingPatternWrong("boxes.pattern", settings.boxes.pattern) from error
    if example is not None:
        raise SettingPatternsOverlap(key="boxes.pattern", other="tubes.pattern", example=example)


def _group_fields(group: Field[Any]) -> tuple[Field[Any], ...]:
    return fields(cast(Any, group.default))


def _shown_key(key: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in key[:40])
