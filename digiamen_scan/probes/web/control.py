"""A well-known site, looked at once a scan, and only where somebody's certificate is not accepted.

If its certificate is changed too, an antivirus, an office's filter or a sign-in page is at work,
and what was seen is not the doing of the organisation's server.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from digiamen_scan.facts.web import Control
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.addresses import FAMILIES, addresses_of, names_rule
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.http.addresses import IPAddress
from digiamen_scan.probes.http.connecting import ADDRESSES_TRIED
from digiamen_scan.probes.web.anchors import Anchors
from digiamen_scan.probes.web.doors import HTTPS_PORT, Door, Looker

CONTROL_HOST: Final = "www.wikipedia.org"
"""Known everywhere, visited by everybody, run by a foundation, with a certificate of a public
authority. The example domains are not for programs to rely on (IANA)."""

_RULE: Final = "control"
_OF_TIME: Final = frozenset({"expired", "not_yet_valid"})


class ControlSite:
    """Looks at the control at most once, whoever asks first. Used within one event loop."""

    def __init__(
        self,
        dns: DnsClient,
        connector: Connector,
        anchors: Anchors,
        *,
        may_contact: Callable[[IPAddress], bool],
        port: int = HTTPS_PORT,
    ) -> None:
        self._dns = dns
        self._connector = connector
        self._anchors = anchors
        self._may_contact = may_contact
        self._port = port
        self._task: asyncio.Task[Control] | None = None

    async def verdict(self) -> Control:
        """Say how the control looks from here. One who stops waiting leaves it to the others."""
        if self._task is None:
            self._task = asyncio.create_task(self._look())
        return await asyncio.shield(self._task)

    async def aclose(self) -> None:
        """Give up what is still under way."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def contacts(self) -> tuple[ContactRule, ...]:
        """Say what it touches, if it is needed at all."""
        return (
            self._dns.rule(
                names_rule(_RULE), about=CONTROL_HOST, questions=len(FAMILIES), why="control"
            ),
            ContactRule(
                id=_RULE,
                service="https",
                port=self._port,
                whose=CONTROL_HOST,
                about=CONTROL_HOST,
                at_most=ADDRESSES_TRIED,
                why="control",
            ),
        )

    async def _look(self) -> Control:
        known = await addresses_of(self._dns, CONTROL_HOST, names_rule(_RULE))
        if isinstance(known, Unavailable):
            return "unreachable"
        allowed = tuple(address for address in known if self._may_contact(address))
        if not allowed:
            # Nobody publishes a private address for it: this network does.
            return "altered" if known else "unreachable"
        permit = partial(self._connector.permit, _RULE)
        looker = Looker(CONTROL_HOST, self._anchors, permit, self._port)
        return control_of(await looker.glance(allowed))


def control_of(door: Door) -> Control:
    """Say what the control's own door means for all others."""
    if door.state == "shown":
        if door.trusted_by in ("public", "given"):
            return "trusted"
        return "clock" if door.fault in _OF_TIME else "altered"
    return "altered" if door.state in ("not_tls", "turned_away") else "unreachable"
