"""What the card says of each outcome, in both languages, with nobody's name or number whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from station.credential.refusals import BadSignature, Expired
from station.domain import outcome as out
from station.domain import refusals
from station.domain.documents import NumberCheckWrong
from station.domain.outcome import Outcome
from station.domain.person import EntryMode, Ground, Relative
from station.domain.refusals import TubeUse
from station.domain.test_code import Arrived
from station.domain.tube import SealCause, Slot, TubeBarcode, TubeStatus
from station.domain.tube_session import TubeSession
from station.errors import StationError
from station.ui.register.refused import show_refusal
from station.ui.register.result import show_again, show_idle, show_outcome
from station.ui.result_shown import Kind, ResultShown, Sound
from station.ui.words import Words
from tests.qt.ui import booth

TUBE = booth.tube(4)
OUTCOMES: tuple[Outcome, ...] = (
    booth.registered(),
    booth.registered(before=9),
    booth.registered(before=0, size=1, slot=Slot.SINGLE),
    booth.registered(booth.person(relative=booth.RELATIVE), EntryMode.RELATIVE),
    booth.registered(booth.person(document=None), EntryMode.NO_DOCUMENT),
    out.TubeOpened(TUBE),
    out.TubeSealed(TUBE.seal(booth.NOW, SealCause.EARLY, booth.SHIFT.id)),
    out.TubeDropped(replace(TUBE, status=TubeStatus.DROPPED)),
    out.TubeDropped(replace(TUBE, status=TubeStatus.VOID)),
    out.PersonWaits(booth.candidate(), booth.NOW),
    booth.asked(),
    out.DuplicateLeft(booth.candidate()),
    out.RegistrationUndone(booth.registration(), TUBE, reopened=True),
    out.SingleReady(),
    out.Cancelled("single"),
    out.Cancelled("waiting"),
    out.WaitEnded(),
    out.PoolChosen(20),
    out.BoxRead("BX0001"),
    out.BatchBoxed(booth.boxed_batch()),
    out.BatchExported(booth.boxed_batch()),
    out.SignedIn(booth.SHIFT),
    *(out.TestCodeRead(arrived) for arrived in Arrived),
)


def show(outcome: Outcome, words: Words) -> ResultShown:
    shown = show_outcome(outcome, 0.084, words, booth.TODAY, booth.session())
    assert shown is not None
    return shown


def refuse(error: StationError, words: Words, person: object = None) -> ResultShown:
    return show_refusal(out.Refused(error, person), words, booth.TODAY)


def values(shown: ResultShown) -> list[str]:
    return [field.text for field in shown.fields]


def test_a_withdrawal_from_a_sealed_tube_tells_of_the_new_version(both: Words) -> None:
    sealed = TUBE.seal(booth.NOW, SealCause.EARLY, booth.SHIFT.id)
    undone = out.RegistrationUndone(booth.registration(), sealed, reopened=False)
    assert both("result.undone.sealed") in values(show(undone, both))
    assert "F9" in both("result.undone.sealed")


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda o: type(o).__name__)
def test_every_outcome_has_words_and_shows_nobody_whole(outcome: Outcome, both: Words) -> None:
    shown = show(outcome, both)

    assert shown.title
    assert shown.fields
    assert "{" not in shown.spoken
    for name, number in ((n, booth.number_of(i)) for i, (n, _) in enumerate(booth.PERSONS)):
        assert name not in shown.spoken
        assert number not in shown.spoken


@pytest.mark.parametrize(
    "outcome", [out.Ignored(), out.BoxingAsked(), out.Cancelled("nothing")], ids=str
)
def test_what_is_no_news_leaves_the_card_as_it_is(outcome: Outcome, words: Words) -> None:
    assert show_outcome(outcome, 0.0, words, booth.TODAY, booth.session()) is None


def test_a_registration_shows_person_place_age_validity_and_the_next_step(words: Words) -> None:
    shown = show(booth.registered(), words)

    assert (shown.kind, shown.title, shown.sound) == (Kind.OK, "已登记", Sound.REGISTERED)
    number = booth.number_of(0)
    assert values(shown) == [
        "张*三",
        f"310115********{number[-4:]}",
        "第 4 / 10 位",
        "男\u00a0·\u00a036 岁",
        "剩余 18 天",
        "请扫描下一位",
    ]
    assert shown.side == "核酸码 · 0.08 s"


def test_the_last_place_of_a_tube_has_its_own_sound_and_next_step(words: Words) -> None:
    shown = show(booth.registered(before=9), words)

    assert shown.sound is Sound.TUBE_FULL
    assert values(shown)[-1] == "本管已满，请扫描下一支管"


def test_a_single_tube_in_between_is_no_full_tube(words: Words) -> None:
    shown = show(booth.registered(before=0, size=1, slot=Slot.SINGLE), words)

    assert shown.sound is Sound.REGISTERED
    assert shown.note == "单采"
    assert values(shown)[-1] == "单采完成，请继续"


@pytest.mark.parametrize(
    ("ground", "word"),
    [
        (Ground.UNDER_18, "未满18周岁"),
        (Ground.AGED_60, "60周岁及以上"),
        (Ground.SPECIAL_GROUP, "特殊人群"),
    ],
)
def test_a_relatives_code_is_said_with_its_ground_beside_the_title(
    ground: Ground, word: str, words: Words
) -> None:
    whom = booth.person(relative=Relative("母亲", ground))

    assert (
        show(booth.registered(whom, EntryMode.RELATIVE), words).note == f"亲属代领（母亲，{word}）"
    )


def test_a_repeat_against_the_warning_is_said(words: Words) -> None:
    assert show(booth.registered(repeat=2), words).note == "今日第 2 次"


def test_a_person_without_a_document_has_no_number_and_no_age(words: Words) -> None:
    shown = show(booth.registered(booth.person(document=None), EntryMode.NO_DOCUMENT), words)

    assert values(shown)[1] == "无证件"
    assert values(shown)[3] == "—"
    assert (shown.fields[4].label, shown.fields[4].text) == ("登记方式", "无证件")


def test_a_card_says_that_it_was_a_card_in_place_of_a_codes_validity(both: Words) -> None:
    shown = show(booth.registered(mode=EntryMode.CARD), both)

    assert both("result.field.validity") not in [field.label for field in shown.fields]
    assert shown.fields[4].text == both.source(EntryMode.CARD)


def test_after_signing_in_the_next_step_is_what_the_booth_waits_for(words: Words) -> None:
    def next_step(session: TubeSession) -> str:
        shown = show_outcome(out.SignedIn(booth.SHIFT), 0.1, words, booth.TODAY, session)
        assert shown is not None
        return shown.fields[0].text

    assert next_step(booth.session()) == "请扫描受检者"
    assert next_step(booth.session(pooled=None)) == "请扫描采样管"
    assert next_step(booth.session(single_armed=True)) == "请扫描单采的管和人"
    assert next_step(booth.waiting_session()) == "请扫描采样管"


@pytest.mark.parametrize(
    ("arrived", "kind", "sound"),
    [
        (Arrived.WHOLE, Kind.OK, None),
        (Arrived.CASE, Kind.WARN, Sound.REFUSED),
        (Arrived.DAMAGED, Kind.WARN, Sound.REFUSED),
    ],
)
def test_a_test_code_is_no_refused_person(
    arrived: Arrived, kind: Kind, sound: Sound | None, both: Words
) -> None:
    shown = show(out.TestCodeRead(arrived), both)

    assert (shown.kind, shown.sound, shown.side) == (kind, sound, "")
    assert shown.title == both(f"result.test_{arrived.value}.title")


def test_a_result_that_is_shown_again_says_so_and_is_silent(both: Words) -> None:
    shown = show(booth.registered(), both)

    assert show_again(shown, both) == replace(shown, side=both("result.again"), sound=None)


def test_a_duplicate_shows_the_other_record_and_the_two_keys(words: Words) -> None:
    shown = show(booth.asked(), words)

    assert (shown.kind, shown.sound) == (Kind.WARN, Sound.QUESTION)
    assert shown.title == "此人今日已采样"
    spoken = shown.spoken.replace("\u00a0", " ")
    assert "09:14 · 1 号台" in spoken
    assert "3101 1500 2816" in spoken
    assert "Enter" in spoken
    assert "F12" in spoken


def test_a_duplicate_of_another_day_shows_its_date(words: Words) -> None:
    asked = out.DuplicateAsked(booth.candidate(), booth.earlier(date(2026, 11, 20)))

    shown = show(asked, words)

    assert shown.title == "此人近期已采样"
    assert "2026-11-20 09:14" in shown.spoken


def test_a_tube_sealed_early_is_marked_short(words: Words) -> None:
    sealed = out.TubeSealed(TUBE.seal(booth.NOW, SealCause.EARLY, booth.SHIFT.id))

    assert show(sealed, words).note == "未满管"


def test_an_expired_code_shows_whom_it_concerns_and_since_when(words: Words) -> None:
    whom = booth.person(1)
    error = Expired(whom, booth.NOW - timedelta(days=3))

    shown = refuse(error, words, whom)

    assert (shown.kind, shown.sound) == (Kind.BAD, Sound.REFUSED)
    assert shown.title == "未登记：核酸码已过期"
    assert values(shown) == ["李*", "2026-11-19\n过期 3 天", words.next_step(error)]
    assert shown.side == "人员未登记"


def test_a_code_that_ended_today_says_so(words: Words) -> None:
    error = Expired(booth.person(1), booth.NOW - timedelta(hours=1))

    assert "2026-11-22\n今天到期" in values(refuse(error, words, booth.person(1)))


def test_a_used_tube_shows_where_and_when(words: Words) -> None:
    used = TubeUse("01", booth.NOW - timedelta(days=3), TubeStatus.SEALED, 10)

    shown = refuse(refusals.TubeUsed(TubeBarcode("310115002816"), used), words)

    assert shown.title == "采样管已经用过"
    assert shown.side == ""
    assert "2026-11-19 10:42\n1 号台 · 已封管 · 10 人" in values(shown)


@pytest.mark.parametrize(
    ("error", "of_person"),
    [
        (BadSignature(), True),
        (NumberCheckWrong(expected="X", found="1"), True),
        (refusals.AlreadyInTube(place=3), True),
        (refusals.TwoPersons(), True),
        (refusals.NoTubeOpen(), False),
        (refusals.UnknownText(length=7), False),
        (refusals.HandoverCodeHere(), False),
        (refusals.CommandRefused(), False),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_only_a_refused_person_is_said_to_be_not_registered(
    error: StationError, of_person: bool, words: Words
) -> None:
    assert refuse(error, words).title.startswith("未登记：") is of_person


def test_the_idle_card_says_what_to_scan(words: Words) -> None:
    session = booth.session()

    assert show_idle(session, words).title == "请扫描受检者"
    assert show_idle(replace(session, pooled=None), words).title == "请扫描采样管"
    assert show_idle(replace(session, single_armed=True), words).title == "请扫描单采的管和人"
    assert "王*华" in show_idle(booth.waiting_session(), words).spoken


def test_each_kind_has_a_sign_of_its_own() -> None:
    assert len({kind.sign for kind in Kind}) == len(Kind)
