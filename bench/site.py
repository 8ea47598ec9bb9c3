"""A website with a resolver that knows it, in the foreground: run in the link's server."""

import signal
import sys
from pathlib import Path
from types import FrameType

from tests.lab.certificates import below, root, shown
from tests.lab.nginx import Site, nginx
from tests.lab.processes import program, running, wait_for_server

HOST = "site.example"
PORT = 5300
READY = "The website is there."
_ROOT = "root.pem"
_PROTOCOLS = "TLSv1.2 TLSv1.3"
_UNBOUND = """\
server:
  interface: {address}
  port: {port}
  access-control: 0.0.0.0/0 allow
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  do-ip6: no
  local-zone: "example." static
  local-data: "{host}. A {address}"
"""


def ca_file(folder: Path) -> Path:
    """Return where the root that vouches for the website is kept."""
    return folder / _ROOT


def main(address: str, folder: Path) -> None:
    """Serve until a termination signal."""
    signal.signal(signal.SIGTERM, _interrupt)
    top = root()
    ca_file(folder).write_bytes(top.pem)
    config, log = folder / "unbound.conf", folder / "unbound.log"
    config.write_text(_UNBOUND.format(address=address, port=PORT, folder=folder, host=HOST))
    site = Site(shown(below(top), HOST), settings=f"ssl_protocols {_PROTOCOLS};")
    resolver = [program("unbound"), "-d", "-v", "-c", str(config)]
    server = nginx(folder / "nginx", address, {HOST: site})
    with running(resolver, log) as process, server:
        wait_for_server(process, log, lambda: "start of service" in log.read_text())
        print(READY, flush=True)
        signal.pause()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
