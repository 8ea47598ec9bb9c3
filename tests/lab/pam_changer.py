"""Changes a password through the real PAM, as an ordinary person does with `passwd`.

Runs in a mount namespace whose /etc is the test's: `python pam_changer.py < wishes`. Reads a JSON
list of passwords, tries each from the same start, and prints a JSON list that tells which were
stored. Each is tried twice: as every answer, and only after a long password that looks like the
old one, in case that one is asked for again. As in `passwd`, which is setuid, the real user is
the person and the effective one is root.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

PERSON, UID, OLD = "volunteer", 4711, "Old-Cabbage-Wheel-91"
FIRST = "Old-Cabbage-Wheel-92"
SHADOW = Path("/etc/shadow")
_ECHO_OFF, _FAIL_DELAY = 1, 10
_MANY_TURNS, _CONVERSATION_ERROR = 200, 19


class _Message(ctypes.Structure):
    _fields_ = (("style", ctypes.c_int), ("text", ctypes.c_char_p))


class _Response(ctypes.Structure):
    _fields_ = (("text", ctypes.c_void_p), ("code", ctypes.c_int))


_Talk = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_int,
    ctypes.POINTER(ctypes.POINTER(_Message)),
    ctypes.POINTER(ctypes.POINTER(_Response)),
    ctypes.c_void_p,
)
_Delay = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p)


class _Conversation(ctypes.Structure):
    _fields_ = (("talk", _Talk), ("data", ctypes.c_void_p))


_libc = ctypes.CDLL(None, use_errno=True)
_libc.calloc.restype = ctypes.c_void_p
_libc.calloc.argtypes = (ctypes.c_size_t, ctypes.c_size_t)
_libc.strdup.restype = ctypes.c_void_p
_pam = ctypes.CDLL("libpam.so.0")
_crypt = ctypes.CDLL("libcrypt.so.1")
_crypt.crypt.restype = ctypes.c_char_p


def hash_of(password: str, method: str = "$6$rounds=1000") -> str:
    """Hash as pam_unix does, quickly."""
    return str(_crypt.crypt(password.encode(), f"{method}$saltsalt$".encode()).decode())


class _Person:
    """Answers what PAM asks: the old password, then `first` once, then `wish` for ever."""

    def __init__(self, wish: str, first: str) -> None:
        self.wish = wish
        self.given = ""
        self.ahead = [first] if first else []
        self.turns = 0

    def answer(self, asked: bytes) -> str:
        """Return what is typed."""
        if b"urrent" in asked:
            return OLD
        if b"etype" not in asked and b"e-type" not in asked:
            self.given = self.ahead.pop() if self.ahead else self.wish
        return self.given

    def talk(self, count: int, messages: Any, responses: Any, _data: object) -> int:
        """Hold the conversation as pam_conv(3) describes it; give up on one without end."""
        self.turns += 1
        size = ctypes.sizeof(_Response)
        answers = ctypes.cast(_libc.calloc(count, size), ctypes.POINTER(_Response))
        for index in range(count):
            message = messages[index][0]
            if message.style == _ECHO_OFF:
                answers[index].text = _libc.strdup(self.answer(message.text).encode())
        responses[0] = answers
        return 0 if self.turns < _MANY_TURNS else _CONVERSATION_ERROR


def _is_stored(wish: str, first: str, start: str) -> bool:
    """Tell whether the wish became the password, whatever PAM says of it."""
    SHADOW.write_text(start)
    conversation = _Conversation(_Talk(_Person(wish, first).talk), None)
    delay = _Delay(lambda *_: None)
    handle = ctypes.c_void_p()
    person = PERSON.encode()
    begun = _pam.pam_start(b"passwd", person, ctypes.byref(conversation), ctypes.byref(handle))
    if begun == 0:
        _pam.pam_set_item(handle, _FAIL_DELAY, delay)
        _pam.pam_end(handle, _pam.pam_chauthtok(handle, 0))
    stored = SHADOW.read_text().split(f"{PERSON}:")[1].split(":")[0]
    return str(_crypt.crypt(wish.encode(), stored.encode()).decode()) == stored


def _main() -> None:
    start = f"root:*:20000:0:99999:7:::\n{PERSON}:{hash_of(OLD)}:20000:0:99999:7:::\n"
    os.setresuid(UID, 0, 0)
    wishes = json.load(sys.stdin)
    json.dump(
        [any(_is_stored(wish, first, start) for first in ("", FIRST)) for wish in wishes],
        sys.stdout,
    )


if __name__ == "__main__":
    _main()
