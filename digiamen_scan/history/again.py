"""What of an earlier result is looked at again: what failed in it or was unknown."""

from dataclasses import dataclass

from digiamen_scan.model.results import Finding, Result, TargetRef
from digiamen_scan.model.scales import Status
from digiamen_scan.model.targets import Target, TargetKind

_OPEN = frozenset({Status.FAIL, Status.UNKNOWN})
_NAMED_BY_DOMAIN = frozenset({TargetKind.DOMAIN, TargetKind.WEBSITE})
_UNNAMED = "profile."


@dataclass(frozen=True, slots=True)
class Again:
    """The open findings of a result. `everywhere` are checks that had no target to be asked of."""

    pairs: frozenset[tuple[str, TargetRef]]
    everywhere: frozenset[str]

    @property
    def checks(self) -> frozenset[str]:
        """The ids of the checks that are asked again."""
        return self.everywhere | {check for check, _ in self.pairs}

    def asks(self, check: str, target: Target) -> bool:
        """Tell whether a check is asked of a target again."""
        ref = TargetRef(target.kind, target.name)
        return check in self.everywhere or (check, ref) in self.pairs

    def domains(self) -> tuple[str, ...]:
        """Return the names of domains and websites that are asked about, in a fixed order."""
        named = {ref.name for _, ref in self.pairs if ref.kind in _NAMED_BY_DOMAIN}
        return tuple(sorted(named))

    def missing(self, targets: tuple[Target, ...]) -> tuple[str, ...]:
        """Return the names of targets that a scan of `targets` does not reach."""
        reached = {TargetRef(target.kind, target.name) for target in targets}
        return tuple(sorted({ref.name for _, ref in self.pairs if ref not in reached}))


def again(result: Result) -> Again:
    """Return what is to be looked at again of a result. Accepted fails are looked at as well."""
    found = [finding for finding in result.findings if finding.status in _OPEN]
    unnamed = [finding for finding in found if _is_unnamed(finding)]
    named = [finding for finding in found if finding not in unnamed]
    return Again(
        pairs=frozenset((finding.check, finding.target) for finding in named),
        everywhere=frozenset(finding.check for finding in unnamed),
    )


def _is_unnamed(finding: Finding) -> bool:
    """Tell whether the profile named no target of the check's kind: it stands for all of them."""
    return finding.reason is not None and finding.reason.fact.startswith(_UNNAMED)
