"""Reads a gettext `.po` file of messages without plurals and contexts, as ours are.

https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

import ast

_ID, _TEXT = "msgid", "msgstr"


def read_po(text: str) -> dict[str, str]:
    """Return the translations by message; the header stands under the empty message.

    Raises ValueError with the line's number for what such a file does not hold.
    """
    entries: list[dict[str, str]] = []
    field = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        keyword, _, rest = line.partition(" ")
        if keyword in (_ID, _TEXT):
            field = keyword
            _start(entries, field, number)
        else:
            rest = line
        entries[-1][field] += _string(rest, number)
    return {entry[_ID]: entry[_TEXT] for entry in entries}


def _start(entries: list[dict[str, str]], field: str, number: int) -> None:
    if field == _ID:
        entries.append({_ID: "", _TEXT: ""})
    elif not entries:
        message = f"line {number}: {_TEXT} without {_ID}"
        raise ValueError(message)


def _string(quoted: str, number: int) -> str:
    try:
        value = ast.literal_eval(quoted.strip())
    except (SyntaxError, ValueError):
        value = None
    if not isinstance(value, str) or not quoted.startswith('"'):
        message = f"line {number}: not a quoted string: {quoted[:60]!r}"
        raise ValueError(message)
    return value
