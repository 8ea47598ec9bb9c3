"""What a page holds that people type something into."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.probes.web.signs import signs_of

HOSTS = ("www.example.org", "example.org")


def signs(html: str) -> tuple[str, ...]:
    return signs_of(html, HOSTS)[0]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>We are here for you.</p>", ()),
        ("<form><input type=password></form>", ("password",)),
        ("<INPUT TYPE='PassWord'>", ("password",)),
        ("<input placeholder='a > b' type=password>", ("password",)),
        ("<form method=post><input name=who></form>", ("form",)),
        ("<form method=POST><input type=text name=who></form>", ("form",)),
        ("<form method=get><input name=s></form>", ()),
        ("<form method=post><input name=q></form>", ()),
        ("<form><input type=search name=x></form>", ()),
        ("<form><input type=email name=news></form>", ("form",)),
        ("<form><input type=tel></form>", ("form",)),
        ("<form><input type=file></form>", ("form",)),
        ("<textarea name=story></textarea>", ("form",)),
        ("<form method=post><input type=hidden name=x><input type=submit></form>", ()),
        ("<form method=post></form><input name=who>", ()),
        ("<a href=/wp-login.php>sign in</a>", ("wordpress",)),
        ("<link href='https://www.example.org/wp-content/x.css'>", ("wordpress",)),
        ("<script src=//example.org/wp-includes/x.js></script>", ("wordpress",)),
        ("<a href=https://other.example/wp-content/a.pdf>", ()),
        ("<a href=https://evil.example/?//www.example.org.evil/wp-content/>", ()),
        ("<meta name=generator content='WordPress 6.8'>", ("wordpress",)),
        ("<meta name=generator content='Joomla! - Open Source'>", ("joomla",)),
        ("<meta name=generator content='Drupal 10'>", ("drupal",)),
        ("<meta name=description content='WordPress'>", ()),
        ("<form id=rcmloginform>", ("webmail",)),
        ("<a href=/webmail>mail</a>", ("webmail",)),
        ("<a href=/owa/>mail</a>", ("webmail",)),
        ("<!-- <input type=password> -->", ()),
        ("<script>'<input type=password>'</script>", ()),
        ("<input type=password><textarea></textarea>", ("password", "form")),
    ],
)
def test_what_counts(html: str, expected: tuple[str, ...]) -> None:
    assert signs(html) == expected


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("", True),
        ("just words & more", True),
        ("<p>all of it</p>", True),
        ("<p>cut <inpu", False),
        ("<p>cut <a href='x", False),
        ("<!-- never ends <input type=password>", False),
        ("<script> never ends <b>", False),
    ],
)
def test_whether_all_was_read(html: str, *, whole: bool) -> None:
    assert signs_of(html, HOSTS)[1] is whole


@given(st.text(alphabet="<>!-/\"'= apinutforms\x00&;é", max_size=300))
def test_any_page_is_read(html: str) -> None:
    found, _ = signs_of(html, HOSTS)
    assert set(found) <= {"password", "form", "webmail", "wordpress", "joomla", "drupal"}


@pytest.mark.parametrize(
    "piece",
    ["<", "<a", "<a ", "<a x", "<a x='", "<!--", "<!", "</", "<?", "<![CDATA[", "&", "<input "],
)
def test_a_hostile_page_takes_no_time(piece: str) -> None:
    page = (piece * 262_144)[:262_144]
    began = time.monotonic()
    signs_of(page, HOSTS)
    assert time.monotonic() - began < 5
