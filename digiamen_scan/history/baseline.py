"""A baseline that tells nothing to whoever finds it: keyed hashes of an earlier result.

A public continuous-integration job can keep it. Without the key nobody can tell which check
failed where (HMAC, RFC 2104, with SHA-256); with it, a new scan can be compared.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from digiamen_scan.history.earlier import Before
from digiamen_scan.model.results import Finding, Result
from digiamen_scan.model.scales import Severity, Status

SCHEMA: Final = "digiamen.baseline/1"
KEY_VARIABLE: Final = "DIGIAMEN_BASELINE_KEY"
SHORTEST_KEY: Final = 16
"""Characters; a shorter key can be guessed."""

_PROBE: Final = "key"
_SEVERITIES: Final[tuple[Severity | None, ...]] = (None, *Severity)


class BaselineError(ValueError):
    """A baseline that cannot be used; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class HashedBaseline:
    """Answers what an earlier result said, by trying what could have been said."""

    hashes: frozenset[str]
    key: str
    at: str

    def before(self, finding: Finding) -> Before | None:
        """Return what the earlier scan said of the same check and target.

        Of its problems only those that are still there can be recognised.
        """
        for status in Status:
            for severity in _SEVERITIES:
                if self._holds(_verdict(finding, status, severity)):
                    return self._before(finding, status, severity)
        return None

    def _before(self, finding: Finding, status: Status, severity: Severity | None) -> Before:
        found = ((problem.key, past) for problem in finding.problems for past in Severity)
        return Before(
            status=status,
            severity=severity,
            problems=frozenset(one for one in found if self._holds(_problem(finding, *one))),
            same_rule=self._holds(_rule(finding)),
            at=self.at,
            since=self.at,
        )

    def _holds(self, text: str) -> bool:
        return _hash(self.key, text) in self.hashes


def baseline_text(result: Result, key: str) -> str:
    """Return a result as a hashed baseline, as JSON text."""
    refuse_weak(key)
    texts = {_PROBE, *_texts(result.findings)}
    hashes = sorted(_hash(key, text) for text in texts)
    data = {"schema": SCHEMA, "made": result.scan.started, "hashes": hashes}
    return json.dumps(data, indent=1) + "\n"


def is_baseline(data: object) -> bool:
    """Tell whether parsed JSON is a hashed baseline, whole or damaged."""
    return isinstance(data, dict) and cast("dict[str, object]", data).get("schema") == SCHEMA


def baseline_from(data: object, key: str) -> HashedBaseline:
    """Read a hashed baseline; raises BaselineError for a damaged one or another key's."""
    refuse_weak(key)
    fields = cast("dict[str, object]", data if isinstance(data, dict) else {})
    made, listed = fields.get("made"), fields.get("hashes")
    if not (isinstance(made, str) and isinstance(listed, list)):
        message = "it is damaged; make a new one"
        raise BaselineError(message)
    hashes = frozenset(map(str, cast("list[object]", listed)))
    if _hash(key, _PROBE) not in hashes:
        message = f"it was made with another key than {KEY_VARIABLE} holds"
        raise BaselineError(message)
    return HashedBaseline(hashes, key, made)


def refuse_weak(key: str) -> None:
    """Raise BaselineError where a key is missing or could be guessed."""
    if len(key) < SHORTEST_KEY:
        message = (
            f"set {KEY_VARIABLE} to a secret of {SHORTEST_KEY} characters or more, such as the"
            " one that your continuous integration keeps"
        )
        raise BaselineError(message)


def _texts(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield _verdict(finding, finding.status, finding.severity)
        yield _rule(finding)
        for problem in finding.problems:
            yield _problem(finding, problem.key, problem.severity)


def _verdict(finding: Finding, status: Status, severity: Severity | None) -> str:
    return json.dumps(["verdict", *_about(finding), status, severity])


def _problem(finding: Finding, key: str, severity: Severity) -> str:
    return json.dumps(["problem", *_about(finding), key, severity])


def _rule(finding: Finding) -> str:
    return json.dumps(["rule", *_about(finding), finding.rule])


def _about(finding: Finding) -> tuple[str, str, str]:
    return finding.check, finding.target.kind, finding.target.name


def _hash(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
