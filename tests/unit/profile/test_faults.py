"""Every kind of fault, with its exact place and sentence."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from digiamen_scan.profile.faults import ProfileError, ProfileFault
from digiamen_scan.profile.load import profile_of_bytes, profile_of_text, profile_of_values

FILE = "digiamen.yaml"


def faults_of(text: str | bytes) -> tuple[ProfileFault, ...]:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(ProfileError) as raised:
        profile_of_bytes(raw, FILE)
    return raised.value.faults


@dataclass(frozen=True)
class Case:
    name: str
    text: str | bytes
    at: tuple[int, int] | None
    message: str


UNREADABLE = [
    Case("nothing in it", "", None, "This file is empty."),
    Case("only comments", "# hello\n", None, "This file is empty."),
    Case(
        "utf-16",
        "digiamen: 1".encode("utf-16"),
        None,
        "This file is saved as UTF-16, or is not a text.",
    ),
    Case("a program", b"MZ\x90\0\x03", None, "This file is saved as UTF-16, or is not a text."),
    Case(
        "an old encoding",
        "digiamen: 1\norganisation: {name: École}".encode("cp1252"),
        (2, 22),
        "From here on the file is not saved as UTF-8.",
    ),
    Case(
        "an escape sequence",
        "digiamen: 1\r\n# \x1b[2J",
        (2, 3),
        "A character stands here that cannot be seen (U+001B).",
    ),
    Case(
        "a line that editors do not show",
        "digiamen: 1 # \u2028 domains",
        (1, 15),
        "A character stands here that cannot be seen (U+2028).",
    ),
    Case("a list", "- digiamen: 1", (1, 1), "This file has no keys, such as 'organisation:'."),
    Case("a sentence", "hello", (1, 1), "This file has no keys, such as 'organisation:'."),
    Case(
        "a tab",
        "digiamen: 1\ndevices:\n\texpected: 3\n",
        (3, 1),
        "A tab stands at the beginning of this line.",
    ),
    Case(
        "an open quotation mark",
        'digiamen: 1\norganisation: {name: "Example}\n',
        (2, 22),
        "The quotation mark that opens here is never closed.",
    ),
    Case(
        "a path in double quotes",
        'digiamen: 1\ndevices: {sensitive_folders: ["C:\\Users"]}',
        (2, 36),
        "In double quotes the sign \\ has a meaning of its own.",
    ),
    Case(
        "an open list",
        "digiamen: 1\nencrypt_to: [a\n",
        (2, 13),
        "The list that opens here with [ is not closed, or a comma is missing in it.",
    ),
    Case(
        "an open group",
        "digiamen: 1\norganisation: {name: a\n",
        (2, 15),
        "The group that opens here with { is not closed, or a comma is missing in it.",
    ),
    Case(
        "a colon too many",
        "digiamen: 1\norganisation: name: a",
        (2, 19),
        "This colon does not fit here.",
    ),
    Case(
        "a list after its key",
        "digiamen: 1\ndomains: - name: a",
        (2, 10),
        "A list cannot begin on this line.",
    ),
    Case(
        "a sign at the start",
        "digiamen: 1\norganisation: {name: @us}",
        (2, 22),
        "A text cannot begin with this sign.",
    ),
    Case(
        "a wrong column",
        "digiamen: 1\ndomains:\n  - name: a\n devices: {}\n",
        (4, 2),
        "This line does not fit to the lines above it.",
    ),
    Case("an anchor alone", "digiamen: 1\na: &", (2, 5), "A text that begins with & needs quotes."),
    Case("an alias of nothing", "digiamen: 1\na: *b", (2, 4), "'*b' names nothing in this file."),
    Case(
        "an alias of itself", "digiamen: 1\na: &a [*a]", (2, 8), "'*a' names nothing in this file."
    ),
    Case(
        "a call to python",
        "digiamen: 1\na: !!python/object/apply:os.system [ls]",
        (2, 4),
        "A word that begins with ! is an instruction to programs, and is never followed.",
    ),
    Case(
        "a harmless tag",
        "digiamen: !!str 1",
        (1, 11),
        "A word that begins with ! is an instruction to programs, and is never followed.",
    ),
    Case("an unknown tag", "digiamen: !a!b 1", (1, 11), "A text that begins with ! needs quotes."),
    Case("a key that is a group", "digiamen: 1\n{{ name }}: 1", (2, 2), "A key must be a word."),
    Case("no key", "digiamen: 1\n'': 1", (2, 1), "A value stands here without its key."),
    Case(
        "two documents", "digiamen: 1\n---\ndigiamen: 1\n", (2, 1), "A second document begins here."
    ),
    Case(
        "another YAML",
        "%YAML 3.0\n---\ndigiamen: 1\n",
        (1, 1),
        "This line asks for another version of YAML.",
    ),
    Case(
        "a value missing",
        "digiamen: 1\na: [,]\n",
        (2, 5),
        "A value is missing here, or a bracket is not closed.",
    ),
    Case("anything else", "&a &b c", (1, 4), "This line cannot be read."),
    Case(
        "a newer version",
        "digiamen: 2\nnew_key: 1\n",
        (1, 11),
        "This file is made for a newer version of digiamen ('digiamen: 2').",
    ),
    Case(
        "too deep",
        "digiamen: 1\na: " + "[" * 1000,
        (2, 19),
        "This grows too large or too deep to be read.",
    ),
]


def on_line_two(line: str, column: int, message: str) -> Case:
    return Case(line[:60], f"digiamen: 1\n{line}\n", (2, column), message)


VALUES = [
    Case("no version", "scan_every_days: 3\n", (1, 1), "'digiamen' is missing here."),
    Case("an older version", "digiamen: 0\n", (1, 11), "'digiamen' cannot be '0'."),
    Case("a version in quotes", 'digiamen: "1"\n', (1, 11), "'digiamen' cannot be '1'."),
    on_line_two("domians: []", 1, "Unknown key 'domians'; did you mean 'domains'?"),
    on_line_two("Domains: []", 1, "Unknown key 'Domains'; did you mean 'domains'?"),
    on_line_two("<<: {}", 1, "Unknown key '<<'."),
    on_line_two("organisation: {nmae: a}", 16, "Unknown key 'nmae'; did you mean 'name'?"),
    on_line_two(
        "devices: {labels: {PC-1: {exposre: 3}}}",
        27,
        "Unknown key 'exposre'; did you mean 'exposure'?",
    ),
    on_line_two(
        "devices: {expected: 1, expected: 2}", 24, "'expected' stands twice in this group."
    ),
    on_line_two("organisation: {name: 1901}", 22, "'name' must be text."),
    on_line_two("organisation: {name: true}", 22, "'name' must be text."),
    on_line_two("organisation: {name: [a]}", 22, "'name' must be one text."),
    on_line_two("organisation: {name: ''}", 22, "This text is empty."),
    on_line_two(
        f"organisation: {{name: {'a' * 81}}}", 22, "This text is longer than 80 characters."
    ),
    on_line_two("organisation: {name: }", 22, "'name' has no value."),
    on_line_two(
        "organisation: Example", 15, "'organisation' must be a group of keys with their values."
    ),
    on_line_two("organisation: {country: UK}", 25, "'UK' is not a country code."),
    on_line_two("organisation: {country: 12}", 25, "'country' must be text."),
    on_line_two("organisation: {language: de}", 26, "'language' cannot be 'de'."),
    on_line_two("organisation: {language: [fr, ar]}", 26, "'language' must be one word."),
    on_line_two("contacts: [{role: director}]", 12, "'say' is missing here."),
    on_line_two("domains: example.org", 10, "'domains' must be a list."),
    on_line_two(
        "domains: [example.org]",
        11,
        "Entry 1 of 'domains' must be a group of keys with their values.",
    ),
    on_line_two("domains: [{name: a.org}, ~]", 26, "Entry 2 of 'domains' has no value."),
    on_line_two("domains: [{name: -oProxy}]", 18, "'-oProxy' is not the name of a domain."),
    on_line_two("domains: [{name: a.org, mail: yes}]", 31, "'mail' cannot be 'yes'."),
    on_line_two(
        "domains: [{name: a.org, exposure: 0}]", 35, "'exposure' must be 1 or more, not 0."
    ),
    on_line_two(
        "domains: [{name: a.org, exposure: 4}]", 35, "'exposure' must be 3 or less, not 4."
    ),
    on_line_two(
        "domains: [{name: a.org, exposure: high}]", 35, "'exposure' must be a whole number."
    ),
    on_line_two(
        "domains: [{name: a.org, exposure: 2.5}]", 35, "'exposure' must be a whole number."
    ),
    on_line_two(
        "domains: [{name: a.org, authorised: yes}]", 37, "'authorised' must be true or false."
    ),
    on_line_two("domains: [{name: a.org, expires: 1 March}]", 34, "'1 March' is not a date."),
    on_line_two(
        "domains: [{name: a.org, expires: 2027-02-30}]", 34, "'2027-02-30' is not in the calendar."
    ),
    on_line_two("domains: [{name: a.org, expires: 2027}]", 34, "'expires' must be text."),
    on_line_two(
        "domains: [{name: a.org, dkim_selectors: ['a b']}]", 42, "'a b' is not a DKIM selector."
    ),
    on_line_two(
        "domains: [{name: a.org, mail_hosts: [imap.a.org]}]",
        38,
        "'imap.a.org' is not a name and a port.",
    ),
    on_line_two(
        "domains: [{name: a.org}, {name: A.org.}]", 33, "This name stands twice in 'domains'."
    ),
    on_line_two(
        "accounts: [{name: Mail}, {name: ' mail'}]", 33, "This name stands twice in 'accounts'."
    ),
    on_line_two(
        "accounts: [{name: a, evidence: {kind: csv, file: a.csv}}]",
        32,
        "Evidence of kind csv needs 'map'.",
    ),
    on_line_two(
        "accounts: [{name: a, evidence: {kind: zoho, file: a, map: {email: a, two_factor: b}}}]",
        59,
        "Only evidence of kind csv has 'map'.",
    ),
    on_line_two(
        'accounts: [{name: a, evidence: {kind: zoho, file: "a\\0b"}}]',
        51,
        "This path is empty, very long, or holds characters that cannot be seen.",
    ),
    on_line_two(
        "devices: {labels: [PC-1]}", 19, "'labels' must be a group of keys with their values."
    ),
    on_line_two("devices: {labels: {' ': {}}}", 20, "This text is empty."),
    on_line_two("devices: {sensitive_folders: [Files]}", 31, "'Files' is not a whole path."),
    on_line_two("devices: {expected: -1}", 21, "'expected' must be 0 or more, not -1."),
    on_line_two("password_policy: {min_length: 6}", 31, "'min_length' must be 8 or more, not 6."),
    on_line_two("scan_every_days: 0", 18, "'scan_every_days' must be 1 or more, not 0."),
    on_line_two("encrypt_to: [AGE-SECRET-KEY-1QQ]", 14, "This is not a public age key."),
    on_line_two(
        "exceptions: [{check: web.hsts, target: a, reason: b}]", 14, "'expires' is missing here."
    ),
    on_line_two(
        "exceptions: [{check: HSTS, target: a, reason: b, expires: 2027-03-31}]",
        22,
        "'HSTS' is not the id of a check.",
    ),
    Case(
        "too many domains",
        "digiamen: 1\ndomains:\n" + "".join(f"- name: d{n}.example\n" for n in range(10_001)),
        (3, 1),
        "'domains' has more than 10000 entries.",
    ),
]


@pytest.mark.parametrize("case", UNREADABLE + VALUES, ids=lambda case: case.name)
def test_a_fault_names_its_place_and_what_to_do(case: Case) -> None:
    (fault,) = faults_of(case.text)
    assert (fault.line, fault.column) == (case.at or (None, None))
    assert fault.message == case.message
    assert fault.hint.strip()


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """\
digiamen: 1
organisation:
  name: Example
  nmae: again
