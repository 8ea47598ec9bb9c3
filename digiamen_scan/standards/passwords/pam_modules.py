"""What PAM modules answer a local person who sets a new password, and what they do with it.

A password is known here by its length alone: the fewest bytes that what came before leaves it.
Read from the modules' manuals and sources (Linux-PAM 1.5 and 1.7, libpwquality 1.4, passwdqc 2).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digiamen_scan.facts.passwords import PamStep
from digiamen_scan.standards.passwords.pam import RETURNS
from digiamen_scan.standards.passwords.pwquality import whole_number

QUALITY = frozenset({"pam_pwquality", "pam_cracklib", "pam_passwdqc"})
DIRECTORY = frozenset(
    {
        "pam_krb5",
        "pam_ldap",
        "pam_lsass",
        "pam_sss",
        "pam_vas3",
        "pam_winbind",
    }
)
"""Modules of accounts that a server keeps."""

UNIX = "pam_unix"
"""It keeps passwords on this computer, and so do its relatives by the same first word."""

_ALSO_STORES = frozenset({"pam_tcb"})
_NEVER_ASKS = frozenset(
    {
        "pam_echo",
        "pam_env",
        "pam_exec",
        "pam_listfile",
        "pam_succeed_if",
        "pam_warn",
        "pam_wheel",
    }
)
"""They answer this or that, and never touch the password."""

HASHES = ("md5", "bigcrypt", "sha256", "sha512", "blowfish", "des", "gost_yescrypt", "yescrypt")
_OLD_HASH = "des"
_OLD_HASH_LENGTH = 8
_OBSCURE_LENGTH = 6
_ANY = frozenset(RETURNS) - {"incomplete"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way that a step can end.

    `token` is the fewest bytes of the new password that the next steps find, None where they find
    none. `stored` is the fewest bytes of what was set, None where nothing was.
    """

    answer: str
    token: int | None
    stored: int | None = None


def first_answers(step: PamStep) -> frozenset[str]:
    """Return what a step may answer in the first round, before a new password is asked for."""
    if not step.installed:
        return frozenset({"module_unknown"})
    if step.kind == "broken":
        return frozenset({"perm_denied"})
    if step.module in QUALITY or _stores(step):
        return frozenset({"success"})
    return _fixed(step) or _ANY


def _fixed(step: PamStep) -> frozenset[str]:
    """Return what a module always answers of a person with a local account; empty if it varies."""
    if step.module == "pam_localuser" and "file" not in step.arguments:
        return frozenset({"success"})
    if step.module == "pam_usertype" and step.arguments:
        return frozenset({"success" if step.arguments[-1] == "isregular" else "auth_err"})
    fixed = {
        "pam_permit": "success",
        "pam_deny": "authtok_err",
        "pam_rootok": "auth_err",
        "pam_systemd_home": "user_unknown",
    }
    return frozenset({fixed[step.module]}) if step.module in fixed else frozenset()


def outcomes(
    step: PamStep, token: int | None, demands: Mapping[PamStep, int], encrypt_method: str
) -> Iterator[Outcome]:
    """Yield how a step can end in the second round, in which the new password is asked for.

    `demands` are the lengths that the quality modules insist on.
    """
    if not step.installed or step.kind == "broken":
        for answer in first_answers(step):
            yield Outcome(answer, token)
    elif step.module == "pam_passwdqc":
        yield from _passwdqc(step, token, demands[step])
    elif step.module in QUALITY:
        yield from _pwquality(step, token, demands[step])
    elif _stores(step):
        yield from _unix(step, token, encrypt_method)
    else:
        yield from _other(step, token)


def _stores(step: PamStep) -> bool:
    return step.module.startswith(UNIX) or step.module in _ALSO_STORES


def asks(step: PamStep) -> bool:
    """Tell whether a step asks for a password itself where none was given yet."""
    return not {"use_authtok", "use_first_pass"}.intersection(step.arguments)


def _pwquality(step: PamStep, token: int | None, demand: int) -> Iterator[Outcome]:
    """A refused password is forgotten, so that no later step finds it; it may ask for another."""
    yield Outcome("authtok_err", None)
    yield Outcome("maxtries", None)
    if token is not None:
        yield Outcome("success", max(token, demand))
    if asks(step) and (token is None or demand):
        yield Outcome("success", demand)


def _passwdqc(step: PamStep, token: int | None, demand: int) -> Iterator[Outcome]:
    """It always asks anew unless told otherwise, and a refused password stays where it was."""
    yield Outcome("authtok_err", token)
    if asks(step):
        yield Outcome("success", demand)
    elif token is not None:
        yield Outcome("success", max(token, demand))


def _unix(step: PamStep, token: int | None, encrypt_method: str) -> Iterator[Outcome]:
    """It stores. Where it refuses and may ask, it asks again, and nobody else looks at that."""
    yield Outcome("authtok_err", None)
    own = unix_demand(step, encrypt_method)
    if token is None and not asks(step):
        return
    refuses = any(word.startswith("remember") for word in step.arguments)
    anew = token is None or (asks(step) and refuses)
    stored = own if anew or token is None else max(token, own)
    if _hash(step, encrypt_method) == _OLD_HASH:
        stored = min(stored, _OLD_HASH_LENGTH)
    yield Outcome("success", stored, stored)


def unix_demand(step: PamStep, encrypt_method: str) -> int:
    """Return the length that pam_unix insists on itself.

    Debian's default is 6 characters, and `obscure` is Debian's. The old DES hash, which holds
    where no other is named, knows no more than 8.
    """
    named = [value for word in step.arguments if (value := word.removeprefix("minlen=")) != word]
    lengths = [length for value in named if (length := whole_number(value)) is not None]
    default = _OBSCURE_LENGTH if "obscure" in step.arguments else 1
    length = max(1, lengths[-1]) if lengths else default
    is_old = _hash(step, encrypt_method) in ("", _OLD_HASH)
    return min(length, _OLD_HASH_LENGTH) if is_old else length


def _hash(step: PamStep, encrypt_method: str) -> str:
    """Return the hash that the line names last, else login.defs(5); empty where neither does."""
    words = (encrypt_method.lower(), *step.arguments)
    named = [name for word in words for name in HASHES if word.startswith(name)]
    return named[-1] if named else ""


def _other(step: PamStep, token: int | None) -> Iterator[Outcome]:
    """Any answer; where no password was given yet, it may ask for one and take what comes."""
    fixed = _fixed(step)
    may_ask = not fixed and step.module not in _NEVER_ASKS and asks(step)
    for answer in fixed or _ANY:
        yield Outcome(answer, token)
        if may_ask and token is None:
            yield Outcome(answer, 0)
    if step.module == "pam_pwhistory" and asks(step) and _retries(step):
        yield Outcome("success", 0)


def _retries(step: PamStep) -> bool:
    return any(word.startswith("retry=") for word in step.arguments)
