"""Keys changed under an open site: who may, what came between, and what is taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest

from station.assembly import SystemClock
from station.demo.site import COORDINATOR, DESK_CLERK, MANAGER, OPERATOR, DemoMember
from station.domain.refusals import NotSignedIn
from station.domain.staff import NotPermitted, StaffMember
from station.services.access import Access, AskerLeft, ConsoleLocked
from station.services.audit_office import AuditOffice
from station.services.trust_changes import KeyKind, KeyWish, TrustChanges
from station.setup.faults import KeysChanged
from station.setup.key_office import KeyOffice
from station.setup.rotation import change_data_key
from station.setup.trust_issuing import TrustIssuing
from station.site import Site
from station.storage.resealing import ResealingCancelled
from tests.integration.setup.sites import BOOTH, MORNING, ROOT, MadeSite

NEW = "another passphrase"


def member(who: DemoMember) -> StaffMember:
    return StaffMember(UUID(int=3), who.name, who.roles)


@pytest.fixture
def made(pristine: MadeSite, tmp_path: Path) -> MadeSite:
    return pristine.copied(tmp_path)


@pytest.fixture
def site(made: MadeSite) -> Iterator[Site]:
    with closing(made.opened()) as opened:
        yield opened


@pytest.fixture
def access(site: Site) -> Access:
    access = Access()
    with site.database.reading() as unit:
        (manager,) = unit.staff.all()
    access.enter(manager)
    return access


@pytest.fixture
def office(site: Site, access: Access) -> KeyOffice:
    return KeyOffice(site, access, SystemClock())


def cases(site: Site, access: Access, folder: Path) -> dict[str, Callable[[], object]]:
    office = KeyOffice(site, access, SystemClock())
    issuing = TrustIssuing(site, access, SystemClock())
    wish = KeyWish(KeyKind.SHEETS, "03", "ab" * 32, date(2030, 1, 1))
    nothing, file = TrustChanges(), folder / "x"
    return {
        "keys seen": office.view,
        "passphrase": lambda: office.begin_passphrase(BOOTH, NEW),
        "reading key": lambda: office.begin_reading(BOOTH, add=True, drop=False),
        "data key": lambda: office.begin_data_key(BOOTH),
        "bundle made": lambda: office.begin_bundle(file, NEW, BOOTH),
        "bundle taken": lambda: office.begin_update(file, NEW, BOOTH),
        "list seen": issuing.present,
        "key listed": lambda: issuing.listed_key(wish),
        "codes read": lambda: issuing.codes_in(file),
        "list previewed": lambda: issuing.preview(nothing),
        "list issued": lambda: issuing.begin(nothing, file, ROOT, folder / "y"),
    }


@pytest.mark.parametrize("who", [OPERATOR, DESK_CLERK, COORDINATOR])
def test_only_the_manager_may(site: Site, who: DemoMember, tmp_path: Path) -> None:
    access = Access()
    access.enter(member(who))
    before = site.folder.key_file.read_bytes()
    for use_case in cases(site, access, tmp_path).values():
        with pytest.raises(NotPermitted):
            use_case()
    assert site.folder.key_file.read_bytes() == before


def test_nobody_may_while_it_is_locked_or_nobody_is_there(site: Site, tmp_path: Path) -> None:
    access = Access()
    for use_case in cases(site, access, tmp_path).values():
        with pytest.raises(NotSignedIn):
            use_case()
    access.enter(member(MANAGER))
    access.locked = True
    for use_case in cases(site, access, tmp_path).values():
        with pytest.raises(ConsoleLocked):
            use_case()


@pytest.mark.parametrize(
    ("who", "may"), [(OPERATOR, False), (DESK_CLERK, False), (COORDINATOR, True), (MANAGER, True)]
)
def test_who_may_look_into_the_trail(site: Site, who: DemoMember, may: bool) -> None:
    access = Access()
    access.enter(member(who))
    audit = AuditOffice(site.database, access)
    if may:
        assert audit.verify([]).fault is None
        page = audit.page()
        assert [line.number for line in page.lines] == list(range(page.length, 0, -1))
        assert audit.page(2).lines[0].number == 1
        assert not audit.page(2).has_older
    else:
        for use_case in (lambda: audit.verify([]), audit.page):
            with pytest.raises(NotPermitted):
                use_case()


def test_a_change_is_refused_if_its_asker_left(
    site: Site, access: Access, office: KeyOffice
) -> None:
    before = site.folder.key_file.read_bytes()
    change = office.begin_passphrase(BOOTH, NEW)
    asker = office.asker
    access.leave()
    with pytest.raises(AskerLeft):
        office.finish_passphrase(change, asker)
    assert site.folder.key_file.read_bytes() == before


def test_of_two_changes_that_were_begun_the_second_is_refused(
    site: Site, office: KeyOffice
) -> None:
    first = office.begin_reading(BOOTH, add=True, drop=False)
    second = office.begin_reading(BOOTH, add=True, drop=False)
    office.finish_reading(first, office.asker)
    with pytest.raises(KeysChanged):
        office.finish_reading(second, office.asker)
    assert len(site.reading_keys) == 2


def test_a_bundle_whose_asker_left_leaves_no_file(
    site: Site, access: Access, office: KeyOffice, tmp_path: Path
) -> None:
    new = office.begin_bundle(tmp_path / "a.bundle", NEW, BOOTH)
    assert new.path.exists()
    asker = office.asker
    access.leave()
    with pytest.raises(AskerLeft):
        office.finish_bundle(new, asker)
    assert not new.path.exists()


def test_the_command_takes_up_what_the_window_left(
    made: MadeSite, site: Site, office: KeyOffice
) -> None:
    run = office.begin_data_key(BOOTH)
    office.start_data_key(run, office.asker)
    with pytest.raises(ResealingCancelled):
        office.portion(run, cancel=True)
    site.close()
    done = change_data_key(made.folder, BOOTH, MORNING, lambda rows, of: None, Event())
    assert done.resumed
    assert done.version == 2
    with closing(made.opened()) as again:
        assert list(again.secrets.master_keys) == [2]
