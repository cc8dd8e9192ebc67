from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.desktop import Desktop, missing_programs, running_desktop


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    """One X server for all tests that need a real one."""
    if missing := missing_programs():
        pytest.skip(f"needs {', '.join(missing)}")
    with running_desktop() as running:
        yield running
