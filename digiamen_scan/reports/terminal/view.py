"""A result together with the words it is told in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digiamen_scan.model.checks import Check
from digiamen_scan.model.clean import clean
from digiamen_scan.model.guides import Guide, Message
from digiamen_scan.model.results import (
    Action,
    Finding,
    FoundProblem,
    Note,
    Placement,
    Result,
    ResultTarget,
    TargetRef,
)
from digiamen_scan.model.scales import Status
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.reports.terminal.guidetext import Values, plain_line
from digiamen_scan.words import Words, labels

_NAME_LIMIT = 120
_NAMES_SHOWN = 6
_UNNAMED = "profile."


@dataclass(frozen=True, slots=True)
class Told:
    """A message in the reader's language: its headline, its Markdown, and what fills it.

    The headline has no full stop: it stands as a title, and before names in a list.
    """

    headline: str
    text: str
    values: Values


@dataclass(frozen=True, slots=True)
class View:
    """What every part of the report needs."""

    result: Result
    checks: Mapping[str, Check]
    words: Words

    def guide(self, check: str) -> Guide | None:
        """Return a check's guide; None for a check that is not installed here."""
        known = self.checks.get(check)
        return known.guide(self.words.lang) if known else None

    def placed(self, placement: Placement) -> list[Action]:
        """Return the actions of one list, by rank."""
        found = [action for action in self.result.actions if action.placement == placement]
        return sorted(found, key=lambda action: action.rank)

    def having(self, status: Status) -> list[Finding]:
        """Return the findings with one status."""
        return [finding for finding in self.result.findings if finding.status is status]

    def findings_of(self, action: Action) -> list[Finding]:
        """Return the findings that an action is about, in the order of its targets."""
        by_target = {
            finding.target: finding
            for finding in self.result.findings
            if finding.check == action.check
        }
        return [by_target[target] for target in action.targets if target in by_target]

    def title(self, finding: Finding) -> str:
        """Return the good state that a finding is about; what is unnamed stands for itself."""
        fact = finding.reason.fact if finding.reason else ""
        if fact.startswith(_UNNAMED):
            return labels.unnamed(self.words, TargetKind(fact.removeprefix(_UNNAMED)))
        guide = self.guide(finding.check)
        return guide.title if guide else finding.title

    def target(self, ref: TargetRef) -> ResultTarget | None:
        """Return what the result knows of a target."""
        for target in self.result.targets:
            if (target.kind, target.name) == (ref.kind, ref.name):
                return target
        return None

    def problem(self, finding: Finding, problem: FoundProblem) -> Told:
        """Tell a problem in the reader's language, else as the scan told it."""
        return self._told(finding, problem.key, problem.values, problem.summary)

    def note(self, finding: Finding, note: Note) -> Told:
        """Tell a note in the reader's language, else as the scan told it."""
        return self._told(finding, note.key, note.values, note.summary)

    def names(self, targets: Iterable[TargetRef]) -> str:
        """Return targets' names in one line; of very many the first and a number."""
        names = [self.name(target) for target in targets]
        if len(names) <= _NAMES_SHOWN:
            return self.words(", ").join(names)
        shown = self.words(", ").join(names[:_NAMES_SHOWN])
        return self.words("{names}; others: {n}", names=shown, n=len(names) - _NAMES_SHOWN)

    def name(self, target: TargetRef) -> str:
        """Return a target's name; the organisation is called so in the reader's language."""
        name = "" if target.kind is TargetKind.ORGANISATION else clean(target.name, _NAME_LIMIT)
        return _with_letters(name) or labels.target_kind(self.words, target.kind)

    def _told(self, finding: Finding, key: str, given: Values, summary: str) -> Told:
        guide = self.guide(finding.check)
        message = guide.messages.get(key) if guide else None
        if message is None:
            return Told(clean(summary) or self.title(finding), "", {})
        return _filled(message, {"target": self.name(finding.target), **given})


def _with_letters(name: str) -> str:
    """Put the letters that people write before a name's A-labels (RFC 5891), if it has any."""
    if "xn--" not in name:
        return name
    import idna  # noqa: PLC0415  # large tables, needed for few names

    try:
        return f"{clean(idna.decode(name), _NAME_LIMIT)} ({name})"
    except idna.IDNAError:
        return name


def _filled(message: Message, values: Values) -> Told:
    headline = plain_line(message.headline, values).removesuffix(".")
    return Told(headline, message.text, values)
