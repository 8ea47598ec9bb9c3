import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.profile.names import BadValueError, host_and_port, host_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("example.org", "example.org"),
        ("Example.ORG.", "example.org"),
        (" example.org\u200f", "example.org"),
        ("\u2066example.org\u2069", "example.org"),
        ("a-b.example.org", "a-b.example.org"),
        ("1.example.org", "1.example.org"),
        ("مثال.تونس", "xn--mgbh0fb.xn--pgbs0dh"),
        ("مثال.example.org", "xn--mgbh0fb.example.org"),
        ("XN--MGBH0FB.xn--pgbs0dh", "xn--mgbh0fb.xn--pgbs0dh"),
        ("écoute.example", "xn--coute-9ra.example"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("example\uff0eorg", "example.org"),
        ("example.org\n", "example.org"),
    ],
)
def test_a_name_is_made_into_what_the_dns_knows(typed: str, name: str) -> None:
    assert host_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-oProxy", "'-oProxy' is not the name of a domain."),
        ("-o.example.org", "'-o.example.org' is not the name of a domain."),
        ("http://x/../", "'http://x/../' is the address of a page, not a name."),
        ("example.org/contact", "'example.org/contact' is the address of a page, not a name."),
        ("it@example.org", "'it@example.org' is an e-mail address."),
        ("إدارة@مثال.تونس", "'إدارة@مثال.تونس' is an e-mail address."),
        ("localhost", "'localhost' is not a whole name."),
        ("example.org:443", "'example.org:443' is not the name of a domain."),
        ("192.0.2.7", "'192.0.2.7' is an IP address."),
        ("[2001:db8::1]", "'[2001:db8::1]' is an IP address."),
        ("\uff11\uff12\uff17.0.0.1", "'１２７.0.0.1' is an IP address."),  # noqa: RUF001  # the point
        ("127.1", "'127.1' is not a whole name."),
        ("a.0x7f", "'a.0x7f' is not a whole name."),
        ("a..example.org", "'a..example.org' is not the name of a domain."),
        (".", "'.' is not the name of a domain."),
        ("", "'' is not the name of a domain."),
        ("a b.example.org", "'a b.example.org' is not the name of a domain."),
        ("_dmarc.example.org", "'_dmarc.example.org' is not the name of a domain."),
        ("*.example.org", "'*.example.org' is not the name of a domain."),
        ("example.org\x1b[2J", "'example.org\\x1b[2J' is not the name of a domain."),
        ("\u0435xample.org", "'еxample.org' mixes the letters of two alphabets in one word."),  # noqa: RUF001  # the point
        (
            "xn--xample-2of.org",
            "'xn--xample-2of.org' mixes the letters of two alphabets in one word.",
        ),
        ("xn--a.org", "'xn--a.org' is not the name of a domain."),
        ("💡.example.org", "'💡.example.org' is not the name of a domain."),
        (
            f"{'a' * 63}." * 4 + "org",
            f"'{'a' * 59}…' is too long for a name on the internet.",
        ),
        (f"{'a' * 64}.org", f"'{'a' * 59}…' is not the name of a domain."),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(typed: str, message: str) -> None:
    with pytest.raises(BadValueError) as raised:
        host_name(typed)
    assert raised.value.message == message
    assert raised.value.hint.endswith(".")


@given(st.text(max_size=300))
def test_whatever_passes_can_be_asked_for_without_harm(typed: str) -> None:
    try:
        name = host_name(typed)
    except BadValueError:
        return
    assert name.isascii()
    assert name == name.lower()
    assert not name.startswith("-")
    assert len(name) <= 253
    assert host_name(name) == name


def test_a_mail_host_has_a_name_and_a_port() -> None:
    assert host_and_port("IMAP.example.org:993") == ("imap.example.org", 993)


@pytest.mark.parametrize(
    "typed",
    [
        "imap.example.org",
        "imap.example.org:",
        "imap.example.org:0",
        "imap.example.org:70000",
        "imap.example.org:imap",
        "imaps://imap.example.org:993",
        ":993",
        "[::1]:993",
        "a:b:25",
        "imap.example.org:٩٩٣",
    ],
)
def test_a_mail_host_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadValueError):
        host_and_port(typed)
