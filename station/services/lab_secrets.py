"""What closes the laboratory's sheets: the password that they are put under, the key they are
sealed to."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from station.domain.audit import AuditEvent, AuditKind
from station.domain.lab_key import HEX_DIGITS, is_lab_key
from station.domain.staff import Permission
from station.errors import StationError
from station.services.booth import Booth

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 255
"""As many characters as Excel takes."""

_LONGEST_FILE = 65_536


class LabPasswordUnusable(StationError):
    """A password too short or too long, or one that cannot be typed: ``shortest`` to ``longest``
    characters that are seen, no space at its ends."""

    code = "lab_password_unusable"


class LabKeyFileWrong(StationError):
    """The file cannot be read, or does not begin with a lab's public key."""

    code = "lab_key_file_wrong"


class LabKeyFilePrivate(StationError):
    """The file holds the lab's private key: it must not leave the laboratory."""

    code = "lab_key_file_private"


class LabSecrets:
    """For those who may change settings. The password is never shown again.

    Only the worker thread calls what changes it.
    """

    def __init__(self, booth: Booth) -> None:
        self._booth = booth

    def has_password(self) -> bool:
        """Tell whether a password is set. Raises `FieldUnreadable`, and a `DatabaseFault`."""
        self._booth.access.need(Permission.SETTINGS)
        with self._booth.storage.reading() as unit:
            return unit.lab_password.get() is not None

    def set_password(self, password: str) -> bool:
        """Put sheets under ``password`` from now on (it is taken in NFC); return True.

        The audit trail says that it was set, and nothing of it. Raises `LabPasswordUnusable` or a
        `DatabaseFault`.
        """
        return self._put(usable_password(password))

    def clear_password(self) -> bool:
        """Forget the password; return False."""
        return self._put(None)

    def read_key(self, path: Path) -> str:
        """Return the public key, in hex, in the file that the laboratory gave.

        Its first line is the key, as `lab-key` writes it. Raises `LabKeyFileWrong` or
        `LabKeyFilePrivate`. Any thread may call it.
        """
        self._booth.access.need(Permission.SETTINGS)
        try:
            with path.open("rb") as source:
                data = source.read(_LONGEST_FILE)
            text = data.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            raise LabKeyFileWrong() from error
        if _is_private(text):
            raise LabKeyFilePrivate()
        key = text.lstrip()[:HEX_DIGITS]
        if not is_lab_key(key) or text.lstrip()[HEX_DIGITS:].strip():
            raise LabKeyFileWrong()
        return key.lower()

    def _put(self, password: str | None) -> bool:
        booth = self._booth
        actor = booth.access.need(Permission.SETTINGS)
        with booth.storage.writing() as unit:
            unit.lab_password.put(password)
            is_set = password is not None
            unit.audit.add(
                AuditEvent(
                    booth.clock.now(),
                    booth.number,
                    actor,
                    AuditKind.LAB_PASSWORD_SET,
                    {"set": int(is_set)},
                )
            )
            unit.commit()
        return is_set


def usable_password(password: str) -> str:
    """Return ``password`` in NFC. Raises `LabPasswordUnusable`."""
    text = unicodedata.normalize("NFC", password)
    if (
        not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD
        or not text.isprintable()
        or text != text.strip()
    ):
        raise LabPasswordUnusable(shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
    return text


def _is_private(text: str) -> bool:
    """Tell whether a file is the one that `lab-key` seals: even sealed it stays with the lab."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("format") == "lab-key"
