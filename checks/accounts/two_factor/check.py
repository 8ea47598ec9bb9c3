"""Every account has a second factor on: asked of people."""

from digiamen_scan.api import (
    CRITICAL,
    EVERYONE,
    HOURS,
    MINUTES,
    AccountService,
    Answers,
    Kind,
    Problem,
    Question,
    Refs,
    TargetKind,
    Verdict,
    check,
    fail,
    ok,
    unknown,
    values,
)

FEW = 3
MINUTES_EACH = (5, 10)
QUESTIONS = (
    Question("state", choices=("everyone", "some", "nobody")),
    Question("with_it", kind="number", only_if=("state", "some")),
    Question("total", kind="number", only_if=("state", "some")),
)


@check(
    target=TargetKind.ACCOUNT,
    severity=CRITICAL,
    effort=HOURS,
    who=EVERYONE,  # nobody can set up a colleague's second factor without that colleague's phone
    serves=("TP3", "EX3c"),
    refs=Refs(cis=("6.3",), csf=("PR.AA-03",), cyber_essentials=("User access control",)),
    questions=QUESTIONS,
)
def two_factor(answers: Answers, service: AccountService) -> Verdict:
    """Pass only where everyone has it; counts that contradict the choice settle nothing."""
    steps = (service.name,) if service.name else ()
    state = answers.choice("state")
    if state == "everyone":
        return ok()
    if state == "nobody":
        return fail(Problem("nobody_has_it", steps=steps))
    return _some(answers.number("with_it"), answers.number("total"), steps)


def _some(with_it: int, total: int, steps: tuple[str, ...]) -> Verdict:
    if total < 1 or with_it >= total:
        return unknown(Kind.CONFLICTING, "counts_disagree", with_it=with_it, total=total)
    without = total - with_it
    told = values(without=without, total=total)
    if without > FEW:
        return fail(Problem("some_lack_it", values=told, steps=steps))
    quickest, slowest = MINUTES_EACH
    minutes = (without * quickest, without * slowest)
    return fail(Problem("some_lack_it", effort=MINUTES, minutes=minutes, values=told, steps=steps))
