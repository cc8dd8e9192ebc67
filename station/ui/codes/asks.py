"""What the codes page asks of the desk; each says what its answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

from station.domain.card import IdentityCard
from station.domain.documents import Document
from station.domain.person import Person
from station.printing.code_card import CodeCard, Layout
from station.services.code_list import ListFault, ListRead, ListRow

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


@dataclass(frozen=True, slots=True, eq=False)
class OpenIssuer:
    """Open the issuer's file. Answer: None, the desk is open."""

    path: Path
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class CloseIssuer:
    """Forget the issuer's key. Answer: None."""


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """Who shows this document. Answer: a `DeskView`, or None if nobody knows them. ``renamed``,
    here and below: the person is known under another name, which is not theirs any more."""

    document: Document = field(repr=False)
    card: IdentityCard | None = field(default=None, repr=False)
    renamed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A person as they stand now. Answer: a `DeskView`."""

    person_id: UUID


@dataclass(frozen=True, slots=True, eq=False)
class Enrol:
    """Add a person whom nobody knows, or rename one. Answer: a `DeskView`."""

    person: Person = field(repr=False)
    renamed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """A person's own code. Answer: a `DrawnCode`."""

    person_id: UUID


@dataclass(frozen=True, slots=True, eq=False)
class DrawFor:
    """A relative's code by an approved application. Answer: a `DrawnCode`."""

    application_id: UUID


@dataclass(frozen=True, slots=True, eq=False)
class ReplaceLost:
    """Revoke a code and draw another. Answer: a `DrawnCode`."""

    code_id: UUID


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """Apply for a relative. Answer: an `Application`."""

    applicant_id: UUID
    person: Person = field(repr=False)
    relation: str = field(repr=False)
    reason: str = field(default="", repr=False)
    renamed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Decide:
    """Approve an application, or refuse it. Answer: the `Application` as decided."""

    application_id: UUID
    approved: bool


@dataclass(frozen=True, slots=True, eq=False)
class ListPending:
    """All that wait for approval. Answer: a list of `Application`."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadList:
    """Read and check a list of residents. Answer: a `ListRead`."""

    path: Path = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class MakeList:
    """Draw for ``rows`` and make one PDF. Answer: a `ListMade`; progress is told in two parts, the
    codes first. `cancel` stops it: the answer is then a `StationError` that says so."""

    rows: Sequence[ListRow] = field(repr=False)
    layout: Layout
    path: Path = field(repr=False)
    language: str
    cancel: Event


@dataclass(frozen=True, slots=True)
class ListMade:
    """A list that was drawn: how many ``codes``, where the PDF is (None if nobody was drawn for),
    and the rows that nothing was drawn for."""

    path: Path | None = field(repr=False)
    codes: int
    faults: tuple[ListFault, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SaveRevocations:
    """Add what this desk revoked to the file that goes to whoever issues the trust list. Answer:
    the path."""

    path: Path = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class SaveFaults:
    """Write the faulty rows of a list with their reasons. Answer: the path."""

    path: Path = field(repr=False)
    read: ListRead = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class SavePicture:
    """A code as a picture. Answer: the path."""

    path: Path = field(repr=False)
    card: CodeCard
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class SavePdf:
    """A code as a PDF. Answer: the path."""

    path: Path = field(repr=False)
    card: CodeCard
    layout: Layout
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """A code on paper; the printer must stay until the answer, which is None."""

    printer: QPrinter
    card: CodeCard
    layout: Layout
    language: str
