"""Codes for a whole list: in portions, with progress and cancel, and nothing readable left."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from station.demo.people import child, resident
from station.demo.site import MANAGER
from station.domain.desk_refusals import DeskClosed, DeskIssuerUnlisted, NameDiffers
from station.logs import open_log
from station.services.access import ConsoleLocked
from station.services.code_list import ListRow, read_list
from station.services.draw_list import PORTION, ListCancelled
from station.storage.faults import DatabaseFault
from tests.integration.code_desk.desk_driver import texts
from tests.integration.code_desk.test_relatives import APPLICANT, born
from tests.integration.services.test_privacy import readable, secrets_of
from tests.unit.lists.made_list import HEADER, row_of, text_file

PERSONS = 2 * PORTION + 10


def rows(count: int = PERSONS) -> list[ListRow]:
    return [ListRow(index + 2, resident(index)) for index in range(count)]


def test_every_row_gets_its_code_in_order(desk):
    run = desk.desk.begin_list(rows())
    told = []
    while not run.is_done:
        run.portion()
        told.append(run.done)
    run.end()
    assert told == [PORTION, 2 * PORTION, PERSONS]
    assert len(set(texts(run.drawn))) == PERSONS
    assert all(each.fresh for each in run.drawn)
    for index in (0, PORTION, PERSONS - 1):
        assert desk.verify(run.drawn[index].code.text).person == resident(index)
    assert desk.audit()[-1] == ("codes_listed", {"codes": PERSONS, "fresh": PERSONS})
    assert desk.kinds().count("code_drawn") == PERSONS


def test_who_has_a_valid_code_keeps_it(desk):
    known = desk.desk.draw(desk.enrol(resident(1)).person.id)
    drawn = desk.draw_all(rows(3)).drawn
    assert [each.fresh for each in drawn] == [True, False, True]
    assert drawn[1].code == known.code
    assert desk.count("desk_person") == 3


def test_a_row_with_another_name_is_a_fault_and_its_code_stays_as_it_is(desk):
    known = desk.desk.draw(desk.enrol(resident(1)).person.id)
    wrong = replace(resident(1), name="李错字")
    listed = [*rows(1), ListRow(3, wrong, ("李错字", "310115")), ListRow(4, resident(2))]
    run = desk.draw_all(listed)
    assert [each.person for each in run.drawn] == [resident(0), resident(2)]
    (fault,) = run.faults
    assert (fault.row, type(fault.error), fault.cells) == (3, NameDiffers, ("李错字", "310115"))
    assert fault.error.params == {}
    view = desk.desk.find(wrong.document)
    assert (view.person.person, view.own_code) == (resident(1), known.code)
    assert "code_revoked" not in desk.kinds()


def test_a_name_that_is_only_written_otherwise_is_handed_out_as_the_code_has_it(desk):
    written = replace(resident(1), name="买买提·艾力")
    desk.desk.draw(desk.enrol(written).person.id)
    (drawn,) = desk.draw_all([ListRow(2, replace(written, name="买买提 • 艾力"))]).drawn
    assert not drawn.fresh
    assert drawn.person.name == desk.verify(drawn.code.text).person.name == "买买提·艾力"


def test_a_list_that_is_called_off_leaves_whole_codes_and_goes_on_from_there(desk):
    run = desk.desk.begin_list(rows())
    run.portion()
    stopped = run.stopped()
    assert isinstance(stopped, ListCancelled)
    assert stopped.params == {"done": PORTION, "rows": PERSONS}
    assert desk.count("issued_code") == PORTION
    assert desk.audit()[-1] == ("codes_listed", {"codes": PORTION, "fresh": PORTION})
    drawn = desk.draw_all(rows()).drawn
    assert [each.fresh for each in drawn] == [False] * PORTION + [True] * (PERSONS - PORTION)
    assert desk.count("issued_code") == PERSONS


def test_a_lock_between_portions_keeps_what_was_drawn(desk):
    run = desk.desk.begin_list(rows())
    run.portion()
    desk.access.locked = True
    with pytest.raises(ConsoleLocked) as error:
        run.portion()
    stopped = run.stopped(error.value)
    assert stopped.params == {"done": PORTION, "rows": PERSONS}
    assert stopped.__cause__ is error.value
    assert desk.audit()[-1] == ("codes_listed", {"codes": PORTION, "fresh": PORTION})


def test_nobody_goes_on_with_the_list_of_somebody_else(desk):
    run = desk.desk.begin_list(rows())
    run.portion()
    clerk = desk.access.actor
    desk.sign_in(MANAGER)
    desk.open()
    with pytest.raises(ListCancelled):
        run.portion()
    assert desk.count("issued_code") == PORTION
    with desk.site.database.reading() as unit:
        *_, line = unit.audit.lines()
    assert (line.event.kind.value, line.event.actor) == ("codes_listed", clerk)


def test_a_disk_that_fails_in_a_portion_keeps_what_was_drawn_before(desk):
    run = desk.desk.begin_list(rows())
    run.portion()
    desk.take_codes(PORTION + PORTION // 2)
    with pytest.raises(DatabaseFault) as error:
        run.portion()
    stopped = run.stopped(error.value)
    assert stopped.params == {"done": PORTION, "rows": PERSONS}
    assert desk.count("issued_code") == PORTION
    desk.take_codes(None)
    drawn = desk.draw_all(rows()).drawn
    assert [each.fresh for each in drawn] == [False] * PORTION + [True] * (PERSONS - PORTION)


def test_a_list_that_fails_before_it_began_says_why_and_no_more(closed_desk):
    run = closed_desk.desk.begin_list(rows(3))
    with pytest.raises(DeskClosed) as error:
        run.portion()
    assert run.stopped(error.value) is error.value
    assert closed_desk.kinds() == []


def test_portions_let_other_work_in_between(desk):
    run = desk.desk.begin_list(rows(PORTION + 2))
    run.portion()
    own = desk.desk.draw(desk.enrol(resident(PORTION)).person.id)
    run.portion()
    run.end()
    assert run.drawn[PORTION].code == own.code
    assert desk.audit()[-1] == ("codes_listed", {"codes": PORTION + 2, "fresh": PORTION + 1})


def test_a_closed_desk_stores_nobody_of_a_list(closed_desk):
    with pytest.raises(DeskClosed):
        closed_desk.draw_all(rows(3))
    closed_desk.open().issue_trust(issuers=[])
    with pytest.raises(DeskIssuerUnlisted):
        closed_desk.draw_all(rows(3))
    assert closed_desk.count("desk_person") == 0


def test_a_list_of_a_file_is_drawn(desk, tmp_path):
    path = text_file(tmp_path / "list.csv", [HEADER, row_of(0), ("", "", "1", ""), row_of(1)])
    read = read_list(path)
    drawn = desk.draw_all(read.good).drawn
    assert [each.person for each in drawn] == [resident(0), resident(1)]
    assert [fault.row for fault in read.faults] == [3]


def test_nothing_of_a_person_can_be_read_in_the_data_folder_after_a_day_at_the_desk(desk):
    log = open_log(desk.folder.logs)
    logging.getLogger("station").setLevel(logging.DEBUG)
    try:
        listed = [row.person for row in rows(20)]
        drawn = desk.draw_all(rows(20)).drawn
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
