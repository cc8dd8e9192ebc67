"""Files that need no process of their own: manifests, and what a manifest names by its SHA-256.

A manifest is small and its reader strict. A text file that the manifest beside it names holds the
rows of the workbook beside it, so it is hashed and not read once more; whether the manifest is to
be believed is `signed`'s to say. A box of 200 persons is one process then, not four.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from station.check.opening import MANIFEST
from station.check.read_file import Kind, ReadFile
from station.credential.manifest import MANIFEST_BYTES, ManifestFile, SignedManifest
from station.credential.sheet_refusals import SheetRefusal

_WORKBOOKS = (".xlsx", ".xlsx.sealed")
_PIECE = 1 << 20


def take_known(files: Sequence[ReadFile]) -> list[ReadFile]:
    """Read what needs no process; return the files that do."""
    left = [file for file in files if not _is_manifest(file)]
    named: dict[Path, ManifestFile] = {}
    here = {file.path for file in left}
    for file in files:
        if file.kind is Kind.MANIFEST:
            named |= _beside(file, here)
    return [file for file in left if not _is_as_named(file, named.get(file.path))]


def _is_manifest(file: ReadFile) -> bool:
    """Take the file if it is a manifest by its beginning and size."""
    try:
        about = os.stat(file.path)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MANIFEST_BYTES:
            return False
        with file.path.open("rb") as stream:
            data = stream.read(MANIFEST_BYTES + 1)
    except (OSError, ValueError):
        return False
    if not data.startswith(MANIFEST) or len(data) > MANIFEST_BYTES:
        return False
    file.kind, file.refused, file.manifest = Kind.MANIFEST, False, data
    file.sha256 = hashlib.sha256(data).digest()
    return True


def _beside(file: ReadFile, here: set[Path]) -> dict[Path, ManifestFile]:
    """Return the text files that a manifest names, if its workbook is to be read too."""
    try:
        entries = SignedManifest.parse(file.manifest).manifest.files
    except SheetRefusal:
        return {}
    paths = {file.path.with_name(entry.name): entry for entry in entries}
    books = {path for path in paths if path.name.endswith(_WORKBOOKS)}
    if not books & here:
        return {}
    return {path: entry for path, entry in paths.items() if path not in books}


def _is_as_named(file: ReadFile, entry: ManifestFile | None) -> bool:
    """Take the file if its bytes are those that the manifest names."""
    if entry is None:
        return False
    digest = hashlib.sha256()
    try:
        about = os.stat(file.path)
        if not stat.S_ISREG(about.st_mode) or about.st_size != entry.size:
            return False
        with file.path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except (OSError, ValueError):
        return False
    if digest.digest() != entry.sha256:
        return False
    file.kind, file.refused, file.sha256 = Kind.BESIDE, False, entry.sha256
    return True
