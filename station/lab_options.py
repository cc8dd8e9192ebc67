"""The options of the laboratory: its file beside the workbook, and who may open what it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from station.export.own_columns import (
    LONGEST_HEADER,
    MOST_COLUMNS,
    PERSON_KEYS,
    TUBE_KEYS,
    ColumnsUnusable,
    own_columns,
)
from station.setting_rules import Chosen, SettingWrong, Texts, option

COLUMN_SETS = ("standard", "senaite", "openelis", "openspecimen", "own")
DATE_FORMS = ("iso", "plain", "slash", "compact", "dmy", "mdy")
_LONGEST_TEXT = LONGEST_HEADER + 20
_PRIME = 2**255 - 19
# Points of Curve25519 and its twist whose order divides 8 (RFC 7748 section 6.1, after Bernstein):
# with one of these a shared secret would be the same for everybody.
_LOW_ORDER = {
    0,
    1,
    _PRIME - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}


class SettingColumnsWrong(SettingWrong):
    """A list of columns with one that there is not, or the same header twice."""

    code = "setting_columns_wrong"


class SettingLabKeyWrong(SettingWrong):
    """A lab's key that is no X25519 public key in 64 hexadecimal digits."""

    code = "setting_lab_key_wrong"


@dataclass(frozen=True, slots=True)
class Columns:
    """A list of own columns, each of ``keys``; see `own_columns`. An empty list means all."""

    keys: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return ", ".join(self.keys)

    def check(self, key: str, value: object) -> tuple[str, ...]:
        texts = Texts(0, MOST_COLUMNS, _LONGEST_TEXT).check(key, value)
        try:
            own_columns(texts, self.keys)
        except ColumnsUnusable as error:
            raise SettingColumnsWrong(key, error.text, self.allowed) from error
        return texts


@dataclass(frozen=True, slots=True)
class LabKey:
    """An X25519 public key in 64 hexadecimal digits, or empty. Points of low order are refused."""

    @property
    def allowed(self) -> str:
        return ""

    def check(self, key: str, value: object) -> str:
        if value == "" and isinstance(value, str):
            return ""
        if not isinstance(value, str) or not is_lab_key(value):
            raise SettingLabKeyWrong(key, value)
        return value.lower()


@dataclass(frozen=True, slots=True)
class LabOptions:
    """What the lab takes: a file in its own columns, and a secret that only it can open."""

    column_set: str = option(
        "standard",
        Chosen(COLUMN_SETS),
        "给检测机构的附加文件：无、各检验系统的格式、自定义 · file for the lab's system beside the "
        "workbook: none, a ready-made one, or own columns",
    )
    person_columns: tuple[str, ...] = option(
        (),
        Columns(PERSON_KEYS),
        "自定义列（每人一行），写作 Key 或 Key=表头，空为全部 · own columns, one row a person: "
        "Key or Key=Header, empty: all",
    )
    tube_columns: tuple[str, ...] = option(
        (),
        Columns(TUBE_KEYS),
        "自定义列（每管一行） · own columns, one row a tube",
    )
    rows: str = option(
        "tubes",
        Chosen(("persons", "tubes")),
        "自定义文件每行是一人还是一管 · what a row of the own file is: a person or a tube",
    )
    language: str = option(
        "both", Chosen(("zh", "en", "both")), "表头语言 · language of the headers"
    )
    date_form: str = option("iso", Chosen(DATE_FORMS), "日期写法 · how dates and times are written")
    file: str = option("csv", Chosen(("csv", "xlsx")), "自定义文件的种类 · kind of the own file")
    secrecy: str = option(
        "none",
        Chosen(("none", "password", "lab_key")),
        "保密：无、密码、只有检测机构能解开的密钥 · secrecy: none, a password, or the lab's key",
    )
    key: str = option(
        "", LabKey(), "检测机构的公钥（64 位十六进制） · the lab's public key, in hex"
    )

    @property
    def makes_csv(self) -> bool:
        """Whether the lab's file is CSV: all ready-made ones are."""
        return self.column_set != "standard" and (self.column_set != "own" or self.file == "csv")


def is_lab_key(text: str) -> bool:
    """Tell whether ``text`` is an X25519 public key in hex that may be sealed to."""
    if len(text) != 64 or not set(text) <= set("0123456789abcdefABCDEF"):
        return False
    # RFC 7748: little-endian, the highest bit is not looked at.
    point = int.from_bytes(bytes.fromhex(text), "little") % 2**255
    return point % _PRIME not in _LOW_ORDER