domains:
  - name: example.org
    exposure: 9
  - name: "http://x/../"
  - name: Example.org
accounts:
  - exposure: 2
scan_every_days: often
scan_every_days: 3
"""
    assert (
        "\n".join(map(str, faults_of(text)))
        == """\
digiamen.yaml:4:3: Unknown key 'nmae'; did you mean 'name'? \
The organisation's name, or a label in its place.
digiamen.yaml:7:15: 'exposure' must be 3 or less, not 9. \
How close it is to children: 3 holds or opens children's files or survivors' contacts, \
2 belongs to staff, 1 is anything else.
digiamen.yaml:8:11: 'http://x/../' is the address of a page, not a name. \
Write only the name, without http:// and without what follows it: example.org.
digiamen.yaml:9:11: This name stands twice in 'domains'. \
Take one of them out; the other one is entry 1.
digiamen.yaml:11:5: 'name' is missing here. \
Add a line 'name: …'. A name that your colleagues know, such as: Facebook page.
digiamen.yaml:12:18: 'scan_every_days' must be a whole number. \
How many days may pass from one scan to the next.
digiamen.yaml:13:1: 'scan_every_days' stands twice in this group. \
Take one of them out; the other one is on line 12."""
    )


def test_a_hint_says_how_the_line_should_read() -> None:
    (fault,) = faults_of("digiamen: 1\ndomains: [example.org]")
    assert fault.hint == "Write 'name: example.org'."
    (fault,) = faults_of("digiamen: 1\ndomains: [{name: a.org, mail: no}]")
    assert fault.hint == "Write one of: used, unused, free_provider, auto."
    (fault,) = faults_of("digiamen: 1\norganisation: {name: 365}")
    assert fault.hint == (
        'Put it in quotes: "365". The organisation\'s name, or a label in its place.'
    )


def test_a_secret_key_is_not_repeated_on_the_screen() -> None:
    (fault,) = faults_of("digiamen: 1\nencrypt_to: [AGE-SECRET-KEY-1QQ]")
    assert "1QQ" not in str(fault)


def test_what_a_file_says_cannot_act_on_the_terminal() -> None:
    (fault,) = faults_of('digiamen: 1\n"\\e[2J": 1\n')
    assert fault.message == "Unknown key '\\x1b[2J'."


def test_countless_faults_become_a_hundred_and_a_number() -> None:
    faults = faults_of("digiamen: 1\n" + "".join(f"k{n}: 1\n" for n in range(5000)))
    assert len(faults) == 101
    assert faults[-1].message == "There are more faults: 4900."


def test_values_from_a_recording_have_faults_without_a_line() -> None:
    with pytest.raises(ProfileError) as raised:
        profile_of_values({"digiamen": 1, "domians": []}, "scan.jsonl")
    assert str(raised.value).startswith("scan.jsonl: Unknown key 'domians'; did you mean")


WHOLE: dict[str, Any] = {
    "digiamen": 1,
    "organisation": {"name": "a", "country": "MA", "language": "fr"},
    "contacts": [{"role": "a", "say": "b"}],
    "domains": [
        {
            "name": "a.org",
            "mail": "auto",
            "exposure": 2,
            "dkim_selectors": ["a"],
            "websites": ["a.org"],
            "mail_hosts": ["a.org:993"],
            "authorised": True,
            "expires": "2027-03-01",
        }
    ],
    "devices": {
        "expected": 1,
        "exposure": 2,
        "labels": {"PC-1": {"exposure": 3}},
        "sensitive_folders": ["~/a"],
        "approved_remote_access": ["a"],
    },
    "accounts": [
        {
            "name": "a",
            "exposure": 2,
            "evidence": {
                "kind": "csv",
                "file": "a",
                "admins": ["a"],
                "map": {"email": "a", "two_factor": "b", "administrator": "c"},
            },
        }
    ],
    "password_policy": {"min_length": 14},
    "scan_every_days": 31,
    "encrypt_to": ["age1qqqqqqqq"],
    "exceptions": [{"check": "a.b", "target": "a", "reason": "b", "expires": "2027-03-31"}],
}
STRANGE = ["null", "true", "-5", "999999", "1.5", "text", "''", "[]", "[1]", "[~]", "[[]]", "{}"]
STRANGE += ["{a: 1}", "{1: {}}", f"'{'a' * 500}'", '"\\0"', "2027-03-31", "999999999999999999999"]
NOT_OURS = ("Input", "should", "valid", "pydantic", "dictionary", "Tuple", "dataclass", "literal")


def broken_everywhere() -> list[str]:
    """Return the whole profile as JSON, with one value replaced, for every value of it."""
    mark = "\x00here\x00"
    texts: list[str] = []

    def visit(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            kept, node[key] = node[key], mark
            texts.append(json.dumps(WHOLE).replace(json.dumps(mark), "@@"))
            node[key] = kept
            if isinstance(kept, dict | list):
                visit(kept)

    visit(WHOLE)
    return texts


def test_the_whole_profile_is_in_order() -> None:
    profile_of_text(json.dumps(WHOLE), FILE)


@pytest.mark.parametrize("strange", STRANGE)
def test_no_sentence_of_the_library_reaches_a_reader(strange: str) -> None:
    told = 0
    for text in broken_everywhere():
        try:
            profile_of_text(text.replace("@@", strange), FILE)
        except ProfileError as error:
            for fault in error.faults:
                told += 1
                assert not any(word in fault.message for word in NOT_OURS), fault.message
                assert "cannot be understood" not in fault.message
                assert fault.line == 1
                assert fault.hint
    assert told > 10
