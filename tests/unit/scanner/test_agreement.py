"""Linear codes count only when two reads agree."""

from __future__ import annotations

import pytest

from station.domain.scan import Symbology
from station.scanner.decoding.agreement import LinearAgreement, LinearRead, settle
from station.scanner.decoding.codes import DecodedCode


def read(
    text: str,
    decoder: str = "zxing",
    left: float = 100,
    passage: str = "whole",
    symbology: Symbology = Symbology.CODE_128,
) -> LinearRead:
    corners = ((left, 100.0), (left + 200, 100.0), (left + 200, 150.0), (left, 150.0))
    return LinearRead(DecodedCode(text, symbology, corners), decoder, passage)


def texts(codes: list[DecodedCode]) -> list[str]:
    return [code.text for code in codes]


def test_one_read_of_a_still_is_none() -> None:
    assert settle([read("XD0042137")]) == []


def test_two_decoders_settle_a_still() -> None:
    assert texts(settle([read("XD0042137"), read("XD0042137", "zbar")])) == ["XD0042137"]


def test_two_passes_of_one_decoder_settle_a_still() -> None:
    assert texts(settle([read("XD0042137"), read("XD0042137", passage="even")])) == ["XD0042137"]


def test_the_same_pass_twice_is_one_read() -> None:
    assert settle([read("XD0042137"), read("XD0042137")]) == []


def test_decoders_that_contradict_each_other_settle_nothing() -> None:
    reads = [read("XD111203-21"), read("XD1112&7-2'", "zbar"), read("XD111203-21", passage="even")]
    assert settle(reads) == []


def test_labels_side_by_side_do_not_contradict_each_other() -> None:
    reads = [read(text, who, left) for text, left in (("AAAA1", 0), ("BBBB2", 600)) for who in "xy"]
    assert sorted(texts(settle(reads))) == ["AAAA1", "BBBB2"]


def test_a_text_counts_in_its_second_frame() -> None:
    agreement = LinearAgreement()
    assert agreement.admit([read("XD0042137")], 0.0) == []
    assert texts(agreement.admit([read("XD0042137")], 0.03)) == ["XD0042137"]
    assert texts(agreement.admit([read("XD0042137")], 0.06)) == ["XD0042137"]


def test_two_decoders_in_one_frame_count_at_once() -> None:
    agreement = LinearAgreement()
    reads = [read("XD0042137"), read("XD0042137", "zbar")]
    assert texts(agreement.admit(reads, 0.0)) == ["XD0042137"]


def test_a_frame_in_which_decoders_differ_counts_for_neither() -> None:
    agreement = LinearAgreement()
    agreement.admit([read("XD0042137")], 0.0)
    assert agreement.admit([read("XD0042137"), read("XD0042731", "zbar")], 0.03) == []
    assert agreement.admit([read("XD0042137")], 0.06) == []


def test_a_misread_between_two_frames_starts_the_count_again() -> None:
    agreement = LinearAgreement()
    agreement.admit([read("XD0042137")], 0.0)
    agreement.admit([read("XD0042731")], 0.03)
    assert agreement.admit([read("XD0042137")], 0.06) == []
    assert texts(agreement.admit([read("XD0042137")], 0.09)) == ["XD0042137"]


def test_two_frames_far_apart_do_not_agree() -> None:
    agreement = LinearAgreement(within_s=1.0)
    agreement.admit([read("XD0042137")], 0.0)
    assert agreement.admit([read("XD0042137")], 5.0) == []


def test_a_tube_that_takes_anothers_place_needs_two_reads_too() -> None:
    agreement = LinearAgreement()
    for at in (0.0, 0.03):
        agreement.admit([read("XD0000001")], at)
    assert agreement.admit([read("XD0000002")], 0.06) == []
    assert texts(agreement.admit([read("XD0000002")], 0.09)) == ["XD0000002"]


def test_separators_that_only_one_decoder_writes_do_not_contradict() -> None:
    assert texts(settle([read("01\x1d23456"), read("0123456", "zbar")])) == ["01\x1d23456"]


@pytest.mark.parametrize("symbology", [Symbology.ITF, Symbology.CODE_39])
def test_a_code_without_a_checksum_needs_one_read_more(symbology: Symbology) -> None:
    agreement = LinearAgreement()
    reads = [read("57287812", symbology=symbology)]
    assert [agreement.admit(reads, at / 30) != [] for at in range(3)] == [False, False, True]
    passes = [read("57287812", passage=name, symbology=symbology) for name in "ab"]
    assert settle(passes) == []
    assert settle([*passes, read("57287812", passage="c", symbology=symbology)]) != []
    assert settle([passes[0], read("57287812", "zbar", symbology=symbology)]) != []


def test_a_doubtful_code_needs_two_decoders_and_one_read_more() -> None:
    two = [read("XD0042137"), read("XD0042137", "zbar")]
    assert settle(two, lambda code: True) == []
    assert texts(settle([*two, read("XD0042137", passage="even")], lambda code: True))
    agreement = LinearAgreement()
    assert agreement.admit(two, 0.0, lambda code: True) == []
    assert texts(agreement.admit(two, 0.03, lambda code: True)) == ["XD0042137"]


def test_a_doubtful_code_that_one_decoder_alone_reads_counts_late() -> None:
    agreement = LinearAgreement()
    counted = [
        bool(agreement.admit([read("XD0042137")], n / 30, lambda code: True)) for n in range(5)
    ]
    assert counted == [False, False, False, True, True]


def test_reads_at_the_top_and_the_foot_of_a_label_are_of_one_place() -> None:
    low = read("XD0042137", "zbar")
    moved = tuple((x, y + 60) for x, y in low.code.corners)
    code = DecodedCode("XD0042137", Symbology.CODE_128, moved)  # type: ignore[arg-type]
    assert texts(settle([read("XD0042137"), LinearRead(code, "zbar", "whole")])) == ["XD0042137"]


def test_two_passes_over_one_frame_count_as_two_frames_do() -> None:
    reads = [read("XD0042137"), read("XD0042137", passage="even")]
    assert texts(LinearAgreement().admit(reads, 0.0)) == ["XD0042137"]
    assert LinearAgreement().admit([reads[0], reads[0]], 0.0) == []
