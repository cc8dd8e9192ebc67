"""Why a manifest or a hand-over code is refused: one class per reason."""

from __future__ import annotations

from station.errors import StationError


class SheetRefusal(StationError):
    """A manifest or a hand-over code that was refused."""

    code = "sheet_refused"


class SheetMalformed(SheetRefusal):
    """Not the envelope or the map of a manifest, or not the text of a hand-over code."""

    code = "sheet_malformed"


class UnknownSigner(SheetRefusal):
    """``kid`` (in hex) is no sheet signer of the trust list."""

    code = "unknown_signer"


class SheetSignatureBad(SheetRefusal):
    """Forged or altered."""

    code = "sheet_bad_signature"


class SignerNotValid(SheetRefusal):
    """The key of ``booth``, as the trust list names it, was not valid when this was signed."""

    code = "signer_not_valid"
