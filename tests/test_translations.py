"""The catalogues fit the code, and the check sees each way in which they may not."""

from __future__ import annotations

import gettext
import json
from pathlib import Path

import pytest

from kiosk.errors import FormatError
from kiosk.i18n import Translator
from tests import translations

PAIR = ("fr", "en")
"""The languages of the small house, whichever the kiosk has."""

CODE = """
from kiosk.i18n import N_, Translator

TITLES = {"ballot": N_("Vote")}


def sentences(_: Translator, tr: Translator, count: int) -> list[str]:
    not_for_residents = str("Nobody reads this")
    return [
        _("Hello {name}", name="you"),
        tr("Thank you."),
        _.plural("{n} project", "{n} projects", count),
        _(TITLES["ballot"]),
        f"{_('Inside')} {self._('By attribute')}",
        _("Open" if count else "Closed"),
        not_for_residents,
    ]
"""

FRENCH = {
    'msgid "Hello {name}"\nmsgstr ""': 'msgid "Hello {name}"\nmsgstr "Bonjour {name}"',
    'msgid "Thank you."\nmsgstr ""': 'msgid "Thank you."\nmsgstr "Merci."',
    'msgid "Vote"\nmsgstr ""': 'msgid "Vote"\nmsgstr "Voter"',
    'msgid "Inside"\nmsgstr ""': 'msgid "Inside"\nmsgstr "Dedans"',
    'msgid "By attribute"\nmsgstr ""': 'msgid "By attribute"\nmsgstr "Par attribut"',
    'msgid "Open"\nmsgstr ""': 'msgid "Open"\nmsgstr "Ouvert"',
    'msgid "Closed"\nmsgstr ""': 'msgid "Closed"\nmsgstr "Fermé"',
    'msgstr[0] ""\nmsgstr[1] ""': 'msgstr[0] "{n} projet"\nmsgstr[1] "{n} projets"',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small house whose French and English are complete."""
    (tmp_path / "babel.cfg").write_bytes((translations.ROOT / "babel.cfg").read_bytes())
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "hello.py").write_text(CODE, encoding="utf-8")
    translations.update(tmp_path, PAIR)
    for empty, filled in FRENCH.items():
        replace(french(tmp_path), empty, filled)
    translations.update(tmp_path, PAIR)
    return tmp_path


def french(root: Path) -> Path:
    return root / "assets/locale/fr/LC_MESSAGES/kiosk.po"


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    file.write_text(text.replace(old, new), encoding="utf-8")


def compile_only(root: Path) -> None:
    """Compile fr as it stands, so that nothing but the .po can be found wrong."""
    catalog = translations._read(french(root), "fr")
    french(root).with_suffix(".mo").write_bytes(translations._mo_bytes(catalog))


def spoken(root: Path, language: str) -> Translator:
    return Translator(language, gettext.translation("kiosk", root / "assets/locale", [language]))


def test_the_catalogues_of_the_kiosk_fit_its_code() -> None:
    assert translations.check(translations.ROOT) == []


def test_a_complete_house_has_no_finding(root: Path) -> None:
    assert translations.check(root, PAIR) == []


def test_texts_are_found_by_how_they_are_called(root: Path) -> None:
    found = {message.id for message in translations.texts(root) if message.id}
    assert found == {
        "Hello {name}",
        "Thank you.",
        "Vote",
        ("{n} project", "{n} projects"),
        "Inside",
        "By attribute",
        "Open",
        "Closed",
    }


def test_an_f_string_handed_to_a_translator_is_found(root: Path) -> None:
    (root / "screens" / "more.py").write_text('def more(_, name): return _(f"Hi {name}")\n', encoding="utf-8")
    assert translations.check(root, PAIR) == ["more.py, line 1: an f-string is not translated; use fields"]


def test_what_was_compiled_is_what_a_screen_says(root: Path) -> None:
    fr, en = spoken(root, "fr"), spoken(root, "en")
    assert fr("Hello {name}", name="Léa") == "Bonjour Léa"
    assert [fr.plural("{n} project", "{n} projects", n) for n in (0, 1, 2)] == [
        "0 projet",
        "1 projet",
        "2 projets",
    ]
    assert [en.plural("{n} project", "{n} projects", n) for n in (0, 1)] == ["0 projects", "1 project"]


def test_english_is_the_text_itself(root: Path) -> None:
    assert spoken(root, "en")("Thank you.") == "Thank you."
    assert 'msgstr "Thank you."' in (root / "assets/locale/en/LC_MESSAGES/kiosk.po").read_text("utf-8")


def test_a_second_update_changes_no_byte(root: Path) -> None:
    files = sorted((root / "assets").rglob("kiosk.*"))
    before = [file.read_bytes() for file in files]
    translations.update(root, PAIR)
    assert len(files) == 2 * len(PAIR)
    assert [file.read_bytes() for file in files] == before


def test_an_update_keeps_what_is_translated_and_drops_what_the_code_no_longer_says(root: Path) -> None:
    replace(root / "screens/hello.py", '"Thank you."', '"Goodbye."')
    translations.update(root, PAIR)
    text = french(root).read_text(encoding="utf-8")
    assert 'msgstr "Bonjour {name}"' in text
    assert "Merci." not in text
    assert translations.check(root, PAIR) == [
        "assets/locale/fr/LC_MESSAGES/kiosk.po: not translated: 'Goodbye.'"
    ]


def test_a_text_that_no_catalogue_has_is_found_in_every_language(root: Path) -> None:
    (root / "screens" / "more.py").write_text('def more(_): return _("New")\n', encoding="utf-8")
    findings = translations.check(root, PAIR)
    assert [finding for finding in findings if "missing: 'New'" in finding] == findings
    assert len(findings) == len(PAIR)


def test_a_text_that_became_a_plural_is_missing(root: Path) -> None:
    replace(
        root / "screens/hello.py", 'tr("Thank you.")', 'tr.plural("Thank you.", "Thanks, {n} of you.", 2)'
    )
    assert any("missing: 'Thank you.'" in finding for finding in translations.check(root, PAIR))
    translations.update(root, PAIR)
    assert any("not translated: 'Thank you.'" in finding for finding in translations.check(root, PAIR))


BROKEN = {
    "not translated": ('msgstr "Merci."', 'msgstr ""'),
    "fuzzy": ('msgid "Thank you."', '#, fuzzy\nmsgid "Thank you."'),
    "obsolete": ('msgid "Thank you."', 'msgid "Old"\nmsgstr "Vieux"\n\nmsgid "Thank you."'),
    "obsolete: 'Kept'": ('msgid "Thank you."', '#~ msgid "Kept"\n#~ msgstr "Gardé"\n\nmsgid "Thank you."'),
    "fields: 'Hello {name}' has no field {nom}": ("Bonjour {name}", "Bonjour {nom}"),
    "fields: 'Hello {name}' has the field {name}": ("Bonjour {name}", "Bonjour"),
    "fields: 'Thank you.' has a brace": ("Merci.", "Merci {."),
    "fields: '{n} project' has the field {n}": ("{n} projets", "des projets"),
}


@pytest.mark.parametrize(("finding", "change"), BROKEN.items())
def test_the_check_finds(root: Path, finding: str, change: tuple[str, str]) -> None:
    replace(french(root), *change)
    compile_only(root)
    findings = translations.check(root, PAIR)
    assert len(findings) == 1, findings
    assert finding in findings[0]


def test_a_translation_may_say_the_number_where_the_text_spells_it(root: Path) -> None:
    # French says its singular for 0 too, where "One project" has no {n}.
    replace(root / "screens/hello.py", '"{n} project"', '"One project"')
    translations.update(root, PAIR)
    replace(french(root), 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} projet"\nmsgstr[1] "{n} projets"')
    translations.update(root, PAIR)
    assert translations.check(root, PAIR) == []


def test_a_compiled_file_that_says_something_else_is_found(root: Path) -> None:
    replace(french(root), "Merci.", "Merci !")
    assert translations.check(root, PAIR) == [
        "assets/locale/fr/LC_MESSAGES/kiosk.mo: out of date; run make messages"
    ]


@pytest.mark.parametrize("suffix", [".po", ".mo"])
def test_a_file_that_is_not_there_is_found(root: Path, suffix: str) -> None:
    french(root).with_suffix(suffix).unlink()
    assert [
        finding for finding in translations.check(root, PAIR) if f"fr/LC_MESSAGES/kiosk{suffix}" in finding
    ]


def test_the_command_prints_each_finding_and_fails(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["check"], root, PAIR) == 0
    assert capsys.readouterr().out == ""
    replace(french(root), "Merci.", "Merci {.")
    assert translations.main(["check"], root, PAIR) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert translations.main(["update"], root, PAIR) == 0
    assert translations.main(["chekc"], root, PAIR) == 2
    assert translations.main(["update", "--merge"], root, PAIR) == 2


def given(root: Path, content: object) -> Path:
    """A file for ``--merge``."""
    file = root / "french.json"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_json_file_fills_the_french_and_goes_before_what_was_there(root: Path) -> None:
    replace(french(root), 'msgid "Thank you."', '#, fuzzy\nmsgid "Thank you."')
    file = given(root, {"Thank you.": "Merci bien.", "{n} project||{n} projects": ["{n} idée", "{n} idées"]})
    assert translations.main(["update", "--merge", str(file)], root, PAIR) == 0
    assert translations.check(root, PAIR) == []
    fr, en = spoken(root, "fr"), spoken(root, "en")
    assert (fr("Thank you."), fr("Vote"), en("Thank you.")) == ("Merci bien.", "Voter", "Thank you.")
    assert [fr.plural("{n} project", "{n} projects", n) for n in (1, 2)] == ["1 idée", "2 idées"]


def test_a_text_of_the_json_file_that_the_code_does_not_say_is_named_and_left_out(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = given(root, {"Nobody says this": "Personne", "Vote": "Je vote"})
    assert translations.main(["update", "--merge", str(file)], root, PAIR) == 0
    assert capsys.readouterr().err == "not a text of the code, left out: 'Nobody says this'\n"
    assert "Personne" not in french(root).read_text(encoding="utf-8")
    assert spoken(root, "fr")("Vote") == "Je vote"


def test_a_json_file_of_french_fills_no_other_language(root: Path) -> None:
    translations.update(root, (*PAIR, "es"), given(root, {"Vote": "Je vote"}))
    assert "Je vote" in french(root).read_text(encoding="utf-8")
    spanish = root / "assets/locale/es/LC_MESSAGES/kiosk.po"
    assert 'msgid "Vote"\nmsgstr ""' in spanish.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (["Vote"], "must hold one object"),
        ({"Vote": ""}, "'Vote' must have a text"),
        ({"Vote": ["Voter"]}, "'Vote' must have a text"),
        ({"{n} project||{n} projects": "{n} projet"}, "must have a list of 2 texts"),
        ({"{n} project||{n} projects": ["{n} projet"]}, "must have a list of 2 texts"),
        ({"{n} project||{n} projects": ["{n} projet", 2]}, "must have a list of 2 texts"),
    ],
)
def test_a_json_file_of_another_shape_changes_nothing(
    root: Path, content: object, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = french(root).read_bytes()
    if isinstance(content, dict):
        content = {"Thank you.": "Merci bien."} | content
    assert translations.main(["update", "--merge", str(given(root, content))], root, PAIR) == 1
    assert words in capsys.readouterr().err
    assert french(root).read_bytes() == before


def test_a_merged_file_that_is_absent_or_not_json_is_refused_in_words(root: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        translations.update(root, PAIR, root / "absent.json")
    file = given(root, {})
    file.write_text('{"Vote": ', encoding="utf-8")
    with pytest.raises(FormatError, match=r"is not JSON: .*line 1"):
        translations.update(root, PAIR, file)
