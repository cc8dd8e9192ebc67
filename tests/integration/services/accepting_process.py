"""A booth that takes one trust list after the other and says each serial once it is in force.

Run by ``test_trust.py`` in a process of its own: the data folder.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from station.credential.trust import issue_trust_list
from station.demo.site import PASSPHRASE, demo_keys
from station.paths import DataFolder
from station.services.trust_in_force import TrustWay
from station.site import open_site


def main() -> None:
    site = open_site(DataFolder(Path(sys.argv[1])), PASSPHRASE)
    now = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    root = demo_keys().root
    for serial in count(site.trust.present.serial + 1):
        raw = issue_trust_list(root, serial=serial, issued_at=now, issuers=[])
        site.trust.accept(raw, now, TrustWay.FOLDER)
        print(serial, flush=True)


if __name__ == "__main__":
    main()
