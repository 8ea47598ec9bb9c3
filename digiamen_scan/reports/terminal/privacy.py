"""What digiamen reads, keeps and contacts, told in the reader's language."""

from digiamen_scan.reports.terminal.guidetext import guide_lines
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.words import N_, Words

_PARTS = (
    N_("What is read"),
    N_(
        "On this computer: how its disks, its firewall and its rule for passwords are set up, and"
        " whether the folders that you name are closed to others. No document of yours is opened."
        " Only where you name such folders, the settings of programs that copy files to the"
        " internet are read; of what lies in the folders nothing is, not even a name."
    ),
    N_(
        "On the network: questions to the DNS about the domains that you name, through your"
        " network's DNS server, whose owner sees them; and visits to your websites, as a browser"
        " makes them: their certificate and front page; nothing is filled in. Only where a"
        " certificate is not in order, www.wikipedia.org is looked at once too, to see whether this"
        " network changes certificates. Old and weak encryption is offered only to websites of a"
        " profile, or where somebody has said that the owner agrees."
    ),
    N_("`digiamen plan` lists every contact before it is made; what it does not list is refused."),
    N_("What is kept"),
    N_(
        "Nothing, unless you ask: with `-o` or `--record` a file that only you may open (mode"
        " 0600). Your answers are kept beside your profile."
    ),
    N_(
        "A result is a map of what is weak in your organisation. Keep it like a case file; do not"
        " send it by ordinary e-mail."
    ),
    N_(
        "Results and recordings hold states, versions and counts. They hold no user names and no"
        " host names; this computer is called PC- and a short code, or what `--label` says."
        " `--record-full` keeps paths and names too."
    ),
    N_("What digiamen never does"),
    N_(
        "No statistics are sent, no updates are looked for, and there is no account. It changes"
        " nothing on this computer, asks for no password and keeps none. `--offline` touches no"
        " network at all."
    ),
    N_(
        "A profile never makes code run. `--checks-dir` does: name only folders with code that you"
        " trust."
    ),
)
_TITLES = frozenset({_PARTS[0], _PARTS[4], _PARTS[8]})


def privacy_lines(words: Words) -> list[Line]:
    """Return the statement as titles and short paragraphs."""
    lines: list[Line] = []
    for part in _PARTS:
        if part in _TITLES:
            lines += [*([BLANK] if lines else []), Line(words(part), style=Style.HEADING)]
        else:
            lines += guide_lines(words(part), {}, indent=2)
    return lines
