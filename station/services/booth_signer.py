"""The booth's sheet key signs packages; what it signed is parsed again and compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from station.credential.handover import Handover, SignedHandover, handover_text
from station.credential.keys import SheetKey
from station.credential.manifest import Manifest, ManifestFile, SignedManifest, sign_manifest
from station.credential.sign1 import HANDOVER_AAD, MANIFEST_AAD
from station.export.signing import PackageFacts, PackedFile


class BoothSigner:
    """The `PackageSigner` of a booth."""

    def __init__(self, key: SheetKey) -> None:
        self._key = key

    @property
    def key_id(self) -> str:
        return self._key.kid.hex()

    def handover(self, facts: PackageFacts) -> str:
        """Return the hand-over code's text. Raises `ValueError` where it does not read back."""
        handover = Handover(
            batch=facts.batch,
            version=facts.version,
            persons=facts.persons,
            tubes=facts.tubes,
            digest=bytes.fromhex(facts.digest),
            box=facts.box,
            issued_at=_seconds(facts),
        )
        text = handover_text(handover, self._key)
        signed = SignedHandover.parse(text)
        ours = signed.envelope.envelope.is_signed_by(self._key.public, HANDOVER_AAD)
        if signed.handover != handover or not ours:
            raise ValueError("a hand-over code that does not read as it was signed")
        return text

    def manifest(self, facts: PackageFacts, files: Sequence[PackedFile]) -> bytes:
        """Return the manifest's bytes. Raises `ValueError` where they do not read back."""
        manifest = Manifest(
            batch=facts.batch,
            version=facts.version,
            site=facts.site,
            booth=facts.booth,
            issued_at=_seconds(facts),
            persons=facts.persons,
            tubes=facts.tubes,
            digest=bytes.fromhex(facts.digest),
            files=tuple(
                ManifestFile(file.name, file.size, bytes.fromhex(file.sha256)) for file in files
            ),
            chain_length=facts.chain.length,
            chain_head=facts.chain.seal,
        )
        raw = sign_manifest(manifest, self._key)
        signed = SignedManifest.parse(raw)
        ours = signed.envelope.envelope.is_signed_by(self._key.public, MANIFEST_AAD)
        if signed.manifest != manifest or not ours:
            raise ValueError("a manifest that does not read as it was signed")
        return raw


def _seconds(facts: PackageFacts) -> datetime:
    return facts.issued_at.astimezone(UTC).replace(microsecond=0)
