"""Run the private DNS in the foreground: `python -m tests.lab`."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from types import FrameType

from tests.lab.dns_servers import READY, DnsLab, dns_lab
from tests.lab.processes import LabError
from tests.lab.zones import ZONES


def main() -> int:
    """Start, say how to use it, and wait for Ctrl-C or a termination signal."""
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with contextlib.suppress(KeyboardInterrupt), dns_lab(options.listen, options.port) as lab:
            print(_introduction(lab), flush=True)
            signal.pause()
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument(
        "--listen",
        metavar="ADDRESS",
        help="the resolver's address; default: a free one of this machine",
    )
    parser.add_argument("--port", type=int, help="the resolver's port; default: a free one")
    return parser.parse_args()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _introduction(lab: DnsLab) -> str:
    width = max(len(zone.name) for zone in ZONES)
    names = "\n".join(f"    {zone.name:{width}}  {zone.about}" for zone in ZONES)
    return (
        f"{READY} {lab.resolver}\n"
        f"Domains:\n{names}\n"
        f"Try:\n"
        f"    digiamen scan --domain good.example --resolver {lab.resolver}\n"
        f"    with DNSSEC: --trust-anchor {lab.trust_anchor}\n"
        f"Stop with Ctrl-C."
    )


if __name__ == "__main__":
    sys.exit(main())
