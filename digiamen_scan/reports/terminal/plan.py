"""A plan told: what a scan would ask, run and contact."""

from collections.abc import Iterable

from digiamen_scan.model.checks import Check
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.words import N_, Words, labels

_YOURS = N_("your network's DNS server")
_WHY = {
    "mail_records": N_("to learn whether forged mail is to be stopped"),
    "signing_keys": N_("to find the keys that your mail is signed with"),
    "spf_records": N_("to learn who may send mail in your name"),
    "tls_offers": N_("to learn which old or weak encryption it still accepts"),
    "web_addresses": N_("to learn where your website is"),
    "certificate": N_("to look at your website's certificate"),
    "control": N_("only if a certificate is not in order: to see whether this network changes it"),
    "page": N_(
        "to see whether people type something on your website, or where it sends them on to"
    ),
    "page_names": N_("to follow where your website leads"),
}


def plan_lines(
    words: Words,
    *,
    checks: Iterable[tuple[Check, Target]],
    contacts: Iterable[ContactRule],
    commands: Iterable[str],
    questions: int,
) -> list[Line]:
    """Return the plan as short lines, the same for the same plan."""
    return [
        Line(words("Nothing was touched. This is what a scan would do.")),
        *_part(words("Checks"), (_check(words, check, target) for check, target in checks)),
        *_part(words("On the network"), (contact_line(words, rule) for rule in contacts)),
        *_part(words("On this computer, read only"), commands),
        BLANK,
        Line(words("Questions that a person may be asked: {n}", n=questions)),
    ]


def _part(title: str, texts: Iterable[str]) -> list[Line]:
    found = [Line(text, indent=2) for text in texts]
    return [BLANK, Line(title, style=Style.HEADING), *found] if found else []


def _check(words: Words, check: Check, target: Target) -> str:
    kind = labels.target_kind(words, target.kind)
    if target.kind is TargetKind.ORGANISATION:
        return f"{check.id} · {kind}"
    named = words("{kind}: {names}", kind=kind, names=target.name)
    return f"{check.id} · {named}"


def contact_line(words: Words, rule: ContactRule) -> str:
    """Say one rule of a plan: which service, whose, about what, how often at most, and why."""
    return words(
        "{service}, port {port}, {whose}, about {about}, at most {n} times: {why}",
        service=rule.service.upper(),
        port=rule.port,
        whose=words(rule.whose or _YOURS),
        about=rule.about,
        n=rule.at_most,
        why=words(_WHY.get(rule.why, rule.why)),
    )
