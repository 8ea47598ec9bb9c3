"""The guides in French and Arabic keep the glossary, their typography and the English keys.

The files are read plainly, not by the engine's parser: what a translator sees is what is judged.
"""

import hashlib
import re
from pathlib import Path

import pytest

CHECKS = Path(__file__).parents[2] / "checks"
ENGLISH = sorted(CHECKS.glob("*/*/guide.md"))
LANGUAGES = ("fr", "ar")
TRANSLATIONS = [
    pytest.param(path, lang, id=f"{path.parent.parent.name}.{path.parent.name} {lang}")
    for path in ENGLISH
    for lang in LANGUAGES
]
EVERY_TRANSLATION = pytest.mark.parametrize(("english", "lang"), TRANSLATIONS)

FRONT_MATTER = re.compile(r"\Atranslates: ([0-9a-f]{12})\n")
HEADING = re.compile(r"^#{2,3} .*$", re.MULTILINE)
CODE = re.compile(r"`[^`]*`")
ADDRESS = re.compile(r"\bhttps?://[^\s)]+")
CHOICE = re.compile(r"^- [a-z0-9_]+:", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{[^}]*\}")
ITEM = re.compile(r"^(?:\d+\.|-) ", re.MULTILINE)
QUOTED = re.compile(r"«[^»]*»")

# Words that the glossary rules out, as patterns for text in lower case.
FORBIDDEN = {
    "en": (r"child porn", r"\bscores?\b"),
    "fr": (
        r"\b(?:dé|en)?crypt(?:é|ée|és|ées|er|age|ages)\b",
        r"\bévidences?\b",
        r"\b(?:non )?conformes?\b",
        r"pornograph",
        r"\bscores?\b",
        r"\bcourriels?\b",
    ),
    "ar": (r"إباحي", r"\bscores?\b", r"كمبيوتر", r"إيميل", r"باسوورد", r"كلم(?:ة|ات) السر"),
}
# Tatweel, Arabic-Indic and Persian digits, bidirectional controls.
UNWANTED_IN_ARABIC = re.compile(r"[\u0640\u0660-\u0669\u06f0-\u06f9\u200e\u200f\u202a-\u202e]")
LATIN_MARK_IN_ARABIC = re.compile(r"[\u0621-\u064a\u064b-\u0652}»] ?[,;?]")
FRENCH_MARKS = re.compile(r"(?<!\u00a0)[;!?»]|(?<!\u00a0):(?!\d)|«(?!\u00a0)|\"")


def prose(text: str) -> str:
    """What a person reads: without front matter, headings' keys, code, addresses, choice keys."""
    text = FRONT_MATTER.sub("", text)
    for machine in (HEADING, CODE, ADDRESS, CHOICE):
        text = machine.sub("", text)
    return text


def blocks(text: str) -> dict[str, str]:
    """The text below each heading, by its H2 and H3."""
    found: dict[str, str] = {}
    section = place = ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = place = line
        elif line.startswith("### "):
            place = f"{section} {line}"
        found[place] = found.get(place, "") + line + "\n"
    return found


def forbidden_words(text: str, lang: str) -> list[str]:
    """Words that the glossary rules out; a product's own words stand between « and »."""
    said = QUOTED.sub("", prose(text)).lower()
    return [found[0] for word in FORBIDDEN[lang] for found in re.finditer(word, said)]


def french_faults(text: str) -> list[str]:
    """Places where French asks for a no-break space or for « », with some text around."""
    said = prose(text)
    return [said[max(0, m.start() - 15) : m.end() + 5] for m in FRENCH_MARKS.finditer(said)]


def arabic_faults(text: str) -> list[str]:
    """Characters that Arabic guides do without, with some text around."""
    said = prose(text)
    patterns = (UNWANTED_IN_ARABIC, LATIN_MARK_IN_ARABIC)
    return [
        said[max(0, m.start() - 15) : m.end() + 5]
        for found in patterns
        for m in found.finditer(said)
    ]


def english_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:12]


def translation(english: Path, lang: str) -> str:
    return english.with_name(f"guide.{lang}.md").read_text("utf-8")


def test_there_are_guides() -> None:
    assert ENGLISH


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.parent.name)
def test_english_keeps_the_glossary_and_has_no_front_matter(english: Path) -> None:
    text = english.read_text("utf-8")
    assert text.startswith("# ")
    assert forbidden_words(text, "en") == []


