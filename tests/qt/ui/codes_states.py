"""The states of the codes page that `screens` draws."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog

from station.domain import outcome as out
from station.domain.code_desk import ApplicationStatus
from station.domain.desk_refusals import RelativeNotAllowed
from station.domain.documents import Document, DocumentType, NumberCheckWrong
from station.keyring.faults import PassphraseWrong
from station.services.code_list import ListFault, ListRead, ListRow, ListRowTwice
from station.ui.codes.asks import Apply, Draw, Find, ListPending, MakeList, OpenIssuer, ReadList
from station.ui.main_window import MainWindow
from tests.qt.ui import booth, codes

STATES = (
    *("closed", "idle", "family", "fresh", "typing", "unknown", "passport", "list", "drawing"),
    *("waiting", "coordinator", "refused_read", "open", "wrong", "apply", "apply_refused"),
    *("apply_child", "decide", "lost", "pending"),
)


def show(made: MainWindow, desk: codes.RecordingCodesDesk, state: str) -> None:
    """Bring ``made`` into ``state``."""
    member = codes.COORDINATOR if state == "coordinator" else codes.MANAGER
    if state in ("closed", "idle", "family"):
        member = codes.CLERK
    made.take_report(booth.report(out.Ignored(), member=member))
    made.pages.bring("codes")
    pending = [
        codes.application(codes.FATHER, "父亲", ApplicationStatus.PENDING, "卧床，无法独立申领"),
        codes.application(codes.CHILD, "女儿", ApplicationStatus.PENDING, applied_by=member.id),
    ]
    for asked in desk.all(ListPending):
        desk.take(asked, pending)
    if state in ("closed", "coordinator"):
        return
    if state in ("open", "wrong"):
        made.codes.open_desk()
        if state == "wrong":
            dialog = dialog_of(made)
            dialog.file.edit.setText("/media/stick/领码处.issuer")
            dialog.passphrase.setText("not this one")
            dialog.ok.click()
            desk.take_failure(desk.last(OpenIssuer), PassphraseWrong())
        return
    desk.open()
    _STATES.get(state, _nothing)(made, desk)
    if state == "pending":
        made.codes.open_pending()
        desk.take(desk.last(ListPending), pending)


def dialog_of(made: MainWindow) -> QDialog | None:
    return next((each for each in made.findChildren(QDialog) if each.isVisible()), None)


def _nothing(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    """The desk as it was opened."""


def _family(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.flow.find(codes.OWN.person.document)
    desk.take(desk.last(Find), codes.family())


def _fresh(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.flow.find(codes.OWN.person.document)
    desk.take(desk.last(Find), codes.alone())
    made.codes.flow._act(made.codes.person.model.row(0))
    desk.take(desk.last(Draw), codes.drawn())


def _typing(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.person.number.setText("31011519900307")


def _unknown(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.flow.find(codes.OWN.person.document)
    desk.take(desk.last(Find), None)


def _passport(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.flow.find(Document(DocumentType.PASSPORT, "E12345678"))
    desk.take(desk.last(Find), None)
    made.codes.person.form._submit()


def _list(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _family(made, desk)
    made.codes.lists.read(Path("独居老人名单.xlsx"))
    rows = tuple(ListRow(row, codes.OWN.person) for row in range(2, 128))
    faults = (
        ListFault(17, NumberCheckWrong(expected="3", found="8")),
        ListFault(90, ListRowTwice(row=12)),
    )
    desk.take(desk.last(ReadList), ListRead(rows, faults))


def _drawing(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _list(made, desk)
    made.codes.lists.make(Path("out.pdf"))
    desk.tell_progress(desk.last(MakeList), 180, 252)


def _waiting(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.next_person()


def _refused_read(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    made.codes.reads._refuse("codes.read.code")


def _apply(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _family(made, desk)
    made.codes.apply()
    dialog = dialog_of(made)
    dialog.name.setText("张桂琴")
    dialog.number.setText(codes.MOTHER.person.document.number)


def _apply_refused(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _apply(made, desk)
    dialog = dialog_of(made)
    dialog.number.setText(codes.FATHER.person.document.number)
    dialog.relation.setEditText("父亲")
    dialog.ok.click()
    desk.take_failure(desk.last(Apply), RelativeNotAllowed(age=58))


def _apply_child(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _family(made, desk)
    made.codes.apply()
    dialog = dialog_of(made)
    dialog.name.setText("张小妹")
    dialog.type.setCurrentIndex(dialog.type.count() - 1)
    dialog.born.setText("20250102")


def _decide(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _family(made, desk)
    made.codes.flow._act(made.codes.person.model.row(3))


def _lost(made: MainWindow, desk: codes.RecordingCodesDesk) -> None:
    _family(made, desk)
    made.codes.lost()


_STATES = {
    "family": _family,
    "fresh": _fresh,
    "typing": _typing,
    "unknown": _unknown,
    "passport": _passport,
    "list": _list,
    "drawing": _drawing,
    "waiting": _waiting,
    "refused_read": _refused_read,
    "apply": _apply,
    "apply_refused": _apply_refused,
    "apply_child": _apply_child,
    "decide": _decide,
    "lost": _lost,
}
