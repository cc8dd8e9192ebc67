"""Why a file is no list: nothing of it was taken."""

from __future__ import annotations

from enum import Enum

from station.errors import StationError


class ListError(StationError):
    """A file that no list could be read from."""

    code = "list_error"


class ListUnreadable(ListError):
    """The file is not there, or the disk does not give it."""

    code = "list_unreadable"


class ListTooLarge(ListError):
    """``megabytes``: the most that a list's file may have."""

    code = "list_too_large"


class ListTooLong(ListError):
    """``rows``: the most rows that a list may have."""

    code = "list_too_long"


class ListDamaged(ListError):
    """Neither a workbook nor a table of text, or cut short."""

    code = "list_damaged"


class Hostile(Enum):
    """What is hostile about a workbook."""

    BOMB = "bomb"
    ENTITIES = "entities"
    DIMENSIONS = "dimensions"
    PARTS = "parts"
    ENCRYPTED_PARTS = "encrypted_parts"
    MACROS = "macros"
    LINKS = "links"


class ListHostile(ListError):
    """A workbook built to use up memory or time, or that asks for other files.

    ``kind`` is a value of `Hostile`.
    """

    code = "list_hostile"


class ListOldExcel(ListError):
    """A workbook of Excel before 2007, or one under a password."""

    code = "list_old_excel"


class ListEncodingUnknown(ListError):
    """A text file in none of the encodings that are read."""

    code = "list_encoding_unknown"


class ListHeaderMissing(ListError):
    """No row names a column of names and one of document numbers."""

    code = "list_header_missing"


class ListHeaderTwice(ListError):
    """Two columns of the same kind: ``field`` is `name` or `number`."""

    code = "list_header_twice"


class ListEmpty(ListError):
    """There is nobody below the header."""

    code = "list_empty"
