"""The stored records: SQLAlchemy, the field vault and the migrations.

The composition root uses two things::

    lock = StationLock(folder / "station.lock"); lock.acquire()
    database = open_database(folder / "station.db", secrets.field_vault(), zone=site_zone)

`Database` is the `Storage` of ``station.domain.ports``; the ``secrets`` are those of
``station.keyring.key_file``. The files lie next to each other in a folder that only its owner may
open.
"""
