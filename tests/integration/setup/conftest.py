"""A site that was made once; each test has a copy of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.setup import sites


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> sites.MadeSite:
    return sites.make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def site(pristine: sites.MadeSite, tmp_path: Path) -> sites.MadeSite:
    return pristine.copied(tmp_path)
