"""A reason to end that is the user's to mend, not a fault of ours."""

from digiamen_scan.engine.codes import Exit


class Stop(Exception):  # noqa: N818  # it stops the command; that need not be an error
    """Ends the command with a message on standard error and an exit code."""

    def __init__(self, message: str, code: int = Exit.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
