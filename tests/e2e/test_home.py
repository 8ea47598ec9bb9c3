"""Real folders with and without file-system encryption, as the kernel tells of them."""

from __future__ import annotations

from pathlib import Path

from digiamen_scan.probes.device.linux.home import is_encrypted
from tests.lab.fscrypt_image import FscryptImage


def test_a_folder_with_fscrypt_is_encrypted_whether_open_or_locked(
    fscrypt_image: FscryptImage,
) -> None:
    assert is_encrypted(str(fscrypt_image.unlocked), "ext4") is True
    assert is_encrypted(str(fscrypt_image.locked), "ext4") is True


def test_a_plain_folder_beside_it_is_not(fscrypt_image: FscryptImage) -> None:
    assert is_encrypted(str(fscrypt_image.plain), "ext4") is False
    assert is_encrypted(str(fscrypt_image.mount), "ext4") is False


def test_what_lies_in_an_encrypted_folder_is_encrypted(fscrypt_image: FscryptImage) -> None:
    inside = fscrypt_image.unlocked / "Dossiers"
    inside.mkdir()
    assert is_encrypted(str(inside), "ext4") is True


def test_what_cannot_be_opened_is_not_said_to_be_plain(tmp_path: Path) -> None:
    assert is_encrypted(str(tmp_path / "missing"), "ext4") is None
