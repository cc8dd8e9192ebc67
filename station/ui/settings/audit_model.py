"""Lines of the audit trail as a table: number, time, who, what, and its facts."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import reduce

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from station.domain.audit import AuditLine
from station.domain.person import Ground
from station.services.audit_office import AuditPage
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = ("number", "at", "who", "kind", "facts")
Index = QModelIndex | QPersistentModelIndex
YES_OR_NO = frozenset({"swab_is_in", "by_rule", "set"})
MOMENTS = frozenset({"before", "made_at"})
# What separates several codes in one fact.
LISTS = {"by": ",", "roles": " "}


class AuditModel(QAbstractTableModel):
    """The newest line comes first."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._page: AuditPage | None = None
        self._plain, self._head = theme.font(14), theme.font(13, bold=True)
        self._mono = theme.font(13, mono=True)

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def show_page(self, page: AuditPage | None) -> None:
        self.beginResetModel()
        self._page = page
        self.endResetModel()

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if self._page is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._page.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._page is None or not index.isValid():
            return None
        column = COLUMNS[index.column()]
        text = self._text(self._page, self._page.lines[index.row()], column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.FontRole:
            return self._mono if column in ("number", "at") else self._plain
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"audit.column_{COLUMNS[section]}")
        if role == Qt.ItemDataRole.FontRole:
            return self._head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    # --- inside --------------------------------------------------------------------------------

    def _text(self, page: AuditPage, line: AuditLine, column: str) -> str:
        words, event = self._words, line.event
        if column == "number":
            return str(line.number)
        if column == "at":
            return words.moment(event.at)
        if column == "who":
            if event.actor is None:
                return words("audit.nobody")
            return page.names.get(event.actor, words("audit.unknown"))
        if column == "kind":
            return words(f"audit_kind.{event.kind.value}")
        return " · ".join(
            words("audit.fact", name=self._fact_name(name), value=self._value(name, value))
            for name, value in event.facts.items()
        )

    def _fact_name(self, name: str) -> str:
        key = f"audit_fact.{name}"
        return self._words(key) if self._words.has(key) else name

    def _value(self, name: str, value: object) -> object:
        """Return what stands for a fact: codes have words, ids and numbers are as they are."""
        words = self._words
        if name in YES_OR_NO and value in (0, 1):
            return words("audit.yes" if value else "audit.no")
        if name == "ground" and value in tuple(Ground):
            return words(f"codes.ground.{Ground(value).name}")
        if not isinstance(value, str):
            return value
        if name in MOMENTS:
            with suppress(ValueError):
                return words.moment(datetime.fromisoformat(value))
        if name in LISTS:
            parts = [self._code(name, part) for part in value.split(LISTS[name])]
            return reduce(lambda some, other: words("audit.and", some=some, other=other), parts)
        return self._code(name, value)

    def _code(self, name: str, code: str) -> str:
        keys = [f"audit_value.{code}"]
        if name == "roles":
            keys = [f"role.{code}"]
        elif name == "reason":
            keys += [f"withdraw.reason_{code}", f"receipt.reason.{code}"]
        for key in keys:
            if self._words.has(key):
                return self._words(key)
        return self._words.catalogue.reason(code) if name == "reason" else code
