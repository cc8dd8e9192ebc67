"""What the check finds: a stable code, where, and facts without anybody's name or number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

MOST_OF_A_CODE = 100
"""More of one kind in a file are counted, not listed."""


class Code(Enum):
    """Screens translate it as `check.code.VALUE`; reports and `--json` give it as it is."""

    # Nothing of the file was taken.
    FILE_UNREADABLE = "file_unreadable"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNSUPPORTED = "unsupported_file"
    FILE_DAMAGED = "file_damaged"
    ZIP_BOMB = "zip_bomb"
    ENTITIES = "xml_entities"
    DIMENSIONS = "huge_dimensions"
    PARTS = "duplicate_parts"
    MACROS = "macros"
    LINKS = "external_links"
    TOO_COSTLY = "too_costly"
    PASSWORD_NEEDED = "password_needed"
    PASSWORD_WRONG = "wrong_password"
    LAB_KEY_NEEDED = "lab_key_needed"
    LAB_KEY_WRONG = "wrong_lab_key"
    SHEET_MISSING = "sheet_missing"
    SHEET_TWICE = "sheet_twice"
    MANIFEST_MALFORMED = "manifest_malformed"
    # Columns and cells.
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    FORMULA = "formula_cell"
    ERROR = "error_cell"
    DATE = "date_cell"
    FLOAT = "float_cell"
    DIGITS_LOST = "digits_lost"
    NUMBER_FOR_TEXT = "number_for_text"
    NO_NUMBER = "no_whole_number"
    VALUE_MISSING = "value_missing"
    VALUE_UNKNOWN = "value_unknown"
    TEXT_UNUSABLE = "text_unusable"
    NUMBER_WRONG = "document_number_wrong"
    BARCODE_WRONG = "barcode_wrong"
    DATE_WRONG = "date_wrong"
    # Counts.
    TUBE_TWICE = "tube_twice"
    TUBE_UNKNOWN = "tube_unknown"
    PERSON_TWICE = "person_twice"
    PERSON_COUNT = "person_count_differs"
    PLACE_WRONG = "place_wrong"
    PLACE_TWICE = "place_twice"
    POOL_SIZE = "pool_size_differs"
    POOL_EXCEEDED = "pool_exceeded"
    STATUS_WRONG = "status_wrong"
    BATCH_WRONG = "batch_differs"
    COVER_LINE_MISSING = "cover_line_missing"
    COVER_COUNT = "cover_differs"
    # Proofs.
    DIGEST_MISSING = "digest_missing"
    DIGEST_DIFFERS = "digest_differs"
    CELL_ALTERED = "cell_altered"
    ROW_ADDED = "row_added"
    ROW_REMOVED = "row_removed"
    UNSIGNED = "unsigned"
    HANDOVER_MALFORMED = "handover_malformed"
    SIGNER_UNKNOWN = "unknown_signer"
    SIGNER_NOT_VALID = "signer_not_valid"
    SIGNER_OF_OTHER = "signer_of_other_booth"
    SIGNATURE_BAD = "bad_signature"
    SIGNED_DIFFERS = "signed_differs"
    FILE_DIFFERS = "file_differs"
    FILE_MISSING = "file_missing"
    # Across files.
    TUBE_IN_TWO = "tube_in_two_files"
    PERSON_IN_TWO = "person_in_two_tubes"
    BATCH_TWICE = "batch_twice"
    BATCH_SUPERSEDED = "batch_superseded"
    BATCH_MISSING = "batch_missing"
    ROWS_DIFFER = "rows_differ"


SPOILING = frozenset(
    {
        *(Code.COLUMN_MISSING, Code.COLUMN_TWICE, Code.DIGEST_DIFFERS, Code.CELL_ALTERED),
        *(Code.ROW_ADDED, Code.ROW_REMOVED, Code.SIGNER_UNKNOWN, Code.SIGNER_NOT_VALID),
        *(Code.SIGNER_OF_OTHER, Code.SIGNATURE_BAD, Code.SIGNED_DIFFERS, Code.FILE_DIFFERS),
        *(Code.UNSIGNED, Code.DIGEST_MISSING, Code.HANDOVER_MALFORMED),
        *(Code.PERSON_COUNT, Code.COVER_COUNT, Code.COVER_LINE_MISSING, Code.BATCH_WRONG),
        *(Code.SHEET_MISSING, Code.SHEET_TWICE),
    }
)
"""A file with one of these gives nothing to the merged sheet; others spoil their row alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``sheet`` is its title and ``row`` its row as programs count it, where there are such.

    ``detail`` and ``column`` name columns, barcodes, batches and counts; nothing personal.
    ``files`` are those that a finding across files is about.
    """

    code: Code
    sheet: str | None = None
    row: int | None = None
    detail: str = ""
    column: str | None = None
    files: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "code": self.code.value,
            "sheet": self.sheet,
            "row": self.row,
            "detail": self.detail,
        }
        if self.column is not None:
            facts["column"] = self.column
        if self.files:
            facts["files"] = list(self.files)
        return facts

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Finding:
        """Read what `facts` gave. Raises ValueError, KeyError or TypeError for other things."""
        row = facts["row"]
        sheet, column = facts["sheet"], facts.get("column")
        return cls(
            Code(facts["code"]),
            None if sheet is None else str(sheet),
            None if row is None else int(row),
            str(facts["detail"]),
            None if column is None else str(column),
        )


class Findings:
    """Findings in the order in which they came, each once, `MOST_OF_A_CODE` of a kind."""

    def __init__(self) -> None:
        self._listed: dict[Finding, None] = {}
        self._counts: Counter[Code] = Counter()
        self._spoiled: dict[str, set[int]] = {}

    def add(
        self,
        code: Code,
        sheet: str | None = None,
        row: int | None = None,
        detail: str = "",
        column: str | None = None,
        files: tuple[str, ...] = (),
    ) -> None:
        finding = Finding(code, sheet, row, detail, column, files)
        if finding in self._listed:
            # The cell and the person in it may be found wrong for the same reason.
            return
        self._counts[code] += 1
        if row is not None and sheet is not None:
            self._spoiled.setdefault(sheet, set()).add(row)
        if self._counts[code] <= MOST_OF_A_CODE:
            self._listed[finding] = None

    def __len__(self) -> int:
        return sum(self._counts.values())

    def spoiled(self) -> dict[str, list[int]]:
        """Return the rows that something was found in, by their sheet's title."""
        return {sheet: sorted(rows) for sheet, rows in self._spoiled.items()}

    def all(self) -> list[Finding]:
        """Return them; the last of a kind that is cut tells how many more there are."""
        return [*self._listed, *self._more()]

    def _more(self) -> Iterable[Finding]:
        for code, count in self._counts.items():
            if count > MOST_OF_A_CODE:
                yield Finding(code, detail=f"+{count - MOST_OF_A_CODE}")


class FileRefused(Exception):
    """Nothing of the file was taken: ``code`` says why, ``detail`` what of it."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.detail = detail

    @property
    def finding(self) -> Finding:
        return Finding(self.code, detail=self.detail)
