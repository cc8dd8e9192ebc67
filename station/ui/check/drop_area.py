"""The area that sheets and folders are dropped into."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from station.ui.drop_area import DropArea


class SheetDropArea(DropArea):
    """`dropped` carries the paths of what was dropped: files of any kind, and folders."""

    def found(self, data: QMimeData) -> tuple[Path, ...] | None:
        urls = data.urls()
        if not urls or not all(url.isLocalFile() for url in urls):
            return None
        return tuple(Path(url.toLocalFile()) for url in urls)
