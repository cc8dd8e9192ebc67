"""The files of a package in the clear, made in one pass over the batch's records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from station.export.atomic import file_sha256
from station.export.change_sheet import write_change_sheet
from station.export.compare import compare
from station.export.csv_sheet import PersonsCsv, TubesCsv
from station.export.faults import WorkbookNotAsWritten
from station.export.package_wishes import PackageWishes, stem
from station.export.pass_rows import pass_rows
from station.export.progress import Watch
from station.export.rows import BatchSheet, cover_facts, cover_signs
from station.export.signing import PackageFacts, PackageSigner
from station.export.sink import Given, Sink
from station.export.workbook import BatchWorkbook


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file and what it was given."""

    path: Path
    given: Given

    def checked(self, watch: Watch) -> str:
        """Read the file, compare, and return the SHA-256 of its bytes in hexadecimal.

        Raises `WorkbookNotAsWritten`, `ExportCancelled`, or OSError.
        """
        sha256 = file_sha256(self.path)
        if not isinstance(self.given, str):
            compare(self.path, self.given, watch)
        elif self.given != sha256:
            raise WorkbookNotAsWritten(found="bytes")
        return sha256


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """The files, the workbook first, and what is to be signed of them."""

    facts: PackageFacts
    handover: str
    files: Sequence[MadeFile]


def make_files(
    folder: Path,
    sheet: BatchSheet,
    signer: PackageSigner,
    at: datetime,
    wishes: PackageWishes,
    watch: Watch,
) -> MadeFiles:
    """Write the batch's files into ``folder``, which holds nothing else.

    ``at`` (aware) is when it is issued. Memory holds one row at a time and a digest of each.
    Raises `ExportTextUnusable`, `ExportCountsDiffer`, `ExportCancelled`, OSError.
    """
    name = folder / stem(sheet.batch)
    sinks: dict[Path, Sink] = {}
    try:
        path = name.with_name(f"{name.name}.xlsx")
        sinks[path] = workbook = BatchWorkbook(path, sheet.batch, at)
        if wishes.secrecy.password is None:
            for end, csv in (("-persons.csv", PersonsCsv), ("-tubes.csv", TubesCsv)):
                path = name.with_name(name.name + end)
                sinks[path] = csv(path)
        if wishes.lab is not None:
            path = name.with_name(f"{name.name}-lab{wishes.lab.suffix}")
            sinks[path] = wishes.lab.open(path)
        tally = pass_rows(sheet, list(sinks.values()), watch)
        digest = workbook.add_facts(cover_facts(sheet.batch, sheet.site, tally))
        facts = PackageFacts(
            batch=sheet.batch.number,
            version=sheet.batch.version,
            site=sheet.site.name,
            booth=sheet.batch.booth,
            box=sheet.batch.box_code or "",
            issued_at=at,
            persons=tally.persons,
            tubes=tally.tubes,
            digest=digest,
            chain=sheet.chain,
        )
        handover = signer.handover(facts)
        workbook.add_signs(cover_signs(digest, signer.key_id, handover, sheet.chain))
        files = [MadeFile(path, sink.finish()) for path, sink in sinks.items()]
        if wishes.changes:
            path = name.with_name(f"{name.name}-changes.xlsx")
            changes = write_change_sheet(path, sheet.batch, sheet.site, wishes.changes, at)
            files.append(MadeFile(path, changes))
    except BaseException:
        for sink in sinks.values():
            sink.abandon()
        raise
    return MadeFiles(facts, handover, files)
