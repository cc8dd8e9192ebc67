"""Which person codes are in view, when a decoder finds now this one, now that one."""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.scan import InView


@dataclass(slots=True)
class _Span:
    """When a text was first and last seen, in monotonic seconds."""

    first: float
    last: float


class PersonsInView:
    """Holds each person code for ``hold_s`` seconds after the frame that showed it last.

    One for all cameras of a booth; the caller says which texts are persons', folded.
    """

    def __init__(self, hold_s: float = 0.4) -> None:
        self._hold_s = hold_s
        self._held: dict[str, _Span] = {}

    def look(self, texts: frozenset[str], at: float) -> InView:
        """Note the person codes of a view at ``at``; tell what is in view.

        Somebody who went a moment ago leaves it unsure for as long as a code is held: only if
        they are seen again once the next one came are both there.
        """
        self._held = {
            text: span for text, span in self._held.items() if at - span.last <= self._hold_s
        }
        for text in texts:
            span = self._held.setdefault(text, _Span(at, at))
            # Two cameras' frames may come in another order than they were captured.
            span.last = max(span.last, at)
        if len(texts) > 1:
            return InView.SEVERAL
        others = [span for text, span in self._held.items() if text not in texts]
        if not texts or not others:
            return InView.ONE
        came = self._held[next(iter(texts))].first
        if any(other.last >= came for other in others):
            return InView.SEVERAL
        return InView.UNSURE
