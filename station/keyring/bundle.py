"""A site's bundle: what a second booth joins with, under a passphrase of its own.

In the clear stands ``site``, the site's id. Inside is a deterministic CBOR map: ``1`` the bundle's
number, ``2`` when it was made (seconds since 1970), ``3`` the booth that made it, ``4`` the
site-wide settings (group, option, value), ``5`` the trust list's bytes, ``6`` the least trust
serial, ``7`` the root's public key, ``8`` the current master key, ``9`` its version,
``10`` the index key, ``11`` reading keys, ``12`` staff: maps of ``1`` id, ``2`` name, ``3`` roles,
``4`` badge, ``5`` active, ``6`` the PIN's hash, and ``13`` dropped reading keys, which may be
missing. Unknown keys are ignored. No private key of the root or an issuer is in it, and none of a
booth's own keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from station.credential.cbor import decode, encode
from station.credential.fields import Fields
from station.domain.staff import Role, StaffMember
from station.domain.staff_ports import NewMember, PinState
from station.keyring.faults import (
    BundleDamaged,
    BundleExists,
    BundleMissing,
    BundleNewer,
    BundlePassphraseWrong,
    BundleUnreadable,
)
from station.keyring.sealed_file import (
    SealedFile,
    SealedKind,
    Strength,
    create_sealed,
    read_sealed,
)
from station.keyring.site_secrets import keys_in
from station.storage.vault import KEY_SIZE

BUNDLE = SealedKind(
    "site-bundle",
    version=1,
    clear=("site",),
    longest=16_777_216,
    missing=BundleMissing,
    unreadable=BundleUnreadable,
    damaged=BundleDamaged,
    newer=BundleNewer,
    exists=BundleExists,
    wrong=BundlePassphraseWrong,
)

SettingTable = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class SiteBundle:
    """What a bundle carries; ``repr`` shows site and number only.

    ``number`` rises with each bundle, ``booth`` made it at ``made_at`` (seconds since 1970).
    ``settings`` is a table of the site-wide options. Keys are as in `SiteSecrets`. Raises
    ValueError for keys of another length and for a version out of range.
    """

    site_id: str
    number: int
    made_at: int = field(repr=False)
    booth: str = field(repr=False)
    settings: SettingTable = field(repr=False)
    trust: bytes = field(repr=False)
    least_trust_serial: int = field(repr=False)
    root_public_key: bytes = field(repr=False)
    master_key: bytes = field(repr=False)
    master_version: int = field(repr=False)
    index_key: bytes = field(repr=False)
    reading_keys: tuple[bytes, ...] = field(repr=False)
    staff: tuple[NewMember, ...] = field(repr=False)
    dropped_keys: frozenset[bytes] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        keys = (self.master_key, self.root_public_key, self.index_key, *self.reading_keys)
        if any(len(key) != KEY_SIZE for key in (*keys, *self.dropped_keys)):
            raise ValueError("a key is not 32 bytes long")
        if not 1 <= self.master_version <= 0xFFFF:
            raise ValueError("the master key's version is out of range")

    def encoded(self) -> bytes:
        return encode(
            {
                1: self.number,
                2: self.made_at,
                3: self.booth,
                4: self.settings,
                5: self.trust,
                6: self.least_trust_serial,
                7: self.root_public_key,
                8: self.master_key,
                9: self.master_version,
                10: self.index_key,
                11: list(self.reading_keys),
                12: [_member_map(each) for each in self.staff],
                13: sorted(self.dropped_keys),
            }
        )

    @classmethod
    def of(cls, site_id: str, plain: bytes) -> SiteBundle:
        """Return what `encoded` encoded. Raises ValueError."""
        fields = Fields(decode(plain))
        return cls(
            site_id=site_id,
            number=fields.need(1, int),
            made_at=fields.need(2, int),
            booth=fields.need(3, str),
            settings=_settings(fields.need(4, dict)),
            trust=fields.need(5, bytes),
            least_trust_serial=fields.need(6, int),
            root_public_key=fields.need(7, bytes),
            master_key=fields.need(8, bytes),
            master_version=fields.need(9, int),
            index_key=fields.need(10, bytes),
            reading_keys=keys_in(fields.need(11, list)),
            staff=tuple(_member(Fields(each)) for each in fields.need(12, list)),
            dropped_keys=frozenset(keys_in(fields.maybe(13, list) or [])),
        )


def create_bundle(
    path: Path,
    bundle: SiteBundle,
    passphrase: str,
    strength: Strength | tuple[int, int] = Strength.MODERATE,
) -> None:
    """Write a bundle that only its owner may read. Raises `BundleExists`, faults of the disk."""
    clear = {"site": bundle.site_id}
    create_sealed(path, BUNDLE, clear, bundle.encoded(), passphrase, strength)


def read_bundle(path: Path) -> SealedFile:
    """Return the bundle's file, whole but still closed; ``clear["site"]`` is the site's id.

    Raises `BundleMissing`, `BundleUnreadable`, `BundleDamaged`, `BundleNewer` and
    `KeyFileOfOtherKind`.
    """
    return read_sealed(path, BUNDLE)


def open_bundle(file: SealedFile, passphrase: str) -> SiteBundle:
    """Return what the bundle carries. Raises `BundlePassphraseWrong`, `BundleDamaged`."""
    plain = file.open(passphrase)
    try:
        return SiteBundle.of(file.clear["site"], plain)
    except ValueError:
        raise BundleDamaged() from None


def _member_map(bundled: NewMember) -> dict[int, object]:
    member = bundled.member
    entry: dict[int, object] = {
        1: member.id.bytes,
        2: member.name,
        3: sorted(role.value for role in member.roles),
        5: member.active,
        6: bundled.pin.hash,
    }
    if member.badge is not None:
        entry[4] = member.badge
    return entry


def _member(fields: Fields) -> NewMember:
    member = StaffMember(
        id=UUID(bytes=fields.need_bytes(1, 16)),
        name=fields.need(2, str),
        roles=frozenset(Role(role) for role in fields.need(3, list)),
        badge=fields.maybe(4, str),
        active=fields.need(5, bool),
    )
    return NewMember(member, PinState(fields.need(6, str)))


def _settings(value: dict[object, object]) -> dict[str, dict[str, object]]:
    table: dict[str, dict[str, object]] = {}
    for group, options in value.items():
        if type(group) is not str or type(options) is not dict:
            raise ValueError("no table of settings")
        table[group] = options
    return table
