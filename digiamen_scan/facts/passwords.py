"""Facts about the rule that a computer holds new passwords to."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import fact
from digiamen_scan.model.targets import TargetKind

StepKind = Literal["module", "substack", "broken"]
Account = Literal["local", "elsewhere", "none_seen"]
Family = Literal["", "debian", "fedora", "suse", "arch"]
RuleState = Literal["enforced", "warns_only", "bypassed", "none", "unknown"]
RuleSource = Literal["", "file", "line", "default"]
RuleReason = Literal[
    "", "account_elsewhere", "no_account_seen", "never_stored", "generated_only", "too_complex"
]


@fact("declared_device_password_policy", TargetKind.DEVICE)
class DeclaredDevicePasswordPolicy:
    """The organisation's written rule: the fewest characters of a password, by its profile."""

    min_length: int = 14


@dataclass(frozen=True, slots=True)
class PamStep:
    """One line of a PAM stack after its includes were followed (pam.d(5)).

    `module` is the module's name without folder and suffix. `control` is what decides about its
    answer: a word, or `value=action` pairs without their brackets. `level` counts the substacks
    around it. A `substack` only marks where one begins, a `broken` line always fails.
    `arguments` are those that bear on new passwords. `installed` tells whether the module is there.
    """

    module: str
    control: str = "required"
    arguments: tuple[str, ...] = ()
    kind: StepKind = "module"
    level: int = 0
    installed: bool = True


@dataclass(frozen=True, slots=True)
class QualitySetting:
    """One setting of pwquality.conf(5) that the system reads, in its words."""

    name: str
    value: str = ""


@fact("password_stack", TargetKind.DEVICE)
class PasswordStack:
    """What the command `passwd` asks before it sets a new password.

    `settings` stand in the order in which the system reads them. `settings_cut` tells that a line
    cannot be read there, so that the system ignores what follows. `encrypt_method` is the
    setting of login.defs(5). `account` tells whether the person at this computer is in its own
    list of accounts, or whether that list names any person where nobody's name is known. `family`
    is the kind of Linux distribution.
    """

    steps: tuple[PamStep, ...]
    settings: tuple[QualitySetting, ...] = ()
    settings_cut: bool = False
    encrypt_method: str = ""
    account: Account = "local"
    family: Family = ""


@fact("local_password_rule", TargetKind.DEVICE)
class LocalPasswordRule:
    """The length of a new password that a person cannot stay below.

    `shortest` is a lower bound of what the system takes, in bytes, as it counts them. `asked` is
    the length that the settings name, before any credit, and `module` is what was told it, from
    the `source`: a settings file, the module's own line, or its default. `state` is `enforced`
    where the shortest is what that module demands, `warns_only` where it is told not to refuse,
    `bypassed` where a password can be set around it. `credits` tells that mixing kinds of
    characters makes up for length. `dictionary` tells whether common words are refused.
    `directory` tells that accounts of a server can change their passwords here too.
    """

    state: RuleState
    shortest: int = 0
    asked: int = 0
    module: str = ""
    source: RuleSource = ""
    credits: bool = False
    dictionary: bool = False
    directory: bool = False
    settings_cut: bool = False
    family: Family = ""
    reason: RuleReason = ""
