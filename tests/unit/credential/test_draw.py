from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import segno
import zxingcpp

from station.credential import base45
from station.credential.cbor import decode
from station.credential.code import draw
from station.credential.qr import draw_qr
from station.credential.refusals import CodeTooLong, NotYetValid
from station.credential.sign1 import Sign1
from station.domain.documents import Sex
from station.domain.person import Ground, Relative


def _claims(text: str) -> Any:
    return decode(Sign1.parse(base45.decode(text.removeprefix("NAC1:"))).payload)


def test_a_drawn_code_holds_exactly_its_claims(desk: Any) -> None:
    claims = _claims(desk.draw(valid_days=7))
    assert claims == {
        4: desk.seconds + 7 * 86_400,
        6: desk.seconds,
        7: claims[7],
        -70001: {1: 1, 2: desk.number, 3: "测试人"},
    }
    assert len(claims[7]) == 8


def test_a_sealed_code_shows_nothing_of_its_holder(desk: Any) -> None:
    text = desk.draw(reading_key=desk.reading_key.public)
    raw = base45.decode(text.removeprefix("NAC1:"))
    assert desk.number.encode() not in raw
    assert "测试人".encode() not in raw
    assert set(_claims(text)) == {4, 6, 7, -70002}


def test_two_codes_of_one_person_can_be_told_apart(desk: Any) -> None:
    first, second = desk.draw(), desk.draw()
    assert desk.verify(first).cti != desk.verify(second).cti


def test_a_code_drawn_for_later_is_not_yet_valid(desk: Any) -> None:
    text = desk.draw(not_before=desk.now + timedelta(hours=1))
    with pytest.raises(NotYetValid):
        desk.verify(text)
    assert desk.verify(text, now=desk.now + timedelta(hours=1)).days_left == 30


def test_an_end_of_its_own_goes_before_the_days(desk: Any) -> None:
    code = desk.verify(desk.draw(expires_at=desk.now + timedelta(seconds=90)))
    assert code.expires_at == desk.now + timedelta(seconds=90)


def test_texts_that_do_not_fit_are_refused_when_drawn(desk: Any) -> None:
    wide = "\U00020000"
    person = replace(
        desk.person,
        name=wide * 64,
        phone=wide * 32,
        relative=Relative(wide * 64, Ground.SPECIAL_GROUP),
    )
    with pytest.raises(CodeTooLong):
        draw(person, issuer=desk.issuer, now=desk.now, reading_key=desk.reading_key.public)


@pytest.mark.parametrize("sealed", [False, True])
def test_the_qr_code_of_a_usual_person_is_alphanumeric_m_and_at_most_version_10(
    desk: Any, sealed: bool
) -> None:
    text = desk.draw(reading_key=desk.reading_key.public if sealed else None)
    code = segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False)
    assert code.mode == "alphanumeric"
    assert code.error == "M"
    assert int(code.version) <= 10
    picture = draw_qr(text, module_px=4)
    side = (17 + 4 * int(code.version) + 8) * 4
    assert picture.shape == (side, side)
    assert set(picture.flatten().tolist()) == {0, 255}
    assert (picture[:16] == 255).all()
    assert (picture[:, -16:] == 255).all()
    result = zxingcpp.read_barcode(picture)
    assert result is not None
    assert result.text == text


def test_the_border_may_be_another(desk: Any) -> None:
    text = desk.draw()
    assert draw_qr(text, 3, border=0).shape[0] == draw_qr(text, 3).shape[0] - 24


def test_lower_case_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="alphanumeric"):
        draw_qr("nac1:bb8", 4)


def test_the_sizes_are_those_of_the_design(desk: Any) -> None:
    clear = desk.draw(replace(desk.person, name="欧阳测试"))
    sealed = desk.draw(replace(desk.person, name="欧阳测试"), reading_key=desk.reading_key.public)
    child = replace(
        desk.person,
        name="小测试",
        guardian_number=True,
        own_birth_date=date(2024, 5, 6),
        own_sex=Sex.MALE,
        relative=Relative("母亲", Ground.UNDER_18),
    )
    assert len(clear) <= 230
    assert len(sealed) <= 311  # what version 10 at level M holds
    assert len(desk.draw(child)) <= 311
