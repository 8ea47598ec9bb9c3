"""Which roots a certificate may lead to, and whose they are.

The verifying context holds the roots that browsers know, those of `--ca-file` and those of
SSL_CERT_FILE, and nothing of this computer's own store: what an antivirus or an office's filter put
there would make its own certificates look like the site's. On Windows that store also holds issuers
that the server should have sent itself.
"""

import os
import re
import ssl
import threading
from functools import cached_property
from pathlib import Path
from typing import Final

from digiamen_scan.facts.web import TrustedBy

# Whatever a server speaks, its certificate is looked at. Anonymous ciphers show none.
_CIPHERS: Final = "ALL:!aNULL:!eNULL:@SECLEVEL=0"
_LEGACY_SERVER_CONNECT: Final = ssl.Options(0x4)  # ssl names it from Python 3.12 on
_PEM: Final = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class Anchors:
    """Contexts for TLS connections, each made once; to be used from any thread.

    Args:
        ca_file: certificates in PEM that are trusted besides the usual ones.
        usual: the roots that browsers know, in PEM; those of certifi unless told otherwise.
    """

    def __init__(self, ca_file: Path | None = None, *, usual: Path | None = None) -> None:
        self._ca_file = ca_file
        self._usual = usual
        self._lock = threading.Lock()
        self._by_root: dict[bytes, TrustedBy] = {}

    @property
    def verifying(self) -> ssl.SSLContext:
        """Return the context of an ordinary client. Raises OSError for a file that fails."""
        with self._lock:
            return self._verifying

    @property
    def local(self) -> ssl.SSLContext:
        """Return a context that trusts this computer's own store alone, for any name."""
        with self._lock:
            return self._local

    @property
    def blind(self) -> ssl.SSLContext:
        """Return a context that takes any certificate, to read it."""
        with self._lock:
            return self._blind

    def whose(self, root: bytes) -> TrustedBy:
        """Tell whose a root of the verifying context is, given in DER."""
        return self._by_root.get(root, "environment")

    @cached_property
    def _verifying(self) -> ssl.SSLContext:
        context = _any_version()
        self._load(context, self._usual or _certifi(), "public")
        if self._ca_file is not None:
            self._load(context, self._ca_file, "given")
        named = os.environ.get("SSL_CERT_FILE", "")
        if named and Path(named).is_file():
            self._load(context, Path(named), "environment")
        return context

    @cached_property
    def _local(self) -> ssl.SSLContext:
        context = _any_version()
        context.check_hostname = False
        context.load_default_certs()
        return context

    @cached_property
    def _blind(self) -> ssl.SSLContext:
        context = _any_version()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    def _load(self, context: ssl.SSLContext, file: Path, whose: TrustedBy) -> None:
        context.load_verify_locations(file)
        for pem in _PEM.findall(file.read_text("ascii", "replace")):
            self._by_root.setdefault(ssl.PEM_cert_to_DER_cert(pem), whose)


def is_usable(file: Path) -> bool:
    """Tell whether a file holds roots in PEM. Raises OSError where it cannot be read."""
    if not file.is_file():
        file.stat()
        return False
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(file)
    except ssl.SSLError:
        return False
    return context.cert_store_stats()["x509"] > 0


def _any_version() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers(_CIPHERS)
    context.options |= _LEGACY_SERVER_CONNECT
    context.set_alpn_protocols(["h2", "http/1.1"])  # as browsers do; some servers insist on one
    # Browsers read the subject alternative name alone (RFC 9525 section 6.2).
    context.hostname_checks_common_name = False
    # The same on every Python: 3.13 is stricter than browsers, and trusts what is given.
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return context


def _certifi() -> Path:
    import certifi  # noqa: PLC0415  # only where something is verified

    return Path(certifi.where())
