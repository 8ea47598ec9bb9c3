"""A first profile, written for people: few lines, each with a word on what it is for."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from digiamen_scan.model.targets import CHILDRENS_FILES, DEFAULT_EXPOSURE
from digiamen_scan.words import Words


@dataclass(frozen=True, slots=True)
class DraftAccount:
    """An account or service, and whether children's files or messages are in it."""

    name: str
    holds_children: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organisation has said about itself so far. What was not said is left out."""

    language: str
    name: str = ""
    contact: tuple[str, str] | None = None
    domains: tuple[str, ...] = ()
    computers: int | None = None
    files_here: bool = False
    folders: tuple[str, ...] = ()
    accounts: tuple[DraftAccount, ...] = ()


def draft_text(draft: Draft, words: Words) -> str:
    """Return the profile as YAML, with comments in the language of `words`."""
    parts = (
        _head(words),
        _organisation(draft),
        _contacts(draft, words),
        _domains(draft, words),
        _devices(draft, words),
        _accounts(draft, words),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _head(words: Words) -> Iterator[str]:
    yield _remark(words("What our organisation says about itself, for digiamen."))
    yield _remark(words("What stands after # is for people. Change this file whenever you like."))
    yield _remark(words("Write roles, not names of persons, and nothing about any child."))
    yield "digiamen: 1"


def _organisation(draft: Draft) -> Iterator[str]:
    yield "organisation:"
    if draft.name:
        yield f"  name: {_quoted(draft.name)}"
    yield f"  language: {draft.language}"


def _contacts(draft: Draft, words: Words) -> Iterator[str]:
    yield _remark(words("Whom to call if something is happening now: a role, and how to reach it."))
    example = (words("focal point"), words("second floor, first door"))
    role, say = draft.contact or example
    lead = "" if draft.contact else "# "
    yield f"{lead}contacts:"
    yield f"{lead}  - role: {_quoted(role)}"
    yield f"{lead}    say: {_quoted(say)}"


def _domains(draft: Draft, words: Words) -> Iterator[str]:
    yield _remark(words("Our domain names: what stands after the @ of our addresses."))
    if not draft.domains:
        yield _remark(words("We have none of our own. If we buy one:"))
        yield "#   - name: example.org"
        yield "domains: []"
        return
    yield "domains:"
    for name in draft.domains:
        yield f"  - name: {_quoted(name)}"
    yield _remark(words("Only if the direction allows looking for files left open by mistake:"))
    yield "#   authorised: true"


def _devices(draft: Draft, words: Words) -> Iterator[str]:
    yield _remark(
        words("Our computers. 3: children's files are kept on or opened from them; else 2.")
    )
    yield "devices:"
    yield f"  exposure: {_exposure(children=draft.files_here)}"
    if draft.computers is not None:
        yield f"  expected: {draft.computers}"
    yield _remark(words("The folders with children's files, such as ~/Files:"), "  ")
    lead = "  " if draft.folders else "  # "
    folders = ", ".join(map(_quoted, draft.folders or ("~/Files",)))
    yield f"{lead}sensitive_folders: [{folders}]"


def _accounts(draft: Draft, words: Words) -> Iterator[str]:
    yield _remark(words("Accounts and services that we work with; digiamen never signs in."))
    accounts = draft.accounts or (DraftAccount("Facebook page"),)
    lead = "" if draft.accounts else "# "
    yield f"{lead}accounts:"
    for account in _most_exposed_first(accounts):
        yield f"{lead}  - name: {_quoted(account.name)}"
        yield f"{lead}    exposure: {_exposure(children=account.holds_children)}"


def _most_exposed_first(accounts: Iterable[DraftAccount]) -> list[DraftAccount]:
    return sorted(accounts, key=lambda account: not account.holds_children)


def _exposure(*, children: bool) -> int:
    return CHILDRENS_FILES if children else DEFAULT_EXPOSURE


def _quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar: JSON's escapes are YAML's (YAML 1.2, 7.3.1)."""
    return json.dumps(text, ensure_ascii=False)


def _remark(text: str, indent: str = "") -> str:
    return f"{indent}# {text}"
