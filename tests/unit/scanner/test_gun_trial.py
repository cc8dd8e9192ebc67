"""What the test page says of a burst, and which settings it proposes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from station.domain.heard import Heard, Proposal, Verdict
from station.domain.scan import Source
from station.scanner.gun.gun_read import GunFault
from station.scanner.gun.gun_setup import GunPrefix, GunSetup
from station.scanner.gun.trial import GunTrial, HeardKey
from tests.unit.scanner.gun_desk import USUAL

TUBE = "310115000001"


class Page:
    """A test page that hears keys at the times of ``now``."""

    def __init__(self, setup: GunSetup = USUAL) -> None:
        self.trial = GunTrial(setup)
        self.now = 5000
        self.heard: list[Heard] = []

    def strike(self, text: str, gap_ms: int, dwell_ms: int = 5, first_after_ms: int = 1000) -> None:
        for number, character in enumerate(text):
            self.now += gap_ms if number else first_after_ms
            self.key(character)
            self.trial.release(ord(character), self.now + dwell_ms)

    def key(self, character: str, prefix: GunPrefix = GunPrefix.NONE, edits: bool = False) -> None:
        over = self.trial.press(
            HeardKey(
                at_ms=self.now,
                key=ord(character),
                text=character,
                is_character=character.isprintable(),
                is_end=character in "\r\n\t",
                edits=edits,
                prefix=prefix,
            )
        )
        if over is not None:
            self.heard.append(over)

    def rule(self, fault: GunFault | None = None) -> Heard:
        self.trial.rule(fault)
        return self.end()

    def end(self) -> Heard:
        heard = self.trial.end()
        assert heard is not None
        return heard


def test_a_read_is_told_with_its_times_and_all_is_well() -> None:
    page = Page()
    page.strike(f"]C0{TUBE}\r\n", 20)
    heard = page.rule()
    assert (heard.text, heard.verdict) == (f"]C0{TUBE}\r\n", Verdict.READ)
    assert (heard.median_ms, heard.longest_ms, heard.source) == (20.0, 20.0, Source.GUN)
    assert heard.proposals == ()
    assert TUBE not in repr(heard)


@pytest.mark.parametrize(
    ("gap_ms", "proposed"), [(50, 65), (55, 70), (100, 125), (150, 190), (290, 300)]
)
def test_a_slow_gun_is_told_its_gap(gap_ms: int, proposed: int) -> None:
    page = Page()
    page.strike(TUBE + "\r", gap_ms, gap_ms // 2)
    heard = page.end()
    assert heard.verdict is Verdict.SLOW
    assert heard.proposals == (
        Proposal("gun.gap_ms", proposed),
        Proposal("gun.replay_ms", min(300, proposed + 5)),
    )


def test_a_gun_near_its_limit_is_proposed_more() -> None:
    page = Page()
    page.strike(TUBE + "\r", 33)
    heard = page.rule()
    assert heard.verdict is Verdict.READ
    assert Proposal("gun.gap_ms", 45) in heard.proposals


def test_a_torn_read_is_proposed_the_gap_that_its_pause_needs() -> None:
    page = Page()
    page.strike(TUBE[:5], 20)
    page.strike(TUBE[5:] + "\r", 20, first_after_ms=100)
    heard = page.rule(GunFault.TORN)
    assert (heard.verdict, heard.longest_ms) == (Verdict.TORN, 100.0)
    assert Proposal("gun.gap_ms", 125) in heard.proposals


def test_an_even_gun_that_is_a_little_too_slow_did_not_break_off() -> None:
    page = Page()
    page.strike(TUBE[:5], 30)
    page.strike(TUBE[5:] + "\r", 30, first_after_ms=38)
    heard = page.rule(GunFault.TORN)
    assert heard.verdict is Verdict.SLOW
    assert Proposal("gun.gap_ms", 50) in heard.proposals


def test_a_short_burst_is_proposed_fewer_characters() -> None:
    page = Page()
    page.strike("A12\r", 10)
    heard = page.end()
    assert (heard.verdict, heard.proposals) == (
        Verdict.SHORT,
        (Proposal("gun.min_characters", 3),),
    )


def test_a_gun_without_an_end_key_is_told() -> None:
    page = Page()
    page.strike(TUBE, 10)
    heard = page.end()
    assert (heard.verdict, heard.proposals) == (Verdict.NO_END, ())


def test_somebody_who_types_is_told_from_a_slow_gun() -> None:
    page = Page()
    page.strike("31011519\r", 120, 85)
    assert not page.trial.is_gun
    assert page.end().verdict is Verdict.TYPED
    page.strike("3101", 120, 40)
    page.key("\b", edits=True)
    page.strike("31\r", 120, 40, first_after_ms=100)
    assert page.end().verdict is Verdict.TYPED


def test_uneven_keys_are_somebodys() -> None:
    page = Page()
    for gap_ms in (90, 80, 210, 95, 85, 100):
        page.now += gap_ms
        page.key("7")
    assert page.end().verdict is Verdict.TYPED


def test_an_input_method_is_told_and_a_prefix_proposed() -> None:
    page = Page()
    page.trial.compose("所", page.now)
    page.strike("0260801\r", 10, first_after_ms=10)
    heard = page.rule(GunFault.INPUT_METHOD)
    assert (heard.text, heard.verdict) == ("所0260801\r", Verdict.INPUT_METHOD)
    assert heard.proposals == (Proposal("gun.prefix", "f13"),)


def test_a_burst_that_went_to_the_input_method_whole_is_told_too() -> None:
    page = Page()
    page.trial.compose("所", page.now)
    assert page.trial.wait_ms is not None
    assert page.end().verdict is Verdict.INPUT_METHOD


@pytest.mark.parametrize("prefix", [GunPrefix.F13, GunPrefix.STX])
def test_a_prefix_that_the_gun_sends_is_proposed_unless_it_is_set(prefix: GunPrefix) -> None:
    for setup, proposals in (
        (USUAL, (Proposal("gun.prefix", prefix.value),)),
        (replace(USUAL, prefix=prefix), ()),
    ):
        page = Page(setup)
        page.now += 1000
        page.key("\x02", prefix=prefix, edits=True)
        page.strike(TUBE + "\r", 10, first_after_ms=10)
        heard = page.rule()
        assert heard.text == "\x02" + TUBE + "\r"
        assert heard.proposals == proposals


def test_alt_codes_are_garbled() -> None:
    page = Page()
    page.strike("52946\r", 10)
    assert page.rule(GunFault.FOREIGN).verdict is Verdict.GARBLED


def test_bursts_in_a_row_are_told_apart() -> None:
    page = Page()
    page.strike(TUBE + "\r", 10)
    page.trial.rule(None)
    page.strike(TUBE + "\r", 10, first_after_ms=60)
    page.trial.rule(None)
    assert [heard.text for heard in [*page.heard, page.end()]] == [TUBE + "\r"] * 2
    assert page.trial.end() is None


def test_caps_lock_is_noticed() -> None:
    trial = GunTrial(USUAL)
    for number, letter in enumerate("tUBE01"):
        turned = letter.isalpha()
        trial.press(HeardKey(1000 + number, ord(letter), letter, turned=turned))
    heard = trial.end()
    assert heard is not None
    assert heard.caps_lock
