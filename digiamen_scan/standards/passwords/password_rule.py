"""The length below which nobody with an account on this computer can set a new password.

What counts is what can be stored in the end. A module that asks for length counts for nothing
where it only warns, where a way leads around it, or where a later step asks for the password
again. PASS_MIN_LEN of login.defs(5) does nothing where there is PAM, and is not looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from digiamen_scan.facts.passwords import (
    LocalPasswordRule,
    PamStep,
    PasswordStack,
    RuleReason,
    RuleSource,
)
from digiamen_scan.standards.passwords.pam_modules import (
    DIRECTORY,
    UNIX,
    Outcome,
    first_answers,
    outcomes,
    unix_demand,
)
from digiamen_scan.standards.passwords.pam_walk import TooComplexError, ends
from digiamen_scan.standards.passwords.passwdqc import passwdqc
from digiamen_scan.standards.passwords.pwquality import Quality, cracklib, pwquality, shortest


@dataclass(frozen=True, slots=True)
class _Demand:
    """What one module asks for: a length by name, and what it comes down to."""

    module: str
    asked: int
    shortest: int
    source: RuleSource
    enforcing: bool = True
    dictionary: bool = True
    credits: bool = False


def local_password_rule(stack: PasswordStack) -> LocalPasswordRule:
    """Work out the rule from the stack of `passwd` and the settings of its modules."""
    base = LocalPasswordRule(
        "unknown",
        directory=any(step.module in DIRECTORY for step in stack.steps),
        settings_cut=stack.settings_cut,
        family=stack.family,
    )
    demands = {step: demand for step in stack.steps if (demand := _demand(step, stack))}
    if reason := _unknowable(stack):
        return replace(base, reason=reason)
    try:
        stored = _stored(stack, demands)
    except TooComplexError:
        return replace(base, reason="too_complex")
    if not stored:
        return replace(base, reason="never_stored")
    return _told(base, min(stored), demands)


def _unknowable(stack: PasswordStack) -> RuleReason:
    if stack.account != "local":
        return "account_elsewhere" if stack.account == "elsewhere" else "no_account_seen"
    options = [passwdqc(step.arguments) for step in stack.steps if step.module == "pam_passwdqc"]
    if any(one.valid and one.shortest is None for one in options):
        return "generated_only"
    return "" if all(one.valid for one in options) else "never_stored"


def _demand(step: PamStep, stack: PasswordStack) -> _Demand | None:
    if not step.installed or step.kind != "module":
        return None
    if step.module == "pam_pwquality":
        return _quality(step.module, pwquality(stack.settings, step.arguments))
    if step.module == "pam_cracklib":
        return _quality(step.module, cracklib(step.arguments))
    if step.module == "pam_passwdqc":
        asked = passwdqc(step.arguments)
        length = asked.shortest or 0
        source: RuleSource = "line" if asked.named else "default"
        return _Demand(step.module, length, length, source, asked.enforcing)
    if step.module == UNIX and any(word.startswith("minlen=") for word in step.arguments):
        length = unix_demand(step, stack.encrypt_method)
        return _Demand(step.module, length, length, "line", dictionary=False)
    return None


def _quality(module: str, asked: Quality) -> _Demand:
    sources: Mapping[str, RuleSource] = {"file": "file", "line": "line"}
    return _Demand(
        module,
        asked.minlen,
        shortest(asked),
        sources.get(asked.named, "default"),
        asked.enforcing,
        asked.dictcheck,
        any(credit > 0 for credit in asked.credits),
    )


def _stored(stack: PasswordStack, demands: Mapping[PamStep, _Demand]) -> frozenset[int]:
    """Return the lengths that what is stored has at least, one for each way it can come about."""

    def first(step: PamStep, token: int | None) -> list[Outcome]:
        return [Outcome(answer, token) for answer in first_answers(step)]

    insisted = {step: one.shortest if one.enforcing else 0 for step, one in demands.items()}

    def second(step: PamStep, token: int | None) -> list[Outcome]:
        return list(outcomes(step, token, insisted, stack.encrypt_method))

    allowed, _ = ends(stack.steps, first)
    return ends(stack.steps, second)[1] if allowed else frozenset()


def _told(
    base: LocalPasswordRule, least: int, demands: Mapping[PamStep, _Demand]
) -> LocalPasswordRule:
    """Say what the strictest module asks, and whether it gets it."""
    found = tuple(demands.values())
    if not found:
        return replace(base, state="none", shortest=least)
    strictest = max(found, key=lambda one: (one.shortest, one.asked))
    rule = replace(
        base,
        state="enforced",
        shortest=least,
        asked=strictest.asked,
        module=strictest.module,
        source=strictest.source,
        credits=strictest.credits,
        dictionary=any(one.dictionary and one.enforcing for one in found),
    )
    if least >= strictest.shortest:
        return rule
    return replace(rule, state="bypassed" if strictest.enforcing else "warns_only")
