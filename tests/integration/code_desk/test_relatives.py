"""Relatives: by age on that day or for a reason, approved by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from station.demo.people import others, resident
from station.demo.site import COORDINATOR, DESK_CLERK, MANAGER, OPERATOR
from station.domain.code_desk import ApplicationStatus
from station.domain.desk_refusals import (
    ApplicationDecided,
    ApplicationExists,
    ApplicationForSelf,
    ApplicationNotApproved,
    ApprovalBySelf,
    GuardianNumberNotAllowed,
    RelationMissing,
    RelativeAgeUnknown,
    RelativeNotAllowed,
)
from station.domain.documents import (
    Document,
    DocumentType,
    NumberInFuture,
    NumberMissing,
    Sex,
    gb11643_check_character,
)
from station.domain.person import EntryMode, Ground, Person, Relative, TextTooLong, TextUnusable
from station.domain.staff import NotPermitted
from station.services.access import Access

APPLICANT = resident(30)
ADULT = resident(36)


def born(day: str, sequence: int = 100, name: str = "家人") -> Person:
    first17 = f"310115{day.replace('-', '')}{sequence}"
    number = first17 + gb11643_check_character(first17)
    return Person(name, Document(DocumentType.RESIDENT_ID, number))


@pytest.fixture
def applicant(desk):
    return desk.enrol(APPLICANT).person


def at_noon(clock, day: str) -> None:
    """Set the clock to noon in Shanghai."""
    clock.set(datetime.fromisoformat(f"{day}T04:00:00+00:00"))


# --- the ground ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "today", "ground"),
    [
        ("2008-11-23", "2026-11-22", Ground.UNDER_18),
        ("2008-11-22", "2026-11-22", None),
        ("2008-11-21", "2026-11-22", None),
        ("1966-11-23", "2026-11-22", None),
        ("1966-11-22", "2026-11-22", Ground.AGED_60),
        ("1966-11-21", "2026-11-22", Ground.AGED_60),
        # Who was born on 29 February turns 18 on 1 March of a common year.
        ("2012-02-29", "2030-02-28", Ground.UNDER_18),
        ("2012-02-29", "2030-03-01", None),
        ("1968-02-29", "2028-02-28", None),
        ("1968-02-29", "2028-02-29", Ground.AGED_60),
        ("1972-02-29", "2032-02-29", Ground.AGED_60),
        ("1970-02-28", "2030-02-27", None),
        ("1970-02-28", "2030-02-28", Ground.AGED_60),
    ],
)
def test_the_day_before_on_and_after_a_birthday(desk, clock, birth, today, ground):
    at_noon(clock, today)
    applicant = desk.enrol(APPLICANT).person
    if ground is None:
        with pytest.raises(RelativeNotAllowed) as error:
            desk.desk.apply(applicant.id, born(birth), "家人")
        assert error.value.params["age"] in (18, 59)
        assert desk.count("application") == 0
    else:
        application = desk.desk.apply(applicant.id, born(birth), "家人")
        assert application.ground is ground


def test_the_day_is_the_sites_and_not_utc(desk, clock, applicant):
    # 22 November, 23:59 and 24:00 in Shanghai.
    child = born("2008-11-23")
    clock.set(datetime(2026, 11, 22, 15, 59, tzinfo=UTC))
    assert desk.desk.apply(applicant.id, child, "女儿").ground is Ground.UNDER_18
    clock.set(datetime(2026, 11, 22, 16, 0, tzinfo=UTC))
    with pytest.raises(RelativeNotAllowed):
        desk.desk.apply(applicant.id, born("2008-11-23", 200), "女儿")


def test_others_need_a_reason_which_is_kept_sealed(desk, applicant):
    with pytest.raises(RelativeNotAllowed) as error:
        desk.desk.apply(applicant.id, ADULT, "丈夫", "  ")
    assert error.value.params == {"age": ADULT.age(date(2026, 11, 22))}
    application = desk.desk.apply(applicant.id, ADULT, " 丈夫 ", " 卧床不起 ")
    assert application.ground is Ground.SPECIAL_GROUP
    assert (application.relation, application.reason) == ("丈夫", "卧床不起")
    with desk.site.database.reading() as unit:
        assert unit.applications.get(application.id) == application


def test_a_reason_is_not_kept_where_the_age_is_ground_enough(desk, applicant):
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲", "行动不便")
    assert (application.ground, application.reason) == (Ground.AGED_60, None)


def test_a_document_that_tells_no_age_needs_the_birth_date(desk, applicant):
    passport = others()[5]
    with pytest.raises(RelativeAgeUnknown):
        desk.desk.apply(applicant.id, passport, "祖母")
    with pytest.raises(NumberInFuture):
        desk.desk.apply(applicant.id, replace(passport, own_birth_date=date(2027, 1, 1)), "祖母")
    old = replace(passport, own_birth_date=date(1950, 2, 28))
    assert desk.desk.apply(applicant.id, old, "祖母").ground is Ground.AGED_60


def test_an_application_that_is_incomplete_is_refused(desk, applicant):
    child = born("2015-01-01")
    for relation, reason, kind in (
        ("", "", RelationMissing),
        (" \t", "", RelationMissing),
        ("长" * 65, "", TextTooLong),
        ("女\x00儿", "", TextUnusable),
        ("女儿", "长" * 201, TextTooLong),
        ("女儿", "原\x07因", TextUnusable),
    ):
        with pytest.raises(kind):
            desk.desk.apply(applicant.id, child, relation, reason)
    with pytest.raises(NumberMissing):
        desk.desk.apply(applicant.id, Person("小宝", None, "137"), "女儿")
    with pytest.raises(ApplicationForSelf):
        desk.desk.apply(applicant.id, APPLICANT, "本人", "生病")
    assert desk.count("application") == 0


# --- children under the guardian's number ---------------------------------------------------------


def child_of(guardian: Person, name: str, day: date = date(2024, 2, 29)) -> Person:
    return Person(
        name,
        guardian.document,
        own_birth_date=day,
        own_sex=Sex.FEMALE,
        guardian_number=True,
    )


def test_several_children_of_one_guardian_have_codes_of_their_own(desk, applicant):
    codes = []
    for name in ("小明", "小红"):
        application = desk.desk.apply(applicant.id, child_of(APPLICANT, name), "子女")
        desk.approve(application.id)
        codes.append(desk.desk.draw_for(application.id))
        desk.clock.advance(1)
    own = desk.desk.draw(applicant.id)
    assert len({each.code.text for each in (*codes, own)}) == 3
    read = desk.verify(codes[0].code.text)
    assert read.person.guardian_number
    assert read.person.name == "小明"
    assert read.person.birth_date == date(2024, 2, 29)
    assert read.person.relative == Relative("子女", Ground.UNDER_18)
    view = desk.desk.find(APPLICANT.document)
    assert [row.application.person.person.name for row in view.relatives] == ["小明", "小红"]
    assert view.person.person == APPLICANT


def test_a_guardians_number_needs_a_birth_date_and_is_not_for_adults(desk, applicant):
    with pytest.raises(RelativeAgeUnknown):
        desk.desk.apply(
            applicant.id, Person("小明", APPLICANT.document, guardian_number=True), "儿子"
        )
    grown = child_of(APPLICANT, "大明", date(1950, 1, 1))
    with pytest.raises(GuardianNumberNotAllowed):
        desk.desk.apply(applicant.id, grown, "儿子", "无证件")


# --- approval ------------------------------------------------------------------------------------


def test_nothing_is_drawn_before_somebody_else_approved(desk, applicant):
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    with pytest.raises(ApplicationNotApproved):
        desk.desk.draw_for(application.id)
    with pytest.raises(NotPermitted):
        desk.desk.decide(application.id, True)
    assert desk.desk.find(APPLICANT.document).relatives[0].code is None
    desk.sign_in(COORDINATOR)
    assert desk.desk.pending() == [application]
    approved = desk.desk.decide(application.id, True)
    assert approved.status is ApplicationStatus.APPROVED
    assert approved.decided_by == desk.access.actor
    assert desk.desk.pending() == []
    with pytest.raises(ApplicationDecided):
        desk.desk.decide(application.id, False)
    desk.sign_in(DESK_CLERK)
    drawn = desk.open().desk.draw_for(application.id)
    assert drawn.fresh
    assert drawn.person.relative == Relative("母亲", Ground.AGED_60)
    read = desk.verify(drawn.code.text)
    assert (read.person, read.entry_mode) == (drawn.person, EntryMode.RELATIVE)
    assert desk.desk.draw_for(application.id) == replace(drawn, fresh=False)
    (row,) = desk.desk.find(APPLICANT.document).relatives
    assert (row.application, row.code) == (approved, drawn.code)
    # The relative's own code is another one.
    assert desk.desk.find(born("1950-01-01").document).own_code is None


def test_once_approved_codes_are_drawn_again_and_again(desk, clock, applicant):
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    desk.approve(application.id)
    first = desk.desk.draw_for(application.id)
    clock.advance(30 * 86_400)
    assert desk.desk.draw_for(application.id).fresh
    lost = desk.desk.draw_for(application.id)
    new = desk.desk.replace_lost(lost.code.id)
    assert new.person.relative == first.person.relative
    assert new.code.application_id == application.id


@pytest.mark.parametrize("approved", [True, False])
def test_who_entered_an_application_does_not_decide_it(desk, applicant, approved):
    desk.sign_in(MANAGER)
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    with pytest.raises(ApprovalBySelf):
        desk.desk.decide(application.id, approved)
    desk.approve(application.id, approved)


def test_the_command_line_does_not_approve_what_it_entered(desk, applicant):
    desk.desk._work.access = Access.by_passphrase()
    desk.desk._relatives._work.access = Access.by_passphrase()
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    with pytest.raises(ApprovalBySelf):
        desk.desk.decide(application.id, True)


@pytest.mark.parametrize("member", [OPERATOR, DESK_CLERK])
def test_who_may_not_approve_is_refused(desk, applicant, member):
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    desk.sign_in(member)
    with pytest.raises(NotPermitted):
        desk.desk.decide(application.id, True)
    with pytest.raises(NotPermitted):
        desk.desk.pending()


def test_where_the_site_allows_it_is_approved_at_once(desk, applicant):
    desk.rules(approval_needed=False)
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    assert application.status is ApplicationStatus.APPROVED
    assert application.decided_by is None
    assert desk.desk.draw_for(application.id).fresh
    assert desk.kinds()[1:] == ["relative_applied", "relative_approved", "code_drawn"]


def test_a_refused_application_can_be_made_anew(desk, applicant):
    mother = born("1950-01-01")
    refused = desk.desk.apply(applicant.id, mother, "母亲")
    with pytest.raises(ApplicationExists):
        desk.desk.apply(applicant.id, mother, "母亲")
    desk.approve(refused.id, approved=False)
    with pytest.raises(ApplicationNotApproved):
        desk.desk.draw_for(refused.id)
    desk.clock.advance(1)
    again = desk.desk.apply(applicant.id, mother, "岳母")
    (row,) = desk.desk.find(APPLICANT.document).relatives
    assert row.application == again
    desk.approve(again.id)
    with pytest.raises(ApplicationExists):
        desk.desk.apply(applicant.id, mother, "母亲")


def test_two_applicants_may_draw_for_one_relative(desk, applicant):
    mother = born("1950-01-01")
    other = desk.enrol(resident(31)).person
    for who in (applicant, other):
        application = desk.desk.apply(who.id, mother, "母亲")
        desk.approve(application.id)
        assert desk.desk.draw_for(application.id).fresh
    assert desk.count("desk_person") == 3


# --- growing up ----------------------------------------------------------------------------------


def test_from_the_18th_birthday_on_nothing_new_is_drawn_for_a_child(desk, clock, applicant):
    child = born("2008-12-01")
    application = desk.desk.apply(applicant.id, child, "儿子")
    desk.approve(application.id)
    at_noon(clock, "2026-11-30")
    drawn = desk.desk.draw_for(application.id)
    at_noon(clock, "2026-12-01")
    # What was drawn in time stays valid, and showing it draws nothing.
    assert desk.desk.draw_for(application.id).code == drawn.code
    with pytest.raises(RelativeNotAllowed) as error:
        desk.desk.replace_lost(drawn.code.id)
    assert error.value.params == {"age": 18}
    assert desk.desk.draw_for(application.id).code == drawn.code
    at_noon(clock, "2026-12-31")
    with pytest.raises(RelativeNotAllowed):
        desk.desk.draw_for(application.id)
    assert desk.desk.apply(applicant.id, child, "儿子", "住院").ground is Ground.SPECIAL_GROUP
    (row,) = desk.desk.find(APPLICANT.document).relatives
    assert row.application.status is ApplicationStatus.PENDING
    assert desk.kinds()[-2:] == ["relative_refused", "relative_applied"]


def test_a_child_who_came_of_age_meanwhile_is_not_approved(desk, clock, applicant):
    application = desk.desk.apply(applicant.id, born("2008-12-01"), "儿子")
    at_noon(clock, "2026-12-01")
    with pytest.raises(RelativeNotAllowed):
        desk.approve(application.id)
    assert desk.approve(application.id, approved=False).status is ApplicationStatus.REFUSED


def test_the_audit_trail_names_applications_and_nobody(desk, applicant):
    application = desk.desk.apply(applicant.id, born("1950-01-01"), "母亲")
    desk.approve(application.id)
    drawn = desk.desk.draw_for(application.id)
    name = str(application.id)
    assert desk.audit()[1:] == [
        ("relative_applied", {"application": name, "ground": 2}),
        ("relative_approved", {"application": name}),
        (
            "code_drawn",
            {
                "application": name,
                "code": str(drawn.code.id),
                "person": str(application.person.id),
                "kid": drawn.code.kid.hex(),
                "cti": drawn.code.cti.hex(),
            },
        ),
    ]
