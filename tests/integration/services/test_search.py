"""Searching past registrations: exact, by a part of a name, cancellable, masked, on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from station.demo.people import resident
from station.demo.site import DESK_CLERK, MANAGER
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.documents import Document, DocumentType
from station.domain.person import Person
from station.domain.registration import WithdrawReason
from station.domain.search import SearchWishes
from station.domain.staff import NotPermitted
from station.errors import StationError
from station.services import search as search_module
from station.services.access import AskerLeft
from station.services.entry import TypedEntry
from tests.integration.services.handing import barcode, boxed, fill


def quiet(done, rows):
    """Nobody looks."""


def found(driver, per_page: int = 50, /, **wishes):
    """Return all that is found, over all pages."""
    search = driver.uses.search
    begun = search.begin(SearchWishes(**wishes))
    page = search.page(begun, None, quiet, Event(), per_page)
    lines = list(page.found)
    while page.after is not None:
        page = search.page(begun, page, quiet, Event(), per_page)
        assert len(page.found) <= per_page
        lines += page.found
    return lines


def number_of(index: int) -> str:
    return resident(index).document.number


def today(booth):
    day = booth.uses.booth.day(booth.clock.now())
    return {"first": day, "last": day}


def code(work) -> str:
    with pytest.raises(StationError) as caught:
        work()
    return caught.value.code


# --- by number ---------------------------------------------------------------------------------


def test_a_number_finds_its_registrations_and_nobody_elses(booth):
    booth.fill(1, range(5))
    (line,) = found(booth, number=number_of(3))
    person = resident(3)
    assert (line.barcode.text, line.place, line.booth) == (barcode(1), 4, "02")
    assert person.name not in line.name
    assert "********" in line.number
    assert line.number[:6] == person.document.number[:6]
    assert line.operator == "王*明"
    assert (line.batch_number, line.withdrawn_at, line.erased) == (None, None, False)
    assert found(booth, number=number_of(77)) == []
    # Spaces and small letters are those of typing.
    spaced = f" {number_of(3)[:6]} {number_of(3)[6:].lower()} "
    assert found(booth, number=spaced) == [line]


def test_withdrawn_ones_are_shown_as_such_newest_first(booth):
    booth.tube(1)
    booth.person(1)
    booth.uses.operate.undo()
    booth.person(1)
    booth.uses.operate.seal()
    number = boxed(booth, 1).number
    lines = found(booth, number=number_of(1))
    assert [line.withdrawn_reason for line in lines] == [None, WithdrawReason.UNDONE]
    assert {line.batch_number for line in lines} == {number}
    assert found(booth, 1, number=number_of(1)) == lines


def test_a_number_is_looked_for_as_each_document_that_it_may_be(booth):
    booth.tube(1)
    for kind, typed, name in (
        (DocumentType.PASSPORT, "12345678", "甲"),
        (DocumentType.TAIWAN_PERMIT, "12345678", "乙"),
        (DocumentType.HK_MACAU_PERMIT, "H1234567801", "丙"),
    ):
        entry = TypedEntry(kind, typed, name, "", "")
        assert isinstance(booth.uses.register.enter(entry).outcome, out.Registered)
    assert len(found(booth, number="12345678")) == 2
    assert len(found(booth, number="12345678", name="甲")) == 1
    # A permit that was renewed is the same person's.
    (renewed,) = found(booth, number="H1234567802")
    assert renewed.document_type is DocumentType.HK_MACAU_PERMIT


def test_a_guardians_number_finds_the_child_once_the_name_is_told(booth):
    child = Person("王小小", Document(DocumentType.PASSPORT, "E12345678"), guardian_number=True)
    booth.tube(1)
    assert isinstance(booth.person(child), out.Registered)
    assert found(booth, number="E12345678") == []
    (line,) = found(booth, number="E12345678", name="王小小")
    assert line.place == 1


@pytest.mark.parametrize(
    ("number", "refused"),
    [("110105194912310021", "number_check_wrong"), ("张三", "number_too_short")],
)
def test_what_is_no_number_is_said_at_once(booth, number, refused):
    assert code(lambda: found(booth, number=number)) == refused


# --- by tube, days, booth, operator, time ---------------------------------------------------------


def test_a_tube_finds_all_in_it(booth):
    fill(booth, 1, 2, persons=3)
    assert [line.place for line in found(booth, barcode=barcode(2))] == [3, 2, 1]
    assert {line.barcode.text for line in found(booth, barcode=barcode(2))} == {barcode(2)}
    assert found(booth, barcode=barcode(2), number=number_of(1)) == []
    assert len(found(booth, barcode=barcode(1), number=number_of(21))) == 1
    assert found(booth, barcode="X-99") == []
    assert code(lambda: found(booth, barcode=number_of(1))) == "barcode_unusable"


def test_a_part_of_a_name_is_found_within_the_days(booth):
    booth.tube(1)
    for name in ("欧阳小明", "古丽·阿布都", "JOHN Smith"):
        entry = TypedEntry(DocumentType.NONE, "", name, "13900000001", "lost")
        assert isinstance(booth.uses.register.enter(entry).outcome, out.Registered)
    days = today(booth)
    assert [line.name for line in found(booth, name="阳小", **days)] == ["欧*明"]
    assert [line.name for line in found(booth, name="丽•阿", **days)] == ["古*都"]
    assert [line.name for line in found(booth, name="ｊｏｈｎ s", **days)] == ["J*h"]
    assert found(booth, name="李四", **days) == []
    assert len(found(booth, **days)) == 3
    before = {key: day - timedelta(days=1) for key, day in days.items()}
    assert found(booth, name="阳小", **before) == []


@pytest.mark.parametrize("many", [0, 5_000])
def test_operator_booth_and_time_narrow_what_is_found(booth, monkeypatch, many):
    """However many shifts they had."""
    monkeypatch.setattr(search_module, "MANY_SHIFTS", many)
    fill(booth, 1, persons=2)
    middle = booth.clock.now() + timedelta(seconds=1)
    booth.sign_in(MANAGER)
    fill(booth, 2, persons=3)
    days = today(booth)
    assert len(found(booth, operator="王", **days)) == 2
    assert len(found(booth, operator=MANAGER.name[:1], **days)) == 3
    assert found(booth, operator="无", **days) == []
    assert len(found(booth, booth="02", **days)) == 5
    assert found(booth, booth="03", **days) == []
    assert len(found(booth, since=middle, **days)) == 3
    assert len(found(booth, until=middle, **days)) == 2
    # Moments alone name their days.
    until = middle + timedelta(hours=1)
    assert len(found(booth, since=middle - timedelta(hours=1), until=until)) == 5
    assert len(found(booth, number=number_of(41), operator=MANAGER.name[:1])) == 1
    assert found(booth, number=number_of(41), operator="王") == []


def test_pages_follow_each_other_without_a_gap_or_a_double(booth, monkeypatch):
    monkeypatch.setattr(search_module, "AT_ONCE", 4)
    fill(booth, *range(1, 4), persons=9)
    days = today(booth)
    whole = found(booth, **days)
    assert len({line.registration_id for line in whole}) == 27
    assert whole == sorted(whole, key=lambda line: line.position.seq, reverse=True)
    for limit in (1, 4, 5, 26, 27, 28):
        assert found(booth, limit, **days) == whole
    part = resident(25).name[0]
    assert found(booth, 2, name=part, **days) == found(booth, name=part, **days) != []


def test_pages_go_over_many_days_and_keep_within_them(booth, monkeypatch):
    monkeypatch.setattr(search_module, "AT_ONCE", 3)
    days = []
    for tube in range(1, 6):
        fill(booth, tube, persons=4)
        days.append(today(booth)["first"])
        booth.clock.advance(86_400)
    chosen = {"first": days[1], "last": days[3]}
    whole = found(booth, **chosen)
    assert [line.day for line in whole] == [day for day in days[3:0:-1] for _ in range(4)]
    for per_page in (1, 4, 5):
        assert found(booth, per_page, **chosen) == whole


def test_a_clock_that_was_set_back_hides_nobody(booth):
    fill(booth, 1, persons=3)
    booth.clock.advance(-100)
    fill(booth, 2, persons=3)
    assert len(found(booth, 2, **today(booth))) == 6


# --- progress and cancel -----------------------------------------------------------------------


def test_a_search_is_cancelled_between_portions_and_goes_on_from_there(booth, monkeypatch):
    monkeypatch.setattr(search_module, "AT_ONCE", 5)
    fill(booth, 1, 2, persons=9)
    search, days = booth.uses.search, today(booth)
    begun = search.begin(SearchWishes(**days))
    cancel, told = Event(), []

    def stop(done, rows):
        told.append((done, rows))
        if done == 10:
            cancel.set()

    page = search.page(begun, None, stop, cancel)
    assert told == [(0, 18), (5, 18), (10, 18)]
    assert (page.cancelled, len(page.found), page.looked, page.rows) == (True, 10, 10, 18)
    rest = search.page(begun, page, quiet, Event())
    assert (rest.cancelled, len(rest.found), rest.after) == (False, 8, None)
    assert [*page.found, *rest.found] == found(booth, **days)


# --- what is refused, and who may -----------------------------------------------------------------


def test_what_was_not_asked_rightly_is_said(booth):
    days = today(booth)
    assert code(lambda: found(booth)) == "search_empty"
    assert code(lambda: found(booth, name=" ")) == "search_empty"
    assert code(lambda: found(booth, name="王")) == "search_days_missing"
    assert code(lambda: found(booth, operator="王", first=days["first"])) == "search_days_missing"
    wrong = {"first": days["last"], "last": days["first"] - timedelta(days=1)}
    assert code(lambda: found(booth, **wrong)) == "search_days_wrong"
    now = booth.clock.now()
    assert code(lambda: found(booth, since=now, until=now)) == "search_days_wrong"


def test_a_search_is_on_the_trail_with_nothing_of_what_was_looked_for(booth):
    booth.fill(1, range(2))
    found(booth, number=number_of(1), name=resident(1).name, **today(booth))
    kind, actor, facts = booth.trail()[-1]
    assert (kind, actor) == (AuditKind.SEARCHED, booth.uses.access.actor)
    assert facts == {"by": "number,name,days"}


def test_a_search_ends_with_who_began_it(booth):
    fill(booth, 1)
    begun = booth.uses.search.begin(SearchWishes(**today(booth)))
    assert resident(20).name not in repr(begun)
    booth.sign_in(MANAGER)
    with pytest.raises(AskerLeft):
        booth.uses.search.page(begun, None, quiet, Event())
    booth.sign_in(DESK_CLERK)
    with pytest.raises(NotPermitted):
        booth.uses.search.page(begun, None, quiet, Event())
    with pytest.raises(NotPermitted):
        booth.uses.search.begin(SearchWishes(**today(booth)))


# --- erased ------------------------------------------------------------------------------------


def test_erased_ones_say_so_and_are_not_found_by_name_or_number(booth):
    fill(booth, 1, persons=2)
    number = boxed(booth, 1).number
    with booth.site.database.writing() as unit:
        batch = unit.batches.by_number(number)
        unit.erasures.erase_batch(batch.id, booth.clock.now())
        unit.commit()
    days = today(booth)
    assert found(booth, number=number_of(20)) == []
    assert found(booth, name=resident(20).name[0], **days) == []
    lines = found(booth, **days)
    assert [(line.name, line.number, line.erased) for line in lines] == [("", "", True)] * 2
    assert {line.batch_number for line in lines} == {number}


def test_a_field_that_does_not_open_hides_nobody_else(booth):
    fill(booth, 1, persons=3)
    with booth.site.database.writing() as unit:
        unit._connection.exec_driver_sql("UPDATE registration SET name = x'0001' WHERE place = 2")
        unit.commit()
    lines = found(booth, **today(booth))
    assert [(line.place, line.name == "", line.erased) for line in lines] == [
        (3, False, False),
        (2, True, False),
        (1, False, False),
    ]


def test_wishes_show_nothing_personal():
    wishes = SearchWishes(number="110105194912310021", name="张三", operator="李四")
    for text in ("110105194912310021", "张三", "李四"):
        assert text not in repr(wishes)
    assert replace(wishes, barcode="X").asked == ("number", "name", "tube", "operator")
