"""What to tell somebody about a thing that could not be seen: why, and the way out.

The words are found by (fact, kind), then by the kind alone. They are in the guides' Markdown
subset: commands stand in backticks.
"""

from digiamen_scan.model.facts import Kind
from digiamen_scan.words import N_, Words

_WHY: dict[str, str] = {
    Kind.NEEDS_ADMIN: N_("This computer shows it to an administrator only."),
    Kind.NOT_THIS_USER: N_("It can be seen only from another person's session on this computer."),
    Kind.TOOL_MISSING: N_("The program that would show it is not installed on this computer."),
    Kind.TIMEOUT: N_("No answer came in time."),
    Kind.UNREACHABLE: N_("The place where the answer is cannot be reached from this network."),
    Kind.BLOCKED: N_(
        "This network closes the door that we need to look through. That is usual, and no fault "
        "of yours."
    ),
    Kind.REFUSED: N_("The service was reached, but refused to answer."),
    Kind.ALTERED: N_(
        "Something on the way changes what we see: an antivirus, the office's filter or a sign-in "
        "page."
    ),
    Kind.CONFLICTING: N_("Two sources were asked and they do not agree."),
    Kind.UNREADABLE: N_("An answer came, but not in a form that can be understood."),
    Kind.UNSUPPORTED: N_("digiamen cannot look at this on this kind of system yet."),
    Kind.STALE: N_("What is known about it is too old to rely on."),
    Kind.UNDETERMINED: N_("What was seen is not enough to tell."),
    Kind.NOT_ANSWERED: N_("Only your team can know it, and nobody has answered yet."),
    Kind.DECLINED: N_("Somebody was asked and preferred not to say."),
    Kind.EXPIRED: N_("The last answer is no longer recent; things may have changed since."),
    Kind.NOT_PERMITTED: N_(
        "It needs the owner's agreement, and nobody has said that there is one."
    ),
    Kind.OFFLINE: N_("The check was run without the network, as you asked."),
    Kind.NOT_RECORDED: N_("The recording that was judged does not hold it."),
    Kind.ERROR: N_("A part of digiamen failed here. The fault is ours, not yours."),
}
_WHY_ELSE = N_("It could not be seen.")

_REMEDY: dict[str, str] = {
    Kind.NEEDS_ADMIN: N_(
        "Run the check again with administrator rights. Linux and macOS: "
        '`sudo "$(command -v digiamen)" scan`. Windows: open the terminal with "Run as '
        'administrator", then `digiamen scan`. Not the administrator? Ask whoever set the '
        "computer up."
    ),
    Kind.NOT_THIS_USER: N_(
        "Run the check again in the session of the person who works on this computer, without "
        "administrator rights."
    ),
    Kind.TOOL_MISSING: N_(
        "Ask whoever looks after this computer to install the missing program, then run the check "
        "again."
    ),
    Kind.TIMEOUT: N_(
        "Run the check again later. If it happens again, give it more time: "
        "`digiamen scan --timeout 300`."
    ),
    Kind.UNREACHABLE: N_(
        "See whether this computer is on the internet, then run the check again, if you can from "
        "another network."
    ),
    Kind.BLOCKED: N_(
        "Run the same check on another network, for example in another office. Phone networks "
        "often close the same door. Or ask the provider of the service, and keep its dated reply."
    ),
    Kind.REFUSED: N_(
        "Run the check again later, or on another network. If it is refused again, ask whoever "
        "runs that service."
    ),
    Kind.ALTERED: N_(
        "Run the check again on another network, without a VPN. If this is a café or a hotel, "
        "open its sign-in page first."
    ),
    Kind.CONFLICTING: N_(
        "Run the check again in an hour: a change may be on its way. If they still disagree, show "
        "this to your technician."
    ),
    Kind.UNREADABLE: N_(
        "Run the check again. If it stays so, show this to your technician: something may be "
        "broken there."
    ),
    Kind.UNSUPPORTED: N_(
        "Look for yourself as the guide says, or ask whoever set this up to show it to you."
    ),
    Kind.STALE: N_("Get the latest version of digiamen or a fresh export, then check again."),
    Kind.UNDETERMINED: N_("Show this to whoever set it up and ask them how it is."),
    Kind.NOT_ANSWERED: N_("Answer the questions when you have a quiet moment: `digiamen answer`."),
    Kind.DECLINED: N_(
        "That is your right. If somebody wants to answer after all: `digiamen answer`."
    ),
    Kind.EXPIRED: N_("Answer the questions again: `digiamen answer`."),
    Kind.NOT_PERMITTED: N_(
        "Is it yours, or did its owner agree? Then write the domain in `digiamen.yaml`, under "
        "`domains`, and run the check again; or add `--i-have-permission` to the command."
    ),
    Kind.OFFLINE: N_("Run the check again with a network: `digiamen scan`."),
    Kind.NOT_RECORDED: N_("Run a new check where the recording was made: `digiamen scan`."),
    Kind.ERROR: N_(
        "Run the check again. If it fails again, send the developers the line about it at the end "
        "of this report; read it first, and send nothing else."
    ),
}
_REMEDY_ELSE = N_("Run the check again with the latest version of digiamen.")

