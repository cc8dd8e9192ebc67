"""`code draw`: a code for each person on standard input, with no site and no record.

Persons come as JSON lines, never as arguments: a command line is seen by every user of a machine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from station.catalogue import Catalogue
from station.commands.answers import need_output, print_answer, print_refusal
from station.commands.code_issuer import CommandIssuer
from station.commands.code_person import person_of
from station.commands.json_lines import JsonLine, json_lines
from station.errors import StationError
from station.paths import resources
from station.printing.code_card import CodeCard, CodePictureNotSaved
from station.private_files import make_private_folder

Answer = dict[str, object]
SavePicture = Callable[[CodeCard], Path]


def run(args: argparse.Namespace) -> int:
    """Answer each line with one; return 0 if all were drawn, 1 if not.

    A wrong issuer, passphrase or reading key ends it with 1 before anything is read. Raises
    `OutputClosed` if there is nothing to print on.
    """
    need_output()
    words = Catalogue.load(resources() / "translations", args.language)
    try:
        issuer = CommandIssuer.of_arguments(args)
        with _drawing(args.png):
            save = None if args.png is None else _picture_saver(args.png, words)
            return _draw_all(issuer, save, words, args.json)
    except StationError as error:
        if not args.json:
            raise
        print_answer(json.dumps(error_answer(error, words)))
        return 1


def error_answer(error: StationError, words: Catalogue) -> Answer:
    """Return what a line is answered that failed."""
    return {"error": error.code, "message": words.message(error)}


def print_line(number: int, answer: Answer, told: str, words: Catalogue, as_json: bool) -> None:
    """Print the answer to line ``number`` of the input: as JSON, or what it has under ``told``.

    Without JSON a refusal goes to standard error, since it is no code.
    """
    if as_json:
        print_answer(json.dumps(answer))
    elif told in answer:
        print_answer(str(answer[told]))
    else:
        refused = words.text("code_command.refused", number=number, message=answer["message"])
        print_refusal(refused)


def _draw_all(
    issuer: CommandIssuer, save: SavePicture | None, words: Catalogue, as_json: bool
) -> int:
    status = 0
    for number, line in enumerate(json_lines(), start=1):
        try:
            answer = _draw(line, issuer, save)
        except StationError as error:
            answer = error_answer(error, words)
            status = 1
        print_line(number, answer, "text", words, as_json)
    return status


def _draw(line: JsonLine, issuer: CommandIssuer, save: SavePicture | None) -> Answer:
    person = person_of(line.fields(), datetime.now().astimezone().date())
    code = issuer.draw(person)
    answer: Answer = {
        "text": code.text,
        "issued_at": code.issued_at.isoformat(),
        "expires_at": code.expires_at.isoformat(),
    }
    if save is not None:
        answer["png"] = str(save(issuer.card(person, code)))
    return answer


def _drawing(png: Path | None) -> AbstractContextManager[None]:
    if png is None:
        return nullcontext()
    # Qt is loaded for pictures only.
    from station.printing.qt_offscreen import drawing

    return drawing()


def _picture_saver(folder: Path, words: Catalogue) -> SavePicture:
    from station.printing.qt_code_picture import save_code_picture

    try:
        make_private_folder(folder)
    except (OSError, ValueError):
        raise CodePictureNotSaved() from None

    def save(card: CodeCard) -> Path:
        path = folder / f"{card.file_stem}.png"
        save_code_picture(path, card, words)
        return path

    return save
