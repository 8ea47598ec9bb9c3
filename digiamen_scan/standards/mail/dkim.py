"""Which keys a domain's mail can be signed with, from the answers for its selectors (RFC 6376)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digiamen_scan.facts.dkim import Below, DkimKey, DkimKeys, DkimRecords, KeyState
from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DeclaredMail, EffectiveDmarc, MailRoutes, Presence
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.dkim_key import KeyRecord, looks_like_key, read_key
from digiamen_scan.standards.mail.providers import (
    SENDING_ALIASES,
    SENDING_SELECTORS,
    Provider,
    ends_with,
    provider_of,
)

WILDCARD = "*"
SIGNING: tuple[KeyState, ...] = ("strong", "weak", "oversized")
"""States of a key with which a signature holds somewhere."""


def declared_selectors(declared: DeclaredMail) -> tuple[str, ...]:
    """Return the profile's selectors, each once, without the `._domainkey` that people copy too."""
    named = (text.partition("._domainkey")[0] for text in declared.dkim_selectors)
    return tuple(dict.fromkeys(named))


def dkim_keys(
    seen: DkimRecords,
    declared: DeclaredMail,
    routes: MailRoutes,
    dmarc: EffectiveDmarc | Unavailable,
) -> DkimKeys | Unavailable:
    """Work out which keys there are, and what their absence shows.

    Where no key was found, nothing is known to be absent and some question got no answer, the
    result is unavailable for that reason.
    """
    found = _Found.of(seen, declared, routes)
    keys = _without_spares(tuple(found.keys()))
    signing = any(key.ordinary and key.state in SIGNING and not key.testing for key in keys)
    absent = found.absent()
    unanswered = tuple(found.unanswered(signing=signing))
    failed = [found.answers[selector] for selector in unanswered]
    result = DkimKeys(
        domain=seen.domain,
        exists=_existence(seen, routes),
        below=_below(seen),
        keys=keys,
        signing=signing,
        absent=absent,
        unanswered=unanswered,
        failure=failed[0].failure if failed else None,
        parent=_parent(seen.domain, dmarc),
    )
    silent = next(filter(_has_failed, (*failed, seen.below, *seen.answers, seen.random)), None)
    if silent is None or absent or any(key.state != "revoked" for key in keys):
        return result
    return _unavailable(silent)


