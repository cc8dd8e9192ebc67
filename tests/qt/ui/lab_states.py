"""The lab's section in its states, for `screens` and the tests."""

from __future__ import annotations

from dataclasses import replace

from station.lab_options import LabOptions
from station.settings import Settings
from station.ui.lab_desk import AskPassword, LabDesk
from station.ui.settings.lab_section import LabSection

KEY = "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"
OWN = LabOptions(
    column_set="own",
    tube_columns=("TubeBarcode=样本条码", "PoolSize", "PersonCount=人数", "CollectedAt", "Status"),
    date_form="slash",
)
STATES = {
    "standard": LabOptions(),
    "senaite": LabOptions(
        column_set="senaite",
        client="河口区疾控中心",
        client_id="HK",
        contact="Rita Mohale",
        profile="SARS2",
    ),
    "openelis": LabOptions(column_set="openelis"),
    "openspecimen": LabOptions(column_set="openspecimen", protocol="POOLS", secrecy="lab_key"),
    "own": replace(OWN, file="xlsx", secrecy="password"),
    "persons": LabOptions(column_set="own", rows="persons", secrecy="lab_key", key=KEY),
}


class RecordingLabDesk(LabDesk):
    """Keeps what was asked; only the test answers."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[object] = []
        self.asked.connect(self.questions.append)

    def last(self, kind: type) -> object:
        return next(each for each in reversed(self.questions) if isinstance(each, kind))

    def answer(self, kind: type, answer: object) -> None:
        self.take(self.last(kind), answer)


def show(section: LabSection, desk: RecordingLabDesk, state: str) -> None:
    """Let the section show a state."""
    settings = replace(Settings(), lab=STATES[state])
    section.show_settings(replace(settings, site=replace(settings.site, lab="第一检测所")))
    desk.ask(AskPassword())
    desk.answer(AskPassword, state == "own")
    if state == "persons":
        section.columns.list.setCurrentRow(5)
