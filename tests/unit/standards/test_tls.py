import pytest

from digiamen_scan.facts.tls import Offer, OfferState, TlsOffers
from digiamen_scan.standards.web.tls import tls_weaknesses
from digiamen_scan.standards.web.tls_suites import WEAK_CLASSES

VERSIONS = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
BROKEN = {"SSL 2.0", "SSL 3.0", "NULL", "anon", "EXPORT", "DES"}
OLD = {"TLS 1.0", "TLS 1.1", "RC4", "3DES"}


def seen(
    *offered: str, unseen: tuple[str, ...] = (), prime: int = 0, **more: bool | None
) -> TlsOffers:
    def offer(name: str) -> Offer:
        state: OfferState = "offered" if name in offered else "not_offered"
        return Offer(name, "undetermined" if name in unseen else state)

    return TlsOffers(
        host="www.example.org",
        speech="tls",
        versions=tuple(map(offer, VERSIONS)),
        weak=tuple(map(offer, WEAK_CLASSES)),
        exchange="offered" if prime else "not_offered",
        dh_bits=prime,
        forward_secrecy=more.get("forward_secrecy", True),
        compression=more.get("compression", False),
        safe_renegotiation=more.get("safe_renegotiation", True),
    )


def test_modern_versions_alone_have_no_weakness() -> None:
    found = tls_weaknesses(seen("TLS 1.2", "TLS 1.3"))
    assert (found.modern, found.broken, found.old, found.slight, found.unseen) == (
        "offered",
        (),
        (),
        (),
        (),
    )


@pytest.mark.parametrize("name", [*VERSIONS, *WEAK_CLASSES])
def test_everything_else_is_broken_or_old(name: str) -> None:
    found = tls_weaknesses(seen("TLS 1.2", "TLS 1.3", name))
    assert set(found.broken) == {name} & BROKEN
    assert set(found.old) == {name} & OLD


@pytest.mark.parametrize("name", [*VERSIONS[:4], *WEAK_CLASSES])
def test_what_was_not_seen_is_named(name: str) -> None:
    found = tls_weaknesses(seen("TLS 1.2", "TLS 1.3", unseen=(name,)))
    assert (found.modern, found.unseen, found.broken, found.old) == ("offered", (name,), (), ())


@pytest.mark.parametrize(
    ("offered", "unseen", "modern"),
    [
        (("TLS 1.3",), (), "offered"),
        (("TLS 1.2",), ("TLS 1.3",), "offered"),
        (("TLS 1.0",), (), "not_offered"),
        (("TLS 1.0",), ("TLS 1.2",), "undetermined"),
        ((), ("TLS 1.2", "TLS 1.3"), "undetermined"),
    ],
)
def test_modern_is_only_denied_where_both_were_refused(
    offered: tuple[str, ...], unseen: tuple[str, ...], modern: str
) -> None:
    assert tls_weaknesses(seen(*offered, unseen=unseen)).modern == modern


@pytest.mark.parametrize(
    ("bits", "broken", "old"),
    [
        (512, ("Diffie-Hellman 512 bits",), ()),
        (1023, ("Diffie-Hellman 1023 bits",), ()),
        (1024, (), ("Diffie-Hellman 1024 bits",)),
        (2047, (), ("Diffie-Hellman 2047 bits",)),
        (2048, (), ()),
    ],
)
def test_a_prime_is_judged_by_its_size(
    bits: int, broken: tuple[str, ...], old: tuple[str, ...]
) -> None:
    found = tls_weaknesses(seen("TLS 1.2", prime=bits))
    assert (found.broken, found.old, found.unseen) == (broken, old, ())


def test_a_prime_that_was_not_seen_is_not_a_good_one() -> None:
    for exchange in ("offered", "undetermined"):
        offers = TlsOffers(
            host="www.example.org",
            speech="tls",
            versions=(Offer("TLS 1.2", "offered"),),
            exchange=exchange,
        )
        assert tls_weaknesses(offers).unseen == ("Diffie-Hellman",)


@pytest.mark.parametrize(
    ("offers", "slight"),
    [
        (seen("TLS 1.2", forward_secrecy=False), ("forward secrecy",)),
        (seen("TLS 1.2", "TLS 1.3", forward_secrecy=False), ()),
        (seen("TLS 1.2", compression=True), ("TLS compression",)),
        (seen("TLS 1.2", safe_renegotiation=False), ("RFC 5746",)),
        (
            seen("TLS 1.3", forward_secrecy=None, compression=None, safe_renegotiation=None),
            (),
        ),
    ],
)
def test_details_are_details(offers: TlsOffers, slight: tuple[str, ...]) -> None:
    assert tls_weaknesses(offers).slight == slight


def test_what_does_not_speak_tls_is_no_better_than_unseen() -> None:
    found = tls_weaknesses(TlsOffers("www.example.org", "refused"))
    assert (found.speech, found.modern, found.broken, found.old) == (
        "refused",
        "undetermined",
        (),
        (),
    )
