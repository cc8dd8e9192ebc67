"""The settings of a console: all options of `setting_groups`, read from a table and checked.

Options that are left out have their defaults; a wrong one is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from itertools import combinations
from typing import Any, cast

from station.domain.classify import LabelPatterns
from station.domain.label_pattern import PatternUnsupported, overlap
from station.errors import StationError
from station.lab_options import LabOptions
from station.setting_groups import (
    BackupOptions,
    BadgeOptions,
    BoothOptions,
    BoxOptions,
    CameraOptions,
    CardOptions,
    DeskOptions,
    ExportOptions,
    GunOptions,
    ReaderOptions,
    RetentionOptions,
    RuleOptions,
    ScreenOptions,
    SecondCameraOptions,
    SerialOptions,
    SiteOptions,
    SoundOptions,
    SpecimenOptions,
    StaffOptions,
    TrustOptions,
    TubeOptions,
)
from station.setting_rules import Rule, SettingPatternWrong, SettingWrong

SITE_WIDE = ("site", "tubes", "boxes", "badges", "rules", "specimens", "desk", "retention", "lab")
"""The groups that are the same at every booth of a site; a bundle carries them."""

_MACHINE_OWN = ("desk.issuer_file",)


class SettingUnknown(StationError):
    """The file holds an option ``key`` that this program does not have."""

    code = "setting_unknown"


class SettingCameraTwice(StationError):
    """One camera cannot be both the first and the second. ``key``: the second's option."""

    code = "setting_camera_twice"


class SettingLabKeyMissing(StationError):
    """Sheets are to be sealed to the lab's key, and ``key`` is empty."""

    code = "setting_lab_key_missing"


class SettingLabValueMissing(StationError):
    """The chosen file for the lab's system needs ``key``, which is empty."""

    code = "setting_lab_value_missing"


class SettingLabNeedsCsv(StationError):
    """A password goes with workbooks only, and the lab's file would be CSV.

    ``key``: the option that asks for the password.
    """

    code = "setting_lab_needs_csv"


class SettingPatternsOverlap(StationError):
    """Two patterns that could fit the same label: ``key`` and ``other``, as ``example`` shows."""

    code = "setting_patterns_overlap"


@dataclass(frozen=True, slots=True)
class Settings:
    """All options, by group."""

    site: SiteOptions = field(default_factory=SiteOptions)
    booth: BoothOptions = field(default_factory=BoothOptions)
    tubes: TubeOptions = field(default_factory=TubeOptions)
    boxes: BoxOptions = field(default_factory=BoxOptions)
    badges: BadgeOptions = field(default_factory=BadgeOptions)
    staff: StaffOptions = field(default_factory=StaffOptions)
    rules: RuleOptions = field(default_factory=RuleOptions)
    readers: ReaderOptions = field(default_factory=ReaderOptions)
    camera: CameraOptions = field(default_factory=CameraOptions)
    second_camera: SecondCameraOptions = field(default_factory=SecondCameraOptions)
    gun: GunOptions = field(default_factory=GunOptions)
    serial: SerialOptions = field(default_factory=SerialOptions)
    card: CardOptions = field(default_factory=CardOptions)
    specimens: SpecimenOptions = field(default_factory=SpecimenOptions)
    screen: ScreenOptions = field(default_factory=ScreenOptions)
    sound: SoundOptions = field(default_factory=SoundOptions)
    export: ExportOptions = field(default_factory=ExportOptions)
    retention: RetentionOptions = field(default_factory=RetentionOptions)
    backup: BackupOptions = field(default_factory=BackupOptions)
    desk: DeskOptions = field(default_factory=DeskOptions)
    trust: TrustOptions = field(default_factory=TrustOptions)
    lab: LabOptions = field(default_factory=LabOptions)


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
        for each in fields(_kind(group)):
            meta = each.metadata
            yield Option(group.name, each.name, each.default, meta["rule"], meta["meaning"])


