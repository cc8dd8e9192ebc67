"""A booth's secrets."""

from __future__ import annotations

import os

import pytest

from station.keyring.site_secrets import SiteSecrets


@pytest.fixture
def secrets() -> SiteSecrets:
    return SiteSecrets.generate("site-1", (os.urandom(32), os.urandom(32)), os.urandom(32), 7)
