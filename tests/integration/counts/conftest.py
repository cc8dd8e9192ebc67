from __future__ import annotations

from tests.ready_database import new_databases_are_copies  # noqa: F401
