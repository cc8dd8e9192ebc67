from __future__ import annotations

from datetime import date

import pytest

from station.catalogue import Catalogue
from station.printing.code_card import CodeCard, Layout

CARD = CodeCard(
    text="NAC1:ABC123",
    name="张三宝",
    number_masked="310115********4213",
    expires_on=date(2026, 12, 14),
    days_left=22,
    relation="母亲",
    site="张江镇第三采样点",
)


def test_its_repr_tells_nothing_of_the_person() -> None:
    for personal in (CARD.text, CARD.name, CARD.number_masked, "母亲"):
        assert personal not in repr(CARD)


def test_its_file_s_name_is_its_own_and_tells_nothing() -> None:
    other = CodeCard("NAC1:ABC124", "张三宝", "3*3", CARD.expires_on, 22, None, "")
    assert CARD.file_stem != other.file_stem
    assert CARD.file_stem == CodeCard("NAC1:ABC123", "", "", CARD.expires_on, 1, None, "").file_stem
    assert CARD.file_stem.isascii()
    assert "ABC123" not in CARD.file_stem


@pytest.mark.parametrize("layout", Layout)
def test_cards_and_margins_fit_the_page(layout: Layout, catalogue: Catalogue) -> None:
    paper = layout.paper
    assert paper.code_room <= (paper.width - 2 * paper.margin) / paper.columns
    assert paper.code_room <= (paper.height - 2 * paper.margin) / paper.rows
    assert catalogue.text(f"code_card.layout.{layout.value}")


def test_a_label_is_named_by_its_width() -> None:
    labels = [layout for layout in Layout if layout.name.startswith("LABEL")]
    assert [layout.paper.width for layout in labels] == [40, 50, 60]
