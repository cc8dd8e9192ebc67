"""The rules of ARCHITECTURE.md. Each is a function that names what breaks it.

The last tests plant a violation of each rule in a copy of the tree and see it found.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

_LONGEST = 320
_DUMPING_GROUNDS = {"utils", "util", "misc", "helpers", "helper", "common", "shared", "tools"}

# What a part may import of the project; the longest name that fits a module counts.
ARROWS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "private_files": (),
    "paths": (),
    "passphrase": ("errors",),
    "pin": ("errors",),
    "display": ("errors",),
    "catalogue": ("errors",),
    "redaction": ("errors",),
    "sealed_stream": (),
    "logs": ("private_files", "redaction"),
    "setting_rules": ("errors", "domain"),
    "setting_groups": ("domain", "setting_rules"),
    "lab_options": (*("domain", "setting_rules", "export.column_sets", "export.own_columns"),),
    "settings": ("errors", "domain", "lab_options", "setting_groups", "setting_rules"),
    "settings_file": ("errors", "private_files", "settings"),
    "domain": ("errors", "domain"),
    "credential": ("errors", "domain", "credential"),
    "revocation_file": ("errors", "private_files", "credential"),
    "storage": ("errors", "private_files", "domain", "storage"),
    "keyring": (
        *("errors", "private_files", "domain", "credential", "keyring"),
        *("storage.faults", "storage.vault"),
    ),
    "site": (
        *("errors", "private_files", "paths", "settings", "settings_file", "domain", "credential"),
        *("keyring", "services.trust_in_force", "storage.database"),
    ),
    "setup": (
        *("errors", "private_files", "paths", "passphrase", "pin", "settings", "settings_file"),
        *("domain", "credential", "keyring", "services.access", "services.keys_view"),
        *("services.trust_in_force", "services.trust_view", "services.trust_changes"),
        *("incoming", "site", "setup"),
        *("storage.database", "storage.faults", "storage.resealing", "storage.vault"),
    ),
    "backup": (
        *("errors", "private_files", "paths", "domain", "credential", "keyring", "site", "backup"),
        *("sealed_stream", "settings_file", "storage.faults", "storage.snapshot"),
    ),
    "incoming": ("errors", "incoming"),
    "scanner": ("errors", "domain", "scanner"),
    "export": ("errors", "private_files", "sealed_stream", "domain", "export"),
    "lists": ("errors", "private_files", "domain", "export", "lists"),
    "check": ("errors", "domain", "credential", "export", "lists", "check"),
    "services": ("errors", "pin", "domain", "credential", "export", "lists", "check", "services"),
    "figure_words": ("errors", "domain", "catalogue"),
    "report_files": ("domain", "catalogue", "export.report_book", "figure_words", "printing"),
    "printing": (
        *("errors", "domain", "catalogue", "figure_words", "private_files", "printing"),
        *("credential.qr", "credential.handover"),
    ),
    "ui": (
        "errors",
        "paths",
        "passphrase",
        "catalogue",
        "lab_options",
        "setting_groups",
        "setting_rules",
        "settings",
        "domain",
        "credential.refusals",
        "figure_words",
        "printing.code_card",
        "printing.day_report",
        "printing.qt_bars",
        "services",
        "setup.wishes",
        "ui",
    ),
}
# These build the parts and wire them, so they know all of them.
ROOTS = (
    *("app", "qt_answers", "qt_batches", "qt_check", "qt_codes", "qt_console", "qt_counts"),
    *("qt_instance", "qt_keepers", "qt_keys", "qt_lab", "qt_opening", "qt_readers"),
    *("qt_settings", "qt_sheets", "qt_trust", "qt_upkeep"),
    *("assembly", "cli", "commands", "demo"),
)

# Who may import these libraries.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui", "app"),
    "shiboken6": ("ui", "app"),
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "openpyxl": ("export.book", "export.sheet_writer", "export.read", "export.report_book"),
    "msoffcrypto": ("export.password", "check"),
}


@dataclass(frozen=True)
class Tree:
    """The project's modules: the text of each by its path from the root, as station/app.py."""

    texts: Mapping[str, str]

    def modules(self) -> dict[str, str]:
        """Return the paths by module name; a package has its own name."""
        return {
            path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path
            for path in self.texts
        }

    def imports(self) -> dict[str, set[str]]:
        """Return what each module imports, anywhere in it, under TYPE_CHECKING too.

        ``from a import b`` counts as `a.b` where that is a module of the project, else as `a`.
        """
        modules = self.modules()
        return {
            name: set(_imported(_statements(self.texts[path]), modules))
            for name, path in modules.items()
        }


