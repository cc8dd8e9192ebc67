"""The demo site. Its keys come from published words: whatever it signs proves nothing.

It is laid down as `make_site` lays down a real one, but for the keys: these are drawn there, and
known here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from station.credential.keys import IssuerKey, ReadingKey, RootKey, SheetKey
from station.credential.trust import Issuer, SheetSigner, accept_trust_list, issue_trust_list
from station.domain.audit import AuditEvent, AuditKind
from station.domain.ids import new_id
from station.domain.staff import Role, StaffMember
from station.domain.staff_ports import NewMember, PinState
from station.keyring.issuer_file import create_issuer_file
from station.keyring.key_file import site_of
from station.keyring.sealed_file import Strength
from station.keyring.site_secrets import SiteSecrets
from station.passphrase import check_passphrase
from station.paths import DEMO_ISSUER, DataFolder
from station.pin import PinCost, hash_pin
from station.setting_groups import BoothOptions
from station.settings import Settings
from station.site import SiteContent, check_unfounded, lay_down_site
from station.ui.facts import DemoHint

SITE_ID = "demo-site"
PASSPHRASE = "demo-site"
ISSUER_FILE = DEMO_ISSUER
_BOOTH = "02"
_DESK_NAME = "演示领码处 Demo desk"
_BEFORE = timedelta(days=60)
_VALID = timedelta(days=3650)


DEMO_PIN = "2580"
"""Everybody's of the demo site, and no secret."""


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A made-up member of the demo site's staff; the PIN is `DEMO_PIN`."""

    name: str
    badge: str
    roles: frozenset[Role]


OPERATOR = DemoMember("王小明", "OP1001", frozenset({Role.OPERATOR}))
DESK_CLERK = DemoMember("陈静", "OP2001", frozenset({Role.DESK}))
COORDINATOR = DemoMember("周文", "OP3001", frozenset({Role.COORDINATOR}))
MANAGER = DemoMember("孙丽", "OP9001", frozenset({Role.MANAGER}))
DEMO_STAFF = (OPERATOR, DESK_CLERK, COORDINATOR, MANAGER)


@dataclass(frozen=True, slots=True)
class DemoKeys:
    """All keys of the demo site, private ones too; a real booth never holds these together."""

    root: RootKey
    issuer: IssuerKey
    reading: ReadingKey
    sheet: SheetKey


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A site whose keys are known: ``root_public_key`` and ``reading_keys`` are 32 raw bytes
    each, ``trust`` the bytes of a trust list that the root signed. ``staff`` may sign in from the
    first day; without any the console asks for the first manager. ``sheet_key`` is the seed of the
    booth's key for sheets, a new one if it is left out."""

    settings: Settings
    passphrase: str = field(repr=False)
    root_public_key: bytes
    trust: bytes = field(repr=False)
    reading_keys: tuple[bytes, ...] = field(repr=False)
    site_id: str
    strength: Strength = Strength.MODERATE
    staff: tuple[NewMember, ...] = ()
    sheet_key: bytes = field(default=b"", repr=False)


def demo_keys() -> DemoKeys:
    """Return the demo site's keys: the same on every machine."""
    return DemoKeys(
        root=RootKey(_seed("root")),
        issuer=IssuerKey(_seed("issuer")),
        reading=ReadingKey(_seed("reading")),
        sheet=SheetKey(_seed("sheet")),
    )


def demo_plan(settings: Settings, now: datetime) -> SitePlan:
    """Return the plan of a ready demo site with ``settings``' options; ``now`` is aware."""
    keys = demo_keys()
    issuer = Issuer(
        public_key=keys.issuer.public,
        name=_DESK_NAME,
        valid_from=int((now - _BEFORE).timestamp()),
        valid_until=int((now + _VALID).timestamp()),
        longest_validity_days=30,
    )
    signer = SheetSigner(keys.sheet.public, _BOOTH, issuer.valid_from, issuer.valid_until)
    trust = issue_trust_list(
        keys.root,
        serial=1,
        issued_at=now.replace(microsecond=0),
        issuers=[issuer],
        sheet_signers=[signer],
    )
    return SitePlan(
        settings=replace(
            settings,
            site=replace(settings.site, name=settings.site.name or "张江镇第三采样点（演示）"),
            booth=BoothOptions(number=_BOOTH),
        ),
        passphrase=PASSPHRASE,
        root_public_key=keys.root.public,
        trust=trust,
        reading_keys=(keys.reading.private,),
        site_id=SITE_ID,
        strength=Strength.LEAST,
        staff=demo_staff(now),
        sheet_key=keys.sheet.seed,
    )


def demo_staff(now: datetime) -> tuple[NewMember, ...]:
    """Return the demo site's staff, as a site is founded with them."""
    return tuple(
        NewMember(
            StaffMember(new_id(now), each.name, each.roles, each.badge),
            PinState(hash_pin(DEMO_PIN, PinCost.LEAST)),
        )
        for each in DEMO_STAFF
    )


def found_site(folder: DataFolder, plan: SitePlan) -> None:
    """Write the files of a planned site, with a data key and an index key of its own.

    Raises `PassphraseTooShort`, a `TrustRefusal` and what `lay_down_site` does; nothing is left
    behind then.
    """
    check_unfounded(folder)
    check_passphrase(plan.passphrase)
    trust = accept_trust_list(plan.trust, plan.root_public_key, None, least_serial=0)
    secrets = SiteSecrets.generate(
        site_id=plan.site_id,
        reading_keys=plan.reading_keys,
        root_public_key=plan.root_public_key,
        least_trust_serial=trust.serial,
    )
    if plan.sheet_key:
        secrets = replace(secrets, sheet_key=plan.sheet_key)
    booth, facts = plan.settings.booth.number, {"site": plan.site_id}
    event = AuditEvent(datetime.now(UTC), booth, None, AuditKind.SITE_FOUNDED, facts)
    content = SiteContent(plan.settings, secrets, plan.trust, plan.staff)
    lay_down_site(folder, content, event, plan.passphrase, plan.strength)


def found_demo_site(folder: DataFolder, settings: Settings, now: datetime) -> None:
    """Found the demo site in ``folder``, ready to be opened with `PASSPHRASE`.

    Its desk's issuer key lies there too, under the same passphrase: at a real site it is on no
    booth. Raises what `found_site` and `create_issuer_file` raise.
    """
    check_unfounded(folder)
    issuer_file = folder.root.absolute() / ISSUER_FILE
    desk = replace(settings.desk, issuer_file=str(issuer_file))
    found_site(folder, demo_plan(replace(settings, desk=desk), now))
    # One from before holds the same key: the demo's are the same everywhere.
    if not issuer_file.exists():
        key = demo_keys().issuer
        create_issuer_file(issuer_file, key, _DESK_NAME, PASSPHRASE, Strength.LEAST)


def is_demo_site(folder: DataFolder) -> bool:
    """Tell whether the site in ``folder`` is the demo's. Raises what is wrong with its key file."""
    return site_of(folder.key_file) == SITE_ID


def demo_hint() -> DemoHint:
    """Return what whoever tries the demo site has to know."""
    names = (OPERATOR.name, DESK_CLERK.name, COORDINATOR.name, MANAGER.name)
    return DemoHint(*names, DEMO_PIN, PASSPHRASE)


def _seed(name: str) -> bytes:
    return hashlib.sha256(f"sampling station demo: {name}".encode()).digest()
