"""The workbook's lists as CSV, for laboratories that import text: `Sink`s.

UTF-8 with a signature, the schema's header, each text in quotes and as it is.
"""

from __future__ import annotations

from pathlib import Path

from station.export.columns import PERSONS, TUBES, Schema
from station.export.csv_file import CsvFile
from station.export.digest import Row


class PersonsCsv:
    """The rows of `PERSONS`."""

    def __init__(self, path: Path) -> None:
        self._csv = _begun(path, PERSONS)
        self.finish, self.abandon = self._csv.finish, self._csv.abandon

    def person(self, row: Row) -> None:
        self._csv.append(row)

    def tube(self, row: Row) -> None:
        pass


class TubesCsv:
    """The rows of `TUBES`."""

    def __init__(self, path: Path) -> None:
        self._csv = _begun(path, TUBES)
        self.finish, self.abandon = self._csv.finish, self._csv.abandon

    def person(self, row: Row) -> None:
        pass

    def tube(self, row: Row) -> None:
        self._csv.append(row)


def _begun(path: Path, schema: Schema) -> CsvFile:
    file = CsvFile(path, signature=True, quoted=True)
    try:
        file.append(schema.header)
    except BaseException:
        file.abandon()
        raise
    return file
