"""A file is written whole or not at all: real full disks, real read-only folders."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from digiamen_scan.profile.files import write_whole

ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX")


def test_the_new_bytes_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_only_its_owner_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        write_whole(path, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "a.yaml"
    link.symlink_to(tmp_path / "there" / "b.yaml")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "there" / "b.yaml").read_bytes() == b"new"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, as sudo gives"
)
def test_what_root_writes_belongs_to_the_owner_of_the_folder(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    write_whole(tmp_path / "a.yaml", b"new")
    assert (tmp_path / "a.yaml").stat().st_uid == 65534


def test_a_folder_in_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(OSError):  # noqa: PT011  # systems differ in which one
        write_whole(tmp_path / "a.yaml", b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


SAVE = """\
from datetime import date
from pathlib import Path
from digiamen_scan.profile.answers import AnswerBook, AnswerEntry
from digiamen_scan.profile.answers_load import load_answers
from digiamen_scan.profile.answers_save import AnswerSaveError, save_answers

path = Path("digiamen.answers.yaml")
book = load_answers(path).with_answer(
    AnswerEntry("a.b", "x", date(2026, 11, 24), date(2027, 5, 23), "", (("k", "z" * 399),))
)
try:
    save_answers(path, book)
except AnswerSaveError as error:
    print(error.message)
print(sorted(one.name for one in Path().iterdir()))
"""
OLD = "digiamen: 1\n# ours\nanswers: []\n" + "# filling\n" * 380


def in_a_namespace(commands: str, folder: Path) -> str:
    """Run commands as root of a namespace of its own, where anything can be mounted."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is missing")
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(folder)]
    if subprocess.run(probe, check=False, capture_output=True).returncode != 0:
        pytest.skip("this system does not allow namespaces with mounts")
    (folder / "save.py").write_text(SAVE)
    (folder / "old.yaml").write_text(OLD)
    (folder / "m").mkdir()
    started = ["unshare", "-rm", "sh", "-ec", commands, "sh", sys.executable]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        started, cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_keeps_the_old_answers(tmp_path: Path) -> None:
    said = in_a_namespace(
        "mount -t tmpfs -o size=8k none m; cp old.yaml m/digiamen.answers.yaml;"
        ' cd m; "$1" ../save.py; cmp ../old.yaml digiamen.answers.yaml',
        tmp_path,
    )
    assert said == "The disk is full.\n['digiamen.answers.yaml']\n"


def test_a_read_only_folder_keeps_the_old_answers(tmp_path: Path) -> None:
    said = in_a_namespace(
        "mount -t tmpfs none m; cp old.yaml m/digiamen.answers.yaml; mount -o remount,bind,ro m;"
        ' cd m; "$1" ../save.py; cmp ../old.yaml digiamen.answers.yaml',
        tmp_path,
    )
    assert said == "This folder cannot be written to.\n['digiamen.answers.yaml']\n"
