"""The patterns of labels: whether two of them could fit the same text.

A site's patterns for tubes and boxes have to be disjoint, or a label would be taken for the other
kind. Patterns are regular expressions of Python's `re`, kept to what labels need: characters,
classes, groups, alternatives and counts. Texts are printable ASCII of at most 32 characters.

The search walks both patterns at once by derivatives (J. Brzozowski, Derivatives of Regular
Expressions, JACM 11, 1964).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from station.domain.tube import BARCODE_LENGTH

# Parts of patterns looked at, once for each letter: some 75 ms. Labels need less than 6,000.
_MOST_WORK = 30_000
_ALPHABET = frozenset(map(chr, range(0x21, 0x7F)))
_DIGITS = frozenset("0123456789")
_WORD = frozenset(c for c in _ALPHABET if c.isalnum() or c == "_")
_CLASSES = {"d": _DIGITS, "D": _ALPHABET - _DIGITS, "w": _WORD, "W": _ALPHABET - _WORD}
_COUNT = re.compile(r"\{([0-9]{1,3})?(,)?([0-9]{1,3})?\}")


class PatternUnsupported(ValueError):
    """A pattern that uses more of `re` than labels need, or that is too involved to compare."""


@dataclass(frozen=True, slots=True)
class _One:
    """One character out of a set."""

    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Chain:
    """All of ``parts``, one after the other; the empty text if there are none."""

    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of ``options``; nothing fits if there are none."""

    options: frozenset[_Node]


@dataclass(frozen=True, slots=True)
class _Repeat:
    """``part`` from ``least`` to ``most`` times; without end if ``most`` is None."""

    part: _Node
    least: int
    most: int | None


_Node = _One | _Chain | _Choice | _Repeat
_EMPTY = _Chain(())
_NOTHING = _Choice(frozenset())


def overlap(first: str, second: str) -> str | None:
    """Return a shortest text that fits both patterns, or None. Raises `PatternUnsupported`."""
    start = (parse_pattern(first), parse_pattern(second))
    letters = _representatives(start)
    seen = {start}
    layer = [("", start)]
    work = 0
    for _ in range(BARCODE_LENGTH + 1):
        following = []
        for text, pair in layer:
            if _fits_empty(pair[0]) and _fits_empty(pair[1]):
                return text
            work += len(letters) * (_size(pair[0]) + _size(pair[1]))
            if work > _MOST_WORK:
                raise PatternUnsupported
            for letter in letters:
                after = (_derive(pair[0], letter), _derive(pair[1], letter))
                if _NOTHING not in after and after not in seen:
                    seen.add(after)
                    following.append((text + letter, after))
        layer = following
    return None


def fits(pattern: _Node, text: str) -> bool:
    """Tell whether a parsed pattern fits the whole of ``text``, as `re.fullmatch` would."""
    for letter in text:
        pattern = _derive(pattern, letter)
    return _fits_empty(pattern)


