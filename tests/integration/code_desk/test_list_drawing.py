"""Codes for a whole list: in portions, with progress and cancel, and nothing readable left."""

from __future__ import annotations

import logging
from threading import Event

import pytest

from station.demo.people import child, resident
from station.domain.desk_refusals import DeskClosed, DeskIssuerUnlisted
from station.logs import open_log
from station.services.code_list import ListRow, read_list
from station.services.draw_list import PORTION, ListCancelled
from tests.integration.code_desk.desk_driver import texts
from tests.integration.code_desk.test_relatives import APPLICANT, born
from tests.integration.services.test_privacy import readable, secrets_of
from tests.unit.lists.made_list import HEADER, row_of, text_file

PERSONS = 2 * PORTION + 10


def rows(count: int = PERSONS) -> list[ListRow]:
    return [ListRow(index + 2, resident(index)) for index in range(count)]


def no_progress(done: int, all: int) -> None:
    """Nobody looks."""


def test_every_row_gets_its_code_in_order(desk):
    told: list[tuple[int, int]] = []
    drawn = desk.desk.draw_list(rows(), lambda done, all: told.append((done, all)), Event())
    assert told == [(PORTION, PERSONS), (2 * PORTION, PERSONS), (PERSONS, PERSONS)]
    assert len(set(texts(drawn))) == PERSONS
    assert all(each.fresh for each in drawn)
    for index in (0, PORTION, PERSONS - 1):
        assert desk.verify(drawn[index].code.text).person == resident(index)
    assert desk.audit()[-1] == ("codes_listed", {"codes": PERSONS, "fresh": PERSONS})
    assert desk.kinds().count("code_drawn") == PERSONS


def test_who_has_a_valid_code_keeps_it(desk):
    known = desk.desk.draw(desk.enrol(resident(1)).person.id)
    drawn = desk.desk.draw_list(rows(3), no_progress, Event())
    assert [each.fresh for each in drawn] == [True, False, True]
    assert drawn[1].code == known.code
    assert desk.count("desk_person") == 3


def test_a_cancelled_list_leaves_whole_codes_and_goes_on_from_there(desk):
    cancel = Event()
    with pytest.raises(ListCancelled) as error:
        desk.desk.draw_list(rows(), lambda done, all: cancel.set(), cancel)
    assert error.value.params == {"done": PORTION, "rows": PERSONS}
    assert desk.count("issued_code") == PORTION
    assert desk.audit()[-1] == ("codes_listed", {"codes": PORTION, "fresh": PORTION})
    drawn = desk.desk.draw_list(rows(), no_progress, Event())
    assert [each.fresh for each in drawn] == [False] * PORTION + [True] * (PERSONS - PORTION)
    assert desk.count("issued_code") == PERSONS


def test_a_list_that_is_cancelled_before_it_began_draws_nothing(desk):
    cancel = Event()
    cancel.set()
    with pytest.raises(ListCancelled):
        desk.desk.draw_list(rows(3), no_progress, cancel)
    assert desk.count("issued_code") == desk.count("desk_person") == 0


def test_portions_let_other_work_in_between(desk):
    first = desk.desk.draw_portion(rows(2))
    own = desk.desk.draw(desk.enrol(resident(2)).person.id)
    second = desk.desk.draw_portion(rows(4)[2:])
    assert second[0].code == own.code
    desk.desk.list_drawn([*first, *second])
    assert desk.audit()[-1] == ("codes_listed", {"codes": 4, "fresh": 3})


def test_a_closed_desk_stores_nobody_of_a_list(closed_desk):
    with pytest.raises(DeskClosed):
        closed_desk.desk.draw_list(rows(3), no_progress, Event())
    closed_desk.open().issue_trust(issuers=[])
    with pytest.raises(DeskIssuerUnlisted):
        closed_desk.desk.draw_list(rows(3), no_progress, Event())
    assert closed_desk.count("desk_person") == 0


def test_a_list_of_a_file_is_drawn(desk, tmp_path):
    path = text_file(tmp_path / "list.csv", [HEADER, row_of(0), ("", "", "1", ""), row_of(1)])
    read = read_list(path)
    drawn = desk.desk.draw_list(read.good, no_progress, Event())
    assert [each.person for each in drawn] == [resident(0), resident(1)]
    assert [fault.row for fault in read.faults] == [3]


def test_nothing_of_a_person_can_be_read_in_the_data_folder_after_a_day_at_the_desk(desk):
    log = open_log(desk.folder.logs)
    logging.getLogger("station").setLevel(logging.DEBUG)
    try:
        listed = [row.person for row in rows(20)]
        drawn = desk.desk.draw_list(rows(20), no_progress, Event())
        applicant = desk.enrol(APPLICANT).person
        relatives = [born("1950-01-01", name="外祖母大人"), child(8)]
        for relative in relatives:
            application = desk.desk.apply(applicant.id, relative, "曾外祖母大人", "长期卧床不起")
            desk.approve(application.id)
            drawn.append(desk.desk.draw_for(application.id))
        drawn.append(desk.desk.replace_lost(drawn[0].code.id))
        persons = [*listed, APPLICANT, *relatives]
        wanted = {text for person in persons for text in secrets_of(person)}
        wanted |= {each.code.text[-80:] for each in drawn}
        wanted |= {"曾外祖母大人", "长期卧床不起"}
        assert (desk.folder.root / "station.db-wal").stat().st_size > 0
        assert readable(desk.folder.root, wanted) == []
        desk.close()
        assert readable(desk.folder.root, wanted) == []
    finally:
        logging.getLogger("station").setLevel(logging.NOTSET)
        log.close()
