"""The frame of the report: whose it is, the verdict, whom to call, and its limits."""

from digiamen_scan.model.results import Result, TargetRef
from digiamen_scan.model.scales import Band
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import Words, labels

_MINUTE = 16  # YYYY-MM-DDTHH:MM


def header(view: View) -> list[Line]:
    """Say whose check-up this is, when it was done and what was looked at."""
    words, result = view.words, view.result
    name = result.organisation.name
    title = words("Technical check-up: {name}", name=name) if name else words("Technical check-up")
    return [
        Line(title, style=Style.HEADING),
        Line(words("Date: {date} (UTC)", date=_moment(result.scan.started))),
        *_looked_at(view),
        *(Line(line) for line in _circumstances(words, result)),
    ]


def verdict(view: View) -> list[Line]:
    """Say in one sentence how things stand; there is no score."""
    return [BLANK, Line(_verdict(view.words, view.result), style=Style.STRONG)]


def emergency(view: View) -> list[Line]:
    """Whom to call if something is happening now."""
    words = view.words
    lines = [BLANK, Line(words("If something is happening now"), style=Style.HEADING)]
    contacts = view.result.organisation.contacts
    if not contacts:
        text = words(
            "Nobody is named here yet. Write down whom to call in {file}, under {key}.",
            file="digiamen.yaml",
            key="contacts",
        )
        return [*lines, Line(text)]
    return [
        *lines,
        *(
            Line(words("{role}: {say}", role=contact.role, say=contact.say), marker="- ")
            for contact in contacts
        ),
    ]


def closing(view: View) -> list[Line]:
    """Faults of our own, what this is not, and whose it is not."""
    words, result = view.words, view.result
    lines: list[Line] = [BLANK]
    if result.errors:
        lines += [Line(words("Parts that did not work"), style=Style.HEADING)]
        lines += [
            Line(words("{where}: {detail}", where=fault.where, detail=fault.detail), marker="- ")
            for fault in result.errors
        ]
        lines += [Line(words("The rest of the check went on without them.")), BLANK]
    limits = words("This is not a guarantee: it says what could be seen on that day, and no more.")
    independent = words("digiamen is independent of the organisations whose workshop it serves.")
    return [*lines, *_alone(view), Line(limits), Line(independent)]


def _alone(view: View) -> list[Line]:
    """Without a profile: say how the rest is looked at too."""
    kinds = {target.kind for target in view.result.targets}
    if view.result.scan.profile_digest or TargetKind.DOMAIN in kinds:
        return []
    text = view.words(
        "Your domains and accounts were not looked at: nobody has named them. This command asks a"
        " few questions and writes them down; then run the check again in the same folder:"
    )
    return [Line(text), Line("digiamen init", verbatim=True), BLANK]


def _moment(text: str) -> str:
    return text[:_MINUTE].replace("T", " ")


def _looked_at(view: View) -> list[Line]:
    words, result = view.words, view.result
    by_kind: dict[TargetKind, list[TargetRef]] = {}
    for target in result.targets:
        by_kind.setdefault(target.kind, []).append(TargetRef(target.kind, target.name))
    lines = [
        Line(
            words(
                "{kind}: {names}",
                kind=labels.target_kind(words, kind),
                names=view.names(targets),
            ),
            marker="- ",
        )
        for kind, targets in by_kind.items()
        if kind is not TargetKind.ORGANISATION
    ]
    if lines:
        lines.insert(0, Line(words("What this check-up is about:")))
    seen, expected = result.coverage.devices_seen, result.coverage.devices_expected
    if expected is not None and seen != expected:
        lines.append(
            Line(words("Computers looked at: {seen} of {expected}", seen=seen, expected=expected))
        )
    return lines


def _circumstances(words: Words, result: Result) -> list[str]:
    scan = result.scan
    said = {
        words("DEMONSTRATION: this organisation is invented."): scan.demo,
        words("The check was stopped early: this is what was found until then."): scan.partial,
        words("The network was not used, as you asked."): scan.offline,
        words("Judged again from a recording; nothing was looked at anew."): (
            scan.judged_from_recording
        ),
        words("Only what was not in order or not seen the last time was looked at."): scan.again,
    }
    return [text for text, holds in said.items() if holds]


def _verdict(words: Words, result: Result) -> str:
    to_fix = [action for action in result.actions if action.problem is not None]
    now = [action for action in to_fix if action.band is Band.NOW]
    if now:
        said = words("To fix now: {n}. Begin with the first; each says exactly how.", n=len(now))
    elif to_fix:
        said = words("To fix in good time: {n}.", n=len(to_fix))
    else:
        return _nothing_to_fix(words, result)
    unseen = result.coverage.unknown
    missing = words("Not seen yet: {n}.", n=unseen)
    return f"{said} {missing}" if unseen else said


def _nothing_to_fix(words: Words, result: Result) -> str:
    seen, unseen = result.coverage.pass_, result.coverage.unknown
    if result.coverage.fail:
        return words("Nothing new to fix: what is not in order has been accepted for a time.")
    if unseen and seen:
        return words("What could be seen is in order. Not seen: {n}.", n=unseen)
    if unseen:
        return words("Too little could be seen to say how things stand. Not seen: {n}.", n=unseen)
    if seen:
        return words("Everything that was looked at is in order.")
    return words("Nothing was looked at.")
