"""`site init`, `join`, `bundle` and `rotate` as a coordinator types them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from station.keyring.issuer_file import open_issuer_file
from station.keyring.root_file import open_root_file
from station.paths import DataFolder
from station.settings_file import read_settings
from station.site import open_site
from station.storage.lock import StationLock
from tests.integration.commands import program
from tests.integration.commands.program import files_of
from tests.integration.setup import sites
from tests.integration.setup.records import all_read, fill


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> sites.MadeSite:
    return sites.make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def site(pristine: sites.MadeSite, tmp_path: Path) -> sites.MadeSite:
    return pristine.copied(tmp_path)


@pytest.fixture
def secret(tmp_path: Path) -> Callable[[str, str], Path]:
    """A function that writes a secret's file."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / f"{name}.txt"
        path.write_text(f"{text}\n", encoding="utf-8")
        return path

    return write


def said(ran) -> dict:
    """Return the one JSON object that was printed."""
    return json.loads(ran.out)


def init_options(secret, tmp_path: Path) -> list[object]:
    return [
        *("site", "init", "--json", "--data", tmp_path / "data", "--out", tmp_path / "keys"),
        *("--name", "张江镇第三采样点", "--booths", "4", "--booth", "2", "--lab", "第一检测所"),
        *(
            "--time-zone",
            "Asia/Urumqi",
            "--tube-pattern",
            "7[0-9]{11}",
            "--pool-sizes",
            "1,20",
            "--repeat-days",
            "3",
        ),
        *("--passphrase-file", secret("booth", sites.BOOTH)),
        *("--root-passphrase-file", secret("root", sites.ROOT)),
        *("--issuer-passphrase-file", secret("issuer", sites.ISSUER)),
        *("--bundle-passphrase-file", secret("bundle", sites.BUNDLE)),
        *("--manager-file", secret("manager", f"{sites.MANAGER}\n{sites.BADGE}")),
        *("--pin-file", secret("pin", sites.PIN)),
    ]


def test_a_site_is_made_from_the_shell(secret, tmp_path: Path):
    ran = program.run(*init_options(secret, tmp_path))
    assert ran.code == 0, ran.err
    told = said(ran)
    out, folder = tmp_path / "keys", DataFolder(tmp_path / "data")
    assert open_root_file(out / "root.keys", sites.ROOT).public.hex() == told["root_key"]
    issuer = open_issuer_file(out / "issuer.keys", sites.ISSUER)
    assert issuer.key.public.hex() == told["issuer_key"]
    assert told["bundle_file"] == str(out / "site.bundle")
    site = open_site(folder, sites.BOOTH)
    settings = site.settings
    assert (settings.site.booths, settings.site.lab) == (4, "第一检测所")
    assert (settings.booth.number, settings.rules.repeat_window_days) == ("02", 3)
    assert (settings.tubes.pool_sizes, settings.tubes.default_pool) == ((1, 20), 20)
    assert site.secrets.sheet_signer.public.hex() == told["sheet_key"]
    with site.database.reading() as unit:
        assert unit.staff.by_badge(sites.BADGE) is not None
    site.close()
    for path in (*out.iterdir(), *folder.root.iterdir()):
        assert path.stat().st_mode & 0o777 == 0o600, path
    for word in (sites.MANAGER, sites.PIN, sites.BOOTH, sites.ROOT):
        assert word not in ran.out + ran.err


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--tube-pattern", "((", "setting_wrong"),
        ("--time-zone", "Mars/Olympus", "setting_wrong"),
        ("--booth", "5", "booth_beyond_site"),
        ("--name", "", "site_name_missing"),
        ("--root-passphrase-file", "nowhere.txt", "passphrase_file_unreadable"),
    ],
)
def test_a_wrong_option_leaves_nothing_behind(main, secret, tmp_path, option, value, reason):
    options = init_options(secret, tmp_path)
    options[options.index(option) + 1] = value
    ran = main(*options)
    assert ran.code == 1
    assert said(ran)["reason"].startswith(reason.removesuffix("_wrong"))
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "keys").exists()


def test_in_words_it_names_what_lists_and_codes_are_checked_with(main, secret, tmp_path):
    options = [each for each in init_options(secret, tmp_path) if each != "--json"]
    ran = main(*options, "--language", "en")
    assert (ran.code, ran.err) == (0, "")
    out = tmp_path / "keys"
    root = open_root_file(out / "root.keys", sites.ROOT).public.hex()
    site = open_site(DataFolder(tmp_path / "data"), sites.BOOTH)
    site.close()
    for word in (root, str(out / "site.trust"), site.secrets.sheet_signer.public.hex()):
        assert word in ran.out


