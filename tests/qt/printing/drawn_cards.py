"""Cards with real codes: a usual person's, a child's, and those whose texts are hard to place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from station.credential.code import draw
from station.demo.people import child, resident
from station.demo.site import demo_keys
from station.domain.masking import mask_number
from station.domain.person import Person
from station.printing.code_card import CodeCard

SITE = "张江镇第三采样点"
LONG_SITE = "上海市浦东新区张江镇第三社区卫生服务中心核酸采样点二号帐篷东侧入口"
LONG_NAME = "买买提·阿卜杜拉·艾合买提江·吐尔逊古丽·巴哈尔"
EXPIRES = date(2026, 12, 14)


def card(person: Person, **changed: object) -> CodeCard:
    """Return the card of a code drawn for ``person``, with texts ``changed``."""
    keys = demo_keys()
    now = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    text = draw(person, issuer=keys.issuer, now=now, reading_key=keys.reading.public)
    assert person.document is not None
    number = mask_number(person.document.number)
    relation = person.relative and person.relative.relation
    return replace(CodeCard(text, person.name, number, EXPIRES, 22, relation, SITE), **changed)


def nine() -> list[CodeCard]:
    """Return nine cards, one more than a page of eight: usual, rare, long, a relative's."""
    return [
        card(resident(1)),
        card(child(2)),
        card(resident(3), name="㐀明"),
        card(resident(4), name="𠮷田"),
        card(resident(5), name="古丽·买买提"),
        worst(6),
        card(resident(7), name="MARIA-FERNANDA DE LA CONCEPCIÓN GUTIÉRREZ-MONTERO VILLANUEVA"),
        card(resident(8), name="W" * 64, site=""),
        card(resident(9)),
    ]


def worst(index: int = 6) -> CodeCard:
    """Return a card all of whose texts are as long as they may be."""
    return card(
        child(index),
        name=LONG_NAME,
        number_masked="310115" + "*" * 20 + "4213",
        relation="祖" * 64,
        site=LONG_SITE,
    )
