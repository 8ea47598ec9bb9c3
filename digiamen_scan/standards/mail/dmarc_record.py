"""The grammar of a DMARC policy record (RFC 9989, sections 4.7 and 4.8)."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

from digiamen_scan.facts.mail import DmarcFault, DmarcPolicy

Tags = tuple[tuple[str, str], ...]

# Section 4.8: the tag `v` and its value come first; ABNF literals such as "v" ignore case, the
# value does not.
_VERSION = re.compile(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)")
_ALMOST = re.compile(r"v\W{0,4}=\W{0,4}dmarc|dmarc ?1", re.IGNORECASE)
# Any value is read, also one that the grammar forbids: a policy that is not a word of ours must
# count as invalid, never as absent.
_TAG = re.compile(r"([A-Za-z]+)[ \t]*=(.*)", re.DOTALL)
# RFC 3986, section 3: a scheme, a colon, and at least one character that a URI may hold.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@$&'()*+;=%-]+")
_MAILTO = re.compile(r"mailto:([^@?\s]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?:\?.*)?", re.IGNORECASE)
_SIZE = re.compile(r"![0-9]+[kmgt]?$", re.IGNORECASE)
_FULL = 100


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """One DMARC policy record, read tag by tag.

    `p` is None where the record has no valid policy. `sp` and `np` are None where absent.
    `faults` say what receivers stumble over, `faulty` the first tag at fault.
    """

    text: str
    tags: Tags
    p: DmarcPolicy | None
    sp: DmarcPolicy | None
    np: DmarcPolicy | None
    psd: Literal["y", "n", "u"]
    testing: bool
    percent: int
    uris: tuple[str, ...]
    reports: tuple[str, ...]
    faults: tuple[DmarcFault, ...]
    faulty: str

    @property
    def readable(self) -> bool:
        """Whether receivers apply the policy as it is written."""
        return not set(self.faults) - {"reports_unreadable"}

    @property
    def ignored(self) -> bool:
        """Whether receivers do no DMARC processing at all (section 4.10.1).

        A tag that stands twice makes the whole list invalid (RFC 6376, section 3.2).
        """
        return "tag_twice" in self.faults or not (self.readable or self.uris)


def is_dmarc(text: str) -> bool:
    """Tell whether a TXT record starts with the version tag; all others are discarded (4.7)."""
    return _VERSION.match(text) is not None


def looks_like_dmarc(text: str) -> bool:
    """Tell whether somebody meant a TXT record for DMARC though receivers discard it."""
    return not is_dmarc(text) and _ALMOST.search(text) is not None


def read_tags(text: str) -> Tags:
    """Split a tag list into (name, value); names in lower case. What is no tag is left out."""
    pieces = (_TAG.fullmatch(piece.strip(" \t")) for piece in text.split(";"))
    return tuple((piece[1].lower(), piece[2].strip(" \t")) for piece in pieces if piece)


def parse_record(text: str) -> DmarcRecord:
    """Read a record for which `is_dmarc` holds. Unknown tags are ignored (section 4.7)."""
    tags = read_tags(text)
    first = dict(reversed(tags))
    uris = report_uris(first.get("rua", ""))
    faults = tuple(_faults(tags, first, uris))
    return DmarcRecord(
        text=text,
        tags=tags,
        p=_policy(first.get("p")),
        sp=_policy(first.get("sp")),
        np=_policy(first.get("np")),
        psd=_psd(first.get("psd", "u")),
        testing=first.get("t", "n").lower() == "y",
        percent=_percent(first.get("pct", "")),
        uris=uris,
        reports=report_addresses(uris),
        faults=tuple(dict.fromkeys(fault for fault, _ in faults)),
        faulty=faults[0][1] if faults else "",
    )


def report_uris(value: str) -> tuple[str, ...]:
    """Return the valid URIs of a list, without the obsolete size limit (section 4.8)."""
    pieces = (_SIZE.sub("", piece.strip(" \t")) for piece in value.split(","))
    return tuple(piece for piece in pieces if _URI.fullmatch(piece))


def report_addresses(uris: tuple[str, ...]) -> tuple[str, ...]:
    """Return the mail addresses among URIs; every reporter supports mailto (section 4.7, rua)."""
    matches = (_MAILTO.fullmatch(uri) for uri in uris)
    return tuple(match[1] for match in matches if match)


def _faults(
    tags: Tags, first: dict[str, str], uris: tuple[str, ...]
) -> list[tuple[DmarcFault, str]]:
    counts = Counter(name for name, _ in tags)
    found: list[tuple[DmarcFault, str]] = [
        ("tag_twice", f"{name}=") for name, count in counts.items() if count > 1
    ]
    wrong = [name for name in ("p", "sp", "np") if name in first and not _policy(first[name])]
    found.extend(("policy_unreadable", f"{name}={first[name]}") for name in wrong)
    if "p" not in first:
        found.append(("policy_unreadable", "p="))
    if "rua" in first and not report_addresses(uris):
        found.append(("reports_unreadable", f"rua={first['rua']}"))
    return found


def _policy(value: str | None) -> DmarcPolicy | None:
    wanted = (value or "").lower()
    return next((policy for policy in get_args(DmarcPolicy) if policy == wanted), None)


def _psd(value: str) -> Literal["y", "n", "u"]:
    match value.lower():
        case "y":
            return "y"
        case "n":
            return "n"
        case _:
            return "u"


def _percent(value: str) -> int:
    return min(int(value), _FULL) if re.fullmatch(r"[0-9]{1,3}", value) else _FULL
