"""A real ext4 disk image with fscrypt directories, mounted over a loop device."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.lab.processes import run

PROGRAMS = ("mkfs.ext4", "mount", "umount", "fscrypt")
_GLOBAL_CONFIG = Path("/etc/fscrypt.conf")
_IMAGE_BYTES = 32 * 1024 * 1024
_KEY_BYTES = 32
_CONFIG = {
    "source": "raw_key",
    # fscrypt asks for costs even where no passphrase is hashed; these are the least it takes
    "hash_costs": {"time": "1", "memory": "8192", "parallelism": "1", "truncation_fixed": True},
    "options": {
        "padding": "32",
        "contents": "AES_256_XTS",
        "filenames": "AES_256_CTS",
        "policy_version": "2",
    },
    "use_fs_keyring_for_v1_policies": False,
    "allow_cross_user_metadata": False,
}


@dataclass(frozen=True)
class FscryptImage:
    """A mounted image: a plain directory and two encrypted ones, of which one is locked."""

    mount: Path
    image: Path
    key: Path

    @property
    def plain(self) -> Path:
        """A directory that is not encrypted."""
        return self.mount / "plain"

    @property
    def unlocked(self) -> Path:
        """An encrypted directory that can be read."""
        return self.mount / "unlocked"

    @property
    def locked(self) -> Path:
        """An encrypted directory whose key is gone; its names are ciphertext."""
        return self.mount / "locked"

    def lock(self, directory: Path) -> None:
        """Take a directory's key away."""
        run("fscrypt", "lock", str(directory))

    def unlock(self, directory: Path) -> None:
        """Give a directory its key."""
        run("fscrypt", "unlock", str(directory), f"--key={self.key}")


@contextlib.contextmanager
def fscrypt_image() -> Iterator[FscryptImage]:
    """Make and mount the image inside the block."""
    with tempfile.TemporaryDirectory(prefix="lab-fscrypt-") as name, _global_config():
        directory = Path(name)
        made = FscryptImage(directory / "mount", directory / "disk.ext4", directory / "raw.key")
        made.key.write_bytes(secrets.token_bytes(_KEY_BYTES))
        made.mount.mkdir()
        with made.image.open("wb") as image:
            image.truncate(_IMAGE_BYTES)
        run("mkfs.ext4", "-q", "-O", "encrypt", str(made.image))
        with _mounted(made.image, made.mount):
            _fill(made)
            yield made


@contextlib.contextmanager
def _mounted(image: Path, mount: Path) -> Iterator[None]:
    # the loop device of such a mount goes away with it
    run("mount", "-o", "loop", str(image), str(mount))
    try:
        yield
    finally:
        run("umount", "--lazy", str(mount))


@contextlib.contextmanager
def _global_config() -> Iterator[None]:
    """Give the machine the configuration that fscrypt insists on; take it away if it was ours."""
    try:
        descriptor = os.open(_GLOBAL_CONFIG, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        yield
        return
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(_CONFIG, file)
        yield
    finally:
        _GLOBAL_CONFIG.unlink()


def _fill(made: FscryptImage) -> None:
    run("fscrypt", "setup", str(made.mount), "--all-users", "--quiet")
    for directory in (made.plain, made.unlocked, made.locked):
        directory.mkdir()
    for directory in (made.unlocked, made.locked):
        run(
            "fscrypt",
            "encrypt",
            str(directory),
            "--source=raw_key",
            f"--name={directory.name}",
            f"--key={made.key}",
            "--quiet",
        )
    for directory in (made.plain, made.unlocked, made.locked):
        (directory / "notes.txt").write_text("invented\n")
    made.lock(made.locked)
