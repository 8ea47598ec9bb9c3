"""Says of each stick, card and external disk whether its files can be read by whoever has it.

What lies on a partition is told by its signature (libblkid(3)). Plain dm-crypt and VeraCrypt leave
none: what is not recognised may be encrypted, or new.
"""

from collections.abc import Iterable, Iterator, Mapping

from digiamen_scan.facts.media import Medium, MediumState, RemovableMedia
from digiamen_scan.facts.storage import BlockDevice, Role, Storage
from digiamen_scan.standards.storage.blockdev import ENCRYPTING
from digiamen_scan.standards.storage.storage_encryption import ON_DEVICES

ENCRYPTED = frozenset({"crypto_LUKS", "BitLocker"})
# Systems to install and to try out: nobody's files are saved in them.
IMAGES = frozenset({"iso9660", "squashfs", "erofs"})
FILE_SYSTEMS = (ON_DEVICES - IMAGES) | {
    "bcachefs",
    "befs",
    "exfs",
    "hfs",
    "hfsplus",
    "minix",
    "ntfs",
    "ocfs2",
    "reiser4",
    "udf",
    "ufs",
    "ubifs",
}
# What a disk needs for itself: EFI and BIOS start areas, Microsoft's reserved area, and the frame
# around logical partitions (UEFI specification 5.3.3; Microsoft, PARTITION_INFORMATION_GPT).
_START_AREAS = frozenset({"c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "0xef"})
_WITHOUT_FILES = frozenset(
    {
        "21686148-6449-6e6f-744e-656564454649",
        "e3c9e316-0b5c-4db8-817d-f92df00215ae",
        "0x5",
        "0xf",
        "0x85",
    }
)
_LARGEST_START_AREA = 1 << 30
_TOO_SMALL_FOR_FILES = 1 << 20
_RUNS_FROM: frozenset[Role] = frozenset({"system", "home", "variable", "temporary", "swap"})
# What a disk is said to be, from the states of its parts: the first that is there.
_WORST_FIRST: tuple[MediumState, ...] = ("open", "unseen", "unknown", "unrecognised", "encrypted")


def removable_media(storage: Storage) -> RemovableMedia:
    """Judge everything that is plugged in, other than what the system itself runs from."""
    devices = {device.id: device for device in storage.devices}
    above = _above(devices)
    media = (
        Medium(name, _state(devices[name], devices, above), devices[name].size)
        for name in sorted(carried_disks(storage))
    )
    seen = any(device.kind == "disk" for device in storage.devices)
    return RemovableMedia(tuple(media), disks_seen=seen)


def carried_disks(storage: Storage) -> frozenset[str]:
    """Return the disks that can be taken along and hold neither the system nor the home folder."""
    devices = {device.id: device for device in storage.devices}
    used = [name for place in storage.places if place.role in _RUNS_FROM for name in place.devices]
    runs_from = disks_under(devices, used)
    return frozenset(
        device.id
        for device in storage.devices
        if device.kind == "disk"
        and device.removable
        and device.size != 0
        and device.id not in runs_from
    )


def disks_under(devices: Mapping[str, BlockDevice], start: Iterable[str]) -> frozenset[str]:
    """Return every whole disk at the end of the ways down from `start`, through all layers."""
    ahead, seen = list(start), set[str]()
    while ahead:
        name = ahead.pop()
        if name in devices and name not in seen:
            seen.add(name)
            ahead.extend(devices[name].parents)
    return frozenset(name for name in seen if devices[name].kind == "disk")


def _above(devices: Mapping[str, BlockDevice]) -> dict[str, list[str]]:
    above: dict[str, list[str]] = {}
    for device in devices.values():
        for parent in device.parents:
            above.setdefault(parent, []).append(device.id)
    return above


def _state(
    disk: BlockDevice, devices: Mapping[str, BlockDevice], above: Mapping[str, list[str]]
) -> MediumState:
    states = set(_parts(disk, devices, above))
    if states == {"read_only"}:
        return "read_only"
    if "open" in states and "encrypted" in states:
        return "partly"
    for state in _WORST_FIRST:
        if state in states:
            return state
    return "unknown"


def _parts(
    disk: BlockDevice, devices: Mapping[str, BlockDevice], above: Mapping[str, list[str]]
) -> Iterator[MediumState]:
    """Yield the state of each part that can hold files, from the disk upwards."""
    if disk.content in IMAGES:
        yield "read_only"
    ahead, seen = [disk.id], set[str]()
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        device = devices[name]
        held = [one for one in above.get(name, ()) if devices[one].kind != "loop"]
        state = _own_state(device, holds_more=bool(held))
        if state is None:
            ahead.extend(held)
        elif not _needs_no_look(device):
            yield state


def _own_state(device: BlockDevice, *, holds_more: bool) -> MediumState | None:
    """Say what a device's own mark tells; None where what lies on it must be asked."""
    if device.kind == "crypt":
        return "encrypted" if device.format in ENCRYPTING else "unknown"
    if device.content in FILE_SYSTEMS:
        return "open"
    if device.content in ENCRYPTED:
        return "encrypted"
    return None if holds_more else _without_layers(device.content)


def _without_layers(content: str | None) -> MediumState:
    if content is None:
        return "unseen"
    if content in IMAGES:
        return "read_only"
    return "unknown" if content else "unrecognised"


def _needs_no_look(device: BlockDevice) -> bool:
    """Tell whether a partition is there for the computer's start alone."""
    kind, size = device.partition_type.lower(), device.size
    if device.content in FILE_SYSTEMS and not (kind in _START_AREAS and device.content == "vfat"):
        return False
    if kind in _WITHOUT_FILES or (size is not None and size <= _TOO_SMALL_FOR_FILES):
        return True
    return kind in _START_AREAS and size is not None and size <= _LARGEST_START_AREA
