"""kiosk.toml, read strictly: an unknown key, a wrong type or an impossible value is an error."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.errors import SettingsError
from kiosk.i18n import LANGUAGES

FILE = "kiosk.toml"
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, Field(min_length=1, pattern=_PRINTABLE)]
"""A text without line ends and control characters."""


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class TabletSettings(Section):
    """This machine."""

    data: Line = "data"
    """Folder of the vault and the keys, from where kiosk.toml is."""
    place: Annotated[str, Field(max_length=60, pattern=_PRINTABLE)] = ""
    """Where the tablet stands, for the top line: "Maison de la citoyenneté Centre"."""
    language: str = "fr"
    """The language before anybody has chosen one."""
    languages: list[str] = list(LANGUAGES)
    """The languages that are offered, in this order."""
    theme: Literal["day", "night", "contrast"] = "day"
    """Colours before anybody has chosen others."""

    @model_validator(mode="after")
    def _languages_exist(self) -> Self:
        unknown = [language for language in self.languages if language not in LANGUAGES]
        if unknown or not self.languages:
            raise ValueError(f"languages must be some of {', '.join(LANGUAGES)}")
        if len(set(self.languages)) != len(self.languages):
            raise ValueError("languages must name each language once")
        if self.language not in self.languages:
            raise ValueError(f"language must be one of languages ({', '.join(self.languages)})")
        return self


class VisitSettings(Section):
    """One resident's use of the tablet."""

    idle_seconds: Annotated[int, Field(ge=20, le=900)] = 90
    """Without a touch for so long, the visit ends and everything is reset."""
    idle_warning_seconds: Annotated[int, Field(ge=10, le=120)] = 20
    """The warning with its countdown comes so long before that."""
    ending_seconds: Annotated[int, Field(ge=5, le=120)] = 25
    """The receipt and the thanks stay so long."""
    second_strike_milliseconds: Annotated[int, Field(ge=0, le=1000)] = 500
    """A screen that has just come casts and sends nothing so long: a second strike was not meant for it."""

    @model_validator(mode="after")
    def _warning_comes_before(self) -> Self:
        if self.idle_warning_seconds >= self.idle_seconds:
            raise ValueError("idle_warning_seconds must be below idle_seconds")
        return self


class WritingSettings(Section):
    """The keyboard on the glass."""

    words: Annotated[str, Field(pattern=_PRINTABLE)] = ""
    """A list of words to suggest, from where kiosk.toml is: one a line, its count behind it. Empty: none."""
    hold_milliseconds: Annotated[int, Field(ge=200, le=3000)] = 500
    """A key that is touched so long opens its accents, deletes a whole word or keeps the capitals."""


class RetentionSettings(Section):
    """What is kept on the tablet."""

    days: Annotated[int, Field(ge=0, le=30)] = 7
    """Acknowledged deposits are erased after so many days."""


class SpeechSettings(Section):
    """The voice."""

    engine: Literal["auto", "off"] = "auto"
    """"auto": a voice where the program is installed; "off": none."""
    program: Line = "espeak-ng"
    """The program that speaks, by its name or its whole path."""
    words_per_minute: Annotated[int, Field(ge=80, le=400)] = 160
    """The usual speed; a resident can change it for a visit."""
    volume: Annotated[int, Field(ge=10, le=100)] = 100
    """The usual loudness, in per cent of what the program speaks with; a resident can double it."""
    headphones: bool = False
    """Whether the tablet is heard in headphones only. Residents may say then that they listen alone."""


class SyncSettings(Section):
    """Carrying to the hub."""

    interval_seconds: Annotated[int, Field(ge=30, le=86_400)] = 300
    """Between two attempts while the kiosk runs."""
    on_battery: bool = False
    """Whether attempts come by themselves on battery too. At closing one comes in any case."""
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20
    """Without an answer for so long, an attempt has failed."""
    back_off_seconds_max: Annotated[int, Field(ge=10, le=86_400)] = 900
    """After failures in a row, attempts are at most so far apart."""
    parcel_deposits: Annotated[int, Field(ge=1, le=10_000)] = 2000
    """At most so many deposits in one parcel."""
    sticks: Annotated[str, Field(pattern=_PRINTABLE)] = "/media"
    """Where USB sticks are mounted: in this folder, or in a folder of it."""
    company: Annotated[int, Field(ge=10, le=1000)] = 10
    """Official ballots of a consultation wait until so many are together, or until closing."""


class BackupSettings(Section):
    """A second medium, such as an SD card, that holds what the tablet holds."""

    folder: Annotated[str, Field(pattern=_PRINTABLE)] = ""
    """Where it is mounted, from where kiosk.toml is. Empty: no backup."""
    same_disk: bool = False
    """Whether it may be on the disk of the vault: then it does not outlive that disk."""


