"""The sections of the settings page, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from station.domain.staff import Permission
from station.ui.desks import NO_DESKS, Desks
from station.ui.settings.audit_section import AuditSection
from station.ui.settings.camera_section import CameraSection
from station.ui.settings.gun_section import GunSection
from station.ui.settings.interface_section import InterfaceSection
from station.ui.settings.keys_section import KeysSection
from station.ui.settings.lab_section import LabSection
from station.ui.settings.labels_section import LabelsSection
from station.ui.settings.section import SectionEntry
from station.ui.settings.staff_section import StaffSection
from station.ui.settings.trust_section import TrustSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.staff_desk import StaffDesk


def make_sections(
    theme: Theme,
    words: Words,
    desk: SettingsDesk,
    staff: StaffDesk | None = None,
    desks: Desks = NO_DESKS,
) -> tuple[SectionEntry, ...]:
    """Return the sections with the groups of the settings that each shows.

    The staff's own, and those of ``desks``, are there if there is a way to ask for them.
    """
    cameras = CameraSection(theme, words, desk)
    guns = GunSection(theme, words, desk)
    labels = LabelsSection(theme, words, desk)
    interface = InterfaceSection(theme, words, desk)
    trust = TrustSection(theme, words, desk, desks.keys)
    entries: tuple[SectionEntry, ...] = (
        SectionEntry("cameras", ("camera", "second_camera"), cameras),
        SectionEntry("guns", ("gun", "serial", "card"), guns),
        SectionEntry("labels", ("tubes", "boxes", "badges"), labels),
        SectionEntry("interface", ("screen", "sound"), interface),
        SectionEntry("trust", ("trust",), trust),
    )
    if desks.lab is not None:
        lab = LabSection(theme, words, desk, desks.lab)
        entries = (*entries, SectionEntry("lab", ("lab", "site"), lab, Permission.SETTINGS))
    if staff is not None:
        members = StaffSection(theme, words, desk, staff)
        entries = (*entries, SectionEntry("staff", ("staff",), members, Permission.STAFF))
    if desks.keys is not None:
        keys = KeysSection(theme, words, desks.keys)
        audit = AuditSection(theme, words, desks.keys)
        entries = (
            *entries,
            SectionEntry("keys", (), keys, Permission.KEYS),
            SectionEntry("audit", (), audit, Permission.AUDIT),
        )
    return entries
