"""Admission: from a code or a typed document to a candidate for registration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from station.credential.code import verify
from station.credential.keys import ReadingKey
from station.credential.refusals import Revoked
from station.domain import refusals
from station.domain.card import IdentityCard
from station.domain.documents import Document, DocumentType, NumberInFuture
from station.domain.person import EntryMode, Person
from station.domain.ports import IdentityIndex
from station.domain.registration import Candidate
from station.services.entry import TypedEntry
from station.services.trust_in_force import TrustInForce

FindKnown = Callable[[bytes], Person | None]
IsRevoked = Callable[[bytes, bytes], bool]


class Admission:
    """Checks what names a person, with the trust list and the reading keys in force at that
    moment, and the site's identity index."""

    def __init__(
        self,
        trust: TrustInForce,
        reading_keys: Callable[[], Sequence[ReadingKey]],
        index: IdentityIndex,
        zone: ZoneInfo,
    ) -> None:
        self._trust = trust
        self._reading_keys = reading_keys
        self._index = index
        self._zone = zone

    def day(self, at: datetime) -> date:
        """Return the site's date at ``at`` (aware)."""
        return at.astimezone(self._zone).date()

    def code(self, text: str, now: datetime, is_revoked: IsRevoked) -> Candidate:
        """Verify a sampling code; raises a `CodeRefusal`.

        ``is_revoked`` tells whether this station's own desk revoked the code of a kid and cti:
        it is refused at once, before any trust list says so.
        """
        code = verify(
            text,
            trust=self._trust.present,
            reading_keys=self._reading_keys(),
            now=now,
            today=self.day(now),
        )
        if is_revoked(code.kid, code.cti):
            raise Revoked()
        return replace(
            self._candidate(code.person, code.entry_mode),
            code_text=text,
            issued_at=code.issued_at,
            expires_at=code.expires_at,
            days_left=code.days_left,
        )

    def card(self, card: IdentityCard, today: date) -> Candidate:
        """Take an identity card that a reader read; raises `NumberInFuture`."""
        person = card.person()
        if person.birth_date is not None and person.birth_date > today:
            raise NumberInFuture()
        return self._candidate(person, EntryMode.CARD)

    def number(self, document: Document, known: FindKnown) -> Candidate:
        """Take a document number that a reader saw; raises `NameNeeded` if nobody knows it."""
        person = known(self._index.digest(Person("?", document).identity_text()))
        if person is None:
            raise refusals.NameNeeded(document)
        return self._candidate(_as_typed(person, document), EntryMode.TYPED)

    def entry(self, entry: TypedEntry, today: date, known: FindKnown) -> Candidate:
        """Check the manual form; raises a `DocumentError`, `NameNeeded` or what else is wrong."""
        name, phone = entry.name.strip(), entry.phone.strip() or None
        if entry.document_type is DocumentType.NONE:
            if not (name and phone and entry.reason):
                raise refusals.NoDocumentIncomplete()
            person = Person(name, None, phone)
            candidate = self._candidate(person, EntryMode.NO_DOCUMENT)
            return replace(candidate, no_document_reason=entry.reason)
        document = Document.parse(entry.document_type, entry.number, today)
        if name:
            return self._candidate(Person(name, document, phone), EntryMode.TYPED)
        candidate = self.number(document, known)
        if phone is None:
            return candidate
        return replace(candidate, person=replace(candidate.person, phone=phone))

    def _candidate(self, person: Person, mode: EntryMode) -> Candidate:
        return Candidate(person, self._index.digest(person.identity_text()), mode)


def _as_typed(person: Person, document: Document) -> Person:
    """Return a person known from before with the document that was read now."""
    return replace(person, document=document, relative=None)
