"""Saves answers: whole or not at all, and with every comment that people wrote between them."""

import errno
from pathlib import Path

from digiamen_scan.model.clean import clean
from digiamen_scan.profile import document
from digiamen_scan.profile.answers import AnswerBook, AnswerEntry
from digiamen_scan.profile.answers_load import answers_of_text
from digiamen_scan.profile.edit import Item, append_item, flow, replace_item
from digiamen_scan.profile.faults import BadTextError, ProfileError
from digiamen_scan.profile.files import write_whole
from digiamen_scan.profile.reading import read_text

_HEADER = """\
# Answers to the questions of digiamen. You may change them here, and write comments.
digiamen: 1
"""
_LIST = "answers"
_SENTENCES = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "Your share of the disk is full.",
    errno.EROFS: "This folder cannot be written to.",
    errno.EACCES: "You may not write to this folder.",
    errno.EPERM: "You may not write to this folder.",
    errno.ENOENT: "The folder is not there any more.",
}


class AnswerSaveError(OSError):
    """The answers were not saved; the old file is as it was. `message` says why."""

    def __init__(self, path: Path, message: str, number: int = 0) -> None:
        super().__init__(number, message, str(path))
        self.path = path
        self.message = message


def save_answers(path: Path, book: AnswerBook) -> None:
    """Put the answers of `book` into the file at `path`.

    Entries that the file has and the book lacks stay. Raises AnswerSaveError, or ProfileError if
    the file that is there has faults.
    """
    text = _text(path, book)
    after = answers_of_text(text, clean(str(path)))
    for entry in book.entries:
        if after.lookup(entry.check, entry.target) != entry:
            text = _changed(text, _reread(path, text), entry)
            after = after.with_answer(entry)
    if set(_reread(path, text).entries) != set(after.entries):
        message = "The file has a layout that cannot be changed safely. Write each answer as lines."
        raise AnswerSaveError(path, message)
    try:
        write_whole(path, text.encode())
    except OSError as error:
        number = error.errno or 0
        message = _SENTENCES.get(number, "The file cannot be written.")
        raise AnswerSaveError(path, message, number) from error


def _text(path: Path, book: AnswerBook) -> str:
    """Return the text that is there, or the beginning of a new one."""
    if not path.exists():
        owner = f"profile: {flow(book.profile)}\n" if book.profile else ""
        return _HEADER + owner
    try:
        return read_text(path)
    except BadTextError as fault:
        raise ProfileError((fault.within(clean(str(path))),)) from None


def _changed(text: str, before: AnswerBook, entry: AnswerEntry) -> str:
    root = document.read_tree(text)
    listed = root.get(_LIST) if isinstance(root, document.Mapping) else None
    old = before.lookup(entry.check, entry.target)
    if old is None or not isinstance(listed, document.Sequence):
        return append_item(text, _LIST, _item(entry))
    node = listed.items[before.entries.index(old)]
    return replace_item(text, node, _item(entry)) if isinstance(node, document.Mapping) else text


def _item(entry: AnswerEntry) -> Item:
    said: dict[str, document.Plain] = {"check": entry.check, "target": entry.target}
    if entry.declined:
        said["declined"] = True
    else:
        said["values"] = dict(entry.values)
    if entry.by:
        said["by"] = entry.by
    return said | {"on": entry.on.isoformat(), "until": entry.until.isoformat()}


def _reread(path: Path, text: str) -> AnswerBook:
    try:
        return answers_of_text(text, clean(str(path)))
    except ProfileError:
        return AnswerBook()
