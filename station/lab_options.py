"""The options of the laboratory: its file beside the workbook, and who may open what it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.lab_key import is_lab_key
from station.export.column_sets import (
    ColumnSet,
    openelis_set,
    openspecimen_set,
    own_set,
    senaite_set,
)
from station.export.own_columns import (
    LONGEST_HEADER,
    MOST_COLUMNS,
    PERSON_KEYS,
    TUBE_KEYS,
    ColumnsUnusable,
    own_columns,
)
from station.setting_rules import Chosen, SettingWrong, Text, Texts, option

COLUMN_SETS = ("standard", "senaite", "openelis", "openspecimen", "own")
DATE_FORMS = ("iso", "plain", "slash", "compact", "dmy", "mdy")
_NEEDED = {
    "senaite": ("client", "client_id", "contact", "profile"),
    "openspecimen": ("protocol",),
}
_LONGEST_TEXT = LONGEST_HEADER + 20


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
    client: str = option(
        "", Text(0, 100), "SENAITE 客户名称 · SENAITE: the client's name, as the lab has it"
    )
    client_id: str = option("", Text(0, 60), "SENAITE 客户编号 · SENAITE: the client's ID")
    contact: str = option("", Text(0, 100), "SENAITE 联系人 · SENAITE: a contact of the client")
    profile: str = option(
        "",
        Text(0, 60),
        "SENAITE 检测套餐或项目关键字 · SENAITE: key of the analysis profile or service",
    )
    notebook: str = option(
        "",
        Text(0, 100),
        "OpenELIS 记录本，可留空 · OpenELIS: the notebook's title or ID, may be empty",
    )
    protocol: str = option(
        "", Text(0, 100), "OpenSpecimen 方案简称 · OpenSpecimen: the protocol's short title"
    )
    visit: str = option(
        "",
        Text(0, 100),
        "OpenSpecimen 访视名，可留空 · OpenSpecimen: the visit's name, may be empty",
    )
    specimen_class: str = option(
        "Fluid", Text(1, 60), "OpenSpecimen 标本大类 · OpenSpecimen: class of the specimens"
    )
    sample_type: str = option(
        "",
        Text(0, 60),
        "检验系统中的标本类型，空为登记的类型 · type of the samples in the lab's system, "
        "empty: the kind that was registered",
    )
    key: str = option(
        "", LabKey(), "检测机构的公钥（64 位十六进制） · the lab's public key, in hex"
    )

    @property
    def makes_csv(self) -> bool:
        """Whether the lab's file is CSV: all ready-made ones are."""
        return self.column_set != "standard" and (self.column_set != "own" or self.file == "csv")

    @property
    def missing(self) -> str:
        """The option, by its name, that the chosen set cannot do without and that is empty."""
        for name in _NEEDED.get(self.column_set, ()):
            if not getattr(self, name):
                return name
        return ""


def chosen_set(lab: LabOptions) -> ColumnSet | None:
    """Return what the lab's file is to be like, None if there is none beside the workbook."""
    if lab.column_set == "senaite":
        return senaite_set(lab.client, lab.client_id, lab.contact, lab.profile, lab.sample_type)
    if lab.column_set == "openelis":
        return openelis_set(lab.notebook, lab.sample_type)
    if lab.column_set == "openspecimen":
        return openspecimen_set(
            lab.protocol, lab.visit, lab.specimen_class, lab.sample_type, lab.date_form
        )
    if lab.column_set == "own":
        persons = lab.rows == "persons"
        texts = lab.person_columns if persons else lab.tube_columns
        keys = PERSON_KEYS if persons else TUBE_KEYS
        columns = own_columns(texts, keys)
        return own_set(lab.rows, columns, lab.language, lab.date_form, lab.file)
    return None
