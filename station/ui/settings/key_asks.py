"""What the sections of keys, trust and audit ask of the desk; each says what its answer is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from station.services.trust_changes import KeyWish, TrustChanges


@dataclass(frozen=True, slots=True, eq=False)
class ShowKeys:
    """What there is. Answer: a `KeysView`."""


@dataclass(frozen=True, slots=True, eq=False)
class ChangePassphrase:
    """Another passphrase for this booth. Answer: None."""

    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class ChangeReading:
    """A new reading key (``add``), or the oldest ended (``drop``). Answer: how many there are."""

    passphrase: str = field(repr=False)
    add: bool
    drop: bool


@dataclass(frozen=True, slots=True, eq=False)
class ChangeDataKey:
    """A new data key, or go on with one; progress in rows. Answer: (rows, unreadable)."""

    passphrase: str = field(repr=False)
    cancel: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True, eq=False)
class MakeBundle:
    """Write a bundle to a new file. Answer: its number."""

    path: Path
    bundle_passphrase: str = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class TakeBundle:
    """Take a newer bundle of the site. Answer: its number; the console starts anew then."""

    path: Path
    bundle_passphrase: str = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class ShowList:
    """The trust list in force. Answer: a `ListPreview`."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckKey:
    """A key that is to be listed. Answer: a `ListedKey`."""

    wish: KeyWish


@dataclass(frozen=True, slots=True, eq=False)
class ReadCodes:
    """A file of revoked codes. Answer: a tuple of `Revocation`."""

    path: Path


@dataclass(frozen=True, slots=True, eq=False)
class PreviewList:
    """The next list. Answer: a `ListPreview`."""

    changes: TrustChanges


@dataclass(frozen=True, slots=True, eq=False)
class IssueList:
    """Sign the next list and write it to a new file. Answer: a `ListPreview`, and a `TrustView`
    if it is in force here, else None."""

    changes: TrustChanges
    root_file: Path
    passphrase: str = field(repr=False)
    out: Path
    in_force: bool


@dataclass(frozen=True, slots=True, eq=False)
class VerifyTrail:
    """Walk the audit trail, with exported sheets. Answer: a `TrailCheck`."""

    sheets: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ShowTrail:
    """The last lines of the trail, or those before one. Answer: an `AuditPage`."""

    before: int | None = None
