"""What a package is like at this site: the laboratory's file, and who may open what it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain.batch import Batch
from station.domain.ports import UnitOfWork
from station.errors import StationError
from station.export.column_sets import ColumnSet
from station.export.lab_file import open_lab_file
from station.export.lab_values import LabFacts
from station.export.package_wishes import LabFile, Secrecy
from station.export.rows import SiteFacts


class LabPasswordMissing(StationError):
    """Workbooks go under a password here, and none is set."""

    code = "lab_password_missing"


class LabCsvInTheClear(StationError):
    """A password goes with workbooks only, and the laboratory's file is CSV."""

    code = "lab_csv_in_the_clear"


@dataclass(frozen=True, slots=True)
class ExportRules:
    """``site`` is as rows name it now. ``password``: workbooks go under the one that is kept with
    the records; ``lab_key`` (32 bytes) each file is sealed to; ``columns`` of the laboratory's
    own file, None for none."""

    site: SiteFacts
    password: bool = False
    lab_key: bytes | None = None
    columns: ColumnSet | None = None

    def secrecy(self, unit: UnitOfWork, password: str | None) -> Secrecy:
        """Return how the package is closed; a ``password`` that is given is taken in any case.

        Raises `LabPasswordMissing`, `LabCsvInTheClear`, and `FieldUnreadable` for a password that
        does not open.
        """
        if password is None and self.password:
            password = unit.lab_password.get()
            if password is None:
                raise LabPasswordMissing()
        if password is None:
            return Secrecy(lab_key=self.lab_key)
        if self.columns is not None and self.columns.file == "csv":
            raise LabCsvInTheClear()
        return Secrecy(password=password)

    def lab_file(self, batch: Batch, site: SiteFacts, at: datetime) -> LabFile | None:
        """Return the laboratory's file of ``batch``, None if it takes none of its own."""
        columns = self.columns
        if columns is None:
            return None
        facts = LabFacts(batch.number, batch.version, site, at)
        return LabFile(columns.suffix, lambda path: open_lab_file(path, columns, facts))
