"""A reason to end that is the user's to mend, not a fault of ours."""

from collections.abc import Generator
from contextlib import contextmanager

from digiamen_scan.engine.codes import Exit
from digiamen_scan.model.clean import clean


class Stop(Exception):  # noqa: N818  # it stops the command; that need not be an error
    """Ends the command with a message on standard error and an exit code.

    The message may quote what was typed or what a file is called: it goes through the door here.
    """

    def __init__(self, message: str, code: int = Exit.USAGE) -> None:
        super().__init__(message)
        self.message = "\n".join(clean(line) for line in message.split("\n"))
        self.code = code


class Troubles:
    """Collects what could not be done, so that the rest still is."""

    def __init__(self) -> None:
        self._messages: list[str] = []

    @contextmanager
    def kept(self) -> Generator[None, None, None]:
        """Let a Stop end this block only; its message is told in the end."""
        try:
            yield
        except Stop as stop:
            self._messages.append(stop.message)

    def code(self, otherwise: int) -> int:
        """Return `otherwise`, or raise Stop with all messages; it keeps a code that outranks 2."""
        if not self._messages:
            return otherwise
        outranking = otherwise in {Exit.INTERRUPTED, Exit.FAULT}
        raise Stop("\n".join(self._messages), otherwise if outranking else Exit.USAGE)