def changed_keys(before: Settings, after: Settings) -> list[str]:
    """Return the keys of the options that differ, in the order of the file."""
    pairs = [(option, option.group, option.name) for option in options()]
    return [
        option.key
        for option, group, name in pairs
        if getattr(getattr(before, group), name) != getattr(getattr(after, group), name)
    ]


def with_changes(stored: Settings, wished: Settings, keys: Iterable[str]) -> Settings:
    """Return ``stored`` with the options ``keys`` as ``wished`` has them.

    Raises what `settings_from` does: they may not go together.
    """
    table, there = table_of(stored), table_of(wished)
    for key in keys:
        group, name = key.split(".")
        table[group][name] = there[group][name]
    return settings_from(table)


def settings_from(table: Mapping[str, Any]) -> Settings:
    """Return the settings in a parsed TOML table.

    Raises `SettingUnknown`, `SettingPatternsOverlap` or `SettingWrong` (and its subclasses), which
    name the option.
    """
    declared = {option.key: option for option in options()}
    groups: dict[str, Any] = {group.name: _kind(group) for group in fields(Settings)}
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


def site_wide_table(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the options that all booths of the site share, as a table."""
    table = table_of(settings)
    for key in _MACHINE_OWN:
        group, name = key.split(".")
        del table[group][name]
    return {group: table[group] for group in SITE_WIDE}


def with_site_wide(settings: Settings, shared: Mapping[str, Mapping[str, Any]]) -> Settings:
    """Return ``settings`` with the options of `site_wide_table` in their places.

    Options that are no site-wide ones here stay out. Raises what `settings_from` does.
    """
    table = table_of(settings)
    for group, options_there in shared.items():
        own = {key.split(".")[1] for key in _MACHINE_OWN if key.startswith(f"{group}.")}
        if group in SITE_WIDE:
            taken = {name: value for name, value in options_there.items() if name not in own}
            table[group] = {**table[group], **taken}
    return settings_from(table)


def label_patterns(settings: Settings) -> LabelPatterns:
    """Return the compiled patterns of the site's labels."""
    return LabelPatterns(
        tube=re.compile(settings.tubes.pattern),
        box=re.compile(settings.boxes.pattern),
        badge=re.compile(settings.badges.pattern),
    )


def _check_together(settings: Settings) -> None:
    tubes = settings.tubes
    if tubes.default_pool not in tubes.pool_sizes:
        allowed = ", ".join(str(size) for size in tubes.pool_sizes)
        raise SettingWrong("tubes.default_pool", tubes.default_pool, allowed)
    first, second = settings.camera.device, settings.second_camera.device
    if second == first and second not in ("", "auto"):
        raise SettingCameraTwice(key="second_camera.device")
    _check_lab(settings.lab)
    labels = {
        "tubes.pattern": tubes.pattern,
        "boxes.pattern": settings.boxes.pattern,
        "badges.pattern": settings.badges.pattern,
    }
    for other, key in combinations(labels, 2):
        _check_disjoint(key, labels[key], other, labels[other])


def _check_lab(lab: LabOptions) -> None:
    if lab.missing:
        raise SettingLabValueMissing(key=f"lab.{lab.missing}")
    if lab.secrecy == "lab_key" and not lab.key:
        raise SettingLabKeyMissing(key="lab.key")
    if lab.secrecy == "password" and lab.makes_csv:
        raise SettingLabNeedsCsv(key="lab.secrecy")


def _check_disjoint(key: str, pattern: str, other: str, other_pattern: str) -> None:
    try:
        example = overlap(other_pattern, pattern)
    except PatternUnsupported as error:
        raise SettingPatternWrong(key, pattern) from error
    if example is not None:
        raise SettingPatternsOverlap(key=key, other=other, example=example)


def _kind(group: Field[Any]) -> Any:
    """Return the class of a group."""
    return cast(Any, group.default_factory)


def _shown_key(key: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in key[:40])
