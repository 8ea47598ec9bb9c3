"""Does this computer demand the length of password that the profile asks?"""

from collections.abc import Iterator

from digiamen_scan.api import (
    ADMINISTRATOR,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    DeclaredDevicePasswordPolicy,
    Kind,
    LocalPasswordRule,
    Paste,
    Problem,
    Refs,
    TargetKind,
    Verdict,
    check,
    fail,
    ok,
    unknown,
    values,
)

SETTINGS = "/etc/security/pwquality.conf"
CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
INSTALL = Paste(
    kind="command",
    name="",
    type="shell",
    after="sudo apt install libpam-pwquality",
    undo="sudo apt remove libpam-pwquality",
)
ELSEWHERE = ("account_elsewhere", "no_account_seen")


@check(
    target=TargetKind.DEVICE,
    severity=MEDIUM,
    effort=MINUTES,
    who=ADMINISTRATOR,
    serves=("EX3",),
    refs=Refs(cis=("5.2",), csf=("PR.AA-01",), cyber_essentials=("User access control",)),
    never_first=True,
)
def password_policy(rule: LocalPasswordRule, policy: DeclaredDevicePasswordPolicy) -> Verdict:
    """Compare the shortest password that can be set here with the profile's rule."""
    if rule.state == "unknown":
        note = "account_elsewhere" if rule.reason in ELSEWHERE else "not_understood"
        return unknown(Kind.UNDETERMINED, note, rule.reason)
    if rule.shortest < policy.min_length:
        return fail(_problem(rule, policy.min_length))
    if rule.directory:
        return ok("server_accounts")
    return ok() if rule.dictionary else ok("length_only")


def _problem(rule: LocalPasswordRule, wanted: int) -> Problem:
    named = values(shortest=rule.shortest, asked=rule.asked, wanted=wanted)
    if rule.state == "none" and rule.family == "debian":
        paste = (INSTALL, _settings(f"minlen = {wanted}"))
        return Problem("no_rule", minutes=(10, 20), values=named, paste=paste, steps=("debian",))
    key = _key(rule, wanted)
    in_settings = rule.module == "pam_pwquality" and rule.source != "line"
    if key in ("no_rule", "bypassed") or not in_settings:
        return Problem(key, who=TECHNICIAN, minutes=(15, 30), values=named)
    line = _settings(*_lines(rule, wanted))
    return Problem(key, minutes=(5, 15), values=named, paste=(line,), steps=("settings",))


def _key(rule: LocalPasswordRule, wanted: int) -> str:
    if rule.state == "none":
        return "no_rule"
    if rule.state != "enforced":
        return rule.state
    if rule.settings_cut:
        return "settings_cut"
    return "shortened" if rule.asked >= wanted else "too_short"


def _lines(rule: LocalPasswordRule, wanted: int) -> Iterator[str]:
    """Yield what the settings file needs; of two lines for the same thing, the last one holds."""
    if rule.asked < wanted:
        yield f"minlen = {wanted}"
    if rule.credits:
        yield from (f"{credit} = 0" for credit in CREDITS)
    if rule.state == "warns_only":
        yield "enforcing = 1"


def _settings(*lines: str) -> Paste:
    text = "\\n".join(("", *lines, ""))
    return Paste(
        kind="command",
        name="",
        type="shell",
        after=f"printf '{text}' | sudo tee -a {SETTINGS}",
        undo=f"sudo cp {SETTINGS}.copy {SETTINGS}",
    )
