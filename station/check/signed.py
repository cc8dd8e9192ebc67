"""Whether a booth of the trust list signed the sheets: by manifests, by hand-over codes.

A file is proved by a manifest that holds its SHA-256; one that was saved again, by the digest over
its rows, which manifest and hand-over code both hold. Without a trust list nobody is judged, but
what a manifest says is compared all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.check.finding import Code
from station.check.read_file import Kind, ReadFile
from station.credential.handover import SignedHandover
from station.credential.manifest import SignedManifest
from station.credential.sheet_refusals import (
    SheetMalformed,
    SheetRefusal,
    SheetSignatureBad,
    SignerNotValid,
    UnknownSigner,
)
from station.credential.trust import SheetSigner, TrustList

_CODES = {
    SheetMalformed: Code.MANIFEST_MALFORMED,
    UnknownSigner: Code.SIGNER_UNKNOWN,
    SheetSignatureBad: Code.SIGNATURE_BAD,
    SignerNotValid: Code.SIGNER_NOT_VALID,
}


@dataclass(frozen=True, slots=True)
class _Paper:
    """A manifest that was read; ``is_proved`` by the trust list, if there is one."""

    file: ReadFile
    signed: SignedManifest
    is_proved: bool

    def names(self, file: ReadFile) -> bool:
        return any(entry.sha256 == file.sha256 for entry in self.signed.manifest.files)

    def is_of(self, file: ReadFile) -> bool:
        manifest = self.signed.manifest
        return file.batch == manifest.batch and file.version in (None, manifest.version)


def judge(files: Sequence[ReadFile], trust: TrustList | None) -> None:
    """Add to each file what is wrong with its proofs."""
    papers = [paper for file in files if (paper := _paper(file, trust)) is not None]
    read = [file for file in files if not file.refused and file.kind is not Kind.MANIFEST]
    # The workbooks first: text files are held to them.
    for file in sorted(read, key=lambda file: file.kind is not Kind.WORKBOOK):
        if file.kind is Kind.WORKBOOK:
            _workbook(file, papers, trust)
        else:
            _other(file, files, papers, trust)
    for paper in papers:
        _missing_files(paper, files)


def _paper(file: ReadFile, trust: TrustList | None) -> _Paper | None:
    if file.refused or file.kind is not Kind.MANIFEST:
        return None
    try:
        signed = SignedManifest.parse(file.manifest)
    except SheetRefusal:
        file.add(Code.MANIFEST_MALFORMED)
        return None
    manifest = signed.manifest
    file.batch, file.version = manifest.batch, manifest.version
    if trust is None:
        return _Paper(file, signed, True)
    try:
        signer = signed.signer(trust)
    except SheetRefusal as refusal:
        file.add(_CODES[type(refusal)], _facts(refusal))
        return _Paper(file, signed, False)
    if not (_same_booth(signer, manifest.batch) and _alike(manifest.booth, _booth(manifest.batch))):
        file.add(Code.SIGNER_OF_OTHER, f"{signer.booth} / {_booth(manifest.batch)}")
        return _Paper(file, signed, False)
    return _Paper(file, signed, True)


def _workbook(file: ReadFile, papers: Sequence[_Paper], trust: TrustList | None) -> None:
    paper = _fitting(file, papers)
    if paper is not None and paper.is_proved:
        manifest = paper.signed.manifest
        said = (manifest.digest, manifest.batch, manifest.version, manifest.persons, manifest.tubes)
        if _compare(file, said):
            file.proved_by = "manifest" if trust is not None else ""
            file.resaved = not paper.names(file)
    if trust is None:
        return
    if file.handover:
        _by_handover(file, trust)
    elif paper is None:
        file.add(Code.UNSIGNED)
    elif not paper.is_proved:
        file.add(Code.UNSIGNED, paper.file.path.name)


def _by_handover(file: ReadFile, trust: TrustList) -> None:
    try:
        signed = SignedHandover.parse(file.handover)
        signer = signed.signer(trust)
    except SheetMalformed:
        file.add(Code.HANDOVER_MALFORMED)
        return
    except SheetRefusal as refusal:
        file.add(_CODES[type(refusal)], _facts(refusal))
        return
    handover = signed.handover
    if not _same_booth(signer, handover.batch):
        file.add(Code.SIGNER_OF_OTHER, f"{signer.booth} / {_booth(handover.batch)}")
        return
    said = (handover.digest, handover.batch, handover.version, handover.persons, handover.tubes)
    if _compare(file, said):
        file.proved_by = file.proved_by or "handover"


def _compare(file: ReadFile, said: tuple[bytes, str, int, int, int]) -> bool:
    """Tell of what the signed facts differ in from the sheet, once; return whether in nothing."""
    names = ("digest", "batch", "version", "persons", "tubes")
    found = (file.digest, file.batch, file.version, file.persons, file.tubes)
    differing = [name for name, a, b in zip(names, said, found, strict=True) if a != b]
    if differing and not any(finding.code is Code.SIGNED_DIFFERS for finding in file.findings):
        file.add(Code.SIGNED_DIFFERS, ", ".join(differing))
    return not differing


def _other(
    file: ReadFile, files: Sequence[ReadFile], papers: Sequence[_Paper], trust: TrustList | None
) -> None:
    """Judge a text file or one beside the sheet: by its bytes, or its rows by the workbook's."""
    named = next((paper for paper in papers if paper.names(file)), None)
    if named is not None and named.is_proved:
        file.proved_by = "manifest" if trust is not None else ""
        return
    book = _book_of(file, files)
    if book is not None and file.kind in (Kind.PERSONS, Kind.TUBES):
        if _has_rows_of(file, book):
            file.proved_by, file.resaved = book.proved_by, True
            if trust is not None and not book.proved_by:
                file.add(Code.UNSIGNED)
        else:
            file.add(Code.ROWS_DIFFER, book.path.name)
        return
    paper = next((each for each in papers if _stem(each.file) == _stem(file)), None)
    if paper is not None and paper.is_proved:
        file.add(Code.FILE_DIFFERS, paper.file.path.name)
    elif trust is not None:
        file.add(Code.UNSIGNED)


