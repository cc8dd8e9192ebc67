"""A site whose files are not as they should be: said in words, and no file is touched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from station.catalogue import LANGUAGES, Catalogue
from station.credential.keys import RootKey
from station.credential.trust import issue_trust_list
from station.demo.site import PASSPHRASE, demo_keys, demo_plan, found_site
from station.errors import StationError
from station.paths import DataFolder, resources
from station.settings import Settings
from station.site import open_site
from station.storage.faults import DatabaseLocked, DatabaseReadOnly
from tests.integration.commands.program import MORNING, files_of, run

Break = Callable[[DataFolder], object]


def setting(text: str) -> Break:
    return lambda folder: folder.settings.write_text(text, encoding="utf-8")


def key_file(**changes: object) -> Break:
    def change(folder: DataFolder) -> None:
        document = json.loads(folder.key_file.read_bytes())
        folder.key_file.write_text(json.dumps({**document, **changes}))

    return change


def cut(name: str, share: float) -> Break:
    def change(folder: DataFolder) -> None:
        path = folder.root / name
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    return change


def garbage(name: str) -> Break:
    def change(folder: DataFolder) -> None:
        path = folder.root / name
        path.write_bytes(bytes(range(256)) * 4 + path.read_bytes()[1024:])

    return change


def sql(statement: str) -> Break:
    def change(folder: DataFolder) -> None:
        with closing(sqlite3.connect(folder.database)) as connection, connection:
            connection.execute(statement)

    return change


def no_other_trust(break_it: Break) -> Break:
    """Break the trust list's file where the database holds no copy that could stay in force."""

    def change(folder: DataFolder) -> None:
        sql("UPDATE trust_judged SET raw = NULL")(folder)
        break_it(folder)

    return change


def flip_last_bit_of_trust(folder: DataFolder) -> None:
    raw = folder.trust.read_bytes()
    folder.trust.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))


def older_trust(folder: DataFolder) -> None:
    raw = issue_trust_list(demo_keys().root, serial=0, issued_at=MORNING, issuers=[])
    folder.trust.write_bytes(raw)


def other_roots_trust(folder: DataFolder) -> None:
    root = RootKey(bytes(32))
    folder.trust.write_bytes(issue_trust_list(root, serial=9, issued_at=MORNING, issuers=[]))


def other_sites_keys(folder: DataFolder) -> None:
    other = DataFolder(folder.root.with_name("other"))
    found_site(other, demo_plan(Settings(), MORNING))
    other.key_file.replace(folder.key_file)


FAULTS: dict[str, tuple[Break, str]] = {
    "a setting out of its range": (setting("[gun]\ngap_ms = 9000\n"), "setting_wrong"),
    "a setting of another type": (setting('[sound]\nvolume = "loud"\n'), "setting_wrong"),
    "a setting that is not known": (setting("[gun]\ngap = 35\n"), "setting_unknown"),
    "a pattern that is none": (setting('[tubes]\npattern = "["\n'), "setting_pattern_wrong"),
    "patterns that overlap": (
        setting('[boxes]\npattern = "[0-9]{12}"\n'),
        "setting_patterns_overlap",
    ),
    "a time zone that is none": (setting('[site]\ntime_zone = "Mars"\n'), "setting_zone_wrong"),
    "settings that are no TOML": (setting("[gun\n"), "settings_not_toml"),
    "settings in GBK": (
        lambda folder: folder.settings.write_bytes('[site]\nname = "张江"'.encode("gbk")),
        "settings_unreadable",
    ),
    "a key file with other content": (key_file(sealed="AAAA"), "key_file_damaged"),
    "a key file cut short": (cut("site.keys", 0.7), "key_file_damaged"),
    "an empty key file": (cut("site.keys", 0), "key_file_damaged"),
    "a key file of binary": (garbage("site.keys"), "key_file_damaged"),
    "a newer key file": (key_file(version=3), "key_file_newer"),
    "no trust list": (no_other_trust(lambda folder: folder.trust.unlink()), "trust_missing"),
    "a folder for a trust list": (
        no_other_trust(lambda folder: (folder.trust.unlink(), folder.trust.mkdir())),
        "trust_missing",
    ),
    "a trust list with a changed bit": (
        no_other_trust(flip_last_bit_of_trust),
        "trust_bad_signature",
    ),
    "a trust list cut short": (no_other_trust(cut("site.trust", 0.5)), "trust_malformed"),
    "an older trust list": (no_other_trust(older_trust), "trust_below_least"),
    "another root's trust list": (no_other_trust(other_roots_trust), "trust_other_root"),
    "no database": (lambda folder: folder.database.unlink(), "database_missing"),
    "a database cut short": (cut("station.db", 0.4), "database_damaged"),
    "an empty database": (cut("station.db", 0), "database_damaged"),
    "a database with a garbage header": (garbage("station.db"), "database_damaged"),
    "a database without a table": (sql("DROP TABLE refusal"), "database_damaged"),
    "a database of a newer version": (
        sql("UPDATE alembic_version SET version_num = '0099'"),
        "database_newer",
    ),
    "another site's keys": (other_sites_keys, "database_other_site"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_said_in_words_and_no_file_is_touched(main, folder, fault) -> None:
    break_it, code = FAULTS[fault]
    break_it(folder)
    before = files_of(folder)
    with pytest.raises(StationError) as raised:
        open_site(folder, PASSPHRASE).close()
    assert raised.value.code == code
    for language in LANGUAGES:
        words = Catalogue.load(resources() / "translations", language)
        assert words.title(raised.value)
        assert words.next_step(raised.value)
    said = main("reset-clock", "--data", folder.root, "--json")
    assert (said.code, json.loads(said.out)["reason"]) == (1, code)
    assert said.err == ""
    assert files_of(folder) == before


def test_it_is_said_by_the_program_too(folder: DataFolder) -> None:
    cut("station.db", 0.4)(folder)
    before = files_of(folder)
    ran = run("reset-clock", "--data", folder.root, "--language", "en")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert files_of(folder) == before


def test_a_wrong_passphrase_is_said_and_the_right_one_opens_afterwards(locked_folder) -> None:
    before = files_of(locked_folder)
    with pytest.raises(StationError) as raised:
        open_site(locked_folder, "wrong passphrase")
    assert raised.value.code == "passphrase_wrong"
    assert files_of(locked_folder) == before


def test_a_database_that_another_program_holds_is_locked(folder: DataFolder) -> None:
    before = files_of(folder)
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ran = run("reset-clock", "--data", folder.root, "--json")
        other.execute("ROLLBACK")
    assert (ran.code, json.loads(ran.out)["reason"]) == (1, DatabaseLocked.code)
    assert files_of(folder) == before


def test_a_read_only_folder_is_said_and_opens_once_it_is_not(main, folder, mounted) -> None:
    place = folder.root.with_name("read-only")
    place.mkdir()
    mounted("--bind", folder.root, place)
    mounted("-o", "remount,ro,bind", place)
    before = files_of(folder)
    with pytest.raises(DatabaseReadOnly):
        open_site(DataFolder(place), PASSPHRASE)
    said = main("reset-clock", "--data", place, "--json")
    assert json.loads(said.out)["reason"] == DatabaseReadOnly.code
    assert files_of(folder) == before
    open_site(folder, PASSPHRASE).close()
