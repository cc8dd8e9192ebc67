"""What is looked at before anything of a workbook is unpacked, in about a millisecond."""

from __future__ import annotations

import re
import zipfile

from station.check.finding import Code, FileRefused

_UNPACKED = 300 << 20
_RATIO = 60
# A part of a few bytes may well be mostly the same ones.
_SMALL = 1 << 17
_PROLOG = 1 << 12
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_16 = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")
_MACROS = re.compile(
    r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|activex/|macrosheets/|dialogsheets/|customui/)"
)
_LINKS = re.compile(
    r"(^|/)(externallinks/|connections\.xml|querytables/|embeddings/|webextensions/)"
)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_FOREIGN_KIND = re.compile(rb"/(externalLink|externalLinkPath|oleObject|attachedTemplate)[\"']")


def check_archive(archive: zipfile.ZipFile, size: int) -> None:
    """Look at the list of parts and at each part's beginning; ``size`` is that of the archive.

    Raises `FileRefused`, and what zipfile raises for a damaged one.
    """
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > _UNPACKED or packed > size:
        raise FileRefused(Code.ZIP_BOMB)
    if unpacked > _RATIO * max(size, _SMALL):
        raise FileRefused(Code.ZIP_BOMB)
    for part in parts:
        name = part.filename.casefold().replace("\\", "/")
        if _MACROS.search(name):
            raise FileRefused(Code.MACROS)
        if _LINKS.search(name):
            raise FileRefused(Code.LINKS)
    for part in parts:
        if part.filename.casefold().endswith(_XML):
            _check_beginning(archive, part)


def _check_beginning(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.casefold()
    is_short = name.endswith(".rels") or name == "[content_types].xml"
    with archive.open(part) as stream:
        head = stream.read(1 << 20 if is_short else _PROLOG)
    if _DOCTYPE.search(head) or _DOCTYPE_16.search(head):
        raise FileRefused(Code.ENTITIES)
    if name == "[content_types].xml" and _MACRO_TYPE.search(head):
        raise FileRefused(Code.MACROS)
    # A link to a web page or an address of mail is text; anything else is fetched or run.
    if name.endswith(".rels") and _FOREIGN_KIND.search(head):
        raise FileRefused(Code.LINKS)
    if name.endswith(".rels") and _EXTERNAL.search(head) and b"/hyperlink" not in head:
        raise FileRefused(Code.LINKS)
