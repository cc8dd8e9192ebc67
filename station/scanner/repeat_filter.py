"""The repeat rule: a text that is read again while it is in view, or soon after, is one read."""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.scan import Scan, fold_text

_MOST_TEXTS = 512


@dataclass(slots=True)
class _Seen:
    at: float
    forgettable: bool = False


class RepeatFilter:
    """Remembers each text for ``window_s`` seconds after it was last seen, whoever read it.

    Texts are compared folded; times are those of the scans, so any clock will do.
    """

    def __init__(self, window_s: float = 2.0) -> None:
        self._window_s = window_s
        self._seen: dict[str, _Seen] = {}

    def admit(self, scan: Scan) -> bool:
        """Note a scan; return False if it only repeats what was just seen."""
        text = fold_text(scan.text)
        seen = self._seen.pop(text, None)
        repeats = seen is not None and scan.at - seen.at <= self._window_s
        if seen is None or not repeats:
            seen = _Seen(scan.at)
        seen.at = max(seen.at, scan.at)
        self._seen[text] = seen
        self._prune(scan.at)
        return not repeats

    def settle(self, text: str, forgettable: bool) -> None:
        """Say how a read ended; ``forgettable``: the state refused it, not its content."""
        seen = self._seen.get(fold_text(text))
        if seen is not None:
            seen.forgettable = forgettable

    def state_changed(self) -> None:
        """Forget the forgettable ones: they may be read again at once."""
        self._seen = {text: seen for text, seen in self._seen.items() if not seen.forgettable}

    def _prune(self, now: float) -> None:
        # The latest seen stand last, so the old ones are met first.
        for text, seen in list(self._seen.items()):
            if now - seen.at <= self._window_s and len(self._seen) <= _MOST_TEXTS:
                break
            del self._seen[text]
