"""Follows a stack of block devices down to all of its disks.

What is written to a device is encrypted on a disk exactly if every way from the one down to the
other passes a layer that encrypts. A layer whose key lies readable on the same computer counts as
no layer. See `dm-crypt` in the kernel's Documentation/admin-guide/device-mapper.
"""

import graphlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from digiamen_scan.facts.storage import BlockDevice, Reason

# dm-crypt encrypts in these; in LUKS2 with OPAL the drive may be the only one that does.
ENCRYPTING = frozenset(
    {
        "luks",
        "luks1",
        "luks2",
        "plain",
        "bitlk",
        "fvault2",
        "tcrypt",
        "veracrypt",
        "loopaes",
    }
)


@dataclass(slots=True)
class Descent:
    """What is at the end of the ways down from a device.

    `open_disks` are reached without passing a layer that protects, `covered` tells that some way
    passes one. `key_exposed` tells that a layer did not count because of where its key lies.
    """

    open_disks: set[str] = field(default_factory=set[str])
    covered: bool = False
    memory: bool = False
    key_exposed: bool = False
    keys_seen: bool = True
    reasons: set[Reason] = field(default_factory=set[Reason])


def descend(devices: Mapping[str, BlockDevice], start: Iterable[str]) -> Descent:
    """Follow `start` down through `devices`, which are by id."""
    return _Walk(devices, frozenset()).descend(start)


class _Walk:
    def __init__(self, devices: Mapping[str, BlockDevice], judged: frozenset[str]) -> None:
        self._devices = devices
        self._judged = judged
        self._ways: dict[str, tuple[str, ...]] = {}
        self._found = Descent()

    def descend(self, start: Iterable[str]) -> Descent:
        ahead = list(start)
        if not ahead:
            self._found.reasons.add("device_not_seen")
        while ahead:
            device_id = ahead.pop()
            if device_id not in self._ways:
                self._ways[device_id] = self._step(device_id)
                ahead.extend(self._ways[device_id])
        if _has_circle(self._ways):
            self._found.reasons.add("devices_in_a_circle")
        return self._found

    def _step(self, device_id: str) -> tuple[str, ...]:
        """Take note of one device and return where the ways lead on."""
        device = self._devices.get(device_id)
        if device is None:
            self._found.reasons.add("device_not_seen")
            return ()
        if device.kind == "crypt" and not self._is_transparent(device):
            return ()
        if not device.parents:
            self._reach_end(device)
        return device.parents

    def _reach_end(self, device: BlockDevice) -> None:
        if device.kind == "disk":
            self._found.open_disks.add(device.id)
        elif device.kind == "zram":
            self._found.memory = True
        else:
            self._found.reasons.add("device_unrecognised")

    def _is_transparent(self, crypt: BlockDevice) -> bool:
        """Tell whether what lies under this layer can be read all the same."""
        if crypt.format not in ENCRYPTING:
            opal = crypt.format == "luks2_opal"
            self._found.reasons.add("self_encrypting" if opal else "format_unrecognised")
            return False
        exposed = self._key_exposed(crypt)
        self._found.key_exposed |= exposed
        self._found.covered |= not exposed
        return exposed

    def _key_exposed(self, crypt: BlockDevice) -> bool:
        """Tell whether the key file lies where anybody with the disk can read it.

        Where a key file lies on what it opens, a copy must lie elsewhere, and was not seen.
        """
        if crypt.id in self._judged:
            # The system's own disk can only be opened so with a copy of the key elsewhere.
            self._found.keys_seen = False
            return False
        if crypt.key in ("asked", "random", "chip"):
            return False
        if crypt.key == "unseen" or not crypt.key_on:
            self._found.keys_seen = False
            return False
        way = _Walk(self._devices, self._judged | {crypt.id}).descend(crypt.key_on)
        self._found.keys_seen &= way.keys_seen and not way.reasons
        return bool(way.open_disks)


def _has_circle(ways: Mapping[str, tuple[str, ...]]) -> bool:
    try:
        graphlib.TopologicalSorter(ways).prepare()
    except graphlib.CycleError:
        return True
    return False
