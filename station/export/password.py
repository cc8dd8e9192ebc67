"""A workbook under a password: agile encryption (ECMA-376, [MS-OFFCRYPTO] 2.3.4.10), AES-256.

Excel and LibreOffice open it. The library holds the file in memory as a whole, a few times over:
0.2 s and 35 MB for 14 MB. It is loaded when it is needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from station.errors import StationError

LONGEST_PASSWORD = 255
"""As many characters as Excel takes."""


class WorkbookPasswordWrong(StationError):
    """The password does not open the workbook, or the workbook was damaged."""

    code = "workbook_password_wrong"


def encrypt_workbook(source: Path, target: BinaryIO, password: str) -> None:
    """Write the workbook at ``source`` into ``target`` under ``password``. Raises OSError."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    with source.open("rb") as stream:
        OOXMLFile(stream).encrypt(password, target)


def decrypt_workbook(source: BinaryIO, target: BinaryIO, password: str) -> None:
    """Write the workbook that ``source`` holds under ``password`` into ``target``, in the clear.

    For files of our own: it has no guard against a hostile one. Raises `WorkbookPasswordWrong`
    and OSError.
    """
    from msoffcrypto.exceptions import (  # type: ignore[import-untyped]
        DecryptionError,
        FileFormatError,
        InvalidKeyError,
    )
    from msoffcrypto.format.ooxml import OOXMLFile

    try:
        file = OOXMLFile(source)
        file.load_key(password=password, verify_password=True)
        file.decrypt(target, verify_integrity=True)
    except (DecryptionError, FileFormatError, InvalidKeyError):
        raise WorkbookPasswordWrong() from None
