"""What changed from version to version of a batch's sheet, as a workbook of its own.

One list of the persons who were withdrawn after they had been handed over, one of the tubes whose
number of persons or status is another since. The laboratory need not compare whole sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from station.domain.batch import Batch
from station.domain.registration import WithdrawReason
from station.domain.sheet import ChangedTube, GonePerson, SheetChanges
from station.export.book import Book
from station.export.columns import Kind
from station.export.digest import Row
from station.export.layout import Heading, Layout, WrittenSheet
from station.export.rows import SiteFacts, document_type, moment, tube_remark, tube_status

_REASONS = {
    WithdrawReason.UNDONE: "撤销 UNDONE",
    WithdrawReason.WRONG_PERSON: "人登记错了 WRONG_PERSON",
    WithdrawReason.WRONG_TUBE: "管用错了 WRONG_TUBE",
    WithdrawReason.REFUSED_SWAB: "受检者拒绝采样 REFUSED_SWAB",
    WithdrawReason.SWAB_SPOILED: "拭子污染或损坏 SWAB_SPOILED",
    WithdrawReason.TUBE_VOID: "整管作废 TUBE_VOID",
}
_SWAB_IS_IN, _SWAB_IS_NOT_IN = "是 YES", "否 NO"


def _list(key: str, chinese: str, *columns: tuple[str, str, Kind, int]) -> Layout:
    headings = (Heading(name, f"{text} {name}", kind, width) for name, text, kind, width in columns)
    return Layout(key, f"{chinese} {key}", tuple(headings))


WITHDRAWN = _list(
    "Withdrawn",
    "作废人员",
    ("Version", "版本", Kind.INTEGER, 8),
    ("TubeBarcode", "样本管条码", Kind.TEXT, 20),
    ("PosInTube", "管内序号", Kind.INTEGER, 8),
    ("Name", "姓名", Kind.TEXT, 20),
    ("IDType", "证件类型", Kind.TEXT, 26),
    ("IDNo", "证件号码", Kind.TEXT, 22),
    ("Reason", "作废原因", Kind.TEXT, 26),
    ("WithdrawnAt", "作废时间", Kind.TEXT, 26),
    ("SwabInTube", "拭子已在管内", Kind.TEXT, 12),
)
CHANGED_TUBES = _list(
    "ChangedTubes",
    "变更管",
    ("Version", "版本", Kind.INTEGER, 8),
    ("TubeBarcode", "样本管条码", Kind.TEXT, 20),
    ("PoolSize", "混采规格", Kind.INTEGER, 8),
    ("CountBefore", "原人数", Kind.INTEGER, 8),
    ("CountNow", "现人数", Kind.INTEGER, 8),
    ("StatusBefore", "原状态", Kind.TEXT, 10),
    ("StatusNow", "现状态", Kind.TEXT, 10),
    ("Remark", "备注", Kind.TEXT, 30),
)


def write_change_sheet(
    path: Path, batch: Batch, site: SiteFacts, changes: Sequence[SheetChanges], at: datetime
) -> tuple[WrittenSheet, ...]:
    """Write the changes of each version to ``path``; return what the sheets were given.

    ``Version`` is the first one that has the change. Its passing files lie beside it. ``at``
    (aware) is the date in the properties. Raises `ExportTextUnusable` and OSError.
    """
    name = f"{batch.number} v{batch.version}"
    book = Book(path.parent, f"{name} 变更 changes", at, f"批次 Batch {name} 变更 changes")
    try:
        withdrawn, tubes = book.sheet(WITHDRAWN), book.sheet(CHANGED_TUBES)
        for change in changes:
            for gone in change.gone:
                withdrawn.append(_withdrawn(change.version, gone, site))
            for changed in change.tubes:
                tubes.append(_changed(change.version, changed))
        return book.save(path)
    except BaseException:
        book.abandon()
        raise


def _withdrawn(version: int, gone: GonePerson, site: SiteFacts) -> Row:
    registration = gone.person.registration
    person = registration.person
    return (
        version,
        gone.person.tube.barcode.text,
        registration.place,
        person.name,
        document_type(person),
        "" if person.document is None else person.document.number,
        _REASONS[gone.reason],
        moment(gone.withdrawn_at, site),
        _SWAB_IS_IN if gone.swab_is_in else _SWAB_IS_NOT_IN,
    )


def _changed(version: int, changed: ChangedTube) -> Row:
    before, now = changed.before.tube, changed.after.tube
    return (
        version,
        now.barcode.text,
        now.pool_size,
        before.count,
        now.count,
        tube_status(before),
        tube_status(now),
        tube_remark(now),
    )
