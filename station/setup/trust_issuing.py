"""The next trust list, drawn up and signed while the console runs. The root key is not kept."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from station.credential.keys import KEY_BYTES, RootKey
from station.credential.revocations import Revocation, read_revocations
from station.credential.times import from_seconds, to_seconds
from station.credential.trust import Issuer, SheetSigner, TrustList
from station.credential.trust_draft import TrustDraft
from station.domain.audit import AuditEvent, AuditKind
from station.domain.ports import Clock
from station.domain.staff import Permission
from station.incoming.trust_file import read_trust_file
from station.keyring.issuer_file import ISSUER_FILE
from station.keyring.root_file import open_root_file
from station.keyring.sealed_file import read_sealed
from station.private_files import write_private_file
from station.services.access import Access
from station.services.trust_changes import (
    KeyKind,
    KeyWish,
    ListedKey,
    ListPreview,
    SignerView,
    TrustChanges,
)
from station.services.trust_in_force import TrustWay
from station.services.trust_view import IssuerView
from station.setup.faults import (
    PublicKeyWrong,
    RootKeyOther,
    TrustFileExists,
    TrustFileUnwritable,
)
from station.site import Site

# The desk's clock may be a little behind this one.
_CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignedList:
    """The next list, signed and nowhere yet; ``out`` is where it is to be written."""

    issued: TrustList
    out: Path
    preview: ListPreview


class TrustIssuing:
    """Draws up the next list from the one in force. The manager alone may: `Permission.KEYS`.

    All but `finish` are for any thread; `begin` is slow (Argon2id), and `finish` is for the thread
    that stores.
    """

    def __init__(self, site: Site, access: Access, clock: Clock) -> None:
        self._site = site
        self._access = access
        self._clock = clock

    @property
    def asker(self) -> UUID | None:
        """Who asks now."""
        return self._access.actor

    def present(self) -> ListPreview:
        """Return the list in force. Raises what `Access.need` does."""
        self._access.need(Permission.KEYS)
        trust = self._site.trust.present
        return ListPreview(trust.serial, listed_keys(trust), len(trust.revoked_codes))

    def listed_key(self, wish: KeyWish) -> ListedKey:
        """Return a key that may be listed.

        Raises `PublicKeyWrong`, what is wrong with an issuer's file or with name and validity.
        """
        self._access.need(Permission.KEYS)
        name, public = _public_key(wish)
        start, until = to_seconds(self._clock.now() - _CLOCKS_APART), self._end_of(wish.until)
        key = ListedKey(wish.kind, name, public, start, until, wish.days)
        _put(TrustDraft(None), key)
        return key

    def codes_in(self, path: Path) -> tuple[Revocation, ...]:
        """Return the revoked codes of a file that a code desk wrote.

        Raises `TrustFileUnreadable` or `RevocationsUnreadable`.
        """
        self._access.need(Permission.KEYS)
        return tuple(read_revocations(read_trust_file(path)))

    def preview(self, changes: TrustChanges) -> ListPreview:
        """Return what the next list would hold. Raises what `TrustDraft` refuses."""
        self._access.need(Permission.KEYS)
        # Signed by a key that nobody has, so that all is judged as it will be.
        return self._shown(changes, self._drawn(changes, RootKey.generate()))

    def begin(
        self, changes: TrustChanges, root_file: Path, passphrase: str, out: Path
    ) -> SignedList:
        """Sign the next list. Nothing is written yet.

        Raises `TrustFileExists`, the faults of the root key's file, `PassphraseWrong`,
        `RootKeyOther` and what `TrustDraft` refuses.
        """
        self._access.need(Permission.KEYS)
        if os.path.lexists(out):
            raise TrustFileExists(path=str(out))
        root = open_root_file(root_file, passphrase)
        if root.public != self._site.trust.root:
            raise RootKeyOther()
        issued = self._drawn(changes, root)
        return SignedList(issued, out, self._shown(changes, issued))

    def finish(self, signed: SignedList, in_force: bool, asker: UUID | None) -> ListPreview:
        """Write the list to its file, and put it in force here if ``in_force``.

        Raises `TrustFileExists`, `TrustFileUnwritable`, a `TrustRefusal` and the faults of the
        database; no file is left then.
        """
        self._access.expect(asker)
        actor = self._access.need(Permission.KEYS)
        site, raw, now = self._site, signed.issued.raw, self._clock.now()
        if os.path.lexists(signed.out):
            raise TrustFileExists(path=str(signed.out))
        event = AuditEvent(
            now,
            site.settings.booth.number,
            actor,
            AuditKind.TRUST_ISSUED,
            {"serial": signed.issued.serial},
        )
        try:
            with site.database.writing() as unit:
                unit.audit.add(event)
                try:
                    write_private_file(signed.out, raw)
                except OSError as error:
                    raise TrustFileUnwritable(path=str(signed.out)) from error
                unit.commit()
        except BaseException:
            with suppress(OSError):
                signed.out.unlink(missing_ok=True)
            raise
        if in_force:
            site.trust.accept(raw, now, TrustWay.HAND, actor)
        return signed.preview

    # --- inside ----------------------------------------------------------------------------------

    def _end_of(self, day: date) -> int:
        """Return the last second of the site's ``day``."""
        next_day = datetime.combine(day + timedelta(days=1), datetime.min.time(), self._site.zone)
        return to_seconds(next_day) - 1

    def _drawn(self, changes: TrustChanges, root: RootKey) -> TrustList:
        draft = TrustDraft(self._site.trust.present)
        draft.revoke_codes(changes.codes)
        signers = self._site.trust.present.sheet_signers
        for kid in sorted(changes.removed):
            if kid in signers:
                draft.remove_sheet_signer(kid)
            else:
                draft.remove_issuer(kid)
        for key in changes.new:
            _put(draft, key)
        new_signers = {key.kid for key in changes.new if key.kind is KeyKind.SHEETS}
        for kid, day in changes.ended:
            if kid in signers or kid in new_signers:
                draft.end_sheet_signer(kid, self._end_of(day))
            else:
                draft.end_issuer(kid, self._end_of(day))
        for kid in sorted(changes.revoked):
            draft.revoke_issuer(kid)
        return draft.issue(root, self._clock.now())

    def _shown(self, changes: TrustChanges, issued: TrustList) -> ListPreview:
        named = {(code.kid, code.cti) for code in changes.codes}
        wanted = named | set(self._site.trust.present.revoked_codes)
        return ListPreview(
            issued.serial,
            listed_keys(issued),
            len(issued.revoked_codes),
            len(wanted - set(issued.revoked_codes)),
        )


