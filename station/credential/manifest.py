"""The manifest of a batch's package: what its files are, signed by the booth that made them.

The map's keys stand in `sheet_envelope`. A file is proved by its SHA-256, as it was delivered; a
workbook that was saved again by another program by the digest over the batch's rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from station.credential import sheet_envelope as facts
from station.credential.cbor import BadForm, decode, encode
from station.credential.fields import Fields
from station.credential.keys import SheetKey
from station.credential.sheet_envelope import SheetEnvelope
from station.credential.sheet_refusals import SheetMalformed
from station.credential.sign1 import MANIFEST_AAD, sign
from station.credential.times import to_seconds
from station.credential.trust import SheetSigner, TrustList

MANIFEST_BYTES = 65_536
"""More has no manifest."""

FILES = 64
_SITE, _BOOTH, _FILES, _CHAIN_LENGTH, _CHAIN_HEAD = range(8, 13)
_NAME, _SIZE, _SHA256 = 1, 2, 3
_NAME_LENGTH, _SITE_LENGTH, _BOOTH_LENGTH = 120, 64, 64
_GREATEST_SIZE = _GREATEST_LENGTH = 2**53 - 1
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file of the package as delivered: its bare name, bytes, and SHA-256 (32 bytes).

    Raises `BadForm` (a ValueError) for what no manifest may hold; a name is no path.
    """

    name: str
    size: int
    sha256: bytes

    def __post_init__(self) -> None:
        facts.check_line(self.name, _NAME_LENGTH)
        if _NOT_IN_NAMES & set(self.name) or not self.name.strip(". "):
            raise BadForm("no file name")
        facts.check_count(self.size, _GREATEST_SIZE)
        facts.check_digest(self.sha256)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the booth says of a batch's package.

    ``issued_at`` is aware, UTC, in whole seconds. ``tubes`` leaves void ones out. ``digest`` is
    the SHA-256 over the rows, ``chain_head`` the seal of the trail's last line, 32 bytes each.
    Raises `BadForm` (a ValueError) for what no manifest may hold, a file's name twice for one.
    """

    batch: str
    version: int
    site: str
    booth: str
    issued_at: datetime
    persons: int
    tubes: int
    digest: bytes
    files: tuple[ManifestFile, ...]
    chain_length: int
    chain_head: bytes = field(repr=False)

    def __post_init__(self) -> None:
        facts.check_batch(self.batch, self.version)
        facts.check_line(self.site, _SITE_LENGTH)
        facts.check_line(self.booth, _BOOTH_LENGTH)
        facts.check_moment(self.issued_at)
        facts.check_count(self.persons)
        facts.check_count(self.tubes)
        facts.check_digest(self.digest)
        if not 1 <= len(self.files) <= FILES:
            raise BadForm("number of files")
        # Names that differ by case are one file on most disks.
        if len({file.name.casefold() for file in self.files}) < len(self.files):
            raise BadForm("a file twice")
        facts.check_count(self.chain_length, _GREATEST_LENGTH)
        facts.check_digest(self.chain_head)


@dataclass(frozen=True, slots=True)
class SignedManifest:
    """A manifest that was read; nothing of it is proved before `signer`."""

    manifest: Manifest
    envelope: SheetEnvelope = field(repr=False)

    @classmethod
    def parse(cls, raw: bytes) -> SignedManifest:
        """Return the manifest in ``raw``, whatever the bytes. Raises `SheetMalformed`."""
        if len(raw) > MANIFEST_BYTES:
            raise SheetMalformed()
        envelope = SheetEnvelope.parse(raw, MANIFEST_AAD)
        try:
            return cls(_manifest(Fields(decode(envelope.payload))), envelope)
        except BadForm:
            raise SheetMalformed() from None

    @property
    def kid(self) -> bytes:
        return self.envelope.kid

    def signer(self, trust: TrustList) -> SheetSigner:
        """Return whose key signed it. Raises `UnknownSigner`, `SheetSignatureBad` or
        `SignerNotValid`."""
        return self.envelope.signer(trust, self.manifest.issued_at)


def sign_manifest(manifest: Manifest, key: SheetKey) -> bytes:
    """Return the bytes of a `.manifest` file."""
    payload = {
        facts.BATCH: manifest.batch,
        facts.VERSION: manifest.version,
        facts.ISSUED_AT: to_seconds(manifest.issued_at),
        facts.PERSONS: manifest.persons,
        facts.TUBES: manifest.tubes,
        facts.DIGEST: manifest.digest,
        _SITE: manifest.site,
        _BOOTH: manifest.booth,
        _FILES: [
            {_NAME: file.name, _SIZE: file.size, _SHA256: file.sha256} for file in manifest.files
        ],
        _CHAIN_LENGTH: manifest.chain_length,
        _CHAIN_HEAD: manifest.chain_head,
    }
    return sign(encode(payload), key, MANIFEST_AAD)


def _manifest(fields: Fields) -> Manifest:
    return Manifest(
        batch=fields.need(facts.BATCH, str),
        version=fields.need(facts.VERSION, int),
        site=fields.need(_SITE, str),
        booth=fields.need(_BOOTH, str),
        issued_at=facts.moment_of(fields.need(facts.ISSUED_AT, int)),
        persons=fields.need(facts.PERSONS, int),
        tubes=fields.need(facts.TUBES, int),
        digest=fields.need(facts.DIGEST, bytes),
        files=tuple(_file(Fields(item)) for item in fields.need(_FILES, list)),
        chain_length=fields.need(_CHAIN_LENGTH, int),
        chain_head=fields.need(_CHAIN_HEAD, bytes),
    )


def _file(fields: Fields) -> ManifestFile:
    return ManifestFile(
        name=fields.need(_NAME, str),
        size=fields.need(_SIZE, int),
        sha256=fields.need(_SHA256, bytes),
    )
