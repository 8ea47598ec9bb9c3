"""The record's grammar, row by row with its section of RFC 9989 (or of RFC 6376)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.mail.dmarc_record import (
    is_dmarc,
    looks_like_dmarc,
    parse_record,
    report_addresses,
    report_uris,
)


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("4.7 v", "v=DMARC1", True),
        ("4.7 v", "v=DMARC1;", True),
        ("4.7 v", "v=DMARC1; p=none", True),
        ("4.8", "v = DMARC1 ; p=none", True),
        ("4.8", "V=DMARC1; p=none", True),
        ("4.7 v", "v=dmarc1; p=reject", False),
        ("4.7 v", "v=DMARC2; p=reject", False),
        ("4.7 v", "v=DMARC10; p=reject", False),
        ("4.7 v", "v=DMARC1 p=reject", False),
        ("4.7 v", "p=reject; v=DMARC1", False),
        ("4.7 v", " v=DMARC1; p=reject", False),
        ("4.7 v", '"v=DMARC1; p=reject"', False),
        ("4.7 v", "v=spf1 -all", False),
        ("4.7 v", "", False),
    ],
)
def test_only_the_exact_version_makes_a_record(section: str, text: str, expected: bool) -> None:  # noqa: FBT001  # a column
    assert is_dmarc(text) is expected, section


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v=dmarc1; p=reject", True),
        (" v=DMARC1; p=reject", True),
        ("p=reject; v=DMARC1", True),
        ("v=DMARC; p=reject", True),
        ("“v=DMARC1; p=reject”", True),
        ("DMARC1; p=reject", True),
        ("v=spf1 include:dmarc.example -all", False),
        ("v=DMARC1; p=reject", False),
    ],
)
def test_what_was_meant_for_dmarc_is_recognised(text: str, expected: bool) -> None:  # noqa: FBT001  # a column
    assert looks_like_dmarc(text) is expected


@pytest.mark.parametrize(
    ("section", "text", "p", "sp", "np"),
    [
        ("4.7 p", "v=DMARC1; p=reject", "reject", None, None),
        ("4.8 dmarc-request", "v=DMARC1; p=REJECT", "reject", None, None),
        ("4.8 equals", "v=DMARC1;p  =  quarantine ;", "quarantine", None, None),
        ("4.7 order", "v=DMARC1; sp=none; np=reject; p=quarantine", "quarantine", "none", "reject"),
        ("4.7 unknown tags", "v=DMARC1; x=1; p=reject; policy=none", "reject", None, None),
        ("4.8 syntax errors", "v=DMARC1; ; p=reject;;", "reject", None, None),
        ("4.8 syntax errors", "v=DMARC1; reject; p=reject", "reject", None, None),
        ("4.7 removed tags", "v=DMARC1; p=none; pct=50; rf=afrf; ri=86400", "none", None, None),
        ("4.7 p", "v=DMARC1; p=none; sp=reject;", "none", "reject", None),
        ("4.7 p", "v=DMARC1; rua=mailto:d@example.org", None, None, None),
        ("4.10.1", "v=DMARC1; p=rejct", None, None, None),
        ("4.10.1", "v=DMARC1; p=", None, None, None),
        ("4.10.1", "v=DMARC1; p=reject sp=none", None, None, None),
    ],
)
def test_policies_are_read_from_their_tags(
    section: str, text: str, p: str | None, sp: str | None, np: str | None
) -> None:
    record = parse_record(text)
    assert (record.p, record.sp, record.np) == (p, sp, np), section


@pytest.mark.parametrize(
    ("section", "text", "faults", "ignored"),
    [
        ("4.10.1", "v=DMARC1; p=reject", (), False),
        ("4.7 p", "v=DMARC1", ("policy_unreadable",), True),
        ("4.7 p", "v=DMARC1; rua=mailto:d@example.org", ("policy_unreadable",), False),
        ("4.10.1", "v=DMARC1; p=rejct", ("policy_unreadable",), True),
        ("4.10.1", "v=DMARC1; p=rejct; rua=mailto:d@example.org", ("policy_unreadable",), False),
        (
            "4.10.1",
            "v=DMARC1; p=rejct; rua=https://r.example/",
            ("policy_unreadable", "reports_unreadable"),
            False,
        ),
        (
            "4.10.1",
            "v=DMARC1; p=rejct; rua=d@example.org",
            ("policy_unreadable", "reports_unreadable"),
            True,
        ),
        ("4.10.1", "v=DMARC1; p=reject; sp=quarantin", ("policy_unreadable",), True),
        ("4.10.1", "v=DMARC1; p=reject; sp=", ("policy_unreadable",), True),
        ("4.10.1", "v=DMARC1; p=reject; np=no", ("policy_unreadable",), True),
        ("4.10.1", "v=DMARC1; p=reject; sp=reje\u0441t", ("policy_unreadable",), True),
        ("4.7 rua", "v=DMARC1; p=reject; rua=d@example.org", ("reports_unreadable",), False),
        ("6376 3.2", "v=DMARC1; p=reject; p=none", ("tag_twice",), True),
        ("6376 3.2", "v=DMARC1; p=none; P=reject; rua=mailto:d@example.org", ("tag_twice",), True),
        ("6376 3.2", "v=DMARC1; v=DMARC1; p=none", ("tag_twice",), True),
    ],
)
def test_faults_and_whether_receivers_ignore_the_record(
    section: str,
    text: str,
    faults: tuple[str, ...],
    ignored: bool,  # noqa: FBT001  # a column
) -> None:
    record = parse_record(text)
    assert (record.faults, record.ignored) == (faults, ignored), section


@pytest.mark.parametrize(
    ("section", "text", "testing", "psd", "percent"),
    [
        ("4.7 t", "v=DMARC1; p=reject; t=y", True, "u", 100),
        ("4.7 t", "v=DMARC1; p=reject; t=Y", True, "u", 100),
        ("4.7 t", "v=DMARC1; p=reject; t=n", False, "u", 100),
        ("4.8 syntax errors", "v=DMARC1; p=reject; t=yes", False, "u", 100),
        ("4.7 psd", "v=DMARC1; p=reject; psd=n", False, "n", 100),
        ("4.7 psd", "v=DMARC1; p=reject; psd=y", False, "y", 100),
        ("4.8 syntax errors", "v=DMARC1; p=reject; psd=maybe", False, "u", 100),
        ("7489 6.3 pct", "v=DMARC1; p=reject; pct=20", False, "u", 20),
        ("7489 6.3 pct", "v=DMARC1; p=reject; pct=0", False, "u", 0),
        ("7489 6.3 pct", "v=DMARC1; p=reject; pct=500", False, "u", 100),
        ("7489 6.3 pct", "v=DMARC1; p=reject; pct=x", False, "u", 100),
    ],
)
def test_flags_have_defaults(
    section: str,
    text: str,
    testing: bool,  # noqa: FBT001  # a column
    psd: str,
    percent: int,
) -> None:
    record = parse_record(text)
    assert (record.testing, record.psd, record.percent) == (testing, psd, percent), section


@pytest.mark.parametrize(
    ("section", "value", "addresses"),
    [
        ("4.8 dmarc-urilist", "mailto:a@example.org", ("a@example.org",)),
        (
            "4.8 dmarc-urilist",
            "mailto:a@example.org , mailto:b@x.example",
            ("a@example.org", "b@x.example"),
        ),
        ("4.8 obs-dmarc-uri", "mailto:a@example.org!10m", ("a@example.org",)),
        ("4.7 rua", "MAILTO:a@example.org?subject=dmarc", ("a@example.org",)),
        ("4.7 rua", "https://r.example/in,mailto:a@example.org", ("a@example.org",)),
        ("4.8 dmarc-uri", "a@example.org", ()),
        ("4.8 dmarc-uri", "mailto:a@localhost", ()),
        ("4.8 dmarc-uri", "mailto:", ()),
        ("4.8 dmarc-uri", "mailto:a b@example.org", ()),
    ],
)
def test_report_addresses(section: str, value: str, addresses: tuple[str, ...]) -> None:
    assert report_addresses(report_uris(value)) == addresses, section


_PIECES = st.sampled_from(
    [
        "v",
        "p",
        "sp",
        "np",
        "t",
        "psd",
        "rua",
        "=",
        ";",
        " ",
        "DMARC1",
        "none",
        "reject",
        "y",
        ",",
        "mailto:a@b.example",
    ]
)


@given(
    st.one_of(st.text(), st.lists(_PIECES).map("".join), st.lists(_PIECES).map("v=DMARC1;".join))
)
def test_any_text_is_read_without_an_error(text: str) -> None:
    record = parse_record(text)
    assert record.p in (None, "none", "quarantine", "reject")
    assert not (is_dmarc(text) and looks_like_dmarc(text))
    if record.readable:
        assert record.p is not None


@given(st.lists(_PIECES).map("".join))
def test_a_policy_counts_only_where_the_tag_list_says_it(noise: str) -> None:
    record = parse_record(f"v=DMARC1; x={noise.replace(';', '')}; p=reject")
    assert record.p == "reject"