def listed_keys(trust: TrustList) -> tuple[SignerView, ...]:
    """Return the keys of a list, issuers first, each by name."""
    issuers = [
        SignerView(
            IssuerView(
                each.name,
                kid.hex(),
                from_seconds(each.valid_from),
                from_seconds(each.valid_until),
                each.longest_validity_days,
                kid in trust.revoked_issuers,
            ),
            KeyKind.ISSUER,
        )
        for kid, each in trust.issuers.items()
    ]
    signers = [
        SignerView(
            IssuerView(
                each.booth,
                kid.hex(),
                from_seconds(each.valid_from),
                from_seconds(each.valid_until),
                0,
                False,
            ),
            KeyKind.SHEETS,
        )
        for kid, each in trust.sheet_signers.items()
    ]
    return tuple(
        shown
        for part in (issuers, signers)
        for shown in sorted(part, key=lambda each: each.key.name)
    )


def _public_key(wish: KeyWish) -> tuple[str, bytes]:
    """Return name and public key of a wish."""
    name, text = wish.name.strip(), wish.public.strip()
    try:
        public = bytes.fromhex(text)
    except ValueError:
        public = b""
    if len(public) == KEY_BYTES:
        return name, public
    path = Path(text)
    try:
        if path.stat().st_size == KEY_BYTES:
            return name, path.read_bytes()
    except (OSError, ValueError):
        raise PublicKeyWrong() from None
    if wish.kind is not KeyKind.ISSUER:
        raise PublicKeyWrong()
    clear = read_sealed(path, ISSUER_FILE).clear
    try:
        public = bytes.fromhex(clear["public"])
    except ValueError:
        raise PublicKeyWrong() from None
    return name or clear["name"], public


def _put(draft: TrustDraft, key: ListedKey) -> None:
    if key.kind is KeyKind.ISSUER:
        draft.put_issuer(Issuer(key.public, key.name, key.valid_from, key.valid_until, key.days))
    else:
        draft.put_sheet_signer(SheetSigner(key.public, key.name, key.valid_from, key.valid_until))
