"""After a morning with an export nothing in the data folder can be read of a person."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from station.demo.people import child, newborn, others, resident
from station.demo.site import MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.documents import DocumentType
from station.domain.person import Person
from station.domain.registration import WithdrawReason
from station.domain.staff import Role
from station.export.faults import ExportCancelled
from station.logs import open_log
from station.services.entry import TypedEntry

STAFF = ("王一登记", "李二采样")
PIN, WRONG_WHO, WRONG_PIN = "804219630257", "错打的人", "519372846051"
TYPED = replace(resident(70), phone="13812345678")
WITHDRAWN, EXPIRED, UNDONE = resident(71), resident(72), resident(73)
# Fewer bytes than this come up by chance in a few hundred kilobytes of cipher.
FEWEST_BYTES = 6


def secrets_of(person: Person) -> Iterator[str]:
    yield person.name
    if person.document is not None:
        yield person.document.number
        yield person.document.number.lower()
    if person.phone is not None:
        yield person.phone


def shapes(text: str) -> Iterator[bytes]:
    """Yield ``text`` as it would stand in a file if nobody had sealed it."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = text.encode(encoding)
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
    if text.isascii():
        return
    yield text.encode("unicode_escape")
    yield text.encode("gb18030")


def readable(folder: Path, texts: set[str]) -> list[str]:
    """Return the files under ``folder`` in which one of ``texts`` can be read."""
    wanted = {shape for text in texts for shape in shapes(text) if len(shape) >= FEWEST_BYTES}
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(shape in content for shape in wanted):
            found.append(str(path.relative_to(folder)))
    return found


@pytest.fixture
def log(folder) -> Iterator[None]:
    opened = open_log(folder.logs)
    logging.getLogger("station").setLevel(logging.DEBUG)
    yield
    logging.getLogger("station").setLevel(logging.NOTSET)
    opened.close()


def work_a_morning(booth) -> set[str]:
    """Meet all kinds of persons and refusals; return every text that is theirs."""
    name, sampler = STAFF
    pin = booth.uses.staff.hashed(PIN)
    booth.sign_in(MANAGER).uses.staff.add(name, {Role.OPERATOR}, "", pin)
    assert isinstance(booth.try_in(WRONG_WHO, WRONG_PIN), out.Refused)
    assert isinstance(booth.try_in(name, WRONG_PIN), out.Refused)
    assert isinstance(booth.try_in(name, PIN, sampler), out.SignedIn)
    met = [*(resident(index) for index in range(12)), child(14), *others()]
    for index, person in enumerate(met):
        if booth.session.pooled is None:
            booth.tube(index)
        assert isinstance(booth.person(person), out.Registered)
    booth.person(met[0])
    booth.uses.register.answer(True)
    booth.tube(100)
    booth.person(EXPIRED, now=booth.clock.now().replace(month=10, day=1))
    assert isinstance(booth.person(UNDONE), out.Registered)
    booth.uses.operate.undo()
    last = booth.person(WITHDRAWN).registration
    booth.uses.operate.withdraw(last.id, WithdrawReason.REFUSED_SWAB, True)
    entry = TypedEntry(DocumentType.RESIDENT_ID, TYPED.document.number, TYPED.name, TYPED.phone)
    assert isinstance(booth.uses.register.enter(entry).outcome, out.Registered)
    born = newborn()
    entry = TypedEntry(DocumentType.NONE, "", born.name, born.phone, "newborn")
    assert isinstance(booth.uses.register.enter(entry).outcome, out.Registered)
    wrong = TypedEntry(DocumentType.RESIDENT_ID, "110105194912310021", "错号先生")
    booth.uses.register.enter(wrong)
    booth.read("姓名：张三丰 13911112222")
    persons = [*met, EXPIRED, UNDONE, WITHDRAWN, TYPED, born]
    texts = {text for person in persons for text in secrets_of(person)}
    texts |= {*STAFF, PIN, WRONG_WHO, WRONG_PIN, OPERATOR.name, OPERATOR.badge}
    texts |= {"110105194912310021", "错号先生", "张三丰", "13911112222"}
    return texts | {code[-80:] for code in booth.codes.values()}


def test_a_text_that_lies_open_would_be_found(tmp_path):
    for index, shape in enumerate(shapes(resident(1).document.number)):
        (tmp_path / f"{index}").write_bytes(b"\0" + shape + b"\0")
    found = readable(tmp_path, {resident(1).document.number})
    assert len(found) == len(list(tmp_path.iterdir()))


def test_nothing_of_a_person_can_be_read_in_the_data_folder(booth, log, tmp_path):
    texts = work_a_morning(booth)
    data = booth.folder.root
    assert (data / "station.db-wal").stat().st_size > 0
    assert readable(data, texts) == []
    booth.uses.operate.seal()
    batch = booth.uses.boxes.box("BX0001", booth.uses.booth.view().batch_tubes).batch
    cancel = Event()
    with pytest.raises(ExportCancelled):
        booth.uses.exporter.write(batch.number, tmp_path, lambda done, all: cancel.set(), cancel)
    exported = booth.uses.exporter.write(batch.number, tmp_path, lambda done, rows: None)
    booth.uses.boxes.exported(exported)
    assert readable(data, texts) == []
    booth.close()
    assert readable(data, texts) == []
    assert list((data / "work").iterdir()) == []
