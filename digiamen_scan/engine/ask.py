"""Calls a check, and takes its answer only where it is one."""

from collections.abc import Mapping

from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.scales import Effort, Severity, Status, Who
from digiamen_scan.model.verdicts import Problem, Verdict


def ask(check: Check, arguments: Mapping[str, object]) -> Verdict:
    """Return a check's verdict for its parameters' values.

    A pass without any of the facts that it could do without is unknown: nothing was seen. Raises
    TypeError for what is no verdict; a check raises whatever it likes.
    """
    verdict = check.judge(**arguments)
    _refuse_malformed(verdict)
    optional = [arguments[need.parameter] for need in check.needs if need.optional]
    missing = [value for value in optional if isinstance(value, Unavailable)]
    if verdict.status is Status.PASS and missing and len(missing) == len(optional):
        return Verdict(Status.UNKNOWN, reason=missing[0])
    return verdict


def _refuse_malformed(verdict: object) -> None:
    status: object = verdict.status if isinstance(verdict, Verdict) else None
    if not isinstance(verdict, Verdict) or not isinstance(status, Status):
        message = f"a check answers a Verdict, not {type(verdict).__name__}"
        raise TypeError(message)
    for problem in verdict.problems:
        _refuse_malformed_problem(problem)


def _refuse_malformed_problem(problem: Problem) -> None:
    said = (_fits(problem.severity, Severity), _fits(problem.effort, Effort))
    if not all((*said, _fits(problem.who, Who))):
        message = (
            f"problem {problem.key!r}: severity, effort and who are those of digiamen_scan.api"
        )
        raise TypeError(message)


def _fits(value: object, kind: type[object]) -> bool:
    """Tell whether a value is of a kind or left to the check; plug-ins are not always typed."""
    return value is None or isinstance(value, kind)
