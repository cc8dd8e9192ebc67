"""The columns of the laboratory's workbook, declared once.

Four sheets, each with one bilingual header row: persons, tubes, the cover that travels with the
box, and the hidden proof (see `proof`). A text column stays text whatever it looks like (an
18-digit number, `=1+1`); an integer column holds whole numbers. Widths are in characters. 住址
Address is left out: the booth does not ask for it; the other columns keep the schema's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    TEXT = "T"
    INTEGER = "I"


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the English name that readers and the digest go by; it never changes."""

    key: str
    chinese: str
    kind: Kind
    width: int

    @property
    def header(self) -> str:
        """The header's text, as `样本管条码 TubeBarcode`."""
        return f"{self.chinese} {self.key}"


@dataclass(frozen=True, slots=True)
class Schema:
    """One sheet: its ``key`` (English, for the digest) and its columns from left to right."""

    key: str
    chinese: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """The sheet's name, as `人员 Persons`."""
        return f"{self.chinese} {self.key}"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns)


def _text(key: str, chinese: str, width: int) -> Column:
    return Column(key, chinese, Kind.TEXT, width)


def _integer(key: str, chinese: str, width: int) -> Column:
    return Column(key, chinese, Kind.INTEGER, width)


PERSONS = Schema(
    "Persons",
    "人员",
    (
        _integer("Seq", "序号", 6),
        _text("BatchNo", "批次号", 16),
        _text("TubeBarcode", "样本管条码", 20),
        _integer("PoolSize", "混采规格", 8),
        _integer("PosInTube", "管内序号", 8),
        _text("Name", "姓名", 20),
        _text("IDType", "证件类型", 26),
        _text("IDNo", "证件号码", 22),
        _text("Phone", "联系电话", 16),
        _text("Site", "采样点", 20),
        _text("Booth", "台位", 8),
        _text("SampledAt", "采样时间", 26),
        _text("EntryMode", "录入方式", 8),
        _text("Operator", "登记员", 12),
    ),
)

TUBES = Schema(
    "Tubes",
    "采样管",
    (
        _text("TubeBarcode", "样本管条码", 20),
        _integer("PoolSize", "混采规格", 8),
        _integer("PersonCount", "实采人数", 8),
        _text("SampleType", "标本类型", 16),
        _text("Site", "采样点", 20),
        _text("Booth", "台位", 8),
        _text("CollectionDate", "采集日期", 12),
        _text("CollectionTime", "采集时间", 8),
        _text("Collector", "采样员", 12),
        _text("SealedAt", "封管时间", 26),
        _text("BoxNo", "转运箱", 16),
        _text("Status", "状态", 10),
        _text("Remark", "备注", 30),
    ),
)

COVER = Schema("Cover", "交接单", (_text("Item", "项目", 26), _text("Value", "内容", 66)))

PROOF = Schema(
    "Proof",
    "校验",
    (
        _text("TubeBarcode", "样本管条码", 20),
        _text("TubeChecks", "管校验", 30),
        _text("PersonChecks", "人员校验", 60),
    ),
)


class CoverItem(Enum):
    """A line of the cover, in the sheet's order; the value is its first cell."""

    BATCH = "批次号 BatchNo"
    VERSION = "版本 Version"
    SITE = "采样点 Site"
    DATE = "日期 Date"
    PERSONS = "人数 PersonCount"
    TUBES = "管数 TubeCount"
    SINGLES = "单采管数 TubesOf1"
    POOLS_OF_5 = "五混一管数 TubesOf5"
    POOLS_OF_10 = "十混一管数 TubesOf10"
    POOLS_OF_20 = "二十混一管数 TubesOf20"
    SHORT = "未满管数 ShortTubes"
    SHORT_BARCODES = "未满管条码 ShortTubeBarcodes"
    BOX = "转运箱 BoxNo"
    BOX_SEAL = "封签 BoxSeal"
    TEMPERATURE = "温度 Temperature"
    SENDER = "送样人 Sender"
    SENDER_PHONE = "送样人电话 SenderPhone"
    SENT_AT = "送出时间 SentAt"
    CARRIER = "承运人 Carrier"
    RECEIVER = "接收人 Receiver"
    RECEIVED_AT = "接收时间 ReceivedAt"
    TUBES_RECEIVED = "实收管数 TubesReceived"
    DIFFERENCES = "差异 Differences"
    DIGEST = "校验值 Digest"
    KEY_ID = "签名钥匙 KeyId"
    HANDOVER_CODE = "交接码 HandoverCode"
    CHAIN_LENGTH = "审计链长度 AuditChainLength"
    CHAIN_HEAD = "审计链头 AuditChainHead"

    @property
    def key(self) -> str:
        """The line's English name, as `BatchNo`: it never changes."""
        return self.value.rpartition(" ")[2]


TUBES_OF = {
    1: CoverItem.SINGLES,
    5: CoverItem.POOLS_OF_5,
    10: CoverItem.POOLS_OF_10,
    20: CoverItem.POOLS_OF_20,
}

BY_HAND = (
    CoverItem.BOX_SEAL,
    CoverItem.TEMPERATURE,
    CoverItem.SENDER,
    CoverItem.SENDER_PHONE,
    CoverItem.SENT_AT,
    CoverItem.CARRIER,
    CoverItem.RECEIVER,
    CoverItem.RECEIVED_AT,
    CoverItem.TUBES_RECEIVED,
    CoverItem.DIFFERENCES,
)
