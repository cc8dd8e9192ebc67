"""The stored records: SQLAlchemy, the field vault, the key file and the migrations.

The composition root uses three things::

    lock = StationLock(folder / "station.lock"); lock.acquire()
    secrets = open_key_file(folder / "station.keys", passphrase)
    database = open_database(folder / "station.db", secrets.field_vault(), zone=site_zone)

`Database` is the `Storage` of ``station.domain.ports``, and ``secrets.identity_index()`` its
`IdentityIndex`. The files lie next to each other in a folder that only its owner may open.
"""
