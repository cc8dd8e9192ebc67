"""`code batch`: one PDF of codes for a whole list, and a sheet of the rows that failed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station.catalogue import Catalogue
from station.commands.answers import need_output, print_answer
from station.commands.code_draw import Answer, error_answer
from station.commands.code_issuer import CommandIssuer
from station.errors import StationError
from station.export.atomic import check_target
from station.export.faults import ExportError, ExportFolderMissing, TargetExists
from station.paths import resources
from station.printing.code_card import Layout
from station.services.code_list import read_list, write_faults

PDF, FAULTS = "codes.pdf", "faults.xlsx"
"""They tell nothing of anybody."""


class CodeBatchFolderMissing(StationError):
    """There is no such folder as ``--out`` names."""

    code = "code_batch_folder_missing"


class CodeBatchFileThere(StationError):
    """``file``, one of the two, is in the folder already."""

    code = "code_batch_file_there"


class CodeBatchNotSaved(StationError):
    """The folder takes no file: its rights, no room, or a device that went away."""

    code = "code_batch_not_saved"


def run(args: argparse.Namespace) -> int:
    """Write `codes.pdf` and `faults.xlsx` as far as there is anything to put in; return 0 if no
    row failed, else 1. A file that is there is never written over.

    Raises `OutputClosed` if there is nothing to print on.
    """
    need_output()
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        answer = _draw_list(args, words)
    except StationError as error:
        if not args.json:
            raise
        print_answer(json.dumps({"ok": False, **error_answer(error, words)}))
        return 1
    if args.json:
        print_answer(json.dumps(answer))
    else:
        counts = {"codes": answer["codes"], "faults": answer["faults"], "folder": args.out}
        print_answer(words.text("code_batch.done", **counts))
    return 0 if answer["ok"] else 1


def _draw_list(args: argparse.Namespace, words: Catalogue) -> Answer:
    from station.printing.qt_code_sheet import save_code_pdf
    from station.printing.qt_offscreen import drawing

    pdf, sheet = args.out / PDF, args.out / FAULTS
    for target in (pdf, sheet):
        _check(target)
    issuer = CommandIssuer.of_arguments(args)
    read = read_list(args.list)
    cards = [issuer.card(row.person, issuer.draw(row.person)) for row in read.good]
    if cards:
        with drawing():
            save_code_pdf(pdf, cards, Layout(args.layout), words)
    if read.faults:
        with _own_words(sheet):
            write_faults(sheet, read, words.message)
    return {
        "ok": not read.faults,
        "codes": len(cards),
        "faults": len(read.faults),
        "pdf": _path(pdf, bool(cards)),
        "fault_sheet": _path(sheet, bool(read.faults)),
    }


def _check(target: Path) -> None:
    with _own_words(target):
        check_target(target)


@contextmanager
def _own_words(target: Path) -> Iterator[None]:
    """Say of a file here what an export of a batch says of its own."""
    try:
        yield
    except ExportFolderMissing:
        raise CodeBatchFolderMissing() from None
    except TargetExists:
        raise CodeBatchFileThere(file=target.name) from None
    except ExportError as error:
        raise CodeBatchNotSaved() from error


def _path(path: Path, is_there: bool) -> str | None:
    return str(path) if is_there else None