class PrinterSettings(Section):
    """The receipt printer (ESC/POS)."""

    connection: Literal["none", "usb", "serial", "network", "file"] = "none"
    """How it is reached; a file takes what would be printed."""
    device: Annotated[str, Field(pattern=_PRINTABLE)] = "/dev/usb/lp0"
    """Where it is, whole: for usb, serial and file."""
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    """Speed of a serial line."""
    address: Annotated[str, Field(pattern=_PRINTABLE)] = ""
    """Its IP address: a name would need a network that answers."""
    port: Annotated[int, Field(ge=1, le=65_535)] = 9100
    """Its TCP port."""
    columns: Literal[32, 42, 48] = 32
    """Letters in a line: 32 on paper of 58 mm, 42 or 48 on paper of 80 mm."""
    code_page: Literal["cp1252", "cp858", "cp850", "cp437"] = "cp1252"
    """The set of letters it prints; what it lacks is spelled or printed without accent."""
    code_page_number: Annotated[int, Field(ge=0, le=255)] = 16
    """What the printer calls this set: its own test page says so."""
    check_at: Annotated[str, Field(max_length=100, pattern=_PRINTABLE)] = ""
    """Where receipts can be checked, for the paper: "jeparticipe.toulouse.fr"."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.connection in ("usb", "serial", "file") and not self.device.startswith("/"):
            raise ValueError('device must be a whole path, such as "/dev/usb/lp0"')
        if self.connection == "network":
            try:
                ip_address(self.address)
            except ValueError:
                raise ValueError('address must be an IP address, such as "192.168.1.50"') from None
        return self


class BrowserSettings(Section):
    """The kiosk in a browser on the same machine: `kiosk run --browser`."""

    port: Annotated[int, Field(ge=0, le=65_535)] = 8742
    """Port the page is served on, for this machine alone; 0 takes a free one."""
    text_pixels: Annotated[int, Field(ge=12, le=64)] = 22
    """Size of the letters; on a window too small for 40 columns of them they are smaller."""


class HubSettings(Section):
    """The hub, on the machine that runs it."""

    data: Line = "hub"
    """Folder of the hub's database and keys, from where kiosk.toml is."""
    listen: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Address the hub listens on. In front of it stands a server that speaks TLS."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 8750
    """Port the hub listens on; 0 takes a free one."""
    body_bytes_max: Annotated[int, Field(ge=10_485_760, le=268_435_456)] = 16_777_216
    """A larger request is refused. A full parcel has 8 MiB and a little more."""
    session_idle_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    """Staff are signed out after so long without a page."""
    session_hours: Annotated[int, Field(ge=1, le=24)] = 10
    """Staff are signed out so long after they signed in, in any case."""
    silent_days: Annotated[int, Field(ge=1, le=90)] = 3
    """A tablet that has not been heard from for so long is an alarm on the page of tablets."""


class Settings(Section):
    """The whole file."""

    tablet: TabletSettings = TabletSettings()
    visit: VisitSettings = VisitSettings()
    writing: WritingSettings = WritingSettings()
    retention: RetentionSettings = RetentionSettings()
    speech: SpeechSettings = SpeechSettings()
    sync: SyncSettings = SyncSettings()
    backup: BackupSettings = BackupSettings()
    printer: PrinterSettings = PrinterSettings()
    browser: BrowserSettings = BrowserSettings()
    hub: HubSettings = HubSettings()
    folder: Path = Field(default=Path(), exclude=True)
    """Where the file is; paths in it start here. Not a key of the file."""

    @property
    def data_folder(self) -> Path:
        """`tablet.data`, whole."""
        return self.folder / self.tablet.data

    @property
    def words_file(self) -> Path | None:
        """`writing.words`, whole; None where no words are suggested. Raises `SettingsError`: no such file."""
        path = self.folder / self.writing.words
        if self.writing.words and not path.is_file():
            raise SettingsError(f"{path} is not a file. writing.words names a list of words, or nothing.")
        return path if self.writing.words else None

    @property
    def sticks_folder(self) -> Path:
        """`sync.sticks`, whole."""
        return self.folder / self.sync.sticks

    @property
    def backup_folder(self) -> Path | None:
        """`backup.folder`, whole; None where no backup is wanted."""
        return self.folder / self.backup.folder if self.backup.folder else None

    @property
    def hub_folder(self) -> Path:
        """`hub.data`, whole."""
        return self.folder / self.hub.data


def load(path: Path | None = None, working: Path = Path()) -> Settings:
    """Read `path`, or kiosk.toml in `working` where there is one; defaults otherwise.

    Raises:
        SettingsError: names file, key and what is allowed.
    """
    if path is None:
        path = working / FILE
        if not path.exists():
            return Settings(folder=working)
    try:
        # utf-8-sig: an editor on another system may put a byte-order mark first.
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except RecursionError:
        raise SettingsError(f"{path} is not TOML of ours: it is nested too deeply.") from None
    except ValueError as error:  # also a number of thousands of figures
        raise SettingsError(f"{path} is not TOML: {error}.") from None
    for key in _unknown(content):
        raise SettingsError(f"{path}: {key} is not a setting.{_nearest(key)}")
    try:
        return Settings(**content, folder=path.parent)
    except ValidationError as error:
        raise SettingsError(f"{path}: {_in_words(error)}") from None


def _in_words(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    key = ".".join(str(step) for step in problem["loc"])
    if problem["type"] == "value_error":
        return f"{key}: {problem['msg'].removeprefix('Value error, ')}."
    if problem["type"] in {"model_type", "dataclass_type"}:
        return f"{key} must be a table of settings: [{key}]."
    words = problem["msg"].removeprefix("Input ")
    return f"{key} {words[0].lower()}{words[1:]}; it is {problem['input']!r}."


def keys() -> Iterator[tuple[str, object]]:
    """Every dotted key with its default."""
    for section, table in Settings().model_dump().items():
        yield from ((f"{section}.{name}", value) for name, value in table.items())


def _unknown(content: dict[str, object]) -> Iterator[str]:
    known = dict(keys())
    sections = {key.partition(".")[0] for key in known}
    for section, table in content.items():
        if section not in sections:
            yield section
        elif isinstance(table, dict):
            yield from (f"{section}.{name}" for name in table if f"{section}.{name}" not in known)


def _nearest(key: str) -> str:
    known = list(dict(keys()))
    near = difflib.get_close_matches(key, [*known, *{name.partition(".")[0] for name in known}], 1)
    return f" Did you mean {near[0]}?" if near else ""
