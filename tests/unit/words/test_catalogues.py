"""The catalogues are whole, current, and written as the languages are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po as read_with_babel

from digiamen_scan.words import LANGUAGES, words_for
from digiamen_scan.words.po import read_po
from digiamen_scan.words.texts import placeholders

ROOT = Path(__file__).parents[3]
LOCALE = ROOT / "digiamen_scan" / "locale"
TRANSLATIONS = [lang for lang in LANGUAGES if lang != "en"]
EXTRACT = ("extract", "-k", "words", "--omit-header", "--add-location=file")

every_translation = pytest.mark.parametrize("lang", TRANSLATIONS)


def po_file(lang: str) -> Path:
    return LOCALE / lang / "LC_MESSAGES" / "digiamen.po"


def translations(lang: str) -> dict[str, str]:
    found = read_po(po_file(lang).read_text("utf-8"))
    return {message: text for message, text in found.items() if message}


def with_babel(path: Path) -> Catalog:
    with path.open("rb") as text:
        return read_with_babel(text, abort_invalid=True)


def test_the_template_holds_what_the_code_says_today(tmp_path: Path) -> None:
    fresh = tmp_path / "digiamen.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", *EXTRACT]
    subprocess.run([*command, "-o", str(fresh), "digiamen_scan"], cwd=ROOT, check=True)
    published = (LOCALE / "digiamen.pot").read_text("utf-8")
    assert fresh.read_text("utf-8") == published, f"run: pybabel {' '.join(EXTRACT)}"


def test_no_message_hides_inside_an_f_string_where_extraction_depends_on_the_python() -> None:
    hidden = re.compile(r"""\bf["'].*\{(?:\w+\.)*_?words\(""")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "digiamen_scan").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if hidden.search(line)
    ]
    assert not found


@every_translation
def test_every_message_is_translated_and_none_is_left_over(lang: str) -> None:
    template = {message.id for message in with_babel(LOCALE / "digiamen.pot") if message.id}
    catalogue = [message for message in with_babel(po_file(lang)) if message.id]
    assert {message.id for message in catalogue} == template
    assert not [message.id for message in catalogue if message.fuzzy or not message.string]


@every_translation
def test_a_translation_has_the_placeholders_of_its_message(lang: str) -> None:
    differing = {
        message: text
        for message, text in translations(lang).items()
        if placeholders(message) != placeholders(text)
    }
    assert not differing


@every_translation
def test_a_translation_has_the_commands_of_its_message(lang: str) -> None:
    code = re.compile(r"`[^`]+`")
    differing = {
        message: text
        for message, text in translations(lang).items()
        if sorted(code.findall(message)) != sorted(code.findall(text))
    }
    assert not differing


@every_translation
def test_our_reader_reads_what_babel_reads(lang: str) -> None:
    assert translations(lang) == {
        message.id: message.string for message in with_babel(po_file(lang)) if message.id
    }


def test_french_keeps_its_spaces_and_words() -> None:
    wrong = re.compile(r" [:;!?»]|[^ (\u00a0\d]:(?!//)(?=\s|$)|« |\u2019|[ée]vidence|crypt")
    text = {m: re.sub(r"`[^`]*`", "", t) for m, t in translations("fr").items()}
    assert not {t for t in text.values() if wrong.search(t)}


def test_arabic_is_written_with_its_own_marks_and_with_ascii_digits() -> None:
    wrong = re.compile(
        r"[\u0660-\u0669\u06f0-\u06f9]|[\u0600-\u06ff][,;?]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    )
    assert not {text for text in translations("ar").values() if wrong.search(text)}


@every_translation
def test_the_workshop_is_never_said_to_have_recommended_anything(lang: str) -> None:
    texts = [*translations(lang), *translations(lang).values()]
    assert not [text for text in texts if re.search(r"recommand|recommend|أوصت|توصي", text)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgstr "x"', 1),
        ('msgid "a"\nmsgstr x', 2),
        ('msgid "a"\nmsgstr "b"\nmsgid_plural "c"', 3),
        ('msgid "a"\n__import__("os")', 2),
    ],
)
def test_what_is_no_catalogue_of_ours_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=f"line {line}:"):
        read_po(text)


def test_a_wheel_speaks_from_compiled_catalogues_alone(tmp_path: Path) -> None:
    package = tmp_path / "digiamen_scan"
    ignored = shutil.ignore_patterns("__pycache__", "*.po", "*.pot")
    shutil.copytree(ROOT / "digiamen_scan", package, ignore=ignored)
    for lang in TRANSLATIONS:
        compiled = package / po_file(lang).relative_to(ROOT / "digiamen_scan").with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with compiled.open("wb") as target:
            write_mo(target, with_babel(po_file(lang)))
    code = (
        "import sys, digiamen_scan\n"
        "from digiamen_scan.words import words_for\n"
        "print(digiamen_scan.__file__, flush=True)\n"
        "sys.stdout.buffer.write(words_for('ar')('In order').encode())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, timeout=60
    )
    where, said = ran.stdout.decode().splitlines()
    assert Path(where).is_relative_to(tmp_path)
    assert said == words_for("ar")("In order") == translations("ar")["In order"]
