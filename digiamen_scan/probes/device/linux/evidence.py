"""Shows what was seen of the storage: types and the kernel's names, nothing that people named."""

from collections.abc import Iterator

from digiamen_scan.facts.storage import BlockDevice, Storage, StoragePlace
from digiamen_scan.model.facts import Evidence


def storage_evidence(storage: Storage) -> tuple[Evidence, ...]:
    """Return one line a place, then one a device that lies under a place."""
    devices = {device.id: device for device in storage.devices}
    return (
        *(_place(place) for place in storage.places),
        *(_device(devices[name]) for name in _below(storage, devices)),
    )


def _below(storage: Storage, devices: dict[str, BlockDevice]) -> Iterator[str]:
    ahead = [name for place in reversed(storage.places) for name in reversed(place.devices)]
    seen: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in devices and name not in seen:
            seen.add(name)
            yield name
            ahead.extend(reversed(devices[name].parents))


def _place(place: StoragePlace) -> Evidence:
    words = [f"{place.role}: {place.file_system}"]
    words += [f"on {' '.join(place.devices)}"] if place.devices else []
    words += [f"encryption={place.dataset_encryption}"] if place.dataset_encryption else []
    words += ["encrypted folder"] if place.folder_encrypted else []
    source = "/proc/swaps" if place.role == "swap" else "/proc/self/mountinfo"
    return Evidence(source, ", ".join(words))


def _device(device: BlockDevice) -> Evidence:
    words = [device.kind if device.format is None else f"{device.kind} {device.format}"]
    words += [f"on {' '.join(device.parents)}"] if device.parents else []
    return Evidence(f"lsblk {device.id}", " ".join(words))
