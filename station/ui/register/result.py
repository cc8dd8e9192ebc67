"""What the result card shows of an outcome: words only, names and numbers masked. No Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from station.domain import outcome as out
from station.domain.documents import Sex
from station.domain.outcome import Outcome
from station.domain.person import Person, Relative
from station.domain.registration import Registration
from station.domain.test_code import Arrived
from station.domain.tube import SealCause, Slot, Tube, TubeStatus
from station.domain.tube_session import TubeSession
from station.ui.register.tube_result import show_box_outcome, show_tube_outcome
from station.ui.result_shown import (
    NO_BREAK,
    Field,
    Kind,
    ResultShown,
    Sound,
    code_text,
    next_field,
    who_fields,
)
from station.ui.words import Words

# A relation is an issuer's text of up to 64 characters; the note has room for a word.
LONGEST_RELATION = 12


def show_idle(session: TubeSession, words: Words) -> ResultShown:
    """Return what the booth waits for, while there is no result to show."""
    if session.waiting is not None:
        person = session.waiting.candidate.person
        return _waits(person, words.time(session.waiting.until), words)
    key = _awaited(session)
    return ResultShown(
        Kind.IDLE,
        words(f"result.idle.{key}.title"),
        (next_field(words(f"result.idle.{key}.next"), words),),
    )


def show_again(shown: ResultShown, words: Words) -> ResultShown:
    """Return a result that is shown once more: it says so in the corner, and makes no sound."""
    return replace(shown, side=words("result.again"), sound=None)


def show_outcome(
    outcome: Outcome, seconds: float, words: Words, today: date, session: TubeSession
) -> ResultShown | None:
    """Return what an outcome looks like, or None if it is no news (the card stays as it is).

    ``seconds``: from the read to the commit; ``today``: the site's date; ``session``: the booth's
    tubes after it. A refusal is shown by `station.ui.register.refused.show_refusal`, which this
    does not handle.
    """
    match outcome:
        case out.Registered():
            return _registered(outcome, seconds, words)
        case out.DuplicateAsked():
            return _asked(outcome, words, today)
        case out.DuplicateLeft():
            return ResultShown(
                Kind.INFO,
                words("result.left.title"),
                (
                    *who_fields(outcome.candidate.person, words),
                    next_field(words("result.scan_next"), words),
                ),
            )
        case out.PersonWaits():
            return _waits(outcome.candidate.person, words.time(outcome.until), words)
        case out.WaitEnded():
            return ResultShown(
                Kind.WARN,
                words("result.wait_ended.title"),
                (next_field(words("result.wait_ended.next"), words),),
                sound=Sound.REFUSED,
            )
        case out.RegistrationUndone():
            return _undone(outcome, words)
        case out.SignedIn():
            return ResultShown(
                Kind.INFO, words("result.signed_in.title"), (_next_of(session, words),)
            )
        case out.Unlocked():
            return ResultShown(
                Kind.INFO, words("result.unlocked.title"), (_next_of(session, words),)
            )
        case out.TestCodeRead(arrived):
            return _test_code(arrived, words)
        case _:
            return show_tube_outcome(outcome, words) or show_box_outcome(outcome, words)


def _awaited(session: TubeSession) -> str:
    """Return the key of what is to be scanned next while nobody waits."""
    if session.single_armed:
        return "single"
    return "tube" if session.pooled is None else "person"


def _next_of(session: TubeSession, words: Words) -> Field:
    """The next step where the outcome itself asks for none."""
    if session.waiting is not None:
        return next_field(words("result.waits.title"), words)
    return next_field(words(f"result.idle.{_awaited(session)}.title"), words)


def _test_code(arrived: Arrived, words: Words) -> ResultShown:
    """A test code is nobody's: a whole one is good news, and silent."""
    key, whole = f"result.test_{arrived.value}", arrived is Arrived.WHOLE
    return ResultShown(
        Kind.OK if whole else Kind.WARN,
        words(f"{key}.title"),
        (next_field(words(f"{key}.next"), words),),
        sound=None if whole else Sound.REFUSED,
    )


