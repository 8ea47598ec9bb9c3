"""What every command that scans or judges prepares: words, profile, checks, targets, a plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
from digiamen_scan.profile.model import Domain, Profile
from digiamen_scan.standards.derivations import DERIVATIONS
from digiamen_scan.words import Words, words_for

if TYPE_CHECKING:
    from digiamen_scan.history.again import Again


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for on the command line."""

    domains: Sequence[str] = ()
    permission: bool = False
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    lang: str | None = None
    resolver: str | None = None
    rate: int = 1000
    ca_file: Path | None = None
    allow_private: bool = False
    label: str | None = None
    offline: bool = False
    checks_dirs: Sequence[Path] = ()
    again: "Again | None" = None


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
    owned: tuple[Domain, ...]
    offline: bool
    again: "Again | None" = None

    @property
    def profile_given(self) -> bool:
        """Tell whether the organisation has said anything about itself."""
        return self.profile_path is not None

    def with_owned(self, owned: tuple[Domain, ...]) -> "Session":
        """Return the same where the owners of these domains agree to a closer look."""
        from digiamen_scan.profile.targets import permitting  # noqa: PLC0415  # keeps --help light

        targets = permitting(self.targets, owned)
        asks = self.again.asks if self.again else _everything
        plan = make_plan(self.checks, targets, self.graph, offline=self.offline, asks=asks)
        return replace(self, owned=owned, targets=targets, plan=plan)


def now() -> Now:
    """Return the present moment, in whole seconds of UTC."""
    return Now(datetime.now(UTC).replace(microsecond=0))


def prepare(selection: Selection, path: Path | None) -> Session:
    """Settle everything for a scan of what the profile at `path` names. Touches no network."""
    from digiamen_scan.profile.targets import (  # noqa: PLC0415  # keeps --help light
        permitting,
        targets_of,
        website_targets,
    )

    stated = read_profile(path)
    profile = _with_domains(stated, selection.domains)
    if again := selection.again:
        profile = _with_domains(profile, _unnamed(again.domains(), profile))
    owned = profile.named_domains if selection.permission else stated.named_domains
    words = words_for(language(selection.lang, profile.organisation.language))
    catalogue = load_checks(words.lang, selection.checks_dirs)
    checks = _selected(catalogue, selection)
    targets = (*targets_of(profile, _device(selection.label)), *website_targets(profile))
    targets = permitting(targets, owned)
    if path is None:  # nobody has said which organisation it is: there is nothing to ask of it
        targets = tuple(one for one in targets if one.kind is not TargetKind.ORGANISATION)
    nameserver = nameserver_of(selection.resolver)
    world = World.of(
        nameserver=nameserver,
        rate=selection.rate,
        offline=selection.offline,
        ca_file=_ca_file(selection.ca_file),
        allow_private=selection.allow_private,
    )
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
        plan=make_plan(
            checks,
            targets,
            graph,
            offline=selection.offline,
            asks=again.asks if again else _everything,
        ),
        now=now(),
        resolver=str(nameserver or "system"),
        owned=owned,
        offline=selection.offline,
        again=again,
    )


def _everything(_check: str, _target: Target) -> bool:
    return True


def _unnamed(names: Sequence[str], profile: Profile) -> tuple[str, ...]:
    """Return those of the names that are no domain and no website of the profile."""
    from digiamen_scan.profile.targets import websites_of  # noqa: PLC0415  # keeps --help light

    known = {domain.name for domain in profile.named_domains}
    known |= {site for domain in profile.named_domains for site in websites_of(domain)}
    return tuple(name for name in names if name not in known)


def _selected(catalogue: Catalogue, selection: Selection) -> tuple[Check, ...]:
    checks = catalogue.select(selection.only, selection.skip)
    if selection.again:
        checks = tuple(check for check in checks if check.id in selection.again.checks)
    if not checks:
        raise Stop("No check fits --only, --skip and --again; `digiamen checks list` has them all.")
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


def _ca_file(path: Path | None) -> Path | None:
    """Return the file of `--ca-file`; one that holds no certificate ends the command."""
    if path is None:
        return None
    from digiamen_scan.probes.web.anchors import is_usable  # noqa: PLC0415  # ssl, if named at all

    try:
        usable = is_usable(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Stop(f"--ca-file {clean(str(path))}: {reason}.") from None
    if not usable:
        raise Stop(
            f"--ca-file {clean(str(path))}: no certificate that can be read."
            " It must hold certificates in PEM: -----BEGIN CERTIFICATE-----."
        )
    return path


def nameserver_of(text: str | None) -> Nameserver | None:
    """Return the resolver of `--resolver`; a text that is none ends the command."""
    try:
        return parse_nameserver(text) if text else None
    except ValueError as error:
        raise Stop(f"--resolver {error}.") from None