def test_the_patterns_of_badges_and_boxes_may_be_chosen(main, secret, tmp_path):
    options = [*init_options(secret, tmp_path), "--box-pattern", "Q[0-9]{5}"]
    ran = main(*options, "--badge-pattern", "W[0-9]{4}")
    assert said(ran)["reason"] == "badge_unusable"
    assert "W[0-9]{4}" in said(ran)["message"]
    secret("manager", f"{sites.MANAGER}\nW1234")
    assert main(*options, "--badge-pattern", "W[0-9]{4}").code == 0
    settings = read_settings(DataFolder(tmp_path / "data").settings)
    assert (settings.badges.pattern, settings.boxes.pattern) == ("W[0-9]{4}", "Q[0-9]{5}")


def test_a_pin_is_told_before_a_badge(main, secret, tmp_path):
    options = init_options(secret, tmp_path)
    secret("manager", f"{sites.MANAGER}\nno badge")
    secret("pin", "1234")
    assert said(main(*options))["reason"].startswith("pin_")


def issuer_options(out: Path, secret, *more: object) -> list[object]:
    return [
        *("site", "issuer", "--json", "--out", out, "--name", "城北领码处"),
        *("--passphrase-file", secret("issuer", sites.ISSUER), *more),
    ]


def test_a_second_issuer_s_key_is_made_and_listed(main, site, secret, tmp_path):
    ran = main(*issuer_options(tmp_path / "new.keys", secret))
    assert (ran.code, ran.err) == (0, "")
    file = open_issuer_file(tmp_path / "new.keys", sites.ISSUER)
    assert said(ran) == {
        "ok": True,
        "name": "城北领码处",
        "kid": file.key.kid.hex(),
        "public_key": file.key.public.hex(),
        "file": str(tmp_path / "new.keys"),
    }
    assert (tmp_path / "new.keys").stat().st_mode & 0o777 == 0o600
    listed = main(
        *("trust", "issue", "--json", "--root", site.out / "root.keys"),
        *("--passphrase-file", secret("root", sites.ROOT), "--issuer", tmp_path / "new.keys"),
        *("--previous", site.out / "site.trust", "--out", tmp_path / "2.trust"),
    )
    assert file.key.kid.hex() in [each["kid"] for each in said(listed)["issuers"]]
    before = (tmp_path / "new.keys").read_bytes()
    ran = main(*issuer_options(tmp_path / "new.keys", secret))
    assert (ran.code, said(ran)["reason"]) == (1, "key_file_exists")
    assert (tmp_path / "new.keys").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "passphrase", "folder", "reason"),
    [
        (" ", sites.ISSUER, "", "trust_name_wrong"),
        ("desk", "short", "", "passphrase_too_short"),
        ("desk", sites.ISSUER, "nowhere", "keys_not_written"),
    ],
)
def test_no_issuer_s_key_is_made_of_wrong_things(
    main, secret, tmp_path, name, passphrase, folder, reason
):
    options = issuer_options(tmp_path / folder / "new.keys", secret, "--name", name)
    secret("issuer", passphrase)
    ran = main(*options)
    assert (ran.code, said(ran)["reason"]) == (1, reason)
    assert not (tmp_path / folder / "new.keys").exists()


def test_a_folder_in_place_of_a_bundle_is_told(main, site, secret, tmp_path):
    options = join_options(site, secret, tmp_path / "second", "--booth", "2")
    ran = main(*[tmp_path if each == site.bundle else each for each in options])
    assert (ran.code, said(ran)["reason"]) == (1, "bundle_unreadable")


def join_options(site: sites.MadeSite, secret, data: Path, *more: object) -> list[object]:
    return [
        *("site", "join", "--json", "--data", data, "--bundle", site.bundle),
        *("--bundle-passphrase-file", secret("bundle", sites.BUNDLE)),
        *("--passphrase-file", secret("booth", sites.BOOTH), *more),
    ]


@pytest.mark.parametrize("command", ["init", "join"])
def test_a_folder_of_other_things_is_left_as_it_is(main, site, secret, tmp_path, command):
    data = tmp_path / "letters"
    data.mkdir()
    (data / "a.txt").write_text("not a booth's")
    data.chmod(0o755)
    if command == "init":
        options = init_options(secret, tmp_path)
        options[options.index("--data") + 1] = data
    else:
        options = join_options(site, secret, data, "--booth", "2")
    ran = main(*options)
    assert (ran.code, said(ran)["reason"]) == (1, "data_folder_foreign")
    assert [path.name for path in data.iterdir()] == ["a.txt"]
    assert data.stat().st_mode & 0o777 == 0o755


