"""`trust issue`, `import` and `show` at the command line."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.credential.keys import IssuerKey, RootKey, key_id
from station.credential.trust import TrustList, issue_trust_list
from station.demo.site import PASSPHRASE, demo_keys
from station.domain.audit import AuditKind
from station.keyring.issuer_file import create_issuer_file
from station.keyring.root_file import create_root_file
from station.keyring.sealed_file import Strength
from station.paths import DataFolder
from station.services.trust_in_force import TrustWay
from station.site import Site, open_site
from station.storage.lock import StationLock
from tests.integration.commands import program

CITY = IssuerKey(bytes([7]) * 32)
SECRET = "a passphrase of the root"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder of the coordinator's: root.key of the demo's root, its passphrase in pass.txt."""
    folder = tmp_path / "office"
    folder.mkdir()
    create_root_file(folder / "root.key", demo_keys().root, SECRET, Strength.LEAST)
    (folder / "pass.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    return folder


@pytest.fixture
def issue(main, office: Path):
    """A function that runs `trust issue` there; its first argument names the new list."""

    def issue(out: str, *arguments: str | Path) -> tuple[int, dict[str, object]]:
        before = [] if "--previous" in arguments else ["--first"]
        said = main(
            *("trust", "issue", *before, "--root", office / "root.key"),
            *("--passphrase-file", office / "pass.txt", "--out", office / out, "--json"),
            *arguments,
        )
        assert said.err == ""
        return said.code, json.loads(said.out)

    return issue


def in_force(folder: DataFolder) -> Site:
    site = open_site(folder, PASSPHRASE)
    site.close()
    return site


def test_lists_follow_each_other(issue, office: Path) -> None:
    desk, city = demo_keys().issuer.public, CITY.public
    code, first = issue("1.trust", "--issuer", f"张江领码处={desk.hex()},until=2099-06-30,days=14")
    assert (code, first["ok"], first["serial"], first["file"]) == (
        *(0, True, 1),
        str(office / "1.trust"),
    )
    create_issuer_file(office / "city.key", CITY, "市平台", SECRET, Strength.LEAST)
    (office / "revoked.json").write_text(
        json.dumps(
            {"kid": key_id(city).hex(), "cti": "00" * 8, "expires_at": "2099-01-01T00:00:00+08:00"}
        ),
        encoding="utf-8",
    )
    code, second = issue(
        *("2.trust", "--previous", office / "1.trust"),
        *("--issuer", office / "city.key", "--revocations", office / "revoked.json"),
        *("--sheet-signer", f"02={bytes(range(32)).hex()}"),
    )
    assert (code, second["serial"], second["revoked_codes"]) == (0, 2, 1)
    code, third = issue(
        *("3.trust", "--previous", office / "2.trust"),
        *("--end-issuer", f"{key_id(desk).hex()}=2098-12-01"),
        *("--revoke-issuer", key_id(city).hex()),
        *("--remove-sheet-signer", key_id(bytes(range(32))).hex()),
    )
    assert (code, third["sheet_signers"]) == (0, [])
    listed = TrustList.open((office / "3.trust").read_bytes(), demo_keys().root.public)
    assert {issuer.name for issuer in listed.issuers.values()} == {"张江领码处", "市平台"}
    ended = listed.issuers[key_id(desk)]
    assert ended.longest_validity_days == 14
    last = datetime.fromtimestamp(ended.valid_until).astimezone()
    assert (last.date().isoformat(), last.hour, last.second) == ("2098-12-01", 23, 59)
    assert listed.revoked_issuers == {key_id(city)}
    assert len(listed.revoked_codes) == 1
    booth = key_id(bytes(range(32))).hex()
    code, fourth = issue(
        *("4.trust", "--previous", office / "2.trust", "--end-sheet-signer"),
        f"{booth}={datetime.now() + timedelta(days=9):%Y-%m-%d}",
    )
    (signer,) = fourth["sheet_signers"]
    last = datetime.fromisoformat(signer["valid_until"]).astimezone()
    assert (code, signer["kid"], last.hour, last.second) == (0, booth, 23, 59)
    assert last.date() == (datetime.now() + timedelta(days=9)).date()
    code, refused = issue(
        "5.trust", "--previous", office / "3.trust", "--end-sheet-signer", f"{booth}=2098-12-01"
    )
    assert (code, refused["reason"]) == (1, "trust_kid_unknown")


def test_an_expired_code_is_left_out_and_counted(issue, office: Path) -> None:
    lines = [
        {"kid": "11" * 8, "cti": "22" * 8, "expires_at": "2020-01-01T00:00:00Z"},
        {"kid": "11" * 8, "cti": "33" * 8, "expires_at": "2099-01-01T00:00:00Z"},
    ]
    for text in ("\n".join(map(json.dumps, lines)), json.dumps(lines)):
        (office / "revoked.json").write_text(text, encoding="utf-8")
        (office / "1.trust").unlink(missing_ok=True)
        _, answer = issue("1.trust", "--revocations", office / "revoked.json")
        assert (answer["revoked_codes"], answer["left_out"]) == (1, 1)


REFUSED = {
    "no root file": (["--root", "absent.key"], "root_file_missing"),
    "no previous list": (["--previous", "absent.trust"], "trust_file_unreadable"),
    "a previous list that is none": (["--previous", "pass.txt"], "trust_malformed"),
    "another root's list": (["--previous", "foreign.trust"], "trust_other_root"),
    "a folder for the root's file": (["--root", "."], "root_file_unreadable"),
    "a serial beyond all": (["--serial", str(2**63)], "trust_serial_too_large"),
    "a serial that falls": (["--previous", "5.trust", "--serial", "4"], "trust_serial_wrong"),
    "an unknown kid": (["--revoke-issuer", "00" * 8], "trust_kid_unknown"),
    "revocations that are none": (["--revocations", "pass.txt"], "revocations_unreadable"),
    "a list of no revocations": (["--revocations", "list.json"], "revocations_unreadable"),
    "a file that is there": (["--out", "5.trust"], "trust_file_exists"),
    "a folder that is not": (["--out", "absent/6.trust"], "trust_file_unwritable"),
    "a wrong passphrase": (["--passphrase-file", "wrong.txt"], "passphrase_wrong"),
    "31 days": (["--issuer", f"a={CITY.public.hex()},days=31"], "trust_validity_wrong"),
    "no name": (["--issuer", f"={CITY.public.hex()}"], "trust_name_wrong"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_refusal_is_said_and_nothing_is_written(
    issue, office: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    arguments, reason = REFUSED[fault]
    monkeypatch.chdir(office)
    now = datetime.now(UTC)
    for name, root in (("5", demo_keys().root), ("foreign", RootKey(bytes(32)))):
        raw = issue_trust_list(root, serial=5, issued_at=now, issuers=[])
        (office / f"{name}.trust").write_bytes(raw)
    (office / "wrong.txt").write_text("wrong wrong", encoding="utf-8")
    (office / "list.json").write_text('[1, {"kid": "00"}]', encoding="utf-8")
    before = sorted(os.listdir(office))
    code, answer = issue("new.trust", *arguments)
    assert (code, answer["ok"], answer["reason"]) == (1, False, reason)
    assert answer["message"]
    assert sorted(os.listdir(office)) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--issuer", "desk"],
        ["--issuer", "desk=abcd"],
        ["--issuer", f"desk={CITY.public.hex()},until=soon"],
        ["--issuer", f"desk={CITY.public.hex()},days=-1"],
        ["--issuer", f"desk={CITY.public.hex()},forever=1"],
        ["--end-issuer", "00" * 8],
        ["--end-issuer", f"{'00' * 8}=then"],
        ["--revoke-issuer", "city"],
    ],
)
def test_a_wrong_form_is_2_and_says_what_is_asked_for(main, office: Path, arguments) -> None:
    said = main(
        *("trust", "issue", "--root", office / "root.key", "--out", office / "a.trust"),
        *("--first", *arguments),
    )
    assert (said.code, said.out) == (2, "")
    assert arguments[0] in said.err


def test_an_empty_beginning_has_to_be_said(main, office: Path) -> None:
    said = main("trust", "issue", "--root", office / "root.key", "--out", office / "a.trust")
    assert (said.code, said.out) == (2, "")
    assert "--previous" in said.err
    assert "--first" in said.err
    assert not (office / "a.trust").exists()


def test_it_is_the_root_s_passphrase_that_is_asked_for(main, office: Path) -> None:
    said = main(
        *("trust", "issue", "--first", "--root", office / "root.key", "--json"),
        *("--out", office / "a.trust"),
    )
    assert (said.code, json.loads(said.out)["reason"]) == (1, "root_passphrase_needed")


def test_the_help_tells_the_forms(main) -> None:
    for action in ("issue", "import", "show"):
        said = main("trust", action, "--help")
        assert said.code == 0
    assert "NAME=PUBLIC" in main("trust", "issue", "--help").out
    assert main("trust").code == 2


# --- show ------------------------------------------------------------------------------------


@pytest.fixture
def listed(issue, office: Path) -> Path:
    issue("1.trust", "--issuer", f"张江={demo_keys().issuer.public.hex()}")
    return office / "1.trust"


def test_show_tells_who_signed_it(main, office: Path, listed: Path) -> None:
    raw = listed.read_bytes()
    (office / "bent.trust").write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    root, other = demo_keys().root.public.hex(), RootKey(bytes(32)).public.hex()
    for file, arguments, code, signature in (
        (listed, [], 0, "unchecked"),
        (listed, ["--root", root], 0, "good"),
        (listed, ["--root", str(office / "root.key")], 0, "good"),
        (listed, ["--root", other], 1, "other_root"),
        (office / "bent.trust", ["--root", root], 1, "bad"),
    ):
        said = main("trust", "show", file, "--json", *arguments)
        answer = json.loads(said.out)
        assert (said.code, answer["ok"], answer["signature"]) == (code, code == 0, signature)
        assert [issuer["name"] for issuer in answer["issuers"]] == ["张江"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_show_in_words(main, listed: Path, language: str) -> None:
    said = main("--language", language, "trust", "show", listed)
    assert (said.code, said.err) == (0, "")
    assert key_id(demo_keys().issuer.public).hex() in said.out


def test_show_refuses_what_is_no_list(main, office: Path) -> None:
    said = main("trust", "show", office / "pass.txt", "--json")
    assert (said.code, json.loads(said.out)["reason"]) == (1, "trust_malformed")
    said = main("trust", "show", office / "absent", "--json")
    assert (said.code, json.loads(said.out)["reason"]) == (1, "trust_file_unreadable")


# --- import ----------------------------------------------------------------------------------


def a_list(tmp_path: Path, serial: int, root: RootKey | None = None) -> Path:
    path = tmp_path / f"{serial}.trust"
    key = demo_keys().root if root is None else root
    at = program.MORNING + timedelta(days=serial)
    path.write_bytes(issue_trust_list(key, serial=serial, issued_at=at, issuers=[]))
    return path


def test_import_into_a_site_that_rests(main, folder: DataFolder, tmp_path: Path) -> None:
    said = main("trust", "import", a_list(tmp_path, 4), "--data", folder.root, "--json")
    answer = json.loads(said.out)
    assert (said.code, answer["ok"], answer["taken"], answer["serial"]) == (0, True, True, 4)
    site = open_site(folder, PASSPHRASE)
    assert site.trust.present.serial == 4
    with site.database.reading() as unit:
        last = list(unit.audit.lines())[-1].event
    site.close()
    assert (last.kind, dict(last.facts)) == (
        AuditKind.TRUST_ACCEPTED,
        {"serial": 4, "way": "command"},
    )


def test_import_of_the_same_list_says_so(main, folder: DataFolder, tmp_path: Path) -> None:
    path = a_list(tmp_path, 4)
    first = main("--language", "en", "trust", "import", path, "--data", folder.root)
    again = main("--language", "en", "trust", "import", path, "--data", folder.root)
    assert (first.code, again.code) == (0, 0)
    assert "already" in again.out
    assert "already" not in first.out


def test_a_refused_list_leaves_the_one_before(main, folder: DataFolder, tmp_path: Path) -> None:
    main("trust", "import", a_list(tmp_path, 4), "--data", folder.root)
    for path, reason in (
        (a_list(tmp_path, 3), "trust_older"),
        (a_list(tmp_path, 9, RootKey(bytes(32))), "trust_other_root"),
    ):
        said = main("trust", "import", path, "--data", folder.root, "--json")
        assert (said.code, json.loads(said.out)["reason"]) == (1, reason)
        assert in_force(folder).trust.present.serial == 4


def test_import_helps_a_site_that_lost_its_list(main, folder: DataFolder, tmp_path: Path) -> None:
    """A database of an older version holds no copy: without the file nothing would open."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder.database)) as connection, connection:
        connection.execute("DELETE FROM trust_judged")
    folder.trust.unlink()
    said = main("trust", "import", a_list(tmp_path, 4), "--data", folder.root, "--json")
    assert (said.code, json.loads(said.out)["taken"]) == (0, True)
    assert in_force(folder).trust.present.serial == 4
    assert TrustList.open(folder.trust.read_bytes(), demo_keys().root.public).serial == 4


def test_beside_a_running_console_it_goes_through_the_folder(
    main, folder: DataFolder, tmp_path: Path
) -> None:
    console = open_site(folder, PASSPHRASE)
    done = threading.Event()

    def take() -> None:
        while not done.wait(0.05):
            for path in folder.trust_in.glob("*.trust"):
                console.trust.accept(path.read_bytes(), program.MORNING, TrustWay.FOLDER)
                return

    watching = threading.Thread(target=take)
    with StationLock(folder.lock):
        watching.start()
        said = main("trust", "import", a_list(tmp_path, 4), "--data", folder.root, "--json")
        done.set()
        watching.join()
    answer = json.loads(said.out)
    assert (said.code, answer["taken"]) == (0, True)
    assert console.trust.present.serial == 4
    console.close()


def test_beside_a_console_a_bad_list_is_refused_at_once(
    main, folder: DataFolder, tmp_path: Path
) -> None:
    path = a_list(tmp_path, 9, RootKey(bytes(32)))
    with StationLock(folder.lock):
        said = main("trust", "import", path, "--data", folder.root, "--json")
    assert (said.code, json.loads(said.out)["reason"]) == (1, "trust_other_root")
    assert not folder.trust_in.exists()


def test_a_console_that_does_not_answer_is_told(
    main, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station.commands.trust_import._PATIENCE", 0.0)
    with StationLock(folder.lock):
        said = main("trust", "import", a_list(tmp_path, 4), "--data", folder.root, "--json")
    assert (said.code, json.loads(said.out)["taken"]) == (0, False)


def test_the_passphrase_is_asked_for(main, locked_folder: DataFolder, tmp_path: Path) -> None:
    path = a_list(tmp_path, 4)
    secret = tmp_path / "pass.txt"
    secret.write_text("wrong wrong", encoding="utf-8")
    arguments = ("trust", "import", path, "--data", locked_folder.root, "--json")
    said = main(*arguments, "--passphrase-file", secret)
    assert (said.code, json.loads(said.out)["reason"]) == (1, "passphrase_wrong")
    secret.write_text(program.PASSPHRASE, encoding="utf-8")
    said = main(*arguments, "--passphrase-file", secret)
    assert (said.code, json.loads(said.out)["taken"]) == (0, True)


def test_no_log_is_mixed_with_what_is_said(issue, office: Path, folder: DataFolder) -> None:
    serial = in_force(folder).trust.present.serial
    issue("new.trust", "--serial", str(serial + 1))
    (office / "site.txt").write_text(PASSPHRASE, encoding="utf-8")
    # The list's file cannot be written, and the database keeps the list.
    (folder.root / "site.trust.part").mkdir()
    ran = program.run(
        *("trust", "import", office / "new.trust", "--data", folder.root, "--json"),
        *("--passphrase-file", office / "site.txt"),
    )
    assert (ran.code, ran.err) == (0, "")
    assert in_force(folder).trust.present.serial == serial + 1
