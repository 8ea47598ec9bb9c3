"""Reads a check's guide: Markdown with fixed headings, one file a language."""

import re
from pathlib import Path

from digiamen_scan.model.guides import Guide, Message, QuestionWords, Steps

WHY = "Why it matters"
HOW = "How to fix it"
CANNOT = "If you cannot"
LOOKED = "How we looked"
MESSAGES = "Messages"
QUESTIONS = "Questions"
NOT_YOURS = "If you did not put it there"
REQUIRED = (WHY, HOW, CANNOT, LOOKED, MESSAGES)
KNOWN = (*REQUIRED, QUESTIONS, NOT_YOURS)
ALWAYS = "any"
_CHOICE = re.compile(r"^- (?P<key>[a-z0-9_]+): (?P<words>.+)$")
_TRANSLATES = re.compile(r"^translates: (?P<hash>[0-9a-f]{12})$")


class GuideError(Exception):
    """A guide that is not written as guides are: says the file, the line and what is wrong."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        """Make the error for one line, counted from 1."""
        super().__init__(f"{path}:{line}: {message}")


def guide_files(folder: Path) -> dict[str, Path]:
    """Return the guides of a check's folder by language; `guide.md` is English."""
    found = {"en": folder / "guide.md"}
    for path in sorted(folder.glob("guide.*.md")):
        found[path.name.split(".")[1]] = path
    return {lang: path for lang, path in found.items() if path.is_file()}


def read_guide(path: Path, lang: str) -> Guide:
    """Parse one guide; raises GuideError."""
    return _Reader(path).guide(lang)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._title = ""
        self._sections: dict[str, list[str]] = {}
        self._entries: dict[str, dict[str, list[str]]] = {}
        self._lines: dict[str, int] = {}
        self._read()

    def _read(self) -> None:
        section, entry = "", ""
        for number, line in enumerate(self._path.read_text("utf-8").splitlines(), start=1):
            if line.startswith("### "):
                entry = self._open_entry(section, line[4:].strip(), number)
            elif line.startswith("## "):
                section, entry = self._open_section(line[3:].strip(), number), ""
            elif line.startswith("# ") and not section:
                self._title = line[2:].strip()
            elif section:
                self._body(section, entry).append(line)
            elif line.strip() and not _TRANSLATES.match(line):
                raise GuideError(self._path, number, f"text before the first section: {line!r}")

    def _open_section(self, name: str, number: int) -> str:
        if name not in KNOWN:
            raise GuideError(self._path, number, f"unknown section {name!r}; known: {KNOWN}")
        if name in self._sections:
            raise GuideError(self._path, number, f"section {name!r} stands twice")
        self._sections[name] = []
        self._entries[name] = {}
        return name

    def _open_entry(self, section: str, key: str, number: int) -> str:
        if not section or key in self._entries[section]:
            raise GuideError(self._path, number, f"{key!r} stands twice or outside a section")
        self._entries[section][key] = []
        self._lines[f"{section}/{key}"] = number
        return key

    def _body(self, section: str, entry: str) -> list[str]:
        return self._entries[section][entry] if entry else self._sections[section]

    def guide(self, lang: str) -> Guide:
        missing = [name for name in REQUIRED if name not in self._sections]
        if missing or not self._title:
            raise GuideError(self._path, 1, f"missing: {', '.join(missing) or 'the title'}")
        return Guide(
            lang=lang,
            title=self._title,
            why=_text(self._sections[WHY]),
            how=self._steps(),
            if_you_cannot=_text(self._sections[CANNOT]),
            how_we_looked=_text(self._sections[LOOKED]),
            messages={
                key: _message(_text(lines)) for key, lines in self._entries[MESSAGES].items()
            },
            questions={
                key: self._question(key, lines)
                for key, lines in self._entries.get(QUESTIONS, {}).items()
            },
            not_yours=_text(self._sections[NOT_YOURS]) if NOT_YOURS in self._sections else None,
        )

    def _steps(self) -> tuple[Steps, ...]:
        plain = _text(self._sections[HOW])
        found = [Steps(frozenset(), plain)] if plain else []
        for heading, lines in self._entries[HOW].items():
            for alternative in heading.split(","):
                words = {word.strip() for word in alternative.split("/")} - {ALWAYS}
                found.append(Steps(frozenset(words), _text(lines)))
        return tuple(found)

    def _question(self, key: str, lines: list[str]) -> QuestionWords:
        choices = [_CHOICE.match(line) for line in lines]
        text = _text([line for line, choice in zip(lines, choices, strict=True) if not choice])
        if not text:
            line = self._lines[f"{QUESTIONS}/{key}"]
            raise GuideError(self._path, line, f"question {key!r} has no text")
        return QuestionWords(text, {found["key"]: found["words"] for found in choices if found})


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _message(text: str) -> Message:
    headline, _, rest = text.partition("\n\n")
    return Message(" ".join(headline.split()), rest.strip())