@cache
def _statements(text: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the imports in a module's text; all but one of a planted tree's are known already."""
    nodes = ast.walk(ast.parse(text))
    return tuple(node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))


def _imported(
    statements: Iterable[ast.Import | ast.ImportFrom], modules: Mapping[str, str]
) -> Iterator[str]:
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            base = node.module or ""
            # The house style has no relative imports; one would be named by its dots.
            prefix = "." * node.level + base
            for alias in node.names:
                full = f"{prefix}.{alias.name}"
                yield full if full in modules else prefix


def _part(module: str, parts: Mapping[str, object] | tuple[str, ...]) -> str | None:
    name = module.removeprefix("station.")
    fitting = [part for part in parts if name == part or name.startswith(f"{part}.")]
    return max(fitting, key=len, default=None)


def wrong_arrows(tree: Tree) -> list[str]:
    wrong = []
    for module, imports in tree.imports().items():
        if module == "station" or _part(module, ROOTS):
            continue
        part = _part(module, ARROWS)
        if part is None:
            wrong.append(f"{module} has no place in the architecture")
            continue
        for target in imports:
            own = target.startswith(("station.", "."))
            if own and _part(target, ARROWS[part]) is None:
                wrong.append(f"{module} imports {target}")
    return wrong


def foreign_imports_of_the_domain(tree: Tree) -> list[str]:
    return [
        f"{module} imports {target}"
        for module, imports in tree.imports().items()
        if module.startswith("station.domain")
        for target in imports
        if target.split(".")[0] not in {"station", *sys.stdlib_module_names}
    ]


def misplaced_libraries(tree: Tree) -> list[str]:
    wrong = []
    for module, imports in tree.imports().items():
        is_qt_file = module.split(".")[-1].startswith("qt_")
        for target in imports:
            library = target.split(".")[0]
            allowed = LIBRARIES.get(library)
            if allowed is None or _part(module, allowed):
                continue
            if library in ("PySide6", "shiboken6") and is_qt_file:
                continue
            wrong.append(f"{module} imports {target}")
    return wrong


def cycles(tree: Tree) -> list[str]:
    graph = {
        module: {target for target in imports if target.startswith("station.")}
        for module, imports in tree.imports().items()
    }
    done: set[str] = set()
    found = []

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            found.append(" -> ".join([*way[way.index(module) :], module]))
        elif module not in done:
            for target in sorted(graph.get(module, ())):
                walk(target, [*way, module])
            done.add(module)

    for module in sorted(graph):
        walk(module, [])
    return found


def long_modules(tree: Tree) -> list[str]:
    lengths = {path: text.count("\n") for path, text in tree.texts.items()}
    return [f"{path}: {count} lines" for path, count in lengths.items() if count > _LONGEST]


def dumping_grounds(tree: Tree) -> list[str]:
    return [name for name in tree.modules() if _DUMPING_GROUNDS & set(name.split("."))]


RULES: tuple[Callable[[Tree], list[str]], ...] = (
    wrong_arrows,
    foreign_imports_of_the_domain,
    misplaced_libraries,
    cycles,
    long_modules,
    dumping_grounds,
)


@pytest.fixture(scope="module")
def tree() -> Tree:
    files = sorted((ROOT / "station").rglob("*.py"))
    return Tree({f.relative_to(ROOT).as_posix(): f.read_text(encoding="utf-8") for f in files})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Callable[[Tree], list[str]], tree: Tree) -> None:
    assert rule(tree) == []


TYPE_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "

PLANTED = [
    (wrong_arrows, "station/domain/tube.py", "import station.services.register"),
    (wrong_arrows, "station/domain/tube.py", "from station import services"),
    (wrong_arrows, "station/domain/tube.py", "from ..services import register"),
    (wrong_arrows, "station/services/register.py", "from station.storage import unit"),
    (wrong_arrows, "station/services/register.py", "from station.scanner.decode import x"),
    (wrong_arrows, "station/services/register.py", f"{TYPE_ONLY}from station.ui import card"),
    (wrong_arrows, "station/ui/card.py", "def late():\n    from station.storage import unit"),
    (wrong_arrows, "station/ui/card.py", "from station.app import main"),
    (wrong_arrows, "station/credential/code.py", "from station.export import rows"),
    (wrong_arrows, "station/storage/unit.py", "from station.scanner import decode"),
    (wrong_arrows, "station/keyring/bundle.py", "from station.storage import unit"),
    (wrong_arrows, "station/keyring/key_file.py", "from station.site import open_site"),
    (wrong_arrows, "station/site.py", "from station.demo.site import PASSPHRASE"),
    (wrong_arrows, "station/site.py", "from station.ui import card"),
    (wrong_arrows, "station/setup/joining.py", "from station.ui import card"),
    (wrong_arrows, "station/setup/joining.py", "from station.services import staff_office"),
    (wrong_arrows, "station/setup/wishes.py", "def late():\n    import station.backup.write"),
    (wrong_arrows, "station/backup/write.py", "from station.setup import rotation"),
    (wrong_arrows, "station/backup/write.py", f"{TYPE_ONLY}from station.ui import card"),
    (wrong_arrows, "station/lists/csv_table.py", "from station.services import code_list"),
    (wrong_arrows, "station/incoming/settled_files.py", "from station.services import register"),
    (wrong_arrows, "station/printing/code_card.py", "from station.services import code_desk"),
    (wrong_arrows, "station/ui/card.py", "from station.setup import founding"),
    (wrong_arrows, "station/novelty.py", ""),
    (foreign_imports_of_the_domain, "station/domain/tube.py", "import numpy"),
    (foreign_imports_of_the_domain, "station/domain/tube.py", "from PySide6.QtCore import QObject"),
    (misplaced_libraries, "station/scanner/decode.py", "from PySide6.QtGui import QImage"),
    (misplaced_libraries, "station/services/register.py", "import sqlalchemy as sa"),
    (misplaced_libraries, "station/export/rows.py", "from openpyxl import Workbook"),
    (misplaced_libraries, "station/commands/verify.py", f"{TYPE_ONLY}import alembic.config"),
    (cycles, "station/errors.py", f"{TYPE_ONLY}from station.domain.tube import Tube"),
    (cycles, "station/errors.py", "def late():\n    from station.domain import tube"),
    (long_modules, "station/errors.py", "\n" * 320),
    (dumping_grounds, "station/domain/utils.py", ""),
    (dumping_grounds, "station/helpers/__init__.py", ""),
]


@pytest.mark.parametrize(("rule", "path", "line"), PLANTED)
def test_a_planted_violation_is_found(
    rule: Callable[[Tree], list[str]], path: str, line: str, tree: Tree
) -> None:
    planted = Tree({**tree.texts, path: f"{tree.texts.get(path, '')}\n{line}\n"})
    assert len(rule(planted)) > len(rule(tree))


def test_qt_may_be_used_in_files_that_say_so(tree: Tree) -> None:
    planted = Tree({**tree.texts, "station/scanner/qt_serial.py": "import PySide6.QtSerialPort\n"})
    assert misplaced_libraries(planted) == misplaced_libraries(tree)


# --- nothing happens at import ---------------------------------------------------------------

_IMPORT_ALL = """
import importlib, sys, threading

acts = []

def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        acts.append(f"{current} opens {args[0]} for writing")
    elif event in ("subprocess.Popen", "socket.connect", "socket.bind", "os.mkdir", "os.remove"):
        acts.append(f"{current}: {event}")

before = set(threading.enumerate())
sys.addaudithook(watch)
for current in sys.argv[1:]:
    importlib.import_module(current)
    if set(threading.enumerate()) != before:
        acts.append(f"{current} starts a thread")
        before = set(threading.enumerate())
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        acts.append(f"{current} makes an application")
print("\\n".join(acts))
"""


def _python(*arguments: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-B", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_nothing_happens_at_import(tree: Tree) -> None:
    # Alembic runs this one as a script, with its own context around it.
    modules = set(tree.modules()) - {"station.storage.migrations.env"}
    assert _python("-c", _IMPORT_ALL, *sorted(modules)) == ""


@pytest.mark.parametrize(
    "body",
    [
        "import threading\nthreading.Timer(0.2, int).start()",
        "open('left.txt', 'w').close()",
        "from PySide6.QtCore import QCoreApplication\nhere = QCoreApplication([])",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])",
    ],
)
def test_a_module_that_acts_at_import_is_found(body: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(body, encoding="utf-8")
    assert "planted" in _python("-c", _IMPORT_ALL, "planted", cwd=tmp_path)


def test_the_window_does_not_wait_for_the_heavy_libraries() -> None:
    heavy = ("cv2", "sqlalchemy", "openpyxl", "pyzbar", "zxingcpp", "numpy", "msoffcrypto")
    loaded = _python("-c", f"import sys, station.app; print(*set(sys.modules) & set({heavy}))")
    assert loaded == ""
