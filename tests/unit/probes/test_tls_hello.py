import pytest

from digiamen_scan.facts.tls import SSL_2, SSL_3, TLS_10, TLS_11, TLS_12, TLS_13
from digiamen_scan.probes.tls.hello import CODES, Hello, hello_bytes
from digiamen_scan.probes.tls.inquiry import VERSIONS
from digiamen_scan.standards.web.tls_suites import (
    DHE,
    MODERN,
    OTHER,
    UNSIGNED,
    WEAK_CLASSES,
    WIDE,
    WIDE_OLD,
    weak_class,
    weak_suites,
)
from tests.lab.tls_servers import suites_of, version_of

HOST = "www.example.org"
LISTS = (WIDE, WIDE_OLD, OTHER, UNSIGNED, DHE, weak_suites(WEAK_CLASSES), MODERN)
IN_TLS = [version for version in VERSIONS if version != SSL_2]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("suites", LISTS)
@pytest.mark.parametrize("version", IN_TLS)
def test_a_hello_is_one_record_that_names_the_site_and_asks_for_one_version(
    version: str, suites: tuple[int, ...], *, plain: bool
) -> None:
    said = hello_bytes(Hello(version, suites, plain), HOST)
    assert version_of(said) == CODES[version]
    assert suites_of(said) == list(suites)
    assert said[0] == 22
    assert int.from_bytes(said[3:5]) == len(said) - 5
    assert int.from_bytes(said[6:9]) == len(said) - 9
    assert HOST.encode() in said
    assert (b"http/1.1" in said) is not plain


@pytest.mark.parametrize("suites", LISTS)
@pytest.mark.parametrize("version", IN_TLS)
def test_no_first_try_has_a_size_that_some_servers_never_answer(
    version: str, suites: tuple[int, ...]
) -> None:
    size = len(hello_bytes(Hello(version, suites), HOST)) - 5
    assert not 256 <= size < 512


def test_only_tls_1_3_says_that_it_has_newer_versions() -> None:
    for version in (SSL_3, TLS_10, TLS_11, TLS_12):
        assert b"\x00\x2b\x00\x03\x02" not in hello_bytes(Hello(version, WIDE), HOST)
    assert b"\x00\x2b\x00\x03\x02\x03\x04" in hello_bytes(Hello(TLS_13, MODERN), HOST)


def test_ssl_2_has_a_form_of_its_own() -> None:
    said = hello_bytes(Hello(SSL_2), HOST)
    assert said[:5] == bytes([0x80, len(said) - 2, 1, 0, 2])
    kinds, session, challenge = (int.from_bytes(said[i : i + 2]) for i in (5, 7, 9))
    assert (kinds, session, challenge) == (24, 0, 16)
    assert len(said) == 11 + kinds + challenge


def test_no_two_hellos_are_the_same() -> None:
    for version in VERSIONS:
        assert hello_bytes(Hello(version, WIDE), HOST) != hello_bytes(Hello(version, WIDE), HOST)


def test_old_servers_can_read_the_lists() -> None:
    for suites in LISTS:
        assert len(suites) == len(set(suites)) < 128


def test_a_weak_suite_is_of_one_kind() -> None:
    for kind, suites in WEAK_CLASSES.items():
        assert {weak_class(suite) for suite in suites} == {kind}
    assert len(weak_suites(WEAK_CLASSES)) == len(set(weak_suites(WEAK_CLASSES)))
    assert weak_class(0xC02F) == ""


@pytest.mark.parametrize(
    ("suite", "kind"),
    [
        (0x0003, "EXPORT"),
        (0x0004, "RC4"),
        (0x0009, "DES"),
        (0x000A, "3DES"),
        (0x0017, "anon"),
        (0x003B, "NULL"),
        (0xC011, "RC4"),
        (0xC018, "anon"),
    ],
)
def test_well_known_weak_suites_are_weak(suite: int, kind: str) -> None:
    assert weak_class(suite) == kind
