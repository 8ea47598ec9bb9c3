"""An answer of the DNS as evidence."""

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Evidence

_LIMIT = 1000


def evidence_of(answer: DnsAnswer) -> Evidence:
    """Say which question was asked, and what came back."""
    if answer.failure:
        seen = f"no answer: {answer.failure.kind} {answer.failure.detail}".strip()
    elif answer.records:
        seen = clean("; ".join(answer.records), _LIMIT)
    else:
        seen = "no record" if answer.status == "no_data" else "no such name"
    alias = f" (via {answer.via})" if answer.via else ""
    return Evidence(f"{answer.type} {answer.name}", seen + alias)
