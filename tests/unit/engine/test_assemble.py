"""From verdicts to a result: words, exceptions, attestations, coverage, protections."""

from dataclasses import replace
from datetime import date

import pytest

from digiamen_scan.engine.assemble import Assembler, assemble
from digiamen_scan.engine.judge import Judged
from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.questions import Answers
from digiamen_scan.model.results import Finding, Result, ScanInfo, Thresholds
from digiamen_scan.model.scales import Effort, Severity, Status, Who
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import Paste, Problem, Verdict, fail, ok, unknown, values
from digiamen_scan.profile.model import NO_PROFILE, Account, Domain, ExceptionRule, Profile
from digiamen_scan.words import words_for
from tests.unit.engine.toys import DOMAIN, NOW, House, toy_check


def shut(house: House) -> Verdict:
    return ok() if house.shut else ok("open")


def answered(answers: Answers) -> Verdict:
    return ok(answers.by)


CHECK = toy_check(shut)
ACCOUNT_CHECK = toy_check(answered, "toy.account", target=TargetKind.ACCOUNT)
PROFILE = Profile(digiamen=1, domains=(Domain("example.org"),), accounts=(Account("Mail"),))
PASTE = Paste(kind="dns_record", name="example.org", type="TXT", after="x", ttl=3600)


def found(
    *judged: Judged,
    profile: Profile = PROFILE,
    given: bool = True,
    checks: tuple[Check, ...] = (CHECK, ACCOUNT_CHECK),
) -> Result:
    targets = tuple(dict.fromkeys(item.target for item in judged))
    day = NOW.at.isoformat()
    return assemble(
        judged=judged,
        checks={check.id: check for check in checks},
        targets=targets,
        assembler=Assembler(words_for("en"), profile, NOW.today),
        profile_given=given,
        scan=ScanInfo(day, day, False, False, False, "system", "en", ""),  # noqa: FBT003  # by name in the class
        thresholds=Thresholds("high"),
        faults=(),
    )


def finding_of(verdict: Verdict, **more: object) -> Finding:
    judged = Judged(CHECK, DOMAIN, verdict, **more)  # type: ignore[arg-type]
    return found(judged).findings[0]


def test_a_problem_takes_from_the_check_what_it_leaves_open() -> None:
    problem = finding_of(fail(Problem("open", values=values(n=3), paste=(PASTE,)))).problems[0]
    assert (problem.severity, problem.effort, problem.who) == (
        Severity.HIGH,
        Effort.MINUTES,
        Who.YOU,
    )
    assert problem.minutes == (5, 30)
    assert problem.values == {"target": "example.org", "n": 3}
    assert problem.summary == "open at example.org."
    assert problem.paste == (PASTE,)


def test_the_worst_problem_sets_the_finding_s_severity() -> None:
    found_ = finding_of(fail(Problem("open", Severity.LOW), Problem("open", Severity.CRITICAL)))
    assert found_.severity is Severity.CRITICAL


def test_a_message_that_the_guide_lacks_is_told_by_its_key() -> None:
    assert finding_of(fail(Problem("unheard_of"))).problems[0].summary == "unheard_of"


def test_evidence_is_kept() -> None:
    seen = (Evidence("TXT example.org", "no record"),)
    assert finding_of(ok(), evidence=seen).evidence == seen


def test_an_unknown_has_a_reason_and_a_way_out() -> None:
    found_ = finding_of(unknown(Kind.CONFLICTING, "open", "two answers"))
    assert found_.severity is Severity.HIGH
    assert found_.reason is not None
    assert (found_.reason.kind, found_.reason.detail) == (Kind.CONFLICTING, "two answers")
    assert found_.reason.remedy
    assert found_.note is not None


def exception(until: date, target: str = "example.org") -> Profile:
    rule = ExceptionRule("toy.house", target, "the host moves", until)
    return replace(PROFILE, exceptions=(rule,))


@pytest.mark.parametrize(
    ("profile", "excepted"),
    [
        (exception(NOW.today), True),
        (exception(date(2026, 11, 23)), False),
        (exception(date(2027, 1, 1), "example.net"), False),
    ],
)
def test_an_exception_holds_for_its_target_until_its_last_day(
    profile: Profile, *, excepted: bool
) -> None:
    result = found(Judged(CHECK, DOMAIN, fail(Problem("open"))), profile=profile)
    assert (result.findings[0].disposition is not None) is excepted
    assert result.findings[0].status is Status.FAIL
    assert any(action.problem for action in result.actions) is not excepted


def test_a_pass_that_rests_on_a_word_says_whose_and_until_when() -> None:
    answers = Answers((("state", "yes"),), "focal point", date(2026, 6, 1), date(2026, 12, 1))
    account = Target(TargetKind.ACCOUNT, "Mail")
    disposition = (
        found(Judged(ACCOUNT_CHECK, account, ok(), answers=answers)).findings[0].disposition
    )
    assert disposition is not None
    assert (disposition.kind, disposition.by, disposition.until) == (
        "attested",
        "focal point",
        "2026-12-01",
    )


def test_a_profile_without_accounts_is_one_unknown_and_not_silence() -> None:
    result = found(Judged(CHECK, DOMAIN, ok()))
    unnamed = [item for item in result.findings if item.check == "toy.account"]
    assert [item.status for item in unnamed] == [Status.UNKNOWN]
    assert unnamed[0].reason is not None
    assert unnamed[0].reason.fact == "profile.account"
    assert result.coverage.open_questions == 0


def test_domains_that_a_profile_says_there_are_none_of_do_not_apply() -> None:
    mail = Target(TargetKind.ACCOUNT, "Mail")
    said = {
        domains: found(Judged(ACCOUNT_CHECK, mail, ok()), profile=Profile(1, domains=domains))
        for domains in (None, ())
    }
    statuses = {
        domains: [one.status for one in result.findings if one.check == CHECK.id]
        for domains, result in said.items()
    }
    assert statuses == {None: [Status.UNKNOWN], (): [Status.NOT_APPLICABLE]}


def test_without_a_profile_nothing_is_missing_from_it() -> None:
    result = found(Judged(CHECK, DOMAIN, ok()), profile=NO_PROFILE, given=False)
    assert len(result.findings) == 1


def test_protections_are_counted_and_the_technical_ones_are_always_there() -> None:
    result = found(Judged(CHECK, DOMAIN, ok()), given=False)
    counts = {item.id: (item.pass_, item.fail, item.unknown) for item in result.protections}
    assert counts == {
        "TP1": (0, 0, 0),
        "TP2": (0, 0, 0),
        "TP3": (0, 0, 0),
        "TP4": (0, 0, 0),
        "EX2": (1, 0, 0),
    }


def test_open_questions_are_those_that_a_person_can_still_answer() -> None:
    account = Target(TargetKind.ACCOUNT, "Mail")
    reasons = [
        Unavailable(Kind.NOT_ANSWERED, fact="toy.account"),
        Unavailable(Kind.EXPIRED, fact="toy.account"),
        Unavailable(Kind.DECLINED, fact="toy.account"),
    ]
    judged = [
        Judged(ACCOUNT_CHECK, replace(account, name=f"{n}"), Verdict(Status.UNKNOWN, reason=reason))
        for n, reason in enumerate(reasons)
    ]
    assert found(*judged).coverage.open_questions == 2