_DNS_FACTS = (
    *("dmarc_records", "mail_routes", "mail_use", "effective_dmarc"),
    *("dkim_records", "dkim_keys"),
    *("spf_answers", "effective_spf"),
    "web_addresses",
)
_SILENT_DNS = N_(
    "Run the check again in an hour. If other domains answer and this one does not, tell whoever "
    "manages it that its name servers do not answer."
)
_SILENT_WEBSITE = N_(
    "Open the website in a browser on this computer. If it opens, run the check again later, or "
    "from another network. If it does not, tell the company that runs it."
)
_WHY_OF: dict[tuple[str, str], str] = {
    ("profile.domain", Kind.NOT_ANSWERED): N_("No domain is named yet."),
    ("profile.account", Kind.NOT_ANSWERED): N_("No account is named yet."),
    ("tls_offers", Kind.BLOCKED): N_(
        "The website's name leads to an address that only an office or a home can reach."
    ),
    **{
        (fact, Kind.UNDETERMINED): N_(
            "The name servers of this domain answer with a fault, or not at all."
        )
        for fact in _DNS_FACTS
    },
}
_REMEDY_OF: dict[tuple[str, str], str] = {
    ("profile.domain", Kind.NOT_ANSWERED): N_(
        "Write your domain names in `digiamen.yaml`, under `domains`, then run the check again."
    ),
    ("profile.account", Kind.NOT_ANSWERED): N_(
        "Write the accounts and services that you use in `digiamen.yaml`, under `accounts`: mail, "
        "shared folders, social media pages. Then run the check again."
    ),
    ("storage", Kind.UNSUPPORTED): N_(
        "Look for yourself. Windows: Settings, then Privacy & security, then Device encryption. "
        "macOS: System Settings, then Privacy & Security, then FileVault. A USB stick is encrypted "
        "if the computer asks for its password when you plug it in."
    ),
    ("sensitive_folders", Kind.UNSUPPORTED): N_(
        "Look for yourself at each folder with children's files. Is it on the encrypted disk, not "
        "on a stick? Is it outside OneDrive, Google Drive, Dropbox and iCloud? Can nobody else "
        "who uses this computer open it?"
    ),
    ("sensitive_folders", Kind.UNDETERMINED): N_(
        "This runs inside a container, or inside the Linux of a Windows computer. Run digiamen on "
        "the computer itself."
    ),
    ("storage", Kind.UNDETERMINED): N_(
        "This runs inside a container, or inside the Linux of a Windows computer. Run digiamen on "
        "the computer itself."
    ),
    ("packet_filter", Kind.UNSUPPORTED): N_(
        "Look for yourself. Windows: open Windows Security, then Firewall & network protection; "
        "it must be on for each network. macOS: System Settings, then Network, then Firewall."
    ),
    ("packet_filter", Kind.UNDETERMINED): N_(
        "This runs inside a container, or inside the Linux of a Windows computer. Run digiamen on "
        "the computer itself."
    ),
    ("packet_filter", Kind.TOOL_MISSING): N_(
        "Ask your technician to install the package `nftables`, then run the check again with "
        "administrator rights."
    ),
    ("password_stack", Kind.UNSUPPORTED): N_(
        "Ask whoever looks after this computer how short a new password may be. Windows: the "
        "command `net accounts` shows it for accounts of the computer itself. A Microsoft account "
        "or an account of a server follows its own rule. macOS: the rule comes from a device "
        "management profile."
    ),
    ("password_stack", Kind.UNDETERMINED): N_(
        "This runs inside a container, or inside the Linux of a Windows computer. Run digiamen on "
        "the computer itself."
    ),
    ("password_stack", Kind.UNREADABLE): N_(
        "Show this to your technician: a file in `/etc/pam.d` or `/etc/security` is too large, "
        "includes too many others, or is no text."
    ),
    ("tls_offers", Kind.BLOCKED): N_(
        "Is it a website for everybody? Then its DNS record is wrong: tell whoever manages the "
        "name. Is it for your office alone? Then run the check there with `--allow-private`."
    ),
    **dict.fromkeys(
        (
            (fact, kind)
            for fact in ("web_certificates", "tls_offers")
            for kind in (Kind.TIMEOUT, Kind.UNREACHABLE, Kind.UNREADABLE)
        ),
        _SILENT_WEBSITE,
    ),
    **dict.fromkeys(
        (
            (fact, kind)
            for fact in _DNS_FACTS
            for kind in (Kind.TIMEOUT, Kind.UNDETERMINED, Kind.REFUSED)
        ),
        _SILENT_DNS,
    ),
}


def why(words: Words, fact: str, kind: str) -> str:
    """Say why it could not be seen. Nobody is blamed, and it is neither good news nor bad."""
    return words(_WHY_OF.get((fact, kind)) or _WHY.get(kind, _WHY_ELSE))


def remedy(words: Words, fact: str, kind: str) -> str:
    """Say what the reader can do so that it is seen next time."""
    return words(_REMEDY_OF.get((fact, kind)) or _REMEDY.get(kind, _REMEDY_ELSE))
