"""One burst of a gun as words: what came, how fast, what became of it and what to do. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.heard import Heard, Proposal, Verdict
from station.domain.test_code import Arrived, check_test_code
from station.ui.result_shown import Kind
from station.ui.settings.gun_card import PREFIXES
from station.ui.settings.heard_text import bare_text, visible_text
from station.ui.words import Words

ROW_CHARACTERS = 14
# Hands reach gaps of this length; few guns need a longer one.
HAND_GAP_MS = 100

_KINDS = {
    Verdict.READ: Kind.OK,
    Verdict.TYPED: Kind.INFO,
    Verdict.SHORT: Kind.WARN,
    Verdict.SLOW: Kind.WARN,
    Verdict.NO_END: Kind.WARN,
    Verdict.TORN: Kind.BAD,
    Verdict.INPUT_METHOD: Kind.BAD,
    Verdict.GARBLED: Kind.BAD,
}
_ARRIVED = {Arrived.WHOLE: Kind.OK, Arrived.CASE: Kind.WARN, Arrived.DAMAGED: Kind.BAD}
_LOUDNESS = (Kind.OK, Kind.INFO, Kind.WARN, Kind.BAD)


@dataclass(frozen=True, slots=True)
class HeardShown:
    """``text`` is what came, made visible; ``notes`` are remarks of a line each.

    ``row`` is the same in short for the list: text, time a character and verdict.
    """

    kind: Kind
    title: str
    next_step: str
    text: str
    facts: str
    notes: tuple[str, ...]
    row: tuple[str, str, str]

    @property
    def spoken(self) -> str:
        """All of it as one text, for a screen reader."""
        return ". ".join([self.title, self.next_step, self.facts, *self.notes])


def show_heard(heard: Heard, words: Words) -> HeardShown:
    """Return what is shown of a burst; nothing personal stands in it (see `heard_text`)."""
    arrived = check_test_code(bare_text(heard.text))
    kind = _KINDS[heard.verdict]
    notes = []
    if arrived is not None:
        kind = max(kind, _ARRIVED[arrived], key=_LOUDNESS.index)
        notes.append(f"{_ARRIVED[arrived].sign} {words(f'gun_section.arrived.{arrived.value}')}")
    if heard.caps_lock:
        kind = max(kind, Kind.WARN, key=_LOUDNESS.index)
        notes.append(f"{Kind.WARN.sign} {words('gun_section.caps_lock')}")
    verdict = heard.verdict.value
    title = words(f"gun_section.verdict.{verdict}")
    return HeardShown(
        kind=kind,
        title=title,
        next_step=words(f"gun_section.next.{verdict}"),
        text=visible_text(heard.text),
        facts=_facts(heard, words),
        notes=tuple(notes),
        row=(
            visible_text(heard.text, ROW_CHARACTERS),
            words("gun_section.row_ms", median=_ms(heard.median_ms)) if heard.median_ms else "–",
            f"{kind.sign} {title}",
        ),
    )


def proposals_text(proposals: Sequence[Proposal], words: Words) -> str:
    """Return proposals in words, with a doubt where a person's typing may be behind one."""
    told = " · ".join(proposal_text(each, words) for each in proposals)
    is_doubtful = any(
        each.key == "gun.gap_ms" and int(each.value) > HAND_GAP_MS for each in proposals
    )
    return words("gun_section.doubt", told=told) if is_doubtful else told


def proposal_text(proposal: Proposal, words: Words) -> str:
    """Return a proposal in words: which setting, and what it should be."""
    name = words(f"gun_section.field.{proposal.key.replace('.', '_')}")
    return words("gun_section.proposal", name=name, value=_value(proposal, words))


def _facts(heard: Heard, words: Words) -> str:
    source = words(f"gun_section.source.{heard.source.value}")
    count = words("gun_section.characters", count=len(heard.text))
    if heard.median_ms or heard.longest_ms:
        median, longest = _ms(heard.median_ms), _ms(heard.longest_ms)
        times = words("gun_section.times", median=median, longest=longest)
    else:
        times = words("gun_section.no_times")
    return f"{source} · {count} · {times}"


def _value(proposal: Proposal, words: Words) -> str:
    if proposal.key == "gun.prefix":
        return PREFIXES[str(proposal.value)] or words("gun_section.prefix_none")
    unit = proposal.key.removeprefix("gun.")
    if unit.endswith("_ms"):
        return words("gun_section.row_ms", median=proposal.value)
    return str(proposal.value)


def _ms(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