def _missing_files(paper: _Paper, files: Sequence[ReadFile]) -> None:
    """Tell of files of the manifest that are not there, if any of its folder was named."""
    here = [file for file in files if file.path.parent == paper.file.path.parent]
    if len(here) < 2:
        return
    names = {file.path.name for file in here}
    hashes = {file.sha256 for file in files}
    for entry in paper.signed.manifest.files:
        if entry.name not in names and entry.sha256 not in hashes:
            paper.file.add(Code.FILE_MISSING, entry.name)


def _fitting(file: ReadFile, papers: Sequence[_Paper]) -> _Paper | None:
    """Return the manifest that names the file, else one of its batch, a proved one first."""
    order = sorted(papers, key=lambda paper: not paper.is_proved)
    by_hash = next((paper for paper in order if paper.names(file)), None)
    return by_hash or next((paper for paper in order if paper.is_of(file)), None)


def _book_of(file: ReadFile, files: Sequence[ReadFile]) -> ReadFile | None:
    """Return the workbook that a text file goes with: by name, or by its batch."""
    books = [each for each in files if each.kind is Kind.WORKBOOK and not each.refused]
    by_name = [book for book in books if _stem(book) == _stem(file)]
    by_batch = [book for book in books if file.batch and book.batch == file.batch]
    return next(iter([*by_name, *by_batch]), None)


def _has_rows_of(file: ReadFile, book: ReadFile) -> bool:
    if file.kind is Kind.PERSONS:
        return file.persons_digest == book.persons_digest
    return file.tubes_digest == book.tubes_digest


def _stem(file: ReadFile) -> str:
    """Return what the names of a package's files have in common, with their folder."""
    name = file.path.name.partition(".")[0]
    for ending in ("-persons", "-tubes", "-lab", "-changes"):
        name = name.removesuffix(ending)
    return str(file.path.parent / name)


def _same_booth(signer: SheetSigner, batch: str) -> bool:
    return _alike(signer.booth, _booth(batch))


def _alike(name: str, booth: str) -> bool:
    """Tell whether the trust list's name of a booth is that of the batch number, as `booth 2`."""
    digits = "".join(c for c in name if c in "0123456789")
    return digits.lstrip("0") == booth.lstrip("0")


def _booth(batch: str) -> str:
    return batch.split("-")[1]


def _facts(refusal: SheetRefusal) -> str:
    return ", ".join(str(value) for value in refusal.params.values())
