"""kiosk.toml is read strictly, and the one in the repository documents every setting."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args, get_origin

import pytest
from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel

from kiosk.errors import SettingsError
from kiosk.i18n import LANGUAGES
from kiosk.settings import FILE, Settings, keys, load

REPOSITORY = Path(__file__).parents[2]


def written(folder: Path, text: str) -> Path:
    """A kiosk.toml with this text."""
    file = folder / FILE
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    """The sentence with which kiosk.toml of this text is refused."""
    file = written(folder, text)
    with pytest.raises(SettingsError) as refused:
        load(file)
    sentence = str(refused.value)
    assert sentence.startswith(str(file))
    assert "\n" not in sentence
    return sentence.removeprefix(f"{file}").lstrip(": ")


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = load(working=tmp_path)
    assert settings == Settings(folder=tmp_path)
    assert (settings.visit.idle_seconds, settings.retention.days, settings.sync.company) == (90, 7, 10)
    assert settings.tablet.languages == list(LANGUAGES)


def test_what_the_file_leaves_out_keeps_its_default(tmp_path: Path) -> None:
    written(tmp_path, '[visit]\nidle_seconds = 60\n[tablet]\nplace = "Bellefontaine"\n')
    settings = load(working=tmp_path)
    assert (settings.visit.idle_seconds, settings.visit.ending_seconds) == (60, 25)
    assert settings.tablet.place == "Bellefontaine"


def test_folders_start_where_the_file_is(tmp_path: Path) -> None:
    settings = load(written(tmp_path, '[tablet]\ndata = "here"\n[hub]\ndata = "/there"\n'))
    assert settings.data_folder == tmp_path / "here"
    assert settings.hub_folder == Path("/there")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[visit]\nidle_second = 60",
            "visit.idle_second is not a setting. Did you mean visit.idle_seconds?",
        ),
        ("[vist]\nidle_seconds = 60", "vist is not a setting. Did you mean visit?"),
        ("[sync]\nxyzzy = 1", "sync.xyzzy is not a setting."),
        ('folder = "elsewhere"', "folder is not a setting. Did you mean backup.folder?"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert refusal(tmp_path, text) == sentence


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('[visit]\nidle_seconds = "60"', "visit.idle_seconds", "valid integer"),
        ("[visit]\nidle_seconds = true", "visit.idle_seconds", "valid integer"),
        ("[visit]\nidle_seconds = 60.0", "visit.idle_seconds", "valid integer"),
        ("[visit]\nidle_seconds = 19", "visit.idle_seconds", "greater than or equal to 20"),
        ("[visit]\nidle_seconds = 901", "visit.idle_seconds", "less than or equal to 900"),
        ("[retention]\ndays = 31", "retention.days", "less than or equal to 30"),
        ("[sync]\ncompany = 9", "sync.company", "greater than or equal to 10"),
        ("[hub]\nport = 65536", "hub.port", "less than or equal to 65535"),
        ('[tablet]\ntheme = "dark"', "tablet.theme", "'day', 'night' or 'contrast'"),
        ('[tablet]\nlanguages = "fr"', "tablet.languages", "valid list"),
        ("[printer]\ncolumns = 40", "printer.columns", "32, 42 or 48"),
        ('[printer]\nconnection = "bluetooth"', "printer.connection", "'usb', 'serial', 'network' or 'file'"),
        ("visit = 3", "visit", "table of settings: [visit]"),
        ("[[visit]]\nidle_seconds = 60", "visit", "table of settings: [visit]"),
    ],
)
def test_a_wrong_type_or_an_impossible_value_is_refused_by_its_key(
    tmp_path: Path, text: str, key: str, words: str
) -> None:
    sentence = refusal(tmp_path, text)
    assert sentence.startswith(f"{key} ")
    assert words in sentence


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[visit]\nidle_seconds = 30\nidle_warning_seconds = 30", "idle_warning_seconds"),
        ("[visit]\nidle_seconds = 20", "idle_warning_seconds"),
        ("[tablet]\nlanguages = []", "languages"),
        ('[tablet]\nlanguages = ["fr", "tlh"]', "languages"),
        ('[tablet]\nlanguages = ["en"]', "language"),
        ('[tablet]\nlanguage = "tlh"', "language"),
        ('[printer]\nconnection = "network"', "address"),
        ('[printer]\nconnection = "network"\naddress = "printer.local"', "address"),
        ('[printer]\nconnection = "serial"\ndevice = "ttyS0"', "device"),
        ('[printer]\nconnection = "usb"\ndevice = ""', "device"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(tmp_path: Path, text: str, key: str) -> None:
    section = text.partition("]")[0].removeprefix("[")
    sentence = refusal(tmp_path, text)
    assert sentence.startswith(f"{section}: {key} must be ")


def test_broken_toml_is_refused_by_its_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, "[visit]\nidle_seconds 60\n")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_bytes(b'[tablet]\nplace = "\xe9t\xe9"\n')
    with pytest.raises(SettingsError, match=r"kiosk\.toml is not TOML"):
        load(file)


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_a_named_file_that_cannot_be_read_is_an_error_and_not_the_defaults(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / name)


def test_a_setting_cannot_be_changed_after_it_was_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().visit.idle_seconds = 1  # type: ignore[misc]


def commented() -> dict[str, str]:
    """The comment right above each setting of the repository's kiosk.toml, by dotted key."""
    found, comment, section = {}, "", ""
    for line in (REPOSITORY / FILE).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment += line.removeprefix("#")
            continue
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line:
            found[f"{section}.{line.partition('=')[0].strip()}"] = comment.strip()
        comment = ""
    return found


def test_the_kiosk_toml_of_the_repository_holds_every_setting_with_its_default() -> None:
    content = tomllib.loads((REPOSITORY / FILE).read_text(encoding="utf-8"))
    held = {f"{section}.{key}": value for section, table in content.items() for key, value in table.items()}
    assert held == dict(keys())


@pytest.mark.parametrize("key", [key for key, _ in keys()])
def test_each_setting_is_explained_with_all_that_it_may_be(key: str) -> None:
    section, _, name = key.partition(".")
    model = Settings.model_fields[section].annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    field = model.model_fields[name]
    limits: list[object] = [
        limit.ge if isinstance(limit, Ge) else limit.le if isinstance(limit, Le) else limit.max_length
        for limit in field.metadata
        if isinstance(limit, Ge | Le | MaxLen)
    ]
    choices = get_args(field.annotation) if get_origin(field.annotation) is not list else ()
    words = re.findall(r"\w+(?:\.\w+)*", commented().get(key, "").lower())
    assert len(words) > 3
    missing = [str(value) for value in [*limits, *choices] if str(value) not in words]
    assert missing == []
    assert {"seconds", "days", "bytes"} & set(name.split("_")) <= set(words)
