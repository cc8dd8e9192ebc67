"""Labs' own files: the ready-made ones against golden files, and own columns."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest

from station.export.columns import PERSONS, TUBES
from station.export.lab_file import open_lab_file
from tests.integration.export.labs import (
    FILLED,
    facts_of,
    lab_set,
    person_rows,
    tube_rows,
    written,
)
from tests.integration.export.made_batch import awkward_sheet, large_sheet, small_sheet

REFERENCE = Path(__file__).parent / "reference"
SIGNATURE = b"\xef\xbb\xbf"


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", ["senaite", "openelis", "openspecimen"])
def test_a_ready_made_set_is_byte_for_byte_the_golden_file(name: str, tmp_path: Path) -> None:
    path, digest = written(tmp_path, lab_set(name), small_sheet())
    assert path.read_bytes() == (REFERENCE / f"lab-{name}.csv").read_bytes()
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["senaite", "openelis", "openspecimen"])
def test_a_ready_made_set_holds_no_person_and_no_void_tube(name: str, tmp_path: Path) -> None:
    sheet = small_sheet()
    path, _ = written(tmp_path, lab_set(name), sheet)
    text = path.read_text(encoding="utf-8")
    for row in person_rows(sheet):
        number = str(row[PERSONS.keys.index("IDNo")])
        assert not number or number not in text
        assert str(row[PERSONS.keys.index("Name")]) not in text
    assert "9900000002" not in text


def test_senaite_finds_its_blocks_as_its_importer_looks_for_them(tmp_path: Path) -> None:
    """The importer's steps, on the raw bytes: no signature, blocks by their first cell, date and
    time from the third and fourth."""
    path, _ = written(tmp_path, lab_set("senaite"), small_sheet())
    lines = list(csv.reader(path.read_bytes().decode().splitlines()))
    first = {row[0].strip().lower(): row[1:] for row in lines}
    assert first["header"] == ["Client name", "Client ID", "Contact"]
    assert first["header data"] == ["河口区疾控中心", "HK", "Rita Mohale"]
    batch = dict(zip(first["batch header"], first["batch data"], strict=True))
    assert set(batch) == {"title", "description", "ClientBatchID"}
    header = next(row for row in lines if row[0] == "Samples")
    assert header[1:4] == ["ClientSampleID", "DateSampled", "TimeSampled"]
    samples = lines[lines.index(header) + 1 :]
    assert [row[0] for row in samples] == [f"Sample {n}" for n in range(1, 5)]
    assert all(row[header.index("SARS2")] == "1" for row in samples)


def test_openelis_would_clone_no_sample(tmp_path: Path) -> None:
    path, _ = written(tmp_path, lab_set("openelis"), small_sheet())
    reduced = {
        "".join(c for c in name.lower() if c.isascii() and c.isalnum()) for name in read(path)[0]
    }
    assert len(reduced) == len(read(path)[0])
    assert not reduced & {"qty", "samplequantity", "numberofsamples", "quantity", "number", "date"}


@pytest.mark.parametrize(
    ("form", "date", "time", "moment"),
    [
        ("iso", "2026-11-22", "08:31:20", "2026-11-22T08:36:00+08:00"),
        ("plain", "2026-11-22", "08:31:20", "2026-11-22 08:36:00"),
        ("slash", "2026/11/22", "08:31:20", "2026/11/22 08:36:00"),
        ("compact", "20261122", "083120", "20261122083600"),
        ("dmy", "22/11/2026", "08:31:20", "22/11/2026 08:36:00"),
        ("mdy", "11/22/2026", "08:31:20", "11/22/2026 08:36:00"),
    ],
)
def test_dates_are_written_as_chosen(
    form: str, date: str, time: str, moment: str, tmp_path: Path
) -> None:
    chosen = lab_set(
        "own",
        date_form=form,
        tube_columns=["CollectionDate", "CollectionTime", "SealedAt", "CollectedAt"],
    )
    path, _ = written(tmp_path, chosen, small_sheet())
    row = read(path)[2]
    assert row[:3] == [date, time, moment]
    assert row[3].startswith(date)
    # A void tube was never sealed.
    assert read(path)[-1][2] == ""


@pytest.mark.parametrize(
    ("form", "moment"), [("iso", "2026-11-22T00:30:00Z"), ("dmy", "22/11/2026 08:30")]
)
def test_openspecimen_gets_utc_or_what_was_set_there(
    form: str, moment: str, tmp_path: Path
) -> None:
    path, _ = written(tmp_path, lab_set("openspecimen", date_form=form), small_sheet())
    header, first = read(path)[:2]
    assert first[header.index("Collection Event#Date and Time")] == moment


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_all_columns_in_each_language(language: str, tmp_path: Path) -> None:
    sheet = small_sheet()
    path, _ = written(tmp_path, lab_set("own", rows="persons", language=language), sheet)
    header, first = read(path)[:2]
    assert path.read_bytes().startswith(SIGNATURE)
    assert (
        header[2]
        == {"zh": "样本管条码", "en": "TubeBarcode", "both": "样本管条码 TubeBarcode"}[language]
    )
    kind = {"zh": "居民身份证", "en": "RESIDENT_ID", "both": "居民身份证 RESIDENT_ID"}[language]
    assert first[6] == kind
    assert first[-2:] == ["2026-11-22", first[11][11:19]]


def test_own_columns_come_in_their_order_under_their_names(tmp_path: Path) -> None:
    wished = ["TubeBarcode=条码", "Status", "TubeBarcode=Barcode again", "BatchNo=Lot"]
    path, _ = written(tmp_path, lab_set("own", tube_columns=wished), small_sheet())
    header, *body = read(path)
    assert header == ["条码", "状态 Status", "Barcode again", "Lot"]
    assert body[0] == ["0000012345", "SEALED", "0000012345", "20261122-02-05"]
    assert [row[1] for row in body].count("VOID") == 1


@pytest.mark.parametrize("rows", ["persons", "tubes"])
def test_every_text_is_in_the_csv_as_it_is(rows: str, tmp_path: Path) -> None:
    sheet = awkward_sheet()
    path, _ = written(tmp_path, lab_set("own", rows=rows), sheet)
    given = person_rows(sheet) if rows == "persons" else tube_rows(sheet)
    keys = PERSONS.keys if rows == "persons" else TUBES.keys
    for row, back in zip(given, read(path)[1:], strict=True):
        assert [str(cell) for cell in row] == back[: len(keys)]


@pytest.mark.parametrize("name", list(FILLED))
def test_an_abandoned_file_is_let_go(name: str, tmp_path: Path) -> None:
    sheet = small_sheet()
    sink = open_lab_file(tmp_path / "lab.csv", lab_set(name), facts_of(sheet))
    for row in tube_rows(sheet):
        sink.tube(row)
    sink.abandon()
    sink.abandon()
    (tmp_path / "lab.csv").unlink()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "lab.csv").write_text("a")
    with pytest.raises(FileExistsError):
        open_lab_file(tmp_path / "lab.csv", lab_set("own"), facts_of(small_sheet()))
    assert (tmp_path / "lab.csv").read_text() == "a"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_raises_and_lets_go(tmp_path: Path) -> None:
    sheet = large_sheet(4000)
    path = tmp_path / "lab.csv"
    sink = open_lab_file(path, lab_set("own"), facts_of(sheet))
    sink._file._stream.close()  # type: ignore[attr-defined]
    sink._file._stream = open("/dev/full", "wb")  # type: ignore[attr-defined] # noqa: SIM115

    def write_all() -> None:
        for row in tube_rows(sheet):
            sink.tube(row)
        sink.finish()

    with pytest.raises(OSError, match="No space") as caught:
        write_all()
    assert caught.value.errno == errno.ENOSPC
    sink.abandon()


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    sheet = large_sheet(2000)
    sink = open_lab_file(tmp_path / "lab.csv", lab_set("own"), facts_of(sheet))
    row = next(tube_rows(sheet))
    for _ in range(100):
        sink.tube(row)
    tracemalloc.start()
    for _ in range(20_000):
        sink.tube(row)
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    sink.finish()
    # What the interpreter keeps for later tuples; the rows would be ten times as much.
    assert grown < 600_000
