"""nginx with many websites on one address, each with a certificate of its own, and a page.

It is told nothing of the lab's authorities: what it is given, it sends, be it broken.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.lab.certificates import Shown
from tests.lab.processes import program, running, wait_for_server

PROGRAMS = ("env", "nginx")

# Debian's nginx reads keys before its own cipher line, at the level that OpenSSL's file says.
_OPENSSL = """\
openssl_conf = top
[top]
ssl_conf = modules
[modules]
system_default = everything
[everything]
CipherString = ALL:@SECLEVEL=0
MinProtocol = TLSv1
"""

_SITE = """\
  server {{
    listen {address}:{tls} ssl;
    server_name {host};
    ssl_certificate {file}.chain.pem;
    ssl_certificate_key {file}.key.pem;
    {settings}
    location / {{ default_type text/html; return 200 '{page}'; }}
  }}
"""

_PLAIN = """\
  server {{
    listen {address}:{plain};
    server_name {host};
    location / {{ default_type text/html; return 200 '{page}'; }}
  }}
"""

_WHOLE = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
user root;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  server_names_hash_bucket_size 128;
  {temporary}
{servers}}}
"""


@dataclass(frozen=True)
class Site:
    """What one name shows. Without a certificate it is there on port 80 alone.

    `settings` are lines of nginx; the first site's decide which versions of TLS there are.
    """

    shown: Shown | None
    page: str = "<p>hello</p>"
    plain: bool = True
    settings: str = ""


@contextlib.contextmanager
def nginx(
    folder: Path,
    address: str,
    sites: Mapping[str, Site],
    *,
    tls: int = 443,
    plain: int = 80,
) -> Iterator[None]:
    """Run nginx inside the block, from the moment it listens."""
    folder.mkdir()
    (folder / "openssl.cnf").write_text(_OPENSSL)
    files = _Files(folder, address, tls, plain)
    texts = [files.text(host, site) for host, site in sites.items()]
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    config = folder / "nginx.conf"
    config.write_text(
        _WHOLE.format(
            folder=folder,
            temporary=temporary,
            servers="".join(texts),
        )
    )
    log = folder / "nginx.log"
    settings = f"OPENSSL_CONF={folder / 'openssl.cnf'}"
    argv = [program("env"), settings, program("nginx"), "-c", str(config), "-p", str(folder)]
    with running(argv, log) as process:
        ports = [port for port in (tls, plain) if f"{address}:{port}" in config.read_text()]
        wait_for_server(process, log, lambda: all(_listens(address, port) for port in ports))
        yield


@dataclass(frozen=True)
class _Files:
    folder: Path
    address: str
    tls: int
    plain: int

    def text(self, host: str, site: Site) -> str:
        """Write a site's files, and return its part of the configuration."""
        named = {"address": self.address, "host": host, "page": site.page}
        text = _PLAIN.format(plain=self.plain, **named) if site.plain else ""
        if site.shown is None:
            return text
        file = self.folder / host
        file.with_name(f"{host}.chain.pem").write_bytes(site.shown.chain_pem)
        file.with_name(f"{host}.key.pem").write_bytes(site.shown.key_pem)
        return _SITE.format(tls=self.tls, file=file, settings=site.settings, **named) + text


def _listens(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), 1).close()
    except OSError:
        return False
    return True
