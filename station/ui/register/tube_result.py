"""What the result card shows of tubes, boxes and keys. No Qt."""

from __future__ import annotations

from station.domain import outcome as out
from station.domain.outcome import Outcome
from station.domain.tube import Slot, Tube, TubeStatus
from station.ui.result_shown import Field, Kind, ResultShown, Sound, code_text, next_field
from station.ui.words import Words


def show_tube_outcome(outcome: Outcome, words: Words) -> ResultShown | None:
    match outcome:
        case out.TubeOpened(tube):
            single = tube.slot is Slot.SINGLE
            next_key = "result.opened.next_single" if single else "result.scan_person"
            return ResultShown(
                Kind.INFO,
                words("result.opened.title"),
                (*_tube(tube, words), next_field(words(next_key), words)),
            )
        case out.TubeSealed(tube):
            note = words("result.sealed.short") if tube.is_short else ""
            return ResultShown(
                Kind.OK,
                words("result.sealed.title"),
                (
                    _barcode(tube, words),
                    Field(words("result.field.held"), f"{tube.count} / {tube.pool_size}"),
                    next_field(words("result.scan_tube"), words),
                ),
                note=note,
                sound=Sound.TUBE_FULL,
            )
        case out.TubeDropped(tube):
            void = tube.status is TubeStatus.VOID
            key = "voided" if void else "dropped"
            return ResultShown(
                Kind.WARN if void else Kind.INFO,
                words(f"result.{key}.title"),
                (_barcode(tube, words), next_field(words(f"result.{key}.next"), words)),
            )
        case out.SingleReady():
            return _plain(Kind.INFO, "single_ready", words)
        case out.PoolChosen(size):
            return ResultShown(
                Kind.INFO,
                words("result.pool_chosen.title", pool=words.pool(size)),
                (next_field(words("result.pool_chosen.next"), words),),
            )
        case _:
            return None


def show_box_outcome(outcome: Outcome, words: Words) -> ResultShown | None:
    match outcome:
        case out.Cancelled(what):
            return None if what == "nothing" else _plain(Kind.INFO, f"cancelled_{what}", words)
        case out.BoxRead(box_code):
            return ResultShown(
                Kind.INFO,
                words("result.box_read.title"),
                (
                    Field(words("result.field.box"), box_code, mono=True),
                    next_field(words("result.box_read.next"), words),
                ),
            )
        case out.BatchBoxed(batch):
            return ResultShown(
                Kind.OK,
                words("result.boxed.title"),
                (
                    Field(words("result.field.batch"), batch.number, mono=True),
                    Field(words("result.field.box"), batch.box_code or "", mono=True),
                    next_field(words("result.boxed.next"), words),
                ),
                sound=Sound.REGISTERED,
            )
        case out.BatchExported(batch):
            return ResultShown(
                Kind.OK,
                words("result.exported.title"),
                (
                    Field(words("result.field.batch"), batch.number, mono=True),
                    next_field(words("result.exported.next"), words),
                ),
                sound=Sound.REGISTERED,
            )
        case _:
            return None


def _plain(kind: Kind, key: str, words: Words) -> ResultShown:
    step = next_field(words(f"result.{key}.next"), words)
    return ResultShown(kind, words(f"result.{key}.title"), (step,))


def _tube(tube: Tube, words: Words) -> tuple[Field, Field]:
    return _barcode(tube, words), Field(words("result.field.pool"), words.pool(tube.pool_size))


def _barcode(tube: Tube, words: Words) -> Field:
    return Field(words("result.field.tube"), code_text(tube.barcode), mono=True)