def _registered(outcome: out.Registered, seconds: float, words: Words) -> ResultShown:
    registration, tube = outcome.registration, outcome.tube
    person = registration.person
    filled = tube.status is TubeStatus.SEALED and tube.seal_cause is SealCause.FULL
    place = words("result.place", place=registration.place, size=tube.pool_size)
    return ResultShown(
        Kind.OK,
        words("result.registered.title"),
        (
            *who_fields(person, words),
            Field(words("result.field.place"), place),
            Field(words("result.field.sex_age"), _sex_age(person, registration.day, words)),
            _validity(outcome, words),
            next_field(_next_scan(tube, filled, words), words),
        ),
        side=_side(registration, seconds, words),
        note=_note(outcome, words),
        sound=Sound.TUBE_FULL if filled and tube.pool_size > 1 else Sound.REGISTERED,
    )


def _validity(outcome: out.Registered, words: Words) -> Field:
    """For how long the code is valid; where there was none, what was there in its place."""
    days = outcome.candidate.days_left
    if days is None:
        return Field(words("result.field.entry"), words.source(outcome.registration.entry_mode))
    return Field(words("result.field.validity"), words("result.days_left", days=days))


def _side(registration: Registration, seconds: float, words: Words) -> str:
    if registration.person.relative is not None:
        # The note says that a relative drew the code, and needs the room.
        return f"{seconds:.2f} s"
    return f"{words.source(registration.entry_mode)} · {seconds:.2f} s"


def _note(outcome: out.Registered, words: Words) -> str:
    notes = []
    person = outcome.registration.person
    if person.relative is not None:
        notes.append(_relative(person.relative, words))
    if outcome.registration.repeat > 1:
        notes.append(words("result.repeat", count=outcome.registration.repeat))
    if outcome.tube.slot is Slot.SINGLE:
        notes.append(words("pool.1"))
    return " · ".join(notes)


def _relative(relative: Relative, words: Words) -> str:
    relation = relative.relation
    if len(relation) > LONGEST_RELATION:
        relation = relation[: LONGEST_RELATION - 1] + "…"
    ground = words(f"result.ground.{relative.ground.name}")
    return words("result.relative", relation=relation, ground=ground)


def _next_scan(tube: Tube, filled: bool, words: Words) -> str:
    if tube.slot is Slot.SINGLE:
        return words("result.single_done")
    return words("result.full_scan_tube") if filled else words("result.scan_next")


def _asked(outcome: out.DuplicateAsked, words: Words, today: date) -> ResultShown:
    earlier = outcome.earlier
    key = "today" if earlier.day == today else "lately"
    last = words(
        "result.asked.last",
        time=words.when(earlier.registered_at, today),
        booth=words.booth(earlier.booth),
        tube=code_text(earlier.barcode),
    )
    return ResultShown(
        Kind.WARN,
        words(f"result.asked.{key}"),
        (
            Field(words("result.field.name"), words.masked_name(outcome.candidate.person)),
            Field(words("result.field.last"), last),
            Field(words("result.field.choose"), words("result.asked.choose")),
        ),
        side=words("result.asked.side"),
        sound=Sound.QUESTION,
    )


def _waits(person: Person, until: str, words: Words) -> ResultShown:
    return ResultShown(
        Kind.INFO,
        words("result.waits.title"),
        (*who_fields(person, words), next_field(words("result.waits.next"), words)),
        side=words("result.waits.until", time=until),
    )


def _undone(outcome: out.RegistrationUndone, words: Words) -> ResultShown:
    step = "reopened" if outcome.reopened else "next"
    if outcome.tube.batch_id is not None:
        step = "sealed"
    return ResultShown(
        Kind.WARN,
        words("result.undone.title"),
        (
            *who_fields(outcome.registration.person, words),
            next_field(words(f"result.undone.{step}"), words),
        ),
    )


def _sex_age(person: Person, today: date, words: Words) -> str:
    """Sex and age, so that the operator can look at the person; a dash where not known."""
    age = person.age(today)
    known = []
    if person.sex is not None:
        known.append(words("sex.male" if person.sex is Sex.MALE else "sex.female"))
    if age is not None:
        known.append(words("result.age", age=age))
    return f"{NO_BREAK}·{NO_BREAK}".join(known) or "—"
