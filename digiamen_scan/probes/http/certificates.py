"""Which certificates are accepted, and why one was not."""

import ssl
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from digiamen_scan.probes.http.pages import CertificateFault

# Numbers of OpenSSL's x509_vfy.h, which are part of its stable interface.
_FAULTS: Final[Mapping[int, CertificateFault]] = {
    2: CertificateFault.UNTRUSTED,  # the issuer's certificate is not at hand
    9: CertificateFault.NOT_YET_VALID,
    10: CertificateFault.EXPIRED,
    18: CertificateFault.SELF_SIGNED,  # the server's own certificate
    19: CertificateFault.UNTRUSTED,  # a root that nobody here knows
    20: CertificateFault.UNTRUSTED,
    21: CertificateFault.UNTRUSTED,
    62: CertificateFault.WRONG_NAME,
    64: CertificateFault.WRONG_NAME,  # an address
    66: CertificateFault.WEAK,  # the server's key
    67: CertificateFault.WEAK,  # an issuer's key
    68: CertificateFault.WEAK,  # the signature's digest
}


def fault_of(error: ssl.SSLCertVerificationError) -> CertificateFault:
    """Return the kind of fault that OpenSSL's verification found first."""
    return _FAULTS.get(error.verify_code, CertificateFault.OTHER)


class Roots:
    """The certificates that trust starts from: the system's, certifi's, and one file more.

    OpenSSL takes SSL_CERT_FILE and SSL_CERT_DIR for the system's. The context is made once,
    since that takes some 20 ms for each set of roots.
    """

    def __init__(self, ca_file: Path | None = None) -> None:
        self._ca_file = ca_file
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Return the one verifying context. Raises OSError where a file cannot be read."""
        with self._lock:
            if self._context is None:
                self._context = self._make()
            return self._context

    def _make(self) -> ssl.SSLContext:
        import certifi  # noqa: PLC0415  # only where something is verified

        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        if self._ca_file is not None:
            context.load_verify_locations(self._ca_file)
        # Python 3.13 refuses what browsers accept, such as a root without a key identifier.
        context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
        # Early releases of Python 3.11 set this: what an attacker cut off would pass as whole.
        context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
        context.set_alpn_protocols(["http/1.1"])
        return context
