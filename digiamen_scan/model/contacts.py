"""What the program may touch on a network, said before it does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactRule:
    """One line of the plan: which service, whose, on which port, at most how often, and why.

    `service` is `dns`, `https`, `http`, `smtp` or `tls`. `whose` names the server's owner or
    address, and is empty for the DNS server of this computer's network. `about` is what is asked
    for. `why` is a key of the program's own wording.
    """

    id: str
    service: str
    port: int
    whose: str
    about: str
    at_most: int
    why: str
