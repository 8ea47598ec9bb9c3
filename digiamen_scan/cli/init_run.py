"""One run of `digiamen init`: questions in, a profile out."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from digiamen_scan.cli.language import system_language
from digiamen_scan.cli.loading import language
from digiamen_scan.cli.mail_provider import MailProviders
from digiamen_scan.cli.output import save
from digiamen_scan.cli.session import nameserver_of
from digiamen_scan.cli.stop import Stop
from digiamen_scan.cli.talk import AgainError, EndedError, talk_in
from digiamen_scan.engine.builtin import builtin_root
from digiamen_scan.engine.codes import Exit
from digiamen_scan.profile.draft import Draft, DraftAccount, draft_text
from digiamen_scan.profile.faults import ProfileError
from digiamen_scan.profile.load import profile_of_text
from digiamen_scan.profile.marks import folder, line
from digiamen_scan.profile.names import BadValueError, host_name, trimmed
from digiamen_scan.standards.mail.providers import FREE_MAIL
from digiamen_scan.words import N_, words_for

T = TypeVar("T")
MOST_DIGITS = 4
NAME_LENGTH = 80
_SPACES = re.compile(r"[\s,;\u060c\u061b]+")
_COMMAS = re.compile(r"[,;\u060c\u061b]")
_MAIL = N_("Mail")
_USUAL = (
    N_("Shared folders"),
    N_("Facebook page"),
    N_("Instagram"),
    N_("WhatsApp"),
    N_("Website administration"),
    N_("Domain name (where it is paid)"),
)


class InitRun:
    """Runs once."""

    def __init__(
        self, file: Path, lang: str | None, resolver: str | None, *, offline: bool
    ) -> None:
        self._file = file
        self._lang = language(lang, system_language())
        self._talk = talk_in(words_for(self._lang))
        self.words = self._talk.words
        self._providers = MailProviders(self._talk, nameserver_of(resolver), offline=offline)

    def run(self) -> int:
        """Ask, write the profile, and say what comes next."""
        try:
            draft = self._ask()
        except (EndedError, KeyboardInterrupt):
            self._talk.say(self.words("Stopped. Nothing was written."))
            return Exit.INTERRUPTED
        text = draft_text(draft, words_for(self._lang))
        try:
            profile_of_text(text, str(self._file))
        except ProfileError as error:
            raise Stop(str(error)) from None
        save(self._file, text.encode())
        named = "" if self._file == Path("digiamen.yaml") else f" {self._file}"
        self._talk.say("")
        self._talk.say(self.words("Your profile is in: {path}", path=str(self._file)))
        self._talk.say(self.words("Now run: {command}", command=f"digiamen scan{named}"))
        return Exit.FINE

    def _ask(self) -> Draft:
        words, talk = self.words, self._talk
        talk.say(
            words("A few questions. Enter alone leaves one out; the file can be changed later.")
        )
        question = words("What is your organisation called? A label will do.")
        draft = Draft(self._lang, name=self._read(question, self._name) or "")
        for part in (
            self._ask_domains,
            self._ask_accounts,
            self._ask_computers,
            self._ask_folders,
            self._ask_contact,
        ):
            draft = part(draft)
        return draft

    def _ask_domains(self, draft: Draft) -> Draft:
        question = self.words(
            "Your own domain names? What stands after the @ of your addresses, such as"
            " example.org. Several: with a space between them. None of your own: Enter."
        )
        return replace(draft, domains=self._read(question, self._domains) or ())

    def _ask_accounts(self, draft: Draft) -> Draft:
        words = self.words
        mail = self._providers.of(draft.domains) or (words(_MAIL),)
        offered = (*mail, *map(words, _USUAL))
        chosen = self._choose(words("Which of these do you work with?"), offered)
        question = words("Other accounts or services? With a comma between them.")
        others = self._read(question, self._several(self._name)) or ()
        names = tuple(dict.fromkeys((*chosen, *others)))
        if not names:
            return draft
        question = words(
            "Which of them hold children's files, or messages with children or parents?"
        )
        near = self._choose(question, names)
        return replace(draft, accounts=tuple(DraftAccount(name, name in near) for name in names))

    def _ask_computers(self, draft: Draft) -> Draft:
        question = self.words("How many computers do you work with?")
        return replace(draft, computers=self._read(question, self._count))

    def _ask_folders(self, draft: Draft) -> Draft:
        words = self.words
        self._talk.say("")
        if not self._talk.yes(
            words("Are children's files kept on, or opened from, your computers?")
        ):
            return draft
        question = words(
            "In which folders, such as ~/Files? With a comma between them. Not known: Enter."
        )
        folders = self._read(question, self._several(self._folder)) or ()
        return replace(draft, files_here=True, folders=folders)

    def _ask_contact(self, draft: Draft) -> Draft:
        words = self.words
        question = words("Who is to be called if something is happening now? A role, not a name.")
        role = self._read(question, self._name)
        if role is None:
            return draft
        question = words("How is this person reached? Such as: second floor, first door.")
        say = self._read(question, self._name)
        return replace(draft, contact=(role, say)) if say else draft

    def _read(self, question: str, parse: Callable[[str], T]) -> T | None:
        self._talk.say("")
        return self._talk.read(question, parse)

    def _choose(self, question: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Let the person type the numbers of all that hold."""
        self._talk.say("")
        self._talk.say(question)
        for number, name in enumerate(names, start=1):
            self._talk.say(name, f"{number}. ")
        how = self.words("Type all the numbers that hold, such as: 1 3")

        def parse(typed: str) -> tuple[str, ...]:
            words = [word for word in _SPACES.split(typed) if word]
            numbers = {int(word) for word in words if word.isdecimal() and len(word) <= MOST_DIGITS}
            if len(numbers) < len(set(words)) or not numbers <= set(range(1, len(names) + 1)):
                raise AgainError(how)
            return tuple(name for number, name in enumerate(names, start=1) if number in numbers)

        return self._talk.read(how, parse) or ()

    def _domains(self, typed: str) -> tuple[str, ...]:
        words = (word.rpartition("@")[2] for word in _SPACES.split(typed) if word)
        return tuple(dict.fromkeys(map(self._domain, words)))

    def _domain(self, typed: str) -> str:
        try:
            name = host_name(typed)
        except BadValueError:
            raise AgainError(
                self.words("That is no domain name. Write it like this: example.org")
            ) from None
        if name in FREE_MAIL:
            raise AgainError(
                self.words(
                    "{name} belongs to a free mail service, not to you. No other? Press Enter.",
                    name=name,
                )
            )
        return trimmed(typed).lower()

    def _name(self, typed: str) -> str:
        try:
            return line(NAME_LENGTH)(typed)
        except BadValueError:
            raise AgainError(
                self.words("Write one short line. Letters, at most: {n}", n=NAME_LENGTH)
            ) from None

    def _folder(self, typed: str) -> str:
        try:
            return folder(typed)
        except BadValueError:
            raise AgainError(
                self.words("Write the whole path, such as ~/Files or C:\\Files")
            ) from None

    def _several(self, one: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
        def parse(typed: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(one(part) for part in _COMMAS.split(typed) if part.strip()))

        return parse

    def _count(self, typed: str) -> int:
        if not (typed.isdecimal() and len(typed) <= MOST_DIGITS):
            raise AgainError(self.words("Type a whole number, such as 12."))
        return int(typed)


def starters() -> str:
    """Return where the profiles are that can be copied."""
    return str(builtin_root() / "profiles")
