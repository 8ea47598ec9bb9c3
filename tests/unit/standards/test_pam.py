"""PAM's service files: lines as Linux-PAM reads them, and the stack that includes make."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.passwords.pam import (
    MAX_DEPTH,
    MAX_STEPS,
    RETURNS,
    Entry,
    actions,
    flatten,
    included,
    parse_service,
)


def only(line: str) -> Entry:
    (entry,) = parse_service(line.encode())
    return entry


def stack(own: str, **services: str) -> tuple[Entry, ...]:
    parsed = {
        name.replace("_", "-"): parse_service(text.encode())
        for name, text in ({"passwd": own} | services).items()
    }
    return flatten(parsed, "passwd", "password")


def told(steps: tuple[Entry, ...]) -> list[tuple[str, str, int]]:
    return [(step.kind, step.target, step.level) for step in steps]


# Lines


def test_a_line_says_type_control_module_and_arguments() -> None:
    expected = Entry(
        "module", "password", "requisite", "pam_pwquality.so", ("retry=3", "minlen=14")
    )
    assert only("password\trequisite  pam_pwquality.so retry=3 minlen=14\n") == expected


@pytest.mark.parametrize(
    "line",
    [
        "-password required pam_unix.so",
        "PASSWORD required pam_unix.so",
        "  password required pam_unix.so # password optional pam_other.so",
        "password required \\\n pam_unix.so",
        "# a comment \\\npassword required pam_unix.so",
        "\n\n#\npassword [required] pam_unix.so",
    ],
)
def test_ways_to_write_the_same_line(line: str) -> None:
    assert only(line) == Entry("module", "password", "required", "pam_unix.so")


def test_brackets_hold_one_token_together() -> None:
    entry = only(r"password [success=1 default=ignore] pam_x.so [a b] [c\]d] [open")
    assert entry.control == "success=1 default=ignore"
    assert entry.arguments == ("a b", "c]d", "open")


def test_a_comment_in_brackets_is_a_comment() -> None:
    assert only("password required pam_x.so [a # b]").arguments == ("a ",)


def test_a_carriage_return_belongs_to_the_last_word() -> None:
    assert only("password required pam_unix.so use_authtok\r\n").arguments == ("use_authtok\r",)


@pytest.mark.parametrize(
    ("line", "kind", "type_"),
    [
        ("password", "broken", "password"),
        ("password required", "broken", "password"),
        ("passwort required pam_unix.so", "broken", "?"),
        ("password include system-auth", "include", "password"),
        ("password substack system-auth", "substack", "password"),
        ("@include common-password", "include", ""),
        ("@include", "include", ""),
    ],
)
def test_what_is_no_module(line: str, kind: str, type_: str) -> None:
    entry = only(line)
    assert (entry.kind, entry.type) == (kind, type_)


@pytest.mark.parametrize("data", [b"password required pam_unix.so\0", b"password \\\n", b"a \\"])
def test_what_pam_gives_up_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"NUL|backslash"):
        parse_service(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        entries = parse_service(data)
    except ValueError:
        return
    assert all(entry.kind in ("module", "include", "substack", "broken") for entry in entries)


# Includes


def test_an_include_brings_the_lines_of_its_type_only() -> None:
    steps = stack(
        "password include system-auth\nauth required pam_a.so",
        system_auth="auth required pam_b.so\npassword required pam_c.so",
    )
    assert told(steps) == [("module", "pam_c.so", 0)]


def test_debians_include_brings_all_types() -> None:
    steps = stack(
        "@include common",
        common="auth required pam_a.so\npassword required pam_b.so\nnonsense required pam_c.so",
    )
    assert told(steps) == [("module", "pam_b.so", 0)]


def test_a_line_of_no_known_type_breaks_what_includes_it_by_type() -> None:
    steps = stack("password include common", common="nonsense required pam_c.so")
    assert told(steps) == [("broken", "", 0)]


def test_a_substack_is_marked_and_a_level_deeper() -> None:
    steps = stack(
        "password substack one\npassword required pam_c.so",
        one="password required pam_a.so\npassword substack two",
        two="password required pam_b.so",
    )
    assert told(steps) == [
        ("substack", "one", 0),
        ("module", "pam_a.so", 1),
        ("substack", "two", 1),
        ("module", "pam_b.so", 2),
        ("module", "pam_c.so", 0),
    ]


def test_a_missing_include_is_a_line_that_always_fails() -> None:
    (step,) = stack("password include nowhere")
    assert (step.kind, actions(step.control)["success"]) == ("broken", "bad")


def test_a_file_that_includes_itself_ends() -> None:
    steps = stack("password required pam_a.so\npassword include passwd")
    assert [step.kind for step in steps] == ["module"] * MAX_DEPTH + ["broken"]


def test_files_that_include_one_another_many_times_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        stack("password include other\n" * 9, other="password include passwd\n" * 9)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        stack("password required pam_a.so\n" * (MAX_STEPS + 1))


def test_without_a_line_of_the_type_the_other_service_counts() -> None:
    steps = stack("auth required pam_a.so", other="password required pam_deny.so")
    assert told(steps) == [("module", "pam_deny.so", 0)]
    assert stack("", login="password required pam_a.so") == ()


def test_what_lines_of_a_type_include() -> None:
    text = b"@include a\nauth include b\npassword substack c\npassword include\nx include d\n"
    assert included(parse_service(text), "password") == ("a", "c", "d")


_NAMES = st.sampled_from(["passwd", "other", "a", "b"])
_LINES = st.one_of(
    st.builds("password include {}".format, _NAMES),
    st.builds("password substack {}".format, _NAMES),
    st.builds("@include {}".format, _NAMES),
    st.just("password required pam_x.so"),
)


@given(st.dictionaries(_NAMES, st.lists(_LINES, max_size=4), max_size=4))
def test_any_includes_come_to_an_end(services: dict[str, list[str]]) -> None:
    parsed = {name: parse_service("\n".join(lines).encode()) for name, lines in services.items()}
    try:
        steps = flatten(parsed, "passwd", "password")
    except ValueError:
        return
    assert len(steps) <= MAX_STEPS


# Controls


@pytest.mark.parametrize(
    ("word", "success", "ignored", "failure"),
    [
        ("required", "ok", "ignore", "bad"),
        ("Requisite", "ok", "ignore", "die"),
        ("sufficient", "done", "ignore", "ignore"),
        ("optional", "ok", "ignore", "ignore"),
        ("success=2 default=die", "2", "die", "die"),
        ("default=ignore success=ok", "ok", "ignore", "ignore"),
        (" success = 1default=bad ignore = reset ", "1", "reset", "bad"),
        ("success=ok", "ok", "bad", "bad"),
    ],
)
def test_what_is_done_about_an_answer(word: str, success: str, ignored: str, failure: str) -> None:
    chosen = actions(word)
    assert (chosen["success"], chosen["ignore"], chosen["authtok_err"]) == (
        success,
        ignored,
        failure,
    )


@pytest.mark.parametrize(
    "word",
    [
        "",
        "demanded",
        "success",
        "success=",
        "success=0",
        "success=okay",
        "success=9999999999",
        "x=1",
        "success=\u0661",
    ],
)
def test_a_control_that_cannot_be_read_takes_every_answer_for_bad(word: str) -> None:
    assert set(actions(word).values()) == {"bad"}


@given(st.text(alphabet=string.ascii_lowercase + "=_ 019\u0661", max_size=60))
def test_every_answer_has_an_action(word: str) -> None:
    assert set(actions(word)) == set(RETURNS)
