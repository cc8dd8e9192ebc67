"""Labels at hand: what a site's patterns say of them, and a pattern that would fit them.

For setting patterns up: examples are typed or scanned, and a person's code among them is told
apart, so that nobody's number is kept as an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from station.domain import command as commands
from station.domain.classify import LabelPatterns
from station.domain.label_pattern import PatternUnsupported, overlap
from station.domain.scan import AIM_PREFIX, CODE_PREFIX, fold_text, strip_end
from station.domain.tube import BarcodeUnusable, TubeBarcode

_RUN = re.compile(r"[0-9]+|[A-Z]+|[a-z]+|.", re.DOTALL)
_DIGITS, _CAPITALS, _SMALL = "0-9", "A-Z", "a-z"


class Fit(Enum):
    """What a text is taken for. ``UNUSABLE`` can be no label: too long, or not plain ASCII."""

    TUBE = "tube"
    BOX = "box"
    BADGE = "badge"
    NOTHING = "nothing"
    PERSON = "person"
    COMMAND = "command"
    UNUSABLE = "unusable"


class Letters(Enum):
    """The letters that a part of a pattern takes."""

    DIGITS = "digits"
    CAPITALS = "capitals"
    LETTERS = "letters"
    DIGITS_CAPITALS = "digits_capitals"
    DIGITS_LETTERS = "digits_letters"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class PatternPart:
    """``text`` as it stands, or from ``least`` to ``most`` (None: any number) of ``letters``."""

    text: str = ""
    letters: Letters | None = None
    least: int = 1
    most: int | None = 1


def example_text(raw: str) -> str:
    """Return the label in what a gun sent: without its end, control characters and AIM prefix."""
    plain = "".join(c for c in strip_end(raw) if c.isprintable())
    return AIM_PREFIX.sub("", plain).strip()


def judge_example(text: str, patterns: LabelPatterns) -> Fit:
    """Tell what a text is taken for, in the order in which reads are told apart."""
    folded = fold_text(text)
    if folded.startswith(CODE_PREFIX):
        return Fit.PERSON
    if folded.startswith(commands.PREFIX):
        return Fit.COMMAND
    try:
        TubeBarcode(text)
    except BarcodeUnusable:
        # Eighteen characters that a barcode may not be are a person's number.
        return Fit.PERSON if re.fullmatch(r"[!-~]{18}", text) else Fit.UNUSABLE
    for pattern, fit in (
        (patterns.badge, Fit.BADGE),
        (patterns.box, Fit.BOX),
        (patterns.tube, Fit.TUBE),
    ):
        if pattern.fullmatch(text):
            return fit
    return Fit.NOTHING


def propose_pattern(examples: Sequence[str]) -> str | None:
    """Return a pattern that fits all ``examples``, or None if there are none.

    Digits may differ from label to label, letters and signs that all have in common may not.
    ``examples`` are printable ASCII.
    """
    if not examples or not all(examples):
        return None
    runs = [_RUN.findall(example) for example in examples]
    shapes = {tuple(_class_of(run) for run in each) for each in runs}
    if len(shapes) == 1:
        return "".join(_column(column) for column in zip(*runs, strict=True))
    prefix = _common_prefix(examples)
    rests = [example[len(prefix) :] for example in examples]
    return _literal(prefix) + _any_of(rests)


def example_of(pattern: str) -> str:
    """Return one of the shortest labels that fit ``pattern``, or the pattern itself if it is too
    involved."""
    try:
        return overlap(pattern, pattern) or pattern
    except PatternUnsupported:
        return pattern


def describe_pattern(pattern: str) -> tuple[PatternPart, ...] | None:
    """Return a pattern as parts that can be said in words, or None if it is more involved."""
    text = pattern.removeprefix("^").removesuffix("$")
    parts: list[PatternPart] = []
    at = 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None:
            return None
        at = found.end()
        part = _part(found)
        if part is None:
            return None
        if part.letters is None and parts and parts[-1].letters is None:
            part = PatternPart(parts.pop().text + part.text)
        parts.append(part)
    return tuple(parts)


# --- proposing -------------------------------------------------------------------------------


def _class_of(run: str) -> str:
    """The class that a run of like letters is of, or the sign itself."""
    first = run[0]
    if first.isdigit():
        return _DIGITS
    if first.isalpha():
        return _CAPITALS if first.isupper() else _SMALL
    return first


def _column(runs: Sequence[str]) -> str:
    same = len(set(runs)) == 1
    letters = _class_of(runs[0])
    if same and letters != _DIGITS:
        return _literal(runs[0])
    return f"[{letters}]{_count(runs)}"


def _common_prefix(examples: Sequence[str]) -> str:
    """What all begin with, up to the first digit."""
    shortest = min(examples, key=len)
    length = 0
    for length, letter in enumerate(shortest):
        if letter.isdigit() or any(each[length] != letter for each in examples):
            return shortest[:length]
    return shortest[: length + 1]


def _any_of(rests: Sequence[str]) -> str:
    letters = set("".join(rests))
    classes = sorted({_class_of(c) for c in letters if c.isalnum()})
    signs = "".join(f"\\{c}" for c in sorted(c for c in letters if not c.isalnum()))
    return f"[{''.join(classes)}{signs}]{_count(rests)}"


def _count(runs: Sequence[str]) -> str:
    least, most = min(map(len, runs)), max(map(len, runs))
    if least == most:
        return "" if least == 1 else f"{{{least}}}"
    return f"{{{least},{most}}}"


def _literal(text: str) -> str:
    # At the end an escaped dollar would be taken for the end's own sign.
    return "".join(c if c.isalnum() else "[$]" if c == "$" else f"\\{c}" for c in text)


# --- describing ------------------------------------------------------------------------------

_PART = re.compile(
    r"(?:\[(?P<set>[^\]^\\][^\]\\]*)\]|(?P<digit>\\d)|(?P<any>\.)"
    r"|\\(?P<escaped>[^0-9A-Za-z])|(?P<plain>[^\\.\[\](){}|*+?^$]))"
    r"(?P<count>\{[0-9]{1,3}(?:,[0-9]{0,3})?\}|[*+?])?"
)
_SETS = {
    frozenset({_DIGITS}): Letters.DIGITS,
    frozenset({_CAPITALS}): Letters.CAPITALS,
    frozenset({_CAPITALS, _SMALL}): Letters.LETTERS,
    frozenset({_DIGITS, _CAPITALS}): Letters.DIGITS_CAPITALS,
    frozenset({_DIGITS, _CAPITALS, _SMALL}): Letters.DIGITS_LETTERS,
}


def _part(found: re.Match[str]) -> PatternPart | None:
    least, most = _counts(found["count"])
    literal = found["escaped"] or found["plain"]
    if literal:
        if least != most or most is None:
            return None
        return PatternPart(literal * least)
    letters: Letters | None
    if found["any"]:
        letters = Letters.ANY
    elif found["digit"]:
        letters = Letters.DIGITS
    else:
        letters = _SETS.get(frozenset(_ranges(found["set"])))
    return None if letters is None else PatternPart("", letters, least, most)


def _ranges(inside: str) -> Iterator[str]:
    return (inside[i : i + 3] for i in range(0, len(inside), 3))


def _counts(count: str | None) -> tuple[int, int | None]:
    if not count:
        return 1, 1
    if count in "*+?":
        return int(count == "+"), 1 if count == "?" else None
    least, comma, most = count[1:-1].partition(",")
    if not comma:
        return int(least), int(least)
    return int(least), int(most) if most else None
