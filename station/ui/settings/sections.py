"""The sections of the settings page, in their order."""

from __future__ import annotations

from station.ui.settings.camera_section import CameraSection
from station.ui.settings.gun_section import GunSection
from station.ui.settings.interface_section import InterfaceSection
from station.ui.settings.labels_section import LabelsSection
from station.ui.settings.section import SectionEntry
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words


def make_sections(theme: Theme, words: Words, desk: SettingsDesk) -> tuple[SectionEntry, ...]:
    """Return the sections with the groups of the settings that each shows."""
    cameras = CameraSection(theme, words, desk)
    guns = GunSection(theme, words, desk)
    labels = LabelsSection(theme, words, desk)
    interface = InterfaceSection(theme, words, desk)
    return (
        SectionEntry("cameras", ("camera", "second_camera"), cameras),
        SectionEntry("guns", ("gun", "serial", "card"), guns),
        SectionEntry("labels", ("tubes", "boxes", "badges"), labels),
        SectionEntry("interface", ("screen", "sound"), interface),
    )
