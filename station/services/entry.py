"""What an operator typed into the form."""

from __future__ import annotations

from dataclasses import dataclass, field

from station.domain.documents import DocumentType


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """The manual form as it stands when Enter is pressed; ``repr`` shows nothing personal.

    ``number`` is as typed. With `DocumentType.NONE` it is empty, and ``reason`` says why there is
    no document.
    """

    document_type: DocumentType
    number: str = field(repr=False)
    name: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")
    reason: str = field(repr=False, default="")
