"""Whatever the bytes are, they give findings: never another exception."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.check.child import read_file
from station.check.finding import Code
from station.check.wire import Job, unpack_rows
from tests.integration.check.made_sheets import PERSONS_PART, archive, package, parts_of

EXAMPLES = settings(max_examples=60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("packages")).folder


def read(path: Path) -> list[str]:
    """Return the codes of what is found, each of them known."""
    sent: list[bytes] = []
    job = Job(str(path), ("no",), bytes(32), bytes(16), wants_rows=True)
    facts = read_file(job, lambda kind, data: sent.append(kind + data))
    for frame in sent:
        if frame[:1] in (b"P", b"T"):
            list(unpack_rows(frame[1:]))
    return [Code(each["code"]).value for each in facts["findings"]]


@EXAMPLES
@given(data=st.binary(max_size=3000), head=st.sampled_from([b"", b"PK\x03\x04", b"\xd2\x84"]))
def test_any_bytes_are_findings_or_a_manifest(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(head + data)
    assert len(read(path)) == (head != b"\xd2\x84" and (head + data)[:1] != b"\xd2")


@EXAMPLES
@given(text=st.text(max_size=400))
def test_any_text_below_our_header_is_read(folder: Path, text: str) -> None:
    lines = next(folder.glob("*persons.csv")).read_text("utf-8-sig").splitlines()
    path = folder.parent / "any-persons.csv"
    path.write_bytes("\r\n".join([lines[0], text]).encode("utf-8", "replace"))
    read(path)


@EXAMPLES
@given(data=st.data())
def test_a_workbook_with_flipped_bits_or_cut_short(folder: Path, data: st.DataObject) -> None:
    whole = bytearray(next(folder.glob("*.xlsx")).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    end = data.draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))
    path = folder.parent / "flipped.xlsx"
    path.write_bytes(whole[:end])
    read(path)


@EXAMPLES
@given(data=st.data())
def test_a_sheet_with_flipped_bits_in_good_packing(folder: Path, data: st.DataObject) -> None:
    """Past the archive's own checks, into the parser and the rows."""
    parts = parts_of(next(folder.glob("*.xlsx")))
    name = data.draw(st.sampled_from([PERSONS_PART, *sorted(parts)]))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    path = archive(folder.parent / "repacked.xlsx", parts | {name: bytes(part)})
    assert zipfile.is_zipfile(path)
    read(path)
