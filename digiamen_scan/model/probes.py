"""What a probe and a derivation are to the engine, which knows neither by name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Unavailable
from digiamen_scan.model.targets import Target, TargetKind


@dataclass(frozen=True, slots=True)
class Reading:
    """What `parse` made of the raw text for one fact: its value, or why there is none."""

    value: object
    evidence: tuple[Evidence, ...] = ()


Readings = Mapping[type[Any], Reading]


@runtime_checkable
class Probe(Protocol):
    """Reads one observed fact, or several at once, of one target.

    `read(target, **facts)` does the I/O and returns raw text or bytes; its parameters after
    `target` are the facts it needs first. `parse` is pure. Either may return `Unavailable`
    for all of its facts; `read` may raise only what is a fault of ours.
    """

    @property
    def name(self) -> str:
        """What the probe is called in the plan of a scan and in faults."""
        ...

    @property
    def gives(self) -> tuple[type[Any], ...]:
        """The facts that it reads."""
        ...

    @property
    def target(self) -> TargetKind:
        """The kind of target that it reads them of."""
        ...

    @property
    def systems(self) -> frozenset[str]:
        """The systems of devices that it can read; empty where it reads none."""
        ...

    @property
    def deadline(self) -> float:
        """Seconds that `read` may take."""
        ...

    @property
    def network(self) -> bool:
        """Whether it touches the network."""
        ...

    @property
    def read(self) -> Callable[..., Awaitable[Any]]:
        """The I/O."""
        ...

    def parse(self, raw: Any) -> Readings | Unavailable:  # noqa: ANN401  # raw is the probe's own
        """Interpret what `read` returned. No I/O, no clock."""
        ...

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """What the probe may touch on the network for this target."""
        ...

    def commands(self) -> tuple[str, ...]:
        """Programs and files that it reads on this computer, for the plan."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where facts come from: the probes of this system, and the pure derivations."""

    probes: tuple[Probe, ...]
    derivations: tuple[Callable[..., Any], ...]
