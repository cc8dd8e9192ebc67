"""The languages: their names, their catalogues, and Qt's own words in them."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from station.catalogue import Catalogue
from station.paths import resources

LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}


def load_catalogue(language: str) -> Catalogue:
    """Return the words of ``language``."""
    return Catalogue.load(resources() / "translations", language)


class QtWords:
    """Qt's own words (menus of fields, file dialogs) in the language of the screen.

    It keeps the translator: Qt does not.
    """

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translator: QTranslator | None = None

    def use(self, language: str) -> bool:
        """Change to ``language``; return whether Qt has words for it (English needs none)."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        if language == "en":
            return True
        translator = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if not translator.load(f"qtbase_{language}", folder):
            return False
        self._app.installTranslator(translator)
        self._translator = translator
        return True
