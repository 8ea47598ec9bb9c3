"""Which folders the programs of a person copy, from their real kinds of settings."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiamen_scan.probes.device.linux.copies import Copied, read_copies
from digiamen_scan.probes.device.linux.mounts import Mount

LOCAL = (Mount("8:1", "/", "/", "xfs", "/dev/sda1"),)
DROPBOX = (
    '{"personal": {"path": "HOME/Dropbox", "host": 1, "is_team": false},'
    ' "business": {"path": "/srv/Team"}}'
)
ONEDRIVE = '# sync_dir = "~/Commented"\nsync_dir = "~/Work files"\nskip_file = "~*"\n'
NEXTCLOUD = (
    "[Accounts]\n0\\Folders\\1\\localPath=HOME/Nextcloud/\n0\\Folders\\1\\targetPath=/\n"
    '0\\FoldersWithPlaceholders\\2\\localPath="HOME/\\x645\\x644\\x641 \\xd83d\\xde00"\n'
)
SYNCTHING = """\
<configuration version="37">
    <folder id="abc" label="Files &amp; more" path="HOME/Files &amp; more" type="sendreceive">
        <device id="X"></device>
    </folder>
    <folder id="def" path="~/Sync"></folder>
    <defaults>
        <folder id="" label="" path="~" type="sendreceive"></folder>
    </defaults>
</configuration>
"""


def copies(home: Path, **files: str) -> list[tuple[str, str]]:
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("HOME", str(home)))
    return [(one.service, one.path) for one in read_copies(str(home), LOCAL)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(os.path.realpath(tmp_path))


def test_a_home_without_such_programs_has_no_copies(home: Path) -> None:
    assert copies(home) == []
    assert read_copies(None, LOCAL) == ()


def test_dropbox_tells_whose_account_it_is(home: Path) -> None:
    assert copies(home, **{".dropbox/info.json": DROPBOX}) == [
        ("Dropbox", f"{home}/Dropbox"),
        ("Dropbox Business", "/srv/Team"),
    ]


def test_onedrive_copies_where_its_settings_say(home: Path) -> None:
    assert copies(home, **{".config/onedrive/config": ONEDRIVE}) == [
        ("OneDrive", f"{home}/Work files")
    ]


@pytest.mark.parametrize("content", ["", "# nothing\n"])
def test_onedrive_has_a_usual_folder(home: Path, content: str) -> None:
    assert copies(home, **{".config/onedrive/config": content}) == [
        ("OneDrive", f"{home}/OneDrive")
    ]


@pytest.mark.parametrize(
    ("file", "service"),
    [
        (".config/Nextcloud/nextcloud.cfg", "Nextcloud"),
        (".config/ownCloud/owncloud.cfg", "ownCloud"),
        (
            ".var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg",
            "Nextcloud",
        ),
    ],
)
def test_nextcloud_and_owncloud_escape_letters(home: Path, file: str, service: str) -> None:
    expected = [(service, f"{home}/Nextcloud"), (service, f"{home}/ملف 😀")]
    (home / "Nextcloud").mkdir()
    (home / "ملف 😀").mkdir()
    assert copies(home, **{file: NEXTCLOUD}) == expected


@pytest.mark.parametrize(
    "file", [".config/syncthing/config.xml", ".local/state/syncthing/config.xml"]
)
def test_syncthings_template_is_no_folder(home: Path, file: str) -> None:
    assert copies(home, **{file: SYNCTHING}) == [
        ("Syncthing", f"{home}/Files & more"),
        ("Syncthing", f"{home}/Sync"),
    ]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (".dropbox", [("Dropbox", "Dropbox")]),
        (".config/onedrive", [("OneDrive", "OneDrive")]),
        (".config/Insync", [("Google Drive", "Insync")]),
        (".local/share/data/Mega Limited", [("MEGA", "MEGA"), ("MEGA", "MEGAsync")]),
    ],
)
def test_programs_whose_settings_say_nothing_have_usual_folders(
    home: Path, folder: str, expected: list[tuple[str, str]]
) -> None:
    (home / folder).mkdir(parents=True)
    assert copies(home) == [(service, f"{home}/{name}") for service, name in expected]


def test_a_link_to_the_copied_folder_is_followed(home: Path) -> None:
    (home / "real").mkdir()
    (home / "Dropbox").symlink_to("real")
    text = '{"personal": {"path": "HOME/Dropbox"}}'
    assert copies(home, **{".dropbox/info.json": text}) == [("Dropbox", f"{home}/real")]


@pytest.mark.parametrize(
    "content", ["{", "[]", "null", "[" * 100_000, "x" * 300_000, '{"personal": {"path": 1}}']
)
def test_settings_that_are_not_understood_are_unseen_or_the_usual(home: Path, content: str) -> None:
    found = copies(home, **{".dropbox/info.json": content})
    assert ("unseen", "") in found or found == [("Dropbox", f"{home}/Dropbox")]
    assert found


def test_settings_that_are_no_file_are_never_waited_for(home: Path) -> None:
    (home / ".dropbox").mkdir()
    os.mkfifo(home / ".dropbox" / "info.json")
    (home / ".config" / "syncthing" / "config.xml").mkdir(parents=True)
    began = time.monotonic()
    assert ("unseen", "") in copies(home)
    assert time.monotonic() - began < 2


def test_a_home_on_a_server_is_not_asked(home: Path) -> None:
    mounts = (*LOCAL, Mount("0:9", "/", str(home), "nfs4", "server.example:/home"))
    assert read_copies(str(home), mounts) == (Copied("unseen", ""),)


@pytest.mark.parametrize("path", ["", "relative", "~", "/"])
def test_strange_places_do_not_become_the_whole_disk_by_mistake(home: Path, path: str) -> None:
    found = copies(home, **{".dropbox/info.json": f'{{"personal": {{"path": "{path}"}}}}'})
    expected = {"": [], "relative": ["/relative"], "~": [str(home)], "/": ["/"]}[path]
    assert [where for service, where in found if service == "Dropbox"][: len(expected)] == expected


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (".config/syncthing/config.xml", "<folder" * 35_000),
        (".config/syncthing/config.xml", "<defaults>" * 25_000),
        (".config/onedrive/config", "\n" * 249_000),
        (".config/onedrive/config", " " * 249_000),
        (".config/Nextcloud/nextcloud.cfg", "\\" * 249_000),
        (".config/Nextcloud/nextcloud.cfg", "a\\localPath=" * 20_000),
    ],
)
def test_no_settings_keep_it_busy(home: Path, file: str, content: str) -> None:
    began = time.monotonic()
    copies(home, **{file: content})
    assert time.monotonic() - began < 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(home: Path, content: str) -> None:
    for file in (".dropbox/info.json", ".config/Nextcloud/nextcloud.cfg"):
        path = home / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", "surrogatepass")
    assert all(
        one.path.startswith("/") or one.service == "unseen" for one in read_copies(str(home), LOCAL)
    )