@EVERY_TRANSLATION
def test_it_translates_the_english_guide_as_it_is_now(english: Path, lang: str) -> None:
    front_matter = FRONT_MATTER.match(translation(english, lang))
    wanted = f"translates: {english_hash(english)}"
    assert front_matter, f"begin the file with the line: {wanted}"
    assert front_matter[0].strip() == wanted


@EVERY_TRANSLATION
def test_it_has_the_english_headings_in_their_order(english: Path, lang: str) -> None:
    expected = HEADING.findall(english.read_text("utf-8"))
    assert HEADING.findall(translation(english, lang)) == expected


@EVERY_TRANSLATION
@pytest.mark.parametrize("what", [PLACEHOLDER, CODE, CHOICE], ids=["values", "code", "choices"])
def test_what_is_not_prose_is_the_same_in_every_part(
    english: Path, lang: str, what: re.Pattern[str]
) -> None:
    expected = blocks(english.read_text("utf-8"))
    for place, text in blocks(translation(english, lang)).items():
        assert sorted(what.findall(text)) == sorted(what.findall(expected[place])), place


@EVERY_TRANSLATION
def test_it_has_as_many_steps_in_every_part(english: Path, lang: str) -> None:
    expected = blocks(english.read_text("utf-8"))
    for place, text in blocks(translation(english, lang)).items():
        assert len(ITEM.findall(text)) == len(ITEM.findall(expected[place])), place


@EVERY_TRANSLATION
def test_it_keeps_the_glossary(english: Path, lang: str) -> None:
    assert forbidden_words(translation(english, lang), lang) == []


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.parent.name)
def test_french_is_set_as_french_is(english: Path) -> None:
    assert french_faults(translation(english, "fr")) == []


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.parent.name)
def test_arabic_is_written_as_arabic_is(english: Path) -> None:
    assert arabic_faults(translation(english, "ar")) == []


# The rules themselves


@pytest.mark.parametrize(
    "text",
    [
        "Pourquoi ?",
        "Attention: une chose",
        "Le nombre : 3",
        "une chose ; une autre",
        "Oui!",
        "«\u00a0oui »",
        "« oui\u00a0»",
        'le "mot"',
    ],
)
def test_wrong_french_is_seen(text: str) -> None:
    assert french_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pourquoi\u00a0?",
        "à 10:30",
        "`v=DMARC1; p=none`",
        "voir https://example.org/?a=b",
        "[la page](https://example.org/?q)",
        "- some: Une partie",
        "«\u00a0oui\u00a0»",
        "### no_record / google, no_record: x",
    ],
)
def test_right_french_is_left_alone(text: str) -> None:
    assert french_faults(text) == []


@pytest.mark.parametrize(
    "text", ["ملفـات", "٣ حسابات", "۳", "لماذا?", "نعم, لا", "{target};", "\u200fنعم"]
)
def test_wrong_arabic_is_seen(text: str) -> None:
    assert arabic_faults(text)


@pytest.mark.parametrize("text", ["لماذا؟", "3 حسابات", "نعم، لا", "`a; b?`", "{target}: 3"])
def test_right_arabic_is_left_alone(text: str) -> None:
    assert arabic_faults(text) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Your score is 7"),
        ("en", "child pornography"),
        ("fr", "Le disque est crypté"),
        ("fr", "le cryptage du disque"),
        ("fr", "décrypter un fichier"),
        ("fr", "Évidence"),
        ("fr", "non conforme"),
        ("fr", "pornographie infantile"),
        ("ar", "المواد الإباحية"),
        ("ar", "غيّروا كلمة السر"),
        ("ar", "هذا الكمبيوتر"),
    ],
)
def test_words_out_of_the_glossary_are_seen(lang: str, text: str) -> None:
    assert forbidden_words(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le disque est chiffré, évidemment"),
        ("fr", "la cryptographie"),
        ("fr", "`score`"),
        ("ar", "اختاروا «كلمة السر والأمان»"),
        ("ar", "كلمة المرور"),
    ],
)
def test_words_of_the_glossary_are_left_alone(lang: str, text: str) -> None:
    assert forbidden_words(text, lang) == []
