"""Facts about what a computer lets in from the network.

Rules are kept as conditions and verdicts. The names of chains, sets, zones and tables, and all
addresses but those of whole networks, are left out: people choose them, or they say where people
are.
"""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import fact
from digiamen_scan.model.targets import TargetKind

Family = Literal["ipv4", "ipv6"]
Hook = Literal["ingress", "prerouting", "input"]
Origin = Literal["nft", "iptables", "iptables_legacy"]
RuleVerdict = Literal[
    "accept", "drop", "reject", "jump", "goto", "return", "next", "queue", "unrecognised"
]
ConditionKind = Literal[
    "interface",
    "family",
    "protocol",
    "port",
    "source_port",
    "source",
    "destination",
    "connection",
    "tcp_flags",
    "packet_type",
    "mark",
    "rate",
    "return_path",
    "listed",
    "unrecognised",
]
Decision = Literal[
    "refused",
    "let_in",
    "on_some_interfaces",
    "on_other_interfaces",
    "from_neighbours",
    "on_many_ports",
    "by_source_port",
    "unknown",
]
DecidedBy = Literal["rules", "firewalld", "ufw", "services"]
Manager = Literal["ufw", "firewalld", "other", "none"]
Undecided = Literal["", "rule_unrecognised", "program_decides", "not_all_seen"]


@dataclass(frozen=True, slots=True)
class NetworkInterface:
    """A network interface, or a name of one that a rule speaks of.

    `id` is the kernel's name where a driver gave it, else a number. `outward` means that strangers
    may be behind it: a card, a modem, what carries the default route; not a bridge between
    programs of this computer. `part_of_another` means that packets arrive at the bridge or bond
    that it belongs to.
    """

    id: str
    outward: bool = True
    present: bool = True
    part_of_another: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: that a packet's property is among `values`, or is not.

    Ports are `22` or `80-90`. A `source` names whole networks only and `many` for a great number
    of small ones; a single address or a small network is no value. A `destination` is `any`,
    `loopback`, `group` or `address`. `connection` holds conntrack's states and words of ours for
    other things that a packet can be: `fragment`, `ipsec`, `extension_header`. `tcp_flags` are a
    mask and what must be set in it. A `mark` is `zero` or `set`, a `rate` `within` or `above` a
    limit. `return_path` is `missing` where an answer would leave by another way. `listed` is a
    list that was not seen.
    """

    on: ConditionKind
    values: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class FilterRule:
    """A rule: if all conditions hold, the verdict.

    `target` is the chain jumped to, empty where it was not found. `next` is a rule that only
    counts or logs.
    """

    verdict: RuleVerdict
    conditions: tuple[Condition, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class FilterChain:
    """A chain of rules; `hook` is None for one that others jump to.

    `surely_active` is False where its table may be switched off.
    """

    id: str
    origin: Origin
    families: tuple[Family, ...]
    hook: Hook | None = None
    priority: int = 0
    policy: Literal["accept", "drop"] = "accept"
    rules: tuple[FilterRule, ...] = ()
    surely_active: bool = True


@fact("packet_filter", TargetKind.DEVICE)
class PacketFilter:
    """What the kernel does with packets that arrive, as root sees it.

    `ipv6` tells whether the kernel speaks IPv6. `whole` is False where rules may exist that could
    not be listed. `marks` and `untracks` tell whether any rule sets a mark or takes packets out of
    connection tracking, `forwards` whether any sends arriving connections on to another address.
    """

    ipv6: bool
    chains: tuple[FilterChain, ...] = ()
    interfaces: tuple[NetworkInterface, ...] = ()
    whole: bool = True
    marks: bool = False
    untracks: bool = False
    forwards: bool = False


@dataclass(frozen=True, slots=True)
class UfwSettings:
    """What ufw's files say that everybody may read. None: not said there, or not readable."""

    enabled: bool | None = None
    input_policy: Literal["accept", "drop", "reject"] | None = None


@dataclass(frozen=True, slots=True)
class FirewalldZone:
    """A zone of a running firewalld that is in use, with what policies add to it.

    `outward` means that strangers may arrive through it. `ports` are opened by number, with their
    protocol. `accepts` tells of a rule or a policy that lets everything in.
    """

    target: Literal["default", "reject", "drop", "accept", "unrecognised"]
    outward: bool = True
    ports: tuple[str, ...] = ()
    accepts: bool = False


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A service that manages a firewall, or lets people in from afar."""

    name: str
    active: bool
    at_boot: bool


@fact("firewall_services", TargetKind.DEVICE)
class FirewallServices:
    """The programs that set up a firewall, as everybody may see them.

    `services` are those that are installed, None where the system could not be asked. `installed`
    names the managers whose programs are there. `zones` are None where firewalld does not run or
    did not tell. `ipv6` tells whether the kernel speaks IPv6.
    """

    ipv6: bool
    installed: tuple[Literal["ufw", "firewalld"], ...] = ()
    services: tuple[ServiceState, ...] | None = None
    ufw: UfwSettings = UfwSettings()
    zones: tuple[FirewalldZone, ...] | None = None


@dataclass(frozen=True, slots=True)
class FamilyDecision:
    """What happens to a stranger's new connection over IPv4 or IPv6.

    `ports` are single services that are let in all the same, such as `22/tcp`.
    """

    family: Family
    decision: Decision
    undecided: Undecided = ""
    ports: tuple[str, ...] = ()


@fact("firewall", TargetKind.DEVICE)
class Firewall:
    """Whether a stranger's new connection gets in, over each kind of address in use.

    `by` says what was looked at. `active` names what manages the firewall and is switched on,
    `usable` what is there to manage one. `remote_login` tells that an SSH server runs, `lasts`
    whether some service loads rules at the next start; None where that could not be asked.
    """

    families: tuple[FamilyDecision, ...]
    by: DecidedBy
    active: Manager = "none"
    usable: Manager = "none"
    forwards: bool = False
    remote_login: bool = False
    lasts: bool | None = None
