"""StationError: what a user of the console may meet.

Everything else that is raised is a bug: it is logged without personal data and shown once.
"""

from __future__ import annotations

from typing import ClassVar

Param = str | int | float


class StationError(Exception):
    """A known fault or refusal, with a stable code and the facts that its message needs.

    ``code`` names the reason; the catalogue holds ``error.<code>.title`` and ``error.<code>.next``
    (what to do) in each language. ``params`` fill the placeholders of both; they hold no name,
    document number or phone, so that an error may be logged and counted as it is.
    """

    code: ClassVar[str] = "station_error"

    def __init__(self, **params: Param) -> None:
        super().__init__(self.code)
        self.params: dict[str, Param] = params

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({facts})" if facts else self.code


class MachineFault(StationError):
    """The machine's fault (its disk, its database), not that of what was read: it may pass."""

    code = "machine_fault"