def parse_pattern(text: str) -> _Node:
    """Return the pattern's tree. Raises `PatternUnsupported`."""
    body = text.removesuffix("$")
    is_escaped = (len(body) - len(body.rstrip("\\"))) % 2 == 1
    return _Parser((text if is_escaped else body).removeprefix("^")).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parse(self) -> _Node:
        node = self._choice()
        if self._at < len(self._text):
            raise PatternUnsupported
        return node

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        taken = self._next()
        if not taken:
            raise PatternUnsupported
        self._at += 1
        return taken

    def _choice(self) -> _Node:
        options = [self._chain()]
        while self._next() == "|":
            self._at += 1
            options.append(self._chain())
        return _choose(options)

    def _chain(self) -> _Node:
        parts: list[_Node] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._counted(self._atom()))
        return _join(parts)

    def _atom(self) -> _Node:
        taken = self._take()
        if taken == "(":
            self._at += 2 * self._text.startswith("?:", self._at)
            node = self._choice()
            if self._take() != ")":
                raise PatternUnsupported
            return node
        if taken == "[":
            return _One(self._class())
        if taken == ".":
            return _One(_ALPHABET)
        if taken == "\\":
            return _One(self._escaped())
        if taken in "*+?{}]^$":
            raise PatternUnsupported
        return _One(frozenset(taken))

    def _escaped(self) -> frozenset[str]:
        taken = self._take()
        if taken.isalnum() and taken not in _CLASSES:
            raise PatternUnsupported
        return _CLASSES.get(taken, frozenset(taken))

    def _class(self) -> frozenset[str]:
        negated = self._next() == "^"
        self._at += negated
        found: set[str] = set()
        while not found or self._next() != "]":
            first = self._class_item()
            if self._next() == "-" and self._text[self._at + 1 : self._at + 2] != "]":
                self._at += 1
                last = self._class_item()
                if len(first) != 1 or len(last) != 1:
                    raise PatternUnsupported
                found.update(map(chr, range(ord(min(first)), ord(min(last)) + 1)))
            else:
                found |= first
        self._at += 1
        return _ALPHABET - found if negated else frozenset(found)

    def _class_item(self) -> frozenset[str]:
        taken = self._take()
        if taken == "[":
            raise PatternUnsupported
        return self._escaped() if taken == "\\" else frozenset(taken)

    def _counted(self, node: _Node) -> _Node:
        signs: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        count = _COUNT.match(self._text, self._at)
        if self._next() in signs:
            least, most = signs[self._take()]
        elif count and count[0] not in ("{}", "{,}"):
            self._at = count.end()
            least = int(count[1] or 0)
            most = int(count[3]) if count[3] else (None if count[2] else least)
        else:
            return node
        if self._next() and self._next() in "*+?{":
            raise PatternUnsupported
        return _repeat(node, least, most)


def _representatives(nodes: Iterable[_Node]) -> list[str]:
    """One letter for each group of letters that no set of the patterns tells apart."""
    sets: set[frozenset[str]] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        match node:
            case _One(characters):
                sets.add(characters)
            case _Chain(parts):
                waiting += parts
            case _Choice(options):
                waiting += options
            case _Repeat(part):
                waiting.append(part)
    groups = {tuple(letter in each for each in sets): letter for letter in sorted(_ALPHABET)}
    return sorted(groups.values())


def _size(node: _Node) -> int:
    match node:
        case _One():
            return 1
        case _Chain(parts):
            return 1 + sum(map(_size, parts))
        case _Choice(options):
            return 1 + sum(map(_size, options))
        case _Repeat(part):
            return 1 + _size(part)


def _fits_empty(node: _Node) -> bool:
    match node:
        case _One():
            return False
        case _Chain(parts):
            return all(_fits_empty(part) for part in parts)
        case _Choice(options):
            return any(_fits_empty(option) for option in options)
        case _Repeat(part, least):
            return least == 0 or _fits_empty(part)


def _derive(node: _Node, letter: str) -> _Node:
    """Return what is left to fit after ``letter``."""
    match node:
        case _One(characters):
            return _EMPTY if letter in characters else _NOTHING
        case _Choice(options):
            return _choose(_derive(option, letter) for option in options)
        case _Repeat(part, least, most):
            rest = _repeat(part, max(least - 1, 0), None if most is None else most - 1)
            return _join([_derive(part, letter), rest])
        case _Chain(parts):
            ways: list[_Node] = []
            for index, part in enumerate(parts):
                ways.append(_join([_derive(part, letter), *parts[index + 1 :]]))
                if not _fits_empty(part):
                    break
            return _choose(ways)


def _choose(options: Iterable[_Node]) -> _Node:
    flat: set[_Node] = set()
    for option in options:
        flat |= option.options if isinstance(option, _Choice) else {option}
    return flat.pop() if len(flat) == 1 else _Choice(frozenset(flat))


def _join(parts: Iterable[_Node]) -> _Node:
    flat: list[_Node] = []
    for part in parts:
        if part == _NOTHING:
            return _NOTHING
        flat += part.parts if isinstance(part, _Chain) else [part]
    return flat[0] if len(flat) == 1 else _Chain(tuple(flat))


def _repeat(part: _Node, least: int, most: int | None) -> _Node:
    if most is not None and most < least:
        raise PatternUnsupported
    return _EMPTY if most == 0 else _Repeat(part, least, most)