def test_a_folder_for_keys_below_a_file_is_told(main, secret, tmp_path):
    options = init_options(secret, tmp_path)
    options[options.index("--out") + 1] = secret("file", "") / "below"
    ran = main(*options)
    assert (ran.code, said(ran)["reason"]) == (1, "keys_not_written")
    assert not (tmp_path / "data").exists()


def test_a_new_booth_is_asked_for_its_number(main, site, secret, tmp_path):
    ran = main(*join_options(site, secret, tmp_path / "second"))
    assert (ran.code, said(ran)["reason"]) == (1, "booth_missing")
    assert "--booth" in said(ran)["message"]
    assert not (tmp_path / "second").exists()


def test_a_bundle_is_not_written_beside_the_data(main, site, secret):
    before = files_of(site.folder)
    ran = main(
        *("site", "bundle", "--json", "--data", site.folder.root),
        *("--out", site.folder.root / "2.bundle", "--passphrase-file", secret("b", sites.BOOTH)),
        *("--bundle-passphrase-file", secret("bundle", sites.BUNDLE)),
    )
    assert (ran.code, said(ran)["reason"]) == (1, "bundle_beside_data")
    assert files_of(site.folder) == before


def test_a_second_booth_joins_from_a_stick(main, site, secret, tmp_path):
    ran = main(*join_options(site, secret, tmp_path / "second", "--booth", "2"))
    assert ran.code == 0, ran.out
    told = said(ran)
    opened = open_site(DataFolder(tmp_path / "second"), sites.BOOTH)
    opened.close()
    assert told == {
        "ok": True,
        "site": site.made.site_id,
        "name": "张江镇第三采样点",
        "booth": "02",
        "bundle": 1,
        "trust_serial": 1,
        "sheet_key": opened.secrets.sheet_signer.public.hex(),
        "updated": False,
    }


def test_it_says_in_words_what_a_booth_joined(main, site, secret, tmp_path):
    options = join_options(site, secret, tmp_path / "second", "--booth", "03")
    options.remove("--json")
    ran = main(*options, "--language", "en")
    assert ran.code == 0
    assert "as booth 03" in ran.out
    assert ran.err == ""


def test_a_wrong_bundle_passphrase_is_told_and_nothing_made(main, site, secret, tmp_path):
    options = join_options(site, secret, tmp_path / "second", "--booth", "02")
    secret("bundle", "another one")
    ran = main(*options)
    assert (ran.code, said(ran)["reason"]) == (1, "bundle_passphrase_wrong")
    assert not (tmp_path / "second").exists()


def test_a_booth_takes_a_newer_bundle_and_no_older_one(main, site, secret, tmp_path):
    second = DataFolder(tmp_path / "second")
    assert main(*join_options(site, secret, second.root, "--booth", "02")).code == 0
    made = main(
        *("site", "bundle", "--json", "--data", site.folder.root),
        *("--out", tmp_path / "2.bundle", "--passphrase-file", secret("booth", sites.BOOTH)),
        *("--bundle-passphrase-file", secret("bundle", sites.BUNDLE)),
    )
    assert said(made) == {
        "ok": True,
        "site": site.made.site_id,
        "bundle": 2,
        "file": str(tmp_path / "2.bundle"),
    }
    assert (tmp_path / "2.bundle").stat().st_mode & 0o777 == 0o600
    options = join_options(site, secret, second.root)
    newer = [tmp_path / "2.bundle" if each == site.bundle else each for each in options]
    ran = main(*newer)
    assert (said(ran)["bundle"], said(ran)["updated"]) == (2, True)
    before = files_of(second)
    ran = main(*options)
    assert (ran.code, said(ran)["reason"]) == (1, "bundle_older")
    assert files_of(second) == before


def rotate(main, site: sites.MadeSite, secret, *more: object):
    return main(
        *("site", "rotate", "--json", "--data", site.folder.root),
        *("--passphrase-file", secret("booth", sites.BOOTH), *more),
    )


