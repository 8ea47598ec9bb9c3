"""Short names: of states, bands, efforts, people, protections and kinds of target."""

from digiamen_scan.model.scales import Band, Effort, Severity, Status, Who
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.words import N_, Words

_HOUR = 60

_STATUS = {
    Status.PASS: N_("in order"),
    Status.FAIL: N_("to fix"),
    Status.UNKNOWN: N_("not seen"),
    Status.NOT_APPLICABLE: N_("not applicable"),
}
_SEVERITY = {
    Severity.CRITICAL: N_("critical"),
    Severity.HIGH: N_("high"),
    Severity.MEDIUM: N_("medium"),
    Severity.LOW: N_("low"),
}
_EFFORT = {
    Effort.MINUTES: N_("minutes"),
    Effort.HOURS: N_("hours, up to a day"),
    Effort.OUTSIDE: N_("needs outside help or money"),
}
_WHO = {
    Who.YOU: N_("you"),
    Who.ADMINISTRATOR: N_("whoever has the administrator password"),
    Who.TECHNICIAN: N_("your technician"),
    Who.DIRECTOR: N_("the director"),
    Who.EVERYONE: N_("everybody in the team"),
}
_BAND = {
    Band.NOW: N_("Now"),
    Band.THIS_MONTH: N_("This month"),
    Band.LATER: N_("Later"),
}
_KIND = {
    TargetKind.ORGANISATION: N_("Organisation"),
    TargetKind.DEVICE: N_("Computer"),
    TargetKind.DOMAIN: N_("Domain"),
    TargetKind.WEBSITE: N_("Website"),
    TargetKind.ACCOUNT: N_("Account"),
    TargetKind.MAIL_HOST: N_("Mail server"),
}
_UNNAMED = {
    TargetKind.DOMAIN: N_("Your domain names"),
    TargetKind.ACCOUNT: N_("Your accounts and services"),
}
# The workshop's own text, shortened and never widened.
_PROTECTION = {
    "TP1": N_("Regularly updated firewalls"),
    "TP2": N_("Encrypted communications"),
    "TP3": N_("Two-factor authentication"),
    "TP4": N_("Encrypted storage (the workshop names unencrypted storage as an exposure)"),
    "EX1": N_("Staff who may be targeted, above all those who work with children"),
    "EX2": N_("Communication that can be infiltrated or spoofed"),
    "EX3": N_("Inadequate cybersecurity practices"),
    "EX3a": N_("Absence of firewalls"),
    "EX3b": N_("Unencrypted storage"),
    "EX3c": N_("Failure to use two-factor authentication"),
    "EX4": N_("Limited awareness and digital literacy"),
    "PF1": N_("Internal safeguarding rules that reflect the digital world"),
    "PF2": N_("Safeguarding rules that are part of how the organisation is governed"),
    "CB1": N_("Training for all staff on digital risks"),
    "CB2": N_("Ethical data handling"),
    "CB3": N_("Secure communication, practised by staff"),
    "RP1": N_("A reporting pathway for internal threats"),
    "RP2": N_("A reporting pathway for external incidents"),
    "RP3": N_("Rapid and responsible responses to breaches or abuse"),
    "OB1": N_("Child-friendly communication online"),
    "OB2": N_("Securing digital data"),
    "OB3": N_("Staff who recognise signs of online exploitation"),
    "OB4": N_("Clear reporting and escalation pathways"),
    "TL1": N_("Internal safeguarding policies"),
    "TL2": N_("Internal capacity building"),
    "TL3": N_("Social media networking"),
    "TL4": N_("Digital literacy"),
    "TL5": N_("Technical check-up"),
    "TL6": N_("Monitoring and evaluation of digital safeguarding"),
    "RC1": N_("Awareness campaigns"),
    "RC2": N_("Early detection and response"),
    "RC3": N_("Digital safeguarding policies"),
    "RC4": N_("Services for survivors"),
    "RC5": N_("Child participation"),
    "RC6": N_("A culture in which people can speak up"),
    "RC7": N_("Coordination and advocacy"),
    "RS1": N_("Confidentiality for whistle-blowers and victims"),
}


def status(words: Words, value: Status) -> str:
    """Name a verdict's state."""
    return words(_STATUS[value])


def severity(words: Words, value: Severity) -> str:
    """Name a severity."""
    return words(_SEVERITY[value])


def effort(words: Words, value: Effort) -> str:
    """Name an effort where no minutes are known."""
    return words(_EFFORT[value])


def who(words: Words, value: Who) -> str:
    """Name the person who can do it."""
    return words(_WHO[value])


def band(words: Words, value: Band) -> str:
    """Say when an action is due."""
    return words(_BAND[value])


def target_kind(words: Words, value: TargetKind) -> str:
    """Name a kind of target."""
    return words(_KIND[value])


def unnamed(words: Words, value: TargetKind) -> str:
    """Name all targets of a kind that only a profile can name; it stands for them all."""
    return words(_UNNAMED[value])


def protection(words: Words, value: str) -> str:
    """Name what the workshop's text names; an id of another catalogue stays as it is."""
    return words(_PROTECTION[value]) if value in _PROTECTION else value


def duration(words: Words, value: Effort, minutes: tuple[int, int] | None) -> str:
    """Say how long a fix takes: `15 to 30 minutes`, `about 2 hours`; else the effort's name.

    `minutes` is the least and the most, of somebody's time.
    """
    if minutes is None:
        return effort(words, value)
    least, most = minutes
    if least >= _HOUR and least % _HOUR == 0 and most % _HOUR == 0:
        return _hours(words, least // _HOUR, most // _HOUR)
    if least == most:
        return words("about {minutes} minutes", minutes=most)
    return words("{least} to {most} minutes", least=least, most=most)


def _hours(words: Words, least: int, most: int) -> str:
    if most == 1:
        return words("about one hour")
    if least == most:
        return words("about {hours} hours", hours=most)
    return words("{least} to {most} hours", least=least, most=most)
