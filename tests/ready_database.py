"""New databases as copies of the first one: to migrate one takes longer than most tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from station.storage import schema

_really_upgrade = schema.upgrade
_new: list[bytes] = []


def _upgrade(path: Path, busy_seconds: float, revision: str = "head") -> None:
    """Do as `schema.upgrade` does; what it makes of an empty file is kept and written again."""
    if path.stat().st_size or revision != "head":
        _really_upgrade(path, busy_seconds, revision)
    elif _new:
        path.write_bytes(_new[0])
    else:
        _really_upgrade(path, busy_seconds)
        _new.append(path.read_bytes())


@pytest.fixture(autouse=True)
def new_databases_are_copies(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a folder's conftest to import; tests that are marked `migrates` do without."""
    if request.node.get_closest_marker("migrates") is None:
        monkeypatch.setattr(schema, "upgrade", _upgrade)
