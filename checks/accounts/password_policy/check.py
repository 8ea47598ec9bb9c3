"""The organisation's written rule for passwords: asked once of people, for all accounts."""

from digiamen_scan.api import (
    DIRECTOR,
    HIGH,
    HOURS,
    LOW,
    MEDIUM,
    MINUTES,
    Answers,
    DeclaredPasswordRule,
    Effort,
    Kind,
    Problem,
    Question,
    Refs,
    Severity,
    TargetKind,
    Verdict,
    check,
    fail,
    ok,
    unknown,
    values,
)

ADVISED = 14  # CIS 5.2: 14 characters, or 8 where a second factor is required
WITH_SECOND_FACTOR = 8
LONGEST_LIKELY = 128
A_YEAR = 365
QUESTIONS = (
    Question("rule", choices=("written", "none"), valid_days=A_YEAR),
    Question("length", kind="number", only_if=("rule", "written"), valid_days=A_YEAR),
    Question(
        "says",
        kind="several",
        choices=("unique", "manager", "leaked", "second_factor", "regular_change"),
        only_if=("rule", "written"),
        valid_days=A_YEAR,
    ),
)
# The worst first. NIST SP 800-63B, 3.1.1: no change without a sign of compromise, a blocklist.
FAULTS: dict[str, tuple[Severity, Effort, tuple[int, int]]] = {
    "too_short": (HIGH, HOURS, (60, 180)),
    "not_unique": (HIGH, HOURS, (60, 180)),
    "no_manager": (MEDIUM, HOURS, (60, 240)),
    "leaked_allowed": (MEDIUM, MINUTES, (10, 30)),
    "regular_change": (LOW, MINUTES, (10, 30)),
}


@check(
    target=TargetKind.ORGANISATION,
    severity=HIGH,
    effort=HOURS,
    who=DIRECTOR,
    serves=("EX3",),
    refs=Refs(cis=("5.2",), csf=("PR.AA-01",), cyber_essentials=("User access control",)),
    questions=QUESTIONS,
)
def password_policy(answers: Answers, declared: DeclaredPasswordRule) -> Verdict:
    """One page is written anew in one go: so the worst fault is named."""
    asked = declared.min_length
    if answers.choice("rule") == "none":
        return fail(Problem("no_rule", minutes=(60, 180), values=values(min_length=asked)))
    length, says = answers.number("length"), answers.several("says")
    if length > LONGEST_LIKELY:
        return unknown(Kind.CONFLICTING, "length_unlikely", length=length)
    faults = _faults(length, says, asked)
    if faults:
        return fail(_problem(faults, length, asked))
    if length < ADVISED and "second_factor" not in says:
        return ok("shorter_than_advised", length=length)
    return ok()


def _faults(length: int, says: frozenset[str], asked: int) -> list[str]:
    enough = min(asked, WITH_SECOND_FACTOR) if "second_factor" in says else asked
    holds = {
        "too_short": length < enough,
        "not_unique": "unique" not in says,
        "no_manager": "manager" not in says,
        "leaked_allowed": "leaked" not in says,
        "regular_change": "regular_change" in says,
    }
    return [fault for fault in FAULTS if holds[fault]]


def _problem(faults: list[str], length: int, asked: int) -> Problem:
    worst = faults[0]
    severity, effort, minutes = FAULTS[worst]
    told = values(length=length, min_length=asked)
    return Problem(worst, severity=severity, effort=effort, minutes=minutes, values=told)
