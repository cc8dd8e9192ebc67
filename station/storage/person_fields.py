"""A person's fields as a row holds them, a registration's or a code desk's: sealed one by one.

``details`` is compact JSON of what few persons have: ``born`` (ISO 8601) and ``sex`` (GB 2261)
where the document does not tell them, ``relation`` and ``ground`` of the relative who drew the
code, ``guardian`` (true) where the number is a guardian's. It is NULL for everybody else.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from station.domain.documents import Document, DocumentType, Sex
from station.domain.person import Ground, Person, Relative, seen_text
from station.storage.faults import PersonErased
from station.storage.vault import FieldVault

TABLE = "registration"


def sealed_person(
    vault: FieldVault, row_id: UUID, person: Person, table: str = TABLE
) -> dict[str, object]:
    """Return the columns of a row of ``table`` that hold ``person``, by name."""

    def sealed(field: str, text: str | None) -> bytes | None:
        return None if text is None else vault.seal(table, row_id, field, text)

    document = person.document
    return {
        "document_type": int(person.document_type),
        "name": sealed("name", person.name),
        "document_number": sealed("document_number", document.number if document else None),
        "phone": sealed("phone", person.phone),
        "details": sealed("details", _details(person)),
    }


def opened_person(vault: FieldVault, row_id: UUID, row: Row[Any], table: str = TABLE) -> Person:
    """Return the person of a row of ``table``. Raises `FieldUnreadable`, `PersonErased`.

    A text that was stored while it might hold characters that nobody sees is read without them.
    """
    if row.name == b"":
        raise PersonErased(table=table, field="name")

    def opened(field: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else vault.open(table, row_id, field, sealed)

    number = opened("document_number", row.document_number)
    details = json.loads(opened("details", row.details) or "{}")
    phone = opened("phone", row.phone)
    relation = details.get("relation")
    return Person(
        name=seen_text(vault.open(table, row_id, "name", row.name)),
        document=None if number is None else Document(DocumentType(row.document_type), number),
        phone=None if phone is None else seen_text(phone),
        own_birth_date=date.fromisoformat(details["born"]) if "born" in details else None,
        own_sex=Sex(details["sex"]) if "sex" in details else None,
        relative=None if relation is None else Relative(relation, Ground(details["ground"])),
        guardian_number=details.get("guardian", False),
    )


def _details(person: Person) -> str | None:
    details: dict[str, object] = {}
    if person.own_birth_date is not None:
        details["born"] = person.own_birth_date.isoformat()
    if person.own_sex is not None:
        details["sex"] = person.own_sex.value
    if person.relative is not None:
        details["relation"] = person.relative.relation
        details["ground"] = int(person.relative.ground)
    if person.guardian_number:
        details["guardian"] = True
    if not details:
        return None
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))
