"""The files for a real device: each is valid, knows only what is there, and keeps what its page promises."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli.main import build_parser
from kiosk.settings import load

DEVICE = Path(__file__).parent.parent / "assets" / "device"
PAGE = (DEVICE / "README.md").read_text(encoding="utf-8")
FILES = sorted(path for path in DEVICE.rglob("*") if path.is_file() and path.name != "README.md")
UNITS = {
    path.name: path.read_text(encoding="utf-8") for path in FILES if path.suffix in (".service", ".timer")
}
SERVICES = {name: text for name, text in UNITS.items() if name.endswith(".service")}
PROFILES = sorted(DEVICE.rglob("foot-*.ini"))
SHORT_NAMES = {
    "kiosk": "kiosk.service",
    "web": "kiosk-web.service",
    "browser": "kiosk-browser.service",
    "hub": "kiosk-hub.service",
}
BOUND_BY_FOOT = (
    "scrollback-up-page", "scrollback-down-page", "clipboard-copy", "clipboard-paste", "primary-paste",
    "search-start", "font-increase", "font-decrease", "font-reset", "spawn-terminal", "show-urls-launch",
    "prompt-prev", "prompt-next", "unicode-input",
)  # fmt: skip
"""Actions that foot 1.13 to 1.21 bind to keys when nobody says otherwise (foot.ini(5))."""
TOUCHED_BY_FOOT = (
    "selection-override-modifiers", "select-begin", "select-begin-block", "select-extend",
    "select-extend-character-wise", "select-word", "select-word-whitespace", "select-row", "primary-paste",
)  # fmt: skip


def installed(path: Path) -> str:
    """Where a file of the set goes on the machine."""
    return "/" + str(Path(*path.relative_to(DEVICE).parts[1:]))


def settings_of(text: str) -> Iterator[tuple[str, str]]:
    """The lines `key=value` of a unit."""
    for line in text.splitlines():
        if not line.startswith(("#", ";", "[")) and "=" in line:
            key, _, value = line.partition("=")
            yield key.strip(), value.strip()


def sections(profile: Path) -> dict[str, dict[str, str]]:
    """A foot profile as its sections."""
    found: dict[str, dict[str, str]] = {}
    name = "main"
    for line in profile.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(name, {})[key] = value
    return found


# -- the terminal


@pytest.mark.skipif(shutil.which("foot") is None, reason="foot is not installed")
@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.name)
def test_foot_takes_the_profile(profile: Path) -> None:
    checked = subprocess.run(
        ["foot", "--check-config", f"--config={profile}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stderr
    assert " warn:" not in checked.stderr


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.name)
def test_the_terminal_keeps_no_key_and_no_touch_for_itself(profile: Path) -> None:
    found = sections(profile)
    assert set(BOUND_BY_FOOT) <= set(found["key-bindings"])
    assert set(TOUCHED_BY_FOOT) <= set(found["mouse-bindings"])
    assert {*found["key-bindings"].values(), *found["mouse-bindings"].values()} == {"none"}
    assert found["scrollback"]["lines"] == "0"
    assert found["main"]["locked-title"] == "yes"
    assert found["main"]["dpi-aware"] == "no"
    assert found["url"]["launch"] == "/bin/false"


def test_the_two_profiles_differ_in_the_size_alone() -> None:
    assert [path.name for path in PROFILES] == ["foot-large.ini", "foot-normal.ini"]
    large, normal = (path.read_text(encoding="utf-8").splitlines() for path in PROFILES)
    different = [pair for pair in zip(large, normal, strict=True) if pair[0] != pair[1]]
    assert [line.startswith("# foot as") for line, _ in different] == [True, False]
    assert [line.rpartition("pixelsize=")[2] for line in different[1]] == ["28", "22"]


# -- the units


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    for other, text in UNITS.items():
        # The programs are those of a tablet; what is verified here is everything around them.
        here = re.sub(r"^(Exec\w+=[+-]*)/\S+", r"\1/bin/true", text, flags=re.MULTILINE)
        (tmp_path / other).write_text(here, encoding="utf-8")
    (tmp_path / "seatd.service").write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"./{name}"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_knows_only_files_and_units_of_the_set(name: str) -> None:
    ours = {installed(path) for path in FILES}
    named = set(re.findall(r"/etc/kiosk/[\w.${}-]+", UNITS[name]))
    named = {path.replace("${KIOSK_TEXT}", text) for path in named for text in ("normal", "large")}
    assert named <= ours
    told = re.findall(r"\bkiosk[\w-]*\.(?:service|timer)\b", UNITS[name])
    assert set(told) <= set(UNITS)


@pytest.mark.parametrize("name", SERVICES)
def test_every_command_of_a_unit_is_one_of_the_kiosk(name: str) -> None:
    for line in re.findall(r"/opt/kiosk/bin/kiosk ([^;\"\n]+)", SERVICES[name]):
        arguments = shlex.split(line)
        assert callable(build_parser().parse_args(arguments).run)


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_as_a_user_that_is_made(name: str) -> None:
    made = {
        line.split()[1]
        for path in DEVICE.rglob("sysusers.d/*.conf")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("u ")
    }
    users = [value for key, value in settings_of(SERVICES[name]) if key == "User"]
    assert set(users) <= made
    assert users or name == "kiosk-night.service"


@pytest.mark.parametrize("name", SERVICES)
def test_no_session_takes_the_kiosk_away_from_its_watchdog(name: str) -> None:
    assert not {"PAMName"} & {key for key, _ in settings_of(SERVICES[name])}


def test_only_one_of_them_has_the_screen() -> None:
    on_screen = {name for name, text in SERVICES.items() if "TTYPath=/dev/tty1" in text}
    assert on_screen == {"kiosk.service", "kiosk-browser.service", "kiosk-doctor.service"}
    for name in on_screen:
        (conflicts,) = [value for key, value in settings_of(SERVICES[name]) if key == "Conflicts"]
        assert "getty@tty1.service" in conflicts.split()
        others = {
            other for other in on_screen - {name} if name in _conflicts(other) or other in conflicts.split()
        }
        assert others, name


def _conflicts(name: str) -> list[str]:
    return [
        unit for key, value in settings_of(SERVICES[name]) if key == "Conflicts" for unit in value.split()
    ]


# -- the browser and the settings


def test_the_policy_opens_one_page_and_everything_means_the_same_port() -> None:
    (path,) = DEVICE.rglob("policies/managed/kiosk.json")
    policy = json.loads(path.read_text(encoding="utf-8"))
    assert policy["URLBlocklist"] == ["*"]
    (page,) = policy["URLAllowlist"]
    assert page.startswith("http://127.0.0.1:")
    pages = re.findall(r"http://\S+(?=/)", SERVICES["kiosk-browser.service"])
    assert {policy["HomepageLocation"].rstrip("/"), *pages} == {page}
    assert f"--port {page.rpartition(':')[2]}" in SERVICES["kiosk-web.service"]
    assert policy["DeveloperToolsAvailability"] == 2


def test_the_settings_of_a_tablet_are_right() -> None:
    settings = load(DEVICE / "tablet" / "etc" / "kiosk" / "kiosk.toml")
    assert str(settings.data_folder) == "/var/lib/kiosk"
    rules = (DEVICE / "tablet/etc/udev/rules.d/71-kiosk-printer.rules").read_text(encoding="utf-8")
    assert f'SYMLINK+="{Path(settings.printer.device).name}"' in rules


def test_the_rules_mount_sticks_and_the_card_where_the_kiosk_looks() -> None:
    settings = load(DEVICE / "tablet" / "etc" / "kiosk" / "kiosk.toml")
    rules = (DEVICE / "tablet/etc/udev/rules.d/72-kiosk-sticks.rules").read_text(encoding="utf-8")
    mounted = re.findall(r"\$devnode (/media/[^\"]+)", rules)
    assert [Path(place).parent for place in mounted] == [settings.sticks_folder] * 2
    page = PAGE.partition("## 3.")[2]
    assert f'folder = "{mounted[1]}"' in page, "the page says what to write into the settings"
    for unit in ("kiosk", "web"):
        assert ("ReadWritePaths", f"-{settings.sticks_folder}") in settings_of(SERVICES[SHORT_NAMES[unit]])


# -- the page


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DEVICE)))
def test_the_page_names_every_file(path: Path) -> None:
    assert f"`{path.relative_to(DEVICE)}`" in PAGE


def test_the_page_names_no_file_that_is_not_there() -> None:
    named = re.findall(r"`((?:tablet|browser|hub)/[^`]+)`", PAGE)
    assert [name for name in named if not (DEVICE / name).exists()] == []


def promises() -> list[tuple[str, str]]:
    """(directive, unit) of each row of the page's table."""
    table = PAGE.partition("## 5.")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    return [
        (directive, SHORT_NAMES[unit.strip()])
        for directives, units in rows
        for directive in re.findall(r"`([^`]+)`", directives)
        for unit in units.split(",")
    ]


@pytest.mark.parametrize(("directive", "unit"), promises())
def test_what_the_page_promises_is_in_the_unit(directive: str, unit: str) -> None:
    key, _, wanted = directive.partition("=")
    values = [value for name, value in settings_of(SERVICES[unit]) if name == key]
    assert values
    if wanted:
        assert wanted in values
    elif key == "CapabilityBoundingSet":
        assert values == [""]
    else:
        assert all(values)


def test_the_page_promises_something() -> None:
    assert len(promises()) > 60
    assert {unit for _, unit in promises()} == set(SHORT_NAMES.values())
