"""The issuer of a command: its key from the file, and whom its codes are sealed to."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from station.commands.passphrase_file import IssuerPassphraseNeeded, passphrase_in
from station.credential.code import NewCode, draw_code
from station.credential.keys import KEY_BYTES, IssuerKey, seal
from station.domain.masking import mask_number
from station.domain.person import Person
from station.errors import StationError
from station.keyring.issuer_file import open_issuer_file
from station.printing.code_card import CodeCard


class CodeReadingKeyWrong(StationError):
    """The public reading key is neither 64 hexadecimal digits nor a file of 32 bytes."""

    code = "code_reading_key_wrong"


@dataclass(frozen=True, slots=True)
class CommandIssuer:
    """Draws codes as the arguments say; nothing is kept on record."""

    key: IssuerKey = field(repr=False)
    name: str
    reading_key: bytes | None
    valid_days: int

    @classmethod
    def of_arguments(cls, args: argparse.Namespace) -> CommandIssuer:
        """Open the issuer's file. Raises a `StationError` for what is wrong."""
        reading_key = None if args.reading_key is None else _reading_key(args.reading_key)
        file = open_issuer_file(
            args.issuer, passphrase_in(args.passphrase_file, IssuerPassphraseNeeded)
        )
        return cls(file.key, file.name, reading_key, args.valid_days)

    def draw(self, person: Person) -> NewCode:
        """Return a new code of this moment. Raises what `draw_code` raises."""
        return draw_code(
            person,
            issuer=self.key,
            now=datetime.now(UTC),
            valid_days=self.valid_days,
            reading_key=self.reading_key,
        )

    def card(self, person: Person, code: NewCode) -> CodeCard:
        """Return what is handed out: the name whole, the number masked."""
        number = "" if person.document is None else person.document.number
        return CodeCard(
            text=code.text,
            name=person.name,
            number_masked=mask_number(number),
            expires_on=code.expires_at.astimezone().date(),
            days_left=self.valid_days,
            relation=None if person.relative is None else person.relative.relation,
            site=self.name,
        )


def _reading_key(text: str) -> bytes:
    try:
        if re.fullmatch(r"[0-9A-Fa-f]{64}", text):
            key = bytes.fromhex(text)
        else:
            with Path(text).open("rb") as file:
                key = file.read(KEY_BYTES + 1)
        if len(key) != KEY_BYTES:
            raise ValueError("not 32 bytes")
        # Some 32 bytes are no point that anything can be sealed to.
        seal(b"", key)
    except Exception:
        raise CodeReadingKeyWrong() from None
    return key