@dataclass(frozen=True, slots=True)
class _Found:
    """The answers by selector, and what is needed to read them."""

    answers: Mapping[str, DnsAnswer]
    declared: tuple[str, ...]
    random: DnsAnswer
    provider: Provider | None
    provider_hidden: bool

    @classmethod
    def of(cls, seen: DkimRecords, declared: DeclaredMail, routes: MailRoutes) -> "_Found":
        """Put the answers in order; one that a recording lacks has failed."""
        ending = f"._domainkey.{seen.domain}"
        named = declared_selectors(declared)
        lacking = Unavailable(Kind.NOT_RECORDED)
        empty = {one: DnsAnswer(one + ending, "TXT", "failed", failure=lacking) for one in named}
        asked = {answer.name.removesuffix(ending): answer for answer in seen.answers}
        hidden = routes.status == "failed"
        return cls(empty | asked, named, seen.random, provider_of(routes.hosts), hidden)

    def keys(self) -> Iterator[DkimKey]:
        """Yield what stands at each selector, the profile's first, and at the wildcard."""
        for selector, answer in self.answers.items():
            is_named = selector in self.declared
            if not is_named and self._is_wildcard(answer):
                continue
            if key := self._key(selector, answer, is_named=is_named):
                yield key
        if not self.random.failure and (key := self._key(WILDCARD, self.random, is_named=False)):
            yield key

    def absent(self) -> tuple[str, ...]:
        """Return the selectors of a provider that uses no others, if none of them has a record."""
        if self.provider is None or not self.provider.fixed:
            return ()
        selectors = self.provider.selectors
        answers = [self.answers.get(selector) for selector in selectors]
        missing = all(answer is not None and self._is_nothing(answer) for answer in answers)
        return selectors if missing else ()

    def unanswered(self, *, signing: bool) -> Iterator[str]:
        """Yield selectors whose answers failed and matter.

        The profile's always do, the provider's where no other key was found.
        """
        own = self.provider.selectors if self.provider and not signing else ()
        for selector in dict.fromkeys((*self.declared, *own)):
            answer = self.answers.get(selector)
            if answer is not None and answer.failure:
                yield selector

    def _is_nothing(self, answer: DnsAnswer) -> bool:
        empty = answer.status in ("no_name", "no_data") and not answer.via
        return empty or self._is_wildcard(answer)

    def _is_wildcard(self, answer: DnsAnswer) -> bool:
        """Tell whether an answer says no more than that for a selector nobody has chosen."""
        same = (answer.status, answer.records, answer.via)
        return same == (self.random.status, self.random.records, self.random.via)

    def _key(self, selector: str, answer: DnsAnswer, *, is_named: bool) -> DkimKey | None:
        record = self._record(answer, is_named=is_named)
        if record is None:
            return None
        return DkimKey(
            selector=selector,
            state=record.state,
            ordinary=self._is_ordinary(selector, answer.via, is_named=is_named),
            declared=is_named,
            algorithm=record.algorithm,
            bits=record.bits,
            testing=record.testing,
            alias=answer.via,
        )

    def _record(self, answer: DnsAnswer, *, is_named: bool) -> KeyRecord | None:
        if answer.failure:
            return None
        texts = [text for text in answer.records if looks_like_key(text)]
        if texts:
            return read_key(texts[0]) if len(answer.records) == 1 else KeyRecord("several")
        # Without the wildcard known, an alias may be its.
        is_alias = answer.via and not self.random.failure and not self._is_wildcard(answer)
        if is_alias and not answer.records:
            return KeyRecord("lost")
        return KeyRecord("missing") if is_named else None

    def _is_ordinary(self, selector: str, alias: str, *, is_named: bool) -> bool:
        """Tell whether people's own mail can be signed with a key.

        Where the mail provider is known, a key that only bears a common name is not taken for
        its: the panel of a website's host makes one that the mailboxes do not use.
        """
        if selector in SENDING_SELECTORS or ends_with(alias, SENDING_ALIASES):
            return False
        if is_named:
            return True
        if self.provider is None:
            return not self.provider_hidden
        return selector in self.provider.selectors or ends_with(alias, self.provider.aliases)


def _has_failed(answer: DnsAnswer) -> bool:
    return answer.failure is not None


def _existence(seen: DkimRecords, routes: MailRoutes) -> Presence:
    """A name is there if any answer says so, even where a broken server denies another."""
    answers = (seen.below, seen.random, *seen.answers)
    if any(answer.status in ("found", "no_data") for answer in answers):
        return "present"
    if routes.status in ("found", "no_data") or routes.address == "present":
        return "present"
    return "absent" if routes.status == "no_name" else "undetermined"


def _below(seen: DkimRecords) -> Below:
    """Tell whether anything stands below `_domainkey`.

    A name that does not exist has none below it (RFC 8020, section 2). Some servers wrongly say
    so of a name that only has names below it; one that also says that a selector exists is such a
    server, so that its word proves nothing.
    """
    answers = (*seen.answers, seen.random)
    if any(_shows_name(answer) for answer in answers) or seen.below.status in ("found", "no_data"):
        return "something"
    silent = any(_has_failed(answer) for answer in (seen.below, *answers))
    return "undetermined" if silent or seen.below.via else "nothing"


def _shows_name(answer: DnsAnswer) -> bool:
    return answer.status in ("found", "no_data") or bool(answer.via)


def _parent(domain: str, dmarc: EffectiveDmarc | Unavailable) -> str:
    if isinstance(dmarc, Unavailable) or dmarc.organisation == domain:
        return ""
    return dmarc.organisation


def _unavailable(answer: DnsAnswer) -> Unavailable:
    failure = answer.failure or Unavailable(Kind.UNDETERMINED)
    return Unavailable(failure.kind, f"{answer.name} {failure.detail}".strip(), "dkim_records")


def _without_spares(keys: tuple[DkimKey, ...]) -> tuple[DkimKey, ...]:
    """Leave out aliases that lead nowhere beside a sound key that leads to the same service.

    Providers keep a second name for the next key, and may publish that key only when it is used.
    """
    sound = {_service(key.alias) for key in keys if key.alias and key.state in SIGNING}
    return tuple(key for key in keys if key.state != "lost" or _service(key.alias) not in sound)


def _service(alias: str) -> str:
    """Return the last two labels of a name: enough to tell one service from another."""
    return ".".join(alias.lower().split(".")[-2:])
