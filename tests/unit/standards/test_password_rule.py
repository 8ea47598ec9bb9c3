"""From a stack to the length below which nobody can set a password."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiamen_scan.facts.passwords import PamStep, PasswordStack, QualitySetting
from digiamen_scan.standards.passwords.password_rule import local_password_rule

DENY = PamStep("pam_deny", "requisite")
PERMIT = PamStep("pam_permit")
QUALITY = PamStep("pam_pwquality", "requisite", ("minlen=14",))
UNIX = PamStep("pam_unix", arguments=("use_authtok", "sha512"))
DEBIAN = PamStep("pam_unix", "success=1 default=ignore", ("obscure", "use_authtok", "yescrypt"))


def rule(*steps: PamStep, encrypt_method: str = "") -> tuple[str, int]:
    told = local_password_rule(PasswordStack(steps, encrypt_method=encrypt_method))
    return told.state, told.shortest


def test_what_is_looked_at_and_then_stored_is_enforced() -> None:
    assert rule(QUALITY, UNIX) == ("enforced", 14)
    assert rule(QUALITY, DEBIAN, DENY, PERMIT) == ("enforced", 14)


@pytest.mark.parametrize(
    "module", ["pam_permit", "pam_localuser", "pam_usertype", "pam_succeed_if"]
)
def test_a_jump_over_it_leaves_nothing_to_store(module: str) -> None:
    jump = PamStep(module, "success=1 default=ignore", ("isregular",))
    assert rule(jump, QUALITY, UNIX)[0] in ("enforced", "unknown")


def test_a_jump_over_it_to_a_step_that_asks_is_a_way_around() -> None:
    jump = PamStep("pam_succeed_if", "success=1 default=ignore")
    assert rule(jump, QUALITY, replace(UNIX, arguments=("obscure",))) == ("bypassed", 6)


def test_a_local_person_never_takes_the_way_of_others() -> None:
    local = PamStep("pam_localuser", "success=ignore default=1")
    asks = replace(UNIX, arguments=("obscure", "sha512"))
    assert rule(local, QUALITY, asks) == ("enforced", 14)
    elsewhere = replace(local, arguments=("file",))
    assert rule(elsewhere, QUALITY, asks) == ("bypassed", 6)


def test_a_system_account_is_not_meant() -> None:
    asks = replace(UNIX, arguments=("obscure", "sha512"))
    system = PamStep("pam_usertype", "success=1 default=ignore", ("issystem",))
    assert rule(system, QUALITY, asks) == ("enforced", 14)
    regular = replace(system, arguments=("isregular",))
    assert rule(regular, QUALITY, asks) == ("bypassed", 6)


@pytest.mark.parametrize("control", ["optional", "required", "success=ok default=ignore"])
def test_a_refusal_counts_only_where_the_next_step_takes_no_other(control: str) -> None:
    quality = replace(QUALITY, control=control)
    assert rule(quality, UNIX) == ("enforced", 14)
    assert rule(quality, replace(UNIX, arguments=("obscure",))) == ("bypassed", 6)


def test_what_another_module_asked_for_is_not_looked_at() -> None:
    keyring = PamStep("pam_gnome_keyring", "optional")
    assert rule(keyring, UNIX) == ("none", 1)
    assert rule(keyring, QUALITY, UNIX) == ("enforced", 14)
    assert rule(QUALITY, keyring, UNIX) == ("enforced", 14)
    optional = replace(QUALITY, control="optional")
    assert rule(optional, keyring, UNIX) == ("bypassed", 1)
    told_not_to = replace(keyring, arguments=("use_authtok",))
    assert rule(optional, told_not_to, UNIX) == ("enforced", 14)


def test_a_history_that_asks_again_is_a_way_around() -> None:
    history = PamStep("pam_pwhistory", "required", ("retry=3",))
    assert rule(QUALITY, history, UNIX) == ("bypassed", 1)
    quiet = replace(history, arguments=("retry=3", "use_authtok"))
    assert rule(QUALITY, quiet, UNIX) == ("enforced", 14)


def test_a_module_that_is_not_installed_demands_nothing() -> None:
    gone = replace(QUALITY, control="optional", installed=False)
    assert rule(gone, replace(UNIX, arguments=("obscure",))) == ("none", 6)
    told = local_password_rule(PasswordStack((replace(gone, control="requisite"), UNIX)))
    assert (told.state, told.reason) == ("unknown", "never_stored")


def test_a_substack_that_ends_early_does_not_end_the_whole() -> None:
    marker = PamStep("", kind="substack")
    asks = replace(UNIX, arguments=("obscure", "sha512"))
    assert rule(marker, replace(QUALITY, level=1), asks) == ("bypassed", 6)
    assert rule(marker, replace(QUALITY, level=1), UNIX) == ("enforced", 14)
    within = (replace(QUALITY, level=1), replace(asks, level=1, control="sufficient"))
    assert rule(marker, *within, replace(DENY, level=1)) == ("enforced", 14)


def test_a_reset_goes_back_to_the_start_of_the_substack() -> None:
    marker = PamStep("", kind="substack")
    reset = PamStep("pam_deny", "default=reset", level=1)
    assert rule(QUALITY, marker, reset, UNIX) == ("enforced", 14)
    asks = replace(UNIX, arguments=("obscure", "sha512"))
    assert rule(PamStep("pam_deny", "default=reset"), asks) == ("none", 6)
    assert rule(PamStep("pam_deny", "default=bad"), asks) == ("unknown", 0)


@pytest.mark.parametrize(
    ("arguments", "method", "shortest"),
    [
        (("minlen=12", "sha512"), "", 12),
        (("minlen=12",), "SHA512", 12),
        (("minlen=12",), "", 8),
        (("minlen=12", "sha512", "des"), "SHA512", 8),
        (("minlen=12",), "DES", 8),
        (("minlen=99999999999", "obscure", "sha512"), "", 6),
        (("minlen=12", "minlen=9", "sha512"), "", 9),
    ],
)
def test_the_length_that_pam_unix_asks_itself(
    arguments: tuple[str, ...], method: str, shortest: int
) -> None:
    assert rule(PamStep("pam_unix", arguments=arguments), encrypt_method=method)[1] == shortest


def test_a_hash_that_forgets_all_but_eight_characters_undoes_the_rule() -> None:
    unix = PamStep("pam_unix", arguments=("use_authtok",))
    assert rule(QUALITY, unix, encrypt_method="DES") == ("bypassed", 8)
    assert rule(QUALITY, unix) == ("enforced", 14)


@pytest.mark.parametrize("module", ["pam_unix2", "pam_unix_ng", "pam_tcb"])
def test_relatives_of_pam_unix_store_too(module: str) -> None:
    first = PamStep(module, "sufficient")
    assert rule(first, QUALITY, UNIX) == ("bypassed", 1)
    assert rule(QUALITY, replace(first, arguments=("use_authtok",))) == ("enforced", 14)


def test_a_module_that_only_warns_leaves_what_another_asked() -> None:
    strict = PamStep("pam_passwdqc", "requisite", ("min=disabled,24,18,15,14",))
    warns = PamStep("pam_pwquality", "requisite", ("minlen=9", "enforcing=0"))
    assert rule(strict, warns, UNIX) == ("enforced", 14)


def test_a_rule_of_pam_unix_alone_knows_no_dictionary() -> None:
    told = local_password_rule(
        PasswordStack((PamStep("pam_unix", arguments=("minlen=14", "sha512")),))
    )
    assert (told.state, told.module, told.dictionary) == ("enforced", "pam_unix", False)


def test_two_rules_and_the_stricter_one_is_told() -> None:
    mild = PamStep("pam_pwquality", "requisite", ("minlen=9",))
    strict = PamStep("pam_unix", arguments=("use_authtok", "minlen=12", "sha512"))
    told = local_password_rule(PasswordStack((mild, strict)))
    assert (told.state, told.shortest, told.module) == ("enforced", 12, "pam_unix")


def test_a_rule_that_only_warns() -> None:
    warns = PasswordStack(
        (replace(QUALITY, arguments=()), UNIX),
        (QualitySetting("minlen", "14"), QualitySetting("enforcing", "0")),
    )
    told = local_password_rule(warns)
    assert (told.state, told.asked, told.source) == ("warns_only", 14, "file")
    assert not told.dictionary


@pytest.mark.parametrize("module", ["pam_sss", "pam_winbind", "pam_krb5", "pam_ldap"])
def test_accounts_of_a_server_are_told_of(module: str) -> None:
    server = PamStep(module, "sufficient", ("use_authtok",))
    told = local_password_rule(PasswordStack((QUALITY, server, UNIX)))
    assert (told.state, told.directory) == ("enforced", True)


@pytest.mark.parametrize(
    ("stack", "reason"),
    [
        (PasswordStack((QUALITY, UNIX), account="elsewhere"), "account_elsewhere"),
        (PasswordStack((QUALITY, UNIX), account="none_seen"), "no_account_seen"),
        (PasswordStack(()), "never_stored"),
        (PasswordStack((DENY,)), "never_stored"),
        (PasswordStack((PamStep("pam_sss"),)), "never_stored"),
        (PasswordStack((PamStep("", "default=bad", kind="broken"), UNIX)), "never_stored"),
        (PasswordStack((PamStep("pam_passwdqc", arguments=("min=x",)), UNIX)), "never_stored"),
        (
            PasswordStack((PamStep("pam_passwdqc", arguments=("random=64,only",)), UNIX)),
            "generated_only",
        ),
    ],
)
def test_what_cannot_be_told(stack: PasswordStack, reason: str) -> None:
    told = local_password_rule(stack)
    assert (told.state, told.reason) == ("unknown", reason)


def test_a_stack_with_endless_ways_is_given_up() -> None:
    steps = tuple(
        PamStep("pam_unknown", f"success={1 + index % 9} default=reset", level=index % 16)
        for index in range(250)
    )
    told = local_password_rule(PasswordStack((*steps, UNIX)))
    assert told.state in ("unknown", "none")


_MODULES = ["pam_pwquality", "pam_passwdqc", "pam_cracklib", "pam_unix", "pam_deny", "pam_x"]
_CONTROLS = [
    "required",
    "requisite",
    "sufficient",
    "optional",
    "success=1 default=ignore",
    "success=2 default=die",
    "default=reset",
    "nonsense",
]
_STEPS = st.builds(
    PamStep,
    st.sampled_from(_MODULES),
    st.sampled_from(_CONTROLS),
    st.lists(st.sampled_from(["use_authtok", "minlen=14", "obscure", "enforcing=0"])).map(tuple),
    level=st.integers(0, 2),
    installed=st.booleans(),
)


@given(st.lists(_STEPS, max_size=12))
@settings(max_examples=200)
def test_no_stack_is_said_to_be_strict_without_a_module_that_is(steps: list[PamStep]) -> None:
    told = local_password_rule(PasswordStack(tuple(steps)))
    if told.shortest >= 14:
        assert any(step.installed and "minlen=14" in step.arguments for step in steps)


@given(st.lists(_STEPS, max_size=8))
def test_a_step_that_stores_whatever_it_is_given_ends_every_rule(steps: list[PamStep]) -> None:
    asks = PamStep("pam_unix", "sufficient", ("obscure", "sha512"))
    told = local_password_rule(PasswordStack((asks, *steps)))
    assert told.state == "unknown" or told.shortest <= 6
