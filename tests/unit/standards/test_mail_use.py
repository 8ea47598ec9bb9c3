"""Whether a domain is used for mail (RFC 5321, section 5.1; RFC 7505)."""

import pytest

from digiamen_scan.facts.dns import DnsStatus
from digiamen_scan.facts.mail import DeclaredMail, MailHost, MailRoutes, Presence
from digiamen_scan.standards.mail.mail_use import mail_use

NULL = MailHost(0, "")
HOST = MailHost(10, "mx1.example.net")


@pytest.mark.parametrize(
    ("status", "hosts", "address", "use"),
    [
        ("found", (HOST,), "present", "used"),
        ("found", (HOST,), "undetermined", "used"),
        ("found", (NULL,), "present", "unused"),
        ("found", (NULL, HOST), "present", "used"),
        ("no_data", (), "present", "undetermined"),
        ("no_data", (), "absent", "unused"),
        ("no_data", (), "undetermined", "undetermined"),
        ("no_name", (), "absent", "unused"),
        ("failed", (), "absent", "undetermined"),
        ("failed", (), "present", "undetermined"),
    ],
)
def test_what_the_dns_shows(
    status: DnsStatus, hosts: tuple[MailHost, ...], address: Presence, use: str
) -> None:
    found = mail_use(DeclaredMail(), MailRoutes("example.org", status, hosts, address))
    assert (found.use, found.known_from) == (use, "dns")


@pytest.mark.parametrize("use", ["used", "unused", "free_provider"])
def test_what_the_profile_says_comes_first(use: str) -> None:
    declared = DeclaredMail(use=use)  # type: ignore[arg-type]  # one of the literals
    found = mail_use(declared, MailRoutes("example.org", "found", (HOST,), "present"))
    assert (found.use, found.known_from) == (use, "profile")


@pytest.mark.parametrize(
    ("hosts", "provider"),
    [
        ((MailHost(1, "ASPMX.L.GOOGLE.COM"),), "google"),
        ((MailHost(1, "smtp.google.com"),), "google"),
        ((MailHost(0, "example-org.mail.protection.outlook.com"),), "microsoft"),
        ((MailHost(0, "example-org.a-v1.mx.microsoft"),), "microsoft"),
        ((MailHost(10, "mx.zoho.eu"), MailHost(20, "mx2.zoho.eu")), "zoho"),
        ((MailHost(1, "mx1.mail.ovh.net"),), "ovh"),
        ((MailHost(10, "mail.protonmail.ch"),), "proton"),
        ((MailHost(10, "mx.notgoogle.com"),), ""),
        ((MailHost(10, "google.com.evil.example"),), ""),
        ((MailHost(20, "aspmx.l.google.com"), MailHost(10, "mx.own.example")), ""),
        ((), ""),
    ],
)
def test_the_provider_is_who_runs_the_preferred_host(
    hosts: tuple[MailHost, ...], provider: str
) -> None:
    routes = MailRoutes("example.org", "found" if hosts else "no_data", hosts, "present")
    assert mail_use(DeclaredMail(), routes).provider == provider