def test_all_keys_change_in_one_go(main, site, secret):
    opened = site.opened()
    fill(opened)
    before = all_read(opened)
    opened.close()
    new = secret("new", "新的口令 12345")
    ran = rotate(
        *(main, site, secret, "--data-key", "--reading-key", "--drop-reading-key"),
        *("--new-passphrase-file", new),
    )
    assert ran.code == 0, ran.out
    told = said(ran)
    assert told["data_key"] == {"version": 2, "rows": 48, "unreadable": 0, "resumed": False}
    assert told["dropped"] == site.made.reading_public_key.hex()
    opened = open_site(site.folder, "新的口令 12345")
    assert [key.public.hex() for key in opened.reading_keys] == [told["reading_key"]]
    assert set(opened.secrets.master_keys) == {2}
    assert all_read(opened) == before
    opened.close()


def test_it_says_that_a_reading_key_is_gone(main, site, secret):
    ran = main(
        *("site", "rotate", "--reading-key", "--drop-reading-key", "--data", site.folder.root),
        *("--passphrase-file", secret("booth", sites.BOOTH), "--language", "en"),
    )
    assert ran.code == 0, ran.err
    (line,) = [line for line in ran.out.splitlines() if "dropped" in line]
    assert site.made.reading_public_key.hex() in line
    assert "drawn again" in line


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ((), "nothing_to_rotate"),
        (("--drop-reading-key",), "reading_key_last"),
        (("--new-passphrase-file", "nowhere.txt"), "passphrase_file_unreadable"),
    ],
)
def test_what_cannot_be_changed_is_told(main, site, secret, more, reason):
    before = files_of(site.folder)
    ran = rotate(main, site, secret, *more)
    assert (ran.code, said(ran)["reason"]) == (1, reason)
    assert files_of(site.folder) == before


def test_a_wrong_passphrase_changes_no_key(main, site, secret):
    before = files_of(site.folder)
    ran = main(
        *("site", "rotate", "--json", "--data", site.folder.root, "--data-key"),
        *("--passphrase-file", secret("booth", "another one")),
    )
    assert (ran.code, said(ran)["reason"]) == (1, "passphrase_wrong")
    assert files_of(site.folder) == before


def test_keys_are_not_changed_beside_a_console(main, site, secret):
    with StationLock(site.folder.lock):
        ran = rotate(main, site, secret, "--reading-key")
    assert (ran.code, said(ran)["reason"]) == (1, "already_running")


def test_ctrl_c_before_the_first_step_says_how_to_go_on(main, site, secret, monkeypatch):
    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    before = files_of(site.folder)
    monkeypatch.setattr("station.commands.site_rotate.change_data_key", interrupted)
    ran = rotate(main, site, secret, "--data-key")
    assert (ran.code, said(ran)["reason"]) == (1, "resealing_interrupted")
    assert "--data-key" in said(ran)["message"]
    assert files_of(site.folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal of POSIX")
def test_ctrl_c_stops_between_two_steps_and_the_same_command_goes_on(main, site, secret):
    opened = site.opened()
    fill(opened)
    before = all_read(opened)
    opened.close()
    slow = (
        "import time\nfrom station.storage import resealing\nfrom station import cli\n"
        "resealing.BATCH = 1\nact = resealing._Part.reseal\n"
        "def slow(*given):\n    print('row', flush=True)\n    time.sleep(0.05)\n"
        "    return act(*given)\n"
        "resealing._Part.reseal = slow\nraise SystemExit(cli.main())"
    )
    options = ("--data", site.folder.root, "--passphrase-file", secret("booth", sites.BOOTH))
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", slow, "site", "rotate", "--json", "--data-key"),
            *map(str, options),
        ],
        cwd=program.ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    for _ in range(5):
        assert process.stdout.readline() == b"row\n"
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert json.loads(rest.splitlines()[-1])["reason"] == "resealing_cancelled"
    told = said(rotate(main, site, secret, "--data-key"))["data_key"]
    assert told["resumed"]
    assert 0 < told["rows"] < 47
    opened = site.opened()
    assert all_read(opened) == before
    opened.close()


def test_the_booths_own_settings_stay_when_it_joins(main, site, secret, tmp_path):
    folder = DataFolder(tmp_path / "second")
    folder.root.mkdir()
    folder.settings.write_text("[gun]\ngap_ms = 80\n[site]\nname = 'x'\n", encoding="utf-8")
    assert main(*join_options(site, secret, folder.root, "--booth", "02")).code == 0
    settings = read_settings(folder.settings)
    assert (settings.gun.gap_ms, settings.site.name) == (80, "张江镇第三采样点")
