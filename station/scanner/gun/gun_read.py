"""What a gun's finished text is worth: its AIM prefix dropped, broken texts told."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from station.domain.scan import AIM_PREFIX, CODE_PREFIX, HANDOVER_PREFIX, fold_text
from station.errors import StationError

_AIM_REMAINS = re.compile(r"\A\]?[A-Z]?[0-9A-Z.]?(?=NA[CHX]1:)", re.IGNORECASE)
_BASE45 = r"[0-9A-Z $%*+\-./:]"
_CODE_WITHOUT_HEAD = re.compile(rf"(?:A?[CH]1|A?1|N[CH]1|NA1|NA[CH]|A[CH]):{_BASE45}{{60,}}")
_COMMAND_WITHOUT_HEAD = re.compile(r"(?:A?X1|A?1|NX1|NA1|NAX|AX):[A-Z]{4,6}:[0-9A-F]{16}")


class GunFault(Enum):
    """Why a gun's burst is no read. ``TORN``: it paused within the code, a character is missing,
    or two devices typed at once. ``INPUT_METHOD``: an input method took some of it. ``FOREIGN``:
    a text that guns cannot type, such as Chinese, so no code of ours."""

    TORN = "torn"
    INPUT_METHOD = "input_method"
    FOREIGN = "foreign"


class GunReadTorn(StationError):
    """A gun's read did not come whole."""

    code = "gun_read_torn"


class GunInputMethodOn(StationError):
    """An input method took letters of a gun's read."""

    code = "gun_input_method_on"


class GunTextForeign(StationError):
    """A gun sent a text that cannot be typed."""

    code = "gun_text_foreign"


def error_of(fault: GunFault) -> StationError:
    """Return what the operator is told of ``fault``."""
    errors: dict[GunFault, type[StationError]] = {
        GunFault.TORN: GunReadTorn,
        GunFault.INPUT_METHOD: GunInputMethodOn,
        GunFault.FOREIGN: GunTextForeign,
    }
    return errors[fault]()


def fault_in(text: str) -> GunFault | None:
    """Return what is wrong with a read's ``text``, as far as the text alone tells.

    A code or command code whose head came broken, or with something before it, is torn: it is
    never repaired. Full-width letters, Chinese letters and punctuation are an input method's.
    """
    if any(unicodedata.east_asian_width(character) in "WF" for character in text):
        return GunFault.INPUT_METHOD
    folded = fold_text(text)
    if _CODE_WITHOUT_HEAD.fullmatch(folded) or _COMMAND_WITHOUT_HEAD.fullmatch(folded):
        return GunFault.TORN
    if max(map(folded.find, (CODE_PREFIX, HANDOVER_PREFIX))) > 0:
        return GunFault.TORN
    return None


class GunReads:
    """Drops AIM prefixes (`]C1`, ISO/IEC 15424), and knows one that lost its first character.

    What is left of a prefix goes without harm before `NAC1:`, `NAH1:` and `NAX1:`, whose text is
    verified. Before a label it could pass for a part of it: after a read with the same prefix it
    is refused.
    """

    def __init__(self) -> None:
        self._prefix: str | None = None

    def take(self, text: str) -> tuple[str, GunFault | None]:
        """Return the text of a read without its prefix, and what is wrong with it."""
        remains, whole = _AIM_REMAINS.match(text), AIM_PREFIX.match(text)
        if remains is not None:
            text = text[remains.end() :]
        elif whole is not None:
            self._prefix = whole.group().removeprefix("]")
            text = text[whole.end() :]
        elif self._prefix is not None and text.startswith(self._prefix):
            return text, GunFault.TORN
        else:
            self._prefix = None
        return text, fault_in(text)
