"""Trust lists that come to a running console: by themselves, or brought by who may."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from station.credential.refusals import TrustOfOtherRoot, TrustRefusal
from station.credential.trust import TrustList
from station.domain.ports import Clock
from station.domain.staff import Permission
from station.errors import MachineFault, StationError
from station.services.access import Access
from station.services.trust_in_force import TrustInForce, TrustWay
from station.services.trust_view import TrustView, trust_view

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfferedList:
    """A list that was found. ``content`` is the list once it was opened, or why it is none."""

    raw: bytes = field(repr=False)
    way: TrustWay
    content: TrustList | TrustRefusal


@dataclass(frozen=True, slots=True)
class TrustNews:
    """What came of a list: ``view`` is of the list in force now; ``refused`` is why the one that
    came is not it, None if it is."""

    view: TrustView
    refused: StationError | None = None


class TrustOffice:
    """Takes lists while the console runs. But for `open`, only the worker thread calls it."""

    def __init__(self, trust: TrustInForce, access: Access, clock: Clock) -> None:
        self._trust = trust
        self._access = access
        self._clock = clock

    def view(self) -> TrustView:
        """Return what is in force, for the window."""
        return trust_view(self._trust.present, self._trust.last_refused())

    def at_start(self) -> TrustNews:
        """Return what is in force after the start, with why the file there was not taken."""
        return TrustNews(self.view(), self._trust.refused_at_start)

    def open(self, raw: bytes, way: TrustWay) -> OfferedList | None:
        """Return what was found as an offer; None for what is another site's. Any thread."""
        try:
            return OfferedList(raw, way, TrustList.open(raw, self._trust.root))
        except TrustOfOtherRoot:
            return None
        except TrustRefusal as error:
            return OfferedList(raw, way, error)

    def receive(self, offers: Iterable[OfferedList]) -> tuple[list[TrustNews], list[OfferedList]]:
        """Take lists that were found at the same time and place; only the newest of them counts.

        What was judged before, in any run, is no news. Returns the news, and what a fault of the
        machine kept from being judged: it is to be offered again.
        """
        lists: list[tuple[OfferedList, TrustList]] = []
        news: list[TrustNews] = []
        again: list[OfferedList] = []
        for offer in offers:
            if isinstance(offer.content, TrustList):
                lists.append((offer, offer.content))
                continue
            try:
                news += self._refuse(offer, offer.content)
            except MachineFault as fault:
                again.append(_put_off(offer, fault))
        newest = max((listed.serial for _, listed in lists), default=0)
        for offer, listed in lists:
            if listed.serial == newest:
                try:
                    news += self._take(offer, listed)
                except MachineFault as fault:
                    again.append(_put_off(offer, fault))
        return news, again

    def bring(self, raw: bytes) -> TrustNews:
        """Put in force the list that somebody chose; the same one again is as good.

        Raises `NotPermitted` and the like, a `TrustRefusal`, which is audited, or a
        `MachineFault`; the list before stays in force.
        """
        actor = self._access.need(Permission.TRUST)
        self._trust.accept(raw, self._clock.now(), TrustWay.HAND, actor)
        return TrustNews(self.view())

    # --- inside --------------------------------------------------------------------------------

    def _take(self, offer: OfferedList, listed: TrustList) -> list[TrustNews]:
        try:
            taken = self._trust.take(listed, self._clock.now(), offer.way)
        except TrustRefusal as error:
            return self._refuse(offer, error)
        return [TrustNews(self.view())] if taken else []

    def _refuse(self, offer: OfferedList, error: TrustRefusal) -> list[TrustNews]:
        if self._trust.was_judged(offer.raw):
            return []
        self._trust.refuse(error, offer.raw, self._clock.now(), offer.way)
        return [TrustNews(self.view(), error)]


def _put_off(offer: OfferedList, fault: MachineFault) -> OfferedList:
    _log.warning("a trust list could not be judged yet: %s", fault.code)
    return offer
