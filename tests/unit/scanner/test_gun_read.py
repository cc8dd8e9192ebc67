"""A gun's finished text: prefixes dropped, broken heads told, nothing repaired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.catalogue import Catalogue
from station.scanner.gun.gun_read import GunFault, GunReads, error_of, fault_in

BODY = "6BF1I3P+Q:0/A $%*-.Z99" * 4
COMMAND = "SEAL:0123456789ABCDEF"


@pytest.mark.parametrize(
    "head", ["AC1:", "C1:", "1:", "NC1:", "NA1:", "NAC:", "ac1:", "AH1:", "H1:", "NAH:"]
)
def test_a_code_that_lost_a_character_of_its_head_is_torn(head: str) -> None:
    assert fault_in(head + BODY) is GunFault.TORN


@pytest.mark.parametrize("head", ["AX1:", "X1:", "NX1:", "NAX:"])
def test_a_command_that_lost_a_character_of_its_head_is_torn(head: str) -> None:
    assert fault_in(head + COMMAND) is GunFault.TORN


def test_something_before_a_codes_head_is_no_code() -> None:
    assert fault_in("3101NAC1:" + BODY) is GunFault.TORN
    assert fault_in("3101NAH1:" + BODY) is GunFault.TORN


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:-./", max_size=32))
def test_no_label_is_called_torn(label: str) -> None:
    assert "NAC1:" in label or "NAH1:" in label or fault_in(label) is None


@pytest.mark.parametrize("text", ["所a0260801", "NAC1：" + BODY, "310115。0001", "ＡＢＣ123"])
def test_chinese_letters_and_full_width_signs_are_an_input_methods(text: str) -> None:
    assert fault_in(text) is GunFault.INPUT_METHOD


@pytest.mark.parametrize("prefix", ["]C0", "]C1", "]E0", "]Q1", "]d2", "]Q", "]", "Q1", "1"])
def test_what_is_left_of_an_aim_prefix_goes_before_a_verified_text(prefix: str) -> None:
    assert GunReads().take(f"{prefix}NAC1:{BODY}") == (f"NAC1:{BODY}", None)
    assert GunReads().take(f"{prefix}NAH1:{BODY}") == (f"NAH1:{BODY}", None)
    assert GunReads().take(f"{prefix}NAX1:{COMMAND}") == (f"NAX1:{COMMAND}", None)


def test_a_label_with_the_rest_of_the_prefix_before_is_refused() -> None:
    reads = GunReads()
    assert reads.take("]C0XD12345") == ("XD12345", None)
    for _ in range(2):
        assert reads.take("C0XD12345")[1] is GunFault.TORN
    assert reads.take("]C0XD12345") == ("XD12345", None)


def test_a_gun_without_prefixes_may_read_any_label() -> None:
    reads = GunReads()
    assert reads.take("C0XD12345") == ("C0XD12345", None)
    reads.take("]C0XD12345")
    reads.take("310115000001")
    assert reads.take("C0XD12345") == ("C0XD12345", None)


@pytest.mark.parametrize("fault", GunFault)
def test_each_fault_is_told_in_words(fault: GunFault, catalogue: Catalogue) -> None:
    assert catalogue.next_step(error_of(fault))
