"""What every command that scans or judges prepares: words, profile, checks, targets, a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from digiamen_scan.cli.loading import language, load_checks
from digiamen_scan.cli.profiles import read_answers, read_profile
from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.catalogue import Catalogue
from digiamen_scan.engine.graph import FactGraph
from digiamen_scan.engine.plan import Plan, make_plan
from digiamen_scan.model.checks import Check
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Now
from digiamen_scan.model.probes import Sources
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.identity import device_label, system
from digiamen_scan.probes.dns.nameservers import Nameserver, parse_nameserver
from digiamen_scan.probes.world import World
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.model import Profile
from digiamen_scan.standards import DERIVATIONS
from digiamen_scan.words import Words, words_for


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for on the command line."""

    domains: Sequence[str] = ()
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    lang: str | None = None
    resolver: str | None = None
    rate: int = 1000
    label: str | None = None
    offline: bool = False
    checks_dirs: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that is settled before anything is touched."""

    words: Words
    profile: Profile
    profile_path: Path | None
    answers: AnswerBook
    catalogue: Catalogue
    checks: tuple[Check, ...]
    targets: tuple[Target, ...]
    world: World
    graph: FactGraph
    plan: Plan
    now: Now
    resolver: str

    @property
    def profile_given(self) -> bool:
        """Tell whether the organisation has said anything about itself."""
        return self.profile_path is not None


def now() -> Now:
    """Return the present moment, in whole seconds of UTC."""
    return Now(datetime.now(UTC).replace(microsecond=0))


def prepare(selection: Selection, path: Path | None) -> Session:
    """Settle everything for a scan of what the profile at `path` names. Touches no network."""
    from digiamen_scan.profile.targets import targets_of, website_targets  # noqa: PLC0415  # keeps --help light

    profile = _with_domains(read_profile(path), selection.domains)
    words = words_for(language(selection.lang, profile.organisation.language))
    catalogue = load_checks(words.lang, selection.checks_dirs)
    checks = _selected(catalogue, selection)
    targets = (*targets_of(profile, _device(selection.label)), *website_targets(profile))
    nameserver = _nameserver(selection.resolver)
    world = World.of(nameserver=nameserver, rate=selection.rate, offline=selection.offline)
    graph = FactGraph(Sources(world.probes(), DERIVATIONS))
    return Session(
        words=words,
        profile=profile,
        profile_path=path,
        answers=read_answers(path),
        catalogue=catalogue,
        checks=checks,
        targets=targets,
        world=world,
        graph=graph,
        plan=make_plan(checks, targets, graph, offline=selection.offline),
        now=now(),
        resolver=str(nameserver or "system"),
    )


def _selected(catalogue: Catalogue, selection: Selection) -> tuple[Check, ...]:
    checks = catalogue.select(selection.only, selection.skip)
    if not checks:
        raise Stop("No check fits --only and --skip; `digiamen checks list` shows them all.")
    return checks


def _with_domains(profile: Profile, names: Sequence[str]) -> Profile:
    from digiamen_scan.profile.names import BadValueError  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.profile.targets import with_domain  # noqa: PLC0415  # as above

    for name in names:
        try:
            profile = with_domain(profile, name)
        except BadValueError as fault:
            raise Stop(f"--domain {name}: {fault.message} {fault.hint}") from None
    return profile


def _device(label: str | None) -> Target:
    return Target(TargetKind.DEVICE, clean(label, 80) if label else device_label(), system=system())


def _nameserver(text: str | None) -> Nameserver | None:
    try:
        return parse_nameserver(text) if text else None
    except ValueError as error:
        raise Stop(f"--resolver {error}.") from None
