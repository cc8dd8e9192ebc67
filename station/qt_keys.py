"""What the sections of keys, trust and audit ask for: slow work aside, short work on the writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from station.qt_answers import Answerer, CalledOff
from station.services.worker import Worker
from station.settings import Settings
from station.ui.keys_desk import KeysDesk
from station.ui.settings import key_asks as asks

if TYPE_CHECKING:
    from station.services.use_cases import UseCases
    from station.setup.key_office import DataKeyRun
    from station.site import Site

Made = TypeVar("Made")


class KeysKeeper(Answerer):
    """Answers a `KeysDesk`. Passphrases are tried and files written on threads aside; records are
    sealed anew on ``writer`` in portions, so that registering goes on in between.

    The code desk seals to the newest reading key as soon as there is one.
    """

    def __init__(
        self,
        desk: KeysDesk,
        site: Site,
        uses: UseCases,
        writer: Worker,
        parent: QObject | None = None,
    ) -> None:
        # What these know of is loaded with the site, not with the window.
        from station.services.audit_office import AuditOffice
        from station.setup.key_office import KeyOffice
        from station.setup.trust_issuing import TrustIssuing

        super().__init__(desk, "keys", parent)
        access, clock = uses.access, uses.booth.clock
        self._site, self._uses = site, uses
        self._settings = site.settings
        self._office = KeyOffice(site, access, clock)
        self._issuing = TrustIssuing(site, access, clock)
        self._audit = AuditOffice(site.database, access)
        self._writer = writer
        self.on_worker(
            writer,
            {
                asks.ShowKeys: lambda what: self._office.view(),
                asks.ShowList: lambda what: self._issuing.present(),
                asks.PreviewList: lambda what: self._issuing.preview(what.changes),
            },
        )
        self.aside(
            {
                asks.CheckKey: lambda what: self._issuing.listed_key(what.wish),
                asks.ReadCodes: lambda what: self._issuing.codes_in(what.path),
                asks.VerifyTrail: lambda what: self._audit.verify(what.sheets),
                asks.ShowTrail: lambda what: self._audit.page(what.before),
            }
        )
        self.here(
            {
                asks.ChangePassphrase: self._change_passphrase,
                asks.ChangeReading: self._change_reading,
                asks.ChangeDataKey: self._change_data_key,
                asks.MakeBundle: self._make_bundle,
                asks.TakeBundle: self._take_bundle,
                asks.IssueList: self._issue_list,
            }
        )

    def apply(self, settings: Settings) -> None:
        self._settings = settings

    # --- slow, then short ------------------------------------------------------------------------

    def _change_passphrase(self, what: asks.ChangePassphrase) -> None:
        office = self._office
        self._in_two(
            what, lambda: office.begin_passphrase(what.old, what.new), office.finish_passphrase
        )

    def _change_reading(self, what: asks.ChangeReading) -> None:
        office = self._office

        def finish(change: object, asker: UUID | None) -> int:
            ring = office.finish_reading(change, asker)  # type: ignore[arg-type]
            from station.assembly import desk_rules

            self._uses.codes.use_rules(desk_rules(self._site, self._settings))
            return ring.size

        self._in_two(
            what,
            lambda: office.begin_reading(what.passphrase, add=what.add, drop=what.drop),
            finish,
        )

    def _make_bundle(self, what: asks.MakeBundle) -> None:
        office = self._office
        self._in_two(
            what,
            lambda: office.begin_bundle(what.path, what.bundle_passphrase, what.passphrase),
            office.finish_bundle,
        )

    def _take_bundle(self, what: asks.TakeBundle) -> None:
        office = self._office
        self._in_two(
            what,
            lambda: office.begin_update(what.path, what.bundle_passphrase, what.passphrase),
            lambda news, asker: office.finish_update(news, asker).bundle_number,
        )

    def _issue_list(self, what: asks.IssueList) -> None:
        issuing = self._issuing

        def finish(signed: object, asker: UUID | None) -> object:
            preview = issuing.finish(signed, what.in_force, asker)  # type: ignore[arg-type]
            return preview, self._uses.trust.view() if what.in_force else None

        self._in_two(
            what,
            lambda: issuing.begin(what.changes, what.root_file, what.passphrase, what.out),
            finish,
        )

    def _in_two(
        self,
        what: object,
        begin: Callable[[], Made],
        finish: Callable[[Made, UUID | None], object],
    ) -> None:
        """Answer with ``finish`` on the writer, of what ``begin`` made aside."""
        asker = self._office.asker

        def slow() -> None:
            with self.telling(what):
                made = begin()
                self._writer.submit(lambda: self.answer(what, lambda: finish(made, asker)))

        self._go(what, slow)

    def _go(self, what: object, work: Callable[[], None]) -> None:
        if not self.threads.go(work):
            with self.telling(what):
                raise CalledOff()

    # --- the data key ----------------------------------------------------------------------------

    def _change_data_key(self, what: asks.ChangeDataKey) -> None:
        asker = self._office.asker

        def slow() -> None:
            with self.telling(what):
                run = self._office.begin_data_key(what.passphrase)
                self._writer.submit(lambda: self._start(what, run, asker))

        self._go(what, slow)

    def _start(self, what: asks.ChangeDataKey, run: DataKeyRun, asker: UUID | None) -> None:
        with self.telling(what):
            self._office.start_data_key(run, asker)
            self._portion(what, run)

    def _portion(self, what: asks.ChangeDataKey, run: DataKeyRun) -> None:
        """Seal the next portion, and let other work come in before the one after."""
        with self.telling(what):
            more = self._office.portion(run, what.cancel.is_set() or self.threads.stopping.is_set())
            self.tell_progress(what, *run.progress)
            if more:
                self._writer.submit(lambda: self._portion(what, run))
            else:
                self.answer(what, lambda: self._ended(run))

    def _ended(self, run: DataKeyRun) -> tuple[int, int]:
        changed = self._office.finish_data_key(run)
        return changed.rows, changed.unreadable
