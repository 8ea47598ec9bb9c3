"""Every administrator of an account has a second factor on: asked of people."""

from digiamen_scan.api import (
    ADMINISTRATOR,
    CRITICAL,
    HOURS,
    MINUTES,
    YOU,
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
    not_applicable,
    ok,
    unknown,
    values,
)

FEW = 3
MINUTES_EACH = (5, 10)
MINUTES_TO_LOOK = (10, 30)
QUESTIONS = (
    Question("state", choices=("all", "some", "none", "not_all_known", "no_admins")),
    Question("with_it", kind="number", only_if=("state", "some")),
    Question("total", kind="number", only_if=("state", "some")),
)


@check(
    target=TargetKind.ACCOUNT,
    severity=CRITICAL,
    effort=MINUTES,
    who=ADMINISTRATOR,
    serves=("TP3", "EX3c"),
    refs=Refs(cis=("6.5",), csf=("PR.AA-03",), cyber_essentials=("User access control",)),
    questions=QUESTIONS,
)
def two_factor_admins(answers: Answers, service: AccountService) -> Verdict:
    """Pass only where all are known and have it: one that nobody knows may sign in any way."""
    steps = (service.name,) if service.name else ()
    match answers.choice("state"):
        case "all":
            return ok()
        case "none":
            return fail(Problem("none_has_it", steps=steps))
        case "not_all_known":
            return fail(Problem("not_all_known", who=YOU, minutes=MINUTES_TO_LOOK, steps=steps))
        case "no_admins":
            return not_applicable("no_admins")
        case _:
            return _some(answers.number("with_it"), answers.number("total"), steps)


def _some(with_it: int, total: int, steps: tuple[str, ...]) -> Verdict:
    if total < 1 or with_it >= total:
        return unknown(Kind.CONFLICTING, "counts_disagree", with_it=with_it, total=total)
    without = total - with_it
    quickest, slowest = MINUTES_EACH
    problem = Problem(
        "some_lack_it",
        effort=MINUTES if without <= FEW else HOURS,
        minutes=(without * quickest, without * slowest),
        values=values(without=without, total=total),
        steps=steps,
    )
    return fail(problem)
