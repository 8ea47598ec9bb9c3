"""Does this computer refuse the connections that strangers try to make to it?"""

from collections.abc import Iterator

from digiamen_scan.api import (
    ADMINISTRATOR,
    HIGH,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    FamilyDecision,
    Firewall,
    Kind,
    Paste,
    Problem,
    Refs,
    TargetKind,
    Verdict,
    check,
    fail,
    ok,
    unknown,
)

# From worst to least: the one that is told where IPv4 and IPv6 differ.
WORST = (
    "let_in",
    "on_some_interfaces",
    "from_neighbours",
    "on_many_ports",
    "by_source_port",
    "on_other_interfaces",
)
TURN_ON = {
    "ufw": ("sudo ufw default deny incoming && sudo ufw enable", "sudo ufw disable"),
    "firewalld": (
        "sudo systemctl enable --now firewalld",
        "sudo systemctl disable --now firewalld",
    ),
}


@check(
    target=TargetKind.DEVICE,
    severity=HIGH,
    effort=MINUTES,
    who=ADMINISTRATOR,
    serves=("TP1", "EX3a"),
    refs=Refs(cis=("4.5",), csf=("PR.IR-01",), cyber_essentials=("Firewalls",)),
)
def refuses_strangers(firewall: Firewall) -> Verdict:
    """Judge IPv4 and IPv6: a stranger needs only one of them."""
    if problems := tuple(_problems(firewall)):
        return fail(*problems)
    undecided = next((one for one in firewall.families if one.decision == "unknown"), None)
    if undecided:
        return _not_known(undecided)
    return _in_order(firewall) if firewall.families else unknown(Kind.UNDETERMINED, "rules_unclear")


def _problems(firewall: Firewall) -> Iterator[Problem]:
    found = {one.family: one.decision for one in firewall.families}
    for decision in WORST:
        families = [family for family, each in found.items() if each == decision]
        if families:
            yield _problem(firewall, decision, only_ipv6=families == ["ipv6"])
            return


def _problem(firewall: Firewall, decision: str, *, only_ipv6: bool) -> Problem:
    steps = (firewall.usable if firewall.usable != "none" else "nothing_installed",)
    if decision == "let_in" and only_ipv6:
        return Problem("open_ipv6", minutes=(10, 30), who=TECHNICIAN, steps=steps)
    if decision == "let_in" and firewall.active == "none":
        return Problem("off", minutes=(5, 15), steps=steps, paste=_pastes(firewall))
    if decision == "let_in":
        return Problem("open", minutes=(5, 15), steps=steps)
    if decision == "on_many_ports":
        return Problem("many_ports", MEDIUM, minutes=(5, 15), steps=steps)
    key = decision.removeprefix("on_").removeprefix("from_").removeprefix("by_")
    severity = HIGH if decision in ("on_some_interfaces", "from_neighbours") else MEDIUM
    return Problem(key, severity, minutes=(10, 30), who=TECHNICIAN, steps=steps)


def _pastes(firewall: Firewall) -> tuple[Paste, ...]:
    """Return what turns the firewall on; nothing where that could shut somebody out."""
    if firewall.remote_login or firewall.usable not in TURN_ON:
        return ()
    after, undo = TURN_ON[firewall.usable]
    return (Paste("command", "", "shell", after, undo=undo),)


def _not_known(undecided: FamilyDecision) -> Verdict:
    if undecided.undecided == "not_all_seen":
        return unknown(Kind.TOOL_MISSING, "not_all_seen", "nft")
    if undecided.undecided == "program_decides":
        return unknown(Kind.UNDETERMINED, "program_decides")
    return unknown(Kind.UNDETERMINED, "rules_unclear")


def _in_order(firewall: Firewall) -> Verdict:
    """Pass, with what matters most of what the reader should still know."""
    ports = sorted({port for one in firewall.families for port in one.ports})
    if firewall.by != "rules":
        return ok("from_settings")
    if firewall.lasts is False:
        return ok("may_not_last")
    if firewall.forwards:
        return ok("forwards")
    return ok("doors_left_open", ports=", ".join(ports)) if ports else ok()
