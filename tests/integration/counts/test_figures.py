"""Every figure against a plain recount, and the list behind it against the figure."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median_low
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.domain.figure_tables import FigureCell, Form, all_tables, summary
from station.domain.figures import Figures
from station.domain.ids import new_id
from station.domain.portion import DaysUnusable, Portion, Scope, Stage
from station.keyring.site_secrets import SiteSecrets
from station.storage.database import Database, open_database
from tests.made_days import MadeDays, MadePerson, MadeTube, local_day, made_days, write_days

BEGIN = datetime(2026, 10, 23, 12, tzinfo=UTC)
SPAN = timedelta(days=4)
# Summer time ends there within the four days, by an hour and by half of one.
ZONES = ("Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo")
SPRING = datetime(2026, 10, 2, 12, tzinfo=UTC)
BEGINS = {"Australia/Lord_Howe": SPRING, "Europe/Berlin": BEGIN}


def secrets() -> SiteSecrets:
    return SiteSecrets(
        site_id="site-1",
        master_keys={1: os.urandom(32)},
        current_version=1,
        reading_keys=(os.urandom(32),),
        root_public_key=os.urandom(32),
        least_trust_serial=7,
    )


class Counted:
    """A database of made-up days, counted by the program and by hand."""

    def __init__(self, database: Database, made: MadeDays) -> None:
        self._database = database
        self.made = made

    def figures(self, scope: Scope) -> Figures:
        with self._database.reading() as unit:
            booths = unit.counts.booths() if scope.booth is None else [scope.booth]
            return Figures.of(scope, BEGIN, unit.counts.cells(scope), booths)

    def rows(self, portion: Portion, limit: int) -> list[object]:
        """Return all rows behind a figure, page by page."""
        rows: list[object] = []
        after = None
        with self._database.reading() as unit:
            while True:
                page = unit.counts.page(portion, after, limit)
                rows += page.rows
                after = page.after
                if after is None:
                    return rows

    # --- by hand --------------------------------------------------------------------------------

    def _in(self, scope: Scope, booth: str, at: datetime) -> bool:
        day = local_day(at, self.made.zone)
        return scope.first <= day <= scope.last and scope.booth in (None, booth)

    def persons(self, scope: Scope) -> list[MadePerson]:
        return [
            each
            for each in self.made.persons
            if not each.withdrawn and self._in(scope, each.booth, each.at)
        ]

    def tubes(self, scope: Scope) -> list[tuple[MadeTube, int]]:
        """The tubes that count, with the persons in each."""
        held = Counter(each.tube for each in self.made.persons if not each.withdrawn)
        return [
            (each, held[number])
            for number, each in enumerate(self.made.tubes)
            if each.status in ("open", "sealed") and self._in(scope, each.booth, each.at)
        ]

    def stage(self, tube: MadeTube) -> Stage:
        if tube.status == "open":
            return Stage.OPEN
        if tube.out:
            return Stage.OUT
        assert tube.batch is not None
        batch = self.made.batches[tube.batch]
        if batch.exported_at is not None:
            return Stage.HANDED_OVER
        return Stage.SEALED if batch.status == "open" else Stage.BOXED

    def refusals(self, scope: Scope) -> list[tuple[str, datetime, str]]:
        return [each for each in self.made.refusals if self._in(scope, each[0], each[1])]


@contextmanager
def counted(
    folder: Path, seed: int, zone: str, tubes: int = 60, shown_in: str | None = None
) -> Iterator[Counted]:
    vault = secrets().field_vault()
    path = folder / f"{new_id(BEGIN)}.db"
    database = open_database(path, vault, zone=ZoneInfo(shown_in or zone), busy_seconds=1.0)
    try:
        begin = BEGINS.get(zone, BEGIN)
        rng = random.Random(seed)
        made = made_days(rng, ZoneInfo(zone), ("01", "02", "10"), begin, SPAN, tubes)
        write_days(path, made, lambda row_id: vault.seal("registration", row_id, "name", "张三丰"))
        yield Counted(database, made)
    finally:
        database.close()


def compare(site: Counted, scope: Scope) -> Figures:
    """Count by the program and by hand; fail where they differ."""
    figures = site.figures(scope)
    persons, tubes, refusals = site.persons(scope), site.tubes(scope), site.refusals(scope)
    zone = site.made.zone
    total = figures.total
    assert (total.persons, total.tubes, total.refusals) == tuple(
        len(each) for each in (persons, tubes, refusals)
    )
    hours = Counter(each.at.astimezone(zone).hour for each in persons)
    assert figures.persons_by_hour == tuple(hours[hour] for hour in range(24))
    hours = Counter(each.at.astimezone(zone).hour for each, _ in tubes)
    assert figures.tubes_by_hour == tuple(hours[hour] for hour in range(24))
    assert figures.persons_by_day == Counter(local_day(each.at, zone) for each in persons)
    assert figures.tubes_by_day == Counter(local_day(each.at, zone) for each, _ in tubes)
    modes = Counter(each.mode for each in persons)
    assert {mode.value: count for mode, count in figures.modes.items() if count} == modes
    assert total.typed == modes["TYPED"] + modes["NODOC"]
    stages = Counter(site.stage(each) for each, _ in tubes)
    assert {stage: count for stage, count in figures.stages.items() if count} == stages
    assert figures.reasons == Counter(reason for _, _, reason in refusals)
    sealed = [(each, held) for each, held in tubes if each.status == "sealed"]
    assert figures.partial == sum(held < each.pool_size for each, held in sealed)
    for kind in figures.kinds:
        own = [(each, held) for each, held in sealed if each.pool_size == kind.pool_size]
        assert kind.tubes == sum(each.pool_size == kind.pool_size for each, _ in tubes)
        assert (kind.sealed, kind.held) == (len(own), sum(held for _, held in own))
    paces = sorted(each.pace for each in persons if each.pace is not None)
    assert total.pace.persons == len(paces)
    assert total.pace.median == (median_low(paces) if paces else None)
    assert total.pace.p90 == (paces[-(-len(paces) * 9 // 10) - 1] if paces else None)
    waiting = [
        each
        for each in site.made.tubes
        if each.status == "sealed"
        and site.stage(each) in (Stage.SEALED, Stage.BOXED)
        and local_day(each.at, zone) <= scope.last
        and scope.booth in (None, each.booth)
    ]
    assert figures.waiting == len(waiting)
    assert figures.oldest == min((each.sealed_at for each in waiting), default=None)
    for booth in figures.booths:
        assert booth.persons == sum(each.booth == booth.number for each in persons)
        assert booth.tubes == sum(each.booth == booth.number for each, _ in tubes)
        assert booth.refusals == sum(each[0] == booth.number for each in refusals)
        own_paces = sorted(
            each.pace for each in persons if each.booth == booth.number and each.pace is not None
        )
        assert booth.pace.median == (median_low(own_paces) if own_paces else None)
    return figures


def open_all(site: Counted, figures: Figures, limit: int) -> None:
    cells: list[FigureCell] = [*summary(figures).values()]
    for table in all_tables(figures):
        cells += [cell for line in table.lines for cell in line.cells]
    for cell in cells:
        rows = site.rows(cell.behind, limit)
        assert len(set(rows)) == len(rows)
        assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
        if cell.form is Form.COUNT:
            assert len(rows) == cell.value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counted")


SCOPES = st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from((None, "02", "10", "77")))


@pytest.mark.parametrize("zone", [*ZONES, "Australia/Lord_Howe"])
def test_all_figures_are_what_counting_by_hand_gives(folder: Path, zone: str) -> None:
    with counted(folder, 7, zone) as site:
        first = local_day(BEGINS.get(zone, BEGIN), site.made.zone)

        @settings(
            max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(SCOPES)
        def check(given_scope: tuple[int, int, str | None]) -> None:
            begin, length, booth = given_scope
            day = first + timedelta(days=begin)
            compare(site, Scope(day, day + timedelta(days=length), booth))

        check()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"])
@pytest.mark.parametrize("booth", [None, "02"])
def test_the_list_behind_each_figure_has_as_many_rows(
    folder: Path, zone: str, booth: str | None
) -> None:
    with counted(folder, 8, zone, tubes=40) as site:
        first = local_day(BEGINS.get(zone, BEGIN), site.made.zone)
        for scope in (Scope(first, first + timedelta(days=5), booth), Scope.of_day(first, booth)):
            open_all(site, compare(site, scope), 17)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(100, 10**6))
def test_whatever_was_made_is_counted(folder: Path, seed: int) -> None:
    with counted(folder, seed, "Asia/Shanghai", tubes=20) as site:
        first = local_day(BEGIN, site.made.zone)
        figures = compare(site, Scope(first, first + timedelta(days=4)))
        open_all(site, figures, 5)


def test_persons_are_masked_in_the_list(folder: Path) -> None:
    with counted(folder, 9, "Asia/Shanghai", tubes=10) as site:
        first = local_day(BEGIN, site.made.zone)
        figures = site.figures(Scope(first, first + timedelta(days=5)))
        rows = site.rows(summary(figures)["persons"].behind, 100)
        assert {row.name for row in rows} == {"张*丰"}
        assert "张" not in repr(rows[0])


@pytest.mark.parametrize(("first", "last"), [(5, 4), (0, 4000)])
def test_days_that_are_no_range_are_refused(first: int, last: int) -> None:
    day = date(2026, 1, 1)
    with pytest.raises(DaysUnusable):
        Scope(day + timedelta(days=first), day + timedelta(days=last))


def test_hours_of_days_that_were_another_zones_add_up_too(folder: Path) -> None:
    """A site whose zone was set anew: its days stay, their hours are told in the new zone."""
    with counted(folder, 7, "Asia/Shanghai", shown_in="America/Sao_Paulo") as site:
        scope = Scope(local_day(BEGIN, site.made.zone), local_day(BEGIN + SPAN, site.made.zone))
        figures = site.figures(scope)
        persons = site.persons(scope)
        zone = ZoneInfo("America/Sao_Paulo")
        hours = Counter(each.at.astimezone(zone).hour for each in persons)
        assert figures.persons_by_hour == tuple(hours[hour] for hour in range(24))
        assert sum(figures.persons_by_hour) == figures.total.persons == len(persons) > 0
