"""Finds the mounts of the places where files and memory come to lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digiamen_scan.facts.storage import Role
from digiamen_scan.probes.device.linux.mounts import Mount, mount_at, mount_of

# Image-based systems show an overlay (composefs) as `/` and keep the real file system here.
_BEHIND_THE_IMAGE = "/sysroot"
LAYERED = frozenset({"overlay", "aufs", "unionfs"})
_OWN_MOUNTS: tuple[tuple[Role, str], ...] = (
    ("homes", "/home"),
    ("homes", "/var/home"),
    ("variable", "/var"),
    ("temporary", "/tmp"),  # noqa: S108  # a place that is looked at, not written to
    ("temporary", "/var/tmp"),  # noqa: S108  # as above
)


@dataclass(frozen=True, slots=True)
class MountedPlace:
    """A place and the mount that it lies on."""

    role: Role
    mount: Mount


def system_mount(mounts: Sequence[Mount]) -> Mount | None:
    """Return the mount of the system's own files."""
    root = mount_at(mounts, "/")
    if root is not None and root.file_system in LAYERED:
        return mount_at(mounts, _BEHIND_THE_IMAGE) or root
    return root


def _is_on_a_disk(mount: Mount) -> bool:
    return mount.file_system == "zfs" or mount.source.startswith("/dev/")


def mounted_places(mounts: Sequence[Mount], home: str | None) -> tuple[MountedPlace, ...]:
    """Return the system, the home folder, and what else is a mount of its own."""
    return tuple(_places(mounts, home))


def _places(mounts: Sequence[Mount], home: str | None) -> Iterator[MountedPlace]:
    system = system_mount(mounts)
    if system is not None:
        yield MountedPlace("system", system)
    of_home = mount_of(mounts, home) if home else None
    if of_home is not None:
        # Inside an image's overlay the folder lies on the file system behind it.
        yield MountedPlace("home", system if system and of_home.point == "/" else of_home)
    for mount in mounts:
        if home and mount.point.startswith(f"{home}/") and _is_on_a_disk(mount):
            yield MountedPlace("homes", mount)
    for role, point in _OWN_MOUNTS:
        found = mount_at(mounts, point)
        if found is not None and found is not of_home and found.file_system != "autofs":
            yield MountedPlace(role, found)
