"""Turns what lsblk, /sys and crypttab say into the block devices of a computer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from digiamen_scan.facts.storage import BlockDevice, CryptFormat, DeviceKind
from digiamen_scan.model.clean import clean
from digiamen_scan.probes.device.linux.crypttab import KeyEntry
from digiamen_scan.probes.device.linux.lsblk import Node
from digiamen_scan.probes.device.linux.mounts import Mount, mount_of
from digiamen_scan.probes.device.linux.sysfs import KernelDevice

# mdadm can be told to name arrays after people's names; what drivers name looks like this.
_BY_A_DRIVER = re.compile(r"(?:[a-z]{2,7}-?\d+(?:[a-z]+\d+)*|[a-z]?[hsv]d[a-z]{1,3}\d*)")
# Whole devices that are no disk of this computer: ZFS volumes, network disks, memory, layers.
_NO_DISK = re.compile(r"(?:zd|nbd|rbd|drbd|ram|ublkb|fd|sr|bcache|dm-)\d")
_REMOTE = ("iscsi", "fc", "fcoe", "nvme-fabrics", "tcp", "rdma")
_VERACRYPT = re.compile(r"veracrypt\d+")
_FORMATS: Mapping[str, CryptFormat] = {
    "LUKS1": "luks1",
    "LUKS2": "luks2",
    "PLAIN": "plain",
    "BITLK": "bitlk",
    "FVAULT2": "fvault2",
    "TCRYPT": "tcrypt",
    "LOOPAES": "loopaes",
}
# cryptsetup names these layers CRYPT-… too, and lsblk calls them crypt; they encrypt nothing.
_ENCRYPT_NOTHING = frozenset({"VERITY", "INTEGRITY", "SUBDEV"})
_BY_CONTENT: Mapping[str, CryptFormat] = {"crypto_LUKS": "luks", "BitLocker": "bitlk"}


# Options that name one more device of a file system (xfs(5), ext4(5)).
_MORE_DEVICES = ("rtdev=", "logdev=", "journal_dev=", "journal_path=")
# VeraCrypt without the kernel's help shows the opened volume as a file here.
_VERACRYPT_FILES = "fuse.veracrypt"


@dataclass(frozen=True)
class DeviceTree:
    """The devices, and which of them lie under a mount or a path.

    `told` are the numbers of the devices of which it is known what lies on them, None where of
    all. `totals` are the sizes of file systems by device number, where they were asked for.
    """

    nodes: Mapping[str, Node]
    kernel: Mapping[str, KernelDevice]
    pools: Sequence[tuple[str, ...]]
    links: Mapping[str, str]
    mounts: Sequence[Mount]
    keys: Mapping[str, KeyEntry] = field(default_factory=dict[str, KeyEntry])
    told: frozenset[str] | None = None
    totals: Mapping[str, int] = field(default_factory=dict[str, int])

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """What each device is called in a fact: as its driver named it, else by its place."""
        return {
            name: name if _BY_A_DRIVER.fullmatch(name) else f"device-{place}"
            for place, name in enumerate(sorted({*self.nodes, *self.kernel}), start=1)
        }

    def devices(self) -> tuple[BlockDevice, ...]:
        """Return every device with what it lies on."""
        return tuple(self._device(name, self.nodes[name]) for name in sorted(self.nodes))

    def under_mount(self, mount: Mount | None) -> tuple[str, ...]:
        """Return the ids of all devices that a mounted file system lies on directly."""
        if mount is None:
            return ()
        if mount.file_system == "zfs":
            pool = mount.source.partition("/")[0]
            return self._ids(
                name
                for name, node in sorted(self.nodes.items())
                if node.file_system == "zfs_member" and node.label == pool
            )
        name = self._named(mount.source)
        if mount.file_system == "btrfs":
            return self._ids(next((pool for pool in self.pools if name in pool), ()))
        by_number = [name for name, node in self.nodes.items() if node.number == mount.number]
        names = by_number[:1] or ([name] if name in self.nodes else [])
        if mount.file_system == "f2fs" and not self._is_alone(names, mount.number):
            return ()
        return self._ids((*names, *self._more_devices(mount)))

    def _is_alone(self, names: Sequence[str], number: str) -> bool:
        """Tell whether a file system fits on its first device; f2fs names none of the others."""
        total = self.totals.get(number)
        sizes = [self.nodes[name].size for name in names]
        return total is not None and any(size is not None and total <= size for size in sizes)

    def _more_devices(self, mount: Mount) -> Iterable[str]:
        for option in mount.options:
            if option.startswith(_MORE_DEVICES):
                yield self._named(option.partition("=")[2])

    def under_path(self, path: str) -> tuple[str, ...]:
        """Return the ids of the devices under an absolute path."""
        return self.under_mount(mount_of(self.mounts, path))

    def under_device(self, path: str) -> tuple[str, ...]:
        """Return the id of the device that a path in /dev names, seen by lsblk or not."""
        name = self._named(path)
        return self._ids([name] if name else [])

    def _named(self, path: str) -> str:
        """Return the kernel's name of what a path in /dev names, empty if unknown.

        Without udev the entries of /dev/mapper are no links.
        """
        link = self.links.get(path, "")
        mapper = path.removeprefix("/dev/mapper/")
        by_mapper = (name for name, device in self.kernel.items() if device.mapper_name == mapper)
        return link if link in self.nodes else next(by_mapper, link)

    def _ids(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.ids.get(name, "device-0") for name in names)

    def _device(self, name: str, node: Node) -> BlockDevice:
        kernel = self.kernel.get(name, KernelDevice(name))
        kind, crypt = self._kind(node, kernel, name)
        key = self.keys.get(kernel.mapper_name or node.mapper_name, KeyEntry("unseen"))
        is_crypt = kind == "crypt"
        return BlockDevice(
            id=self.ids[name],
            kind=kind,
            parents=self._parents(node, kernel, kind),
            format=crypt,
            removable=self._is_carried(name, node),
            key=key.source if is_crypt else "unseen",
            key_on=self.under_path(key.path) if is_crypt and key.path else (),
            content=self._content(node),
            partition_type=clean(node.partition_type, 40),
            size=node.size,
        )

    def _is_carried(self, name: str, node: Node) -> bool:
        """Tell whether a disk, or that of a partition, can be taken along."""
        whole = node.parents[0] if node.type == "part" and node.parents else name
        kernel = self.kernel.get(whole, KernelDevice(whole))
        return kernel.card != "MMC" and (node.removable or kernel.outside)

    def _content(self, node: Node) -> str | None:
        """Say what lies on a device: what is mounted from it right now, else its signature."""
        mounted = (mount.file_system for mount in self.mounts if mount.number == node.number)
        found = next(mounted, node.file_system)
        known = found or self.told is None or node.number in self.told
        return clean(found, 40) if known else None

    def _parents(self, node: Node, kernel: KernelDevice, kind: DeviceKind) -> tuple[str, ...]:
        below = set(self._ids((*node.parents, *kernel.lies_on)))
        if kind == "loop" and kernel.backing:
            below.update(self.under_path(kernel.backing))
        if kind == "zram" and kernel.backing not in ("", "none"):
            below.update(self._ids([kernel.backing.rpartition("/")[2]]))
        return tuple(sorted(below))

    def _kind(
        self, node: Node, kernel: KernelDevice, name: str
    ) -> tuple[DeviceKind, CryptFormat | None]:
        mapper_name = kernel.mapper_name or node.mapper_name
        if node.type == "crypt" or kernel.mapper_uuid.startswith("CRYPT-"):
            return self._crypt(node, kernel)
        if node.type == "dm" and not kernel.mapper_uuid and _VERACRYPT.fullmatch(mapper_name):
            return "crypt", "veracrypt"
        if node.type == "disk":
            return _whole_device(name, node.transport), None
        if node.type.startswith("raid") or name.startswith("md"):
            return "raid", None
        if kernel.backing and _is_veracrypt_file(mount_of(self.mounts, kernel.backing)):
            return "crypt", "veracrypt"
        plain: dict[str, DeviceKind] = {"part": "partition", "lvm": "lvm", "loop": "loop"}
        return plain.get(node.type, "other"), None

    def _crypt(self, node: Node, kernel: KernelDevice) -> tuple[DeviceKind, CryptFormat | None]:
        word = kernel.mapper_uuid.removeprefix("CRYPT-")
        if word.startswith("LUKS2-OPAL-"):
            return "crypt", "luks2_opal"
        named = word.partition("-")[0]
        if named in _ENCRYPT_NOTHING:
            return "other", None
        crypt: CryptFormat = "unrecognised"
        if named:
            return "crypt", _FORMATS.get(named, crypt)
        below = {self.nodes[name].file_system for name in node.parents if name in self.nodes}
        for content in sorted(below & set(_BY_CONTENT)):
            crypt = _BY_CONTENT[content]
        return "crypt", crypt


def _is_veracrypt_file(mount: Mount | None) -> bool:
    return mount is not None and mount.file_system == _VERACRYPT_FILES


def _whole_device(name: str, transport: str) -> DeviceKind:
    if name.startswith("zram"):
        return "zram"
    if _NO_DISK.match(name) or transport in _REMOTE:
        return "other"
    return "raid" if name.startswith("md") else "disk"
