"""The one gate to the network: a contact without a rule of the plan is refused.

Whatever opens a socket asks here first, naming the rule that it acts under.
"""

from collections.abc import Iterable

from digiamen_scan.model.contacts import ContactRule


class ContactRefusedError(Exception):
    """A contact was about to be made that the plan does not list, or more often than it says."""


class Connector:
    """Counts contacts against the plan's rules."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}

    def allow(self, rules: Iterable[ContactRule]) -> None:
        """Accept the rules of a plan; a rule that is already known keeps its count."""
        for rule in rules:
            self._left.setdefault(rule.id, rule.at_most)

    def permit(self, rule_id: str) -> None:
        """Use up one contact of a rule; raises ContactRefusedError where none is left."""
        left = self._left.get(rule_id, 0)
        if left <= 0:
            raise ContactRefusedError(rule_id)
        self._left[rule_id] = left - 1
