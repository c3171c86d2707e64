"""Each thing that is looked at: what is good, what is odd, what keeps a tablet from going out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.catalogue.model import Keys
from kiosk.doctor.check import Check, Verdict, answer, good, look, mend
from kiosk.doctor.clock import compared_with_hub, look_at_clock
from kiosk.doctor.disk import look_at_disk, mounted_at
from kiosk.doctor.fonts import PROFILE, look_at_fonts
from kiosk.doctor.hub import look_at_hub
from kiosk.doctor.keys import look_at_keys
from kiosk.doctor.machine import FileState, HubAnswer
from kiosk.doctor.power import look_at_battery, look_at_memory
from kiosk.doctor.printer import look_at_printer
from kiosk.doctor.software import look_at_software
from kiosk.doctor.speech import look_at_speech
from kiosk.doctor.terminal import look_at_terminal
from kiosk.errors import PrinterError
from kiosk.printing.printer import PaperState
from tests.kiosk.doctor.devices import FakeGlass, FakeMachine, verdicts
from tests.world import NOON

GOOD, LOOK, MEND = Verdict.GOOD, Verdict.LOOK, Verdict.MEND
DATA = Path("/var/lib/kiosk")
KEYS = Keys(register_="AA==", box="AA==", contributions="AA==")


@pytest.mark.parametrize(
    ("checks", "sentence"),
    [
        ([good("a", "x.")], "Everything needed is here."),
        ([good("a", "x."), look("b", "x.", "y.")], "Everything needed is here. Look at 1 thing."),
        (
            [mend("a", "x.", "y."), look("b", "x.", "y.")],
            "1 thing must be mended before this tablet goes out.",
        ),
        ([mend("a", "x.", "y.")] * 2, "2 things must be mended before this tablet goes out."),
    ],
)
def test_the_answer_comes_first(checks: list[Check], sentence: str) -> None:
    assert answer(checks) == sentence


# -- the terminal


def test_a_terminal_in_which_all_is_well() -> None:
    glass = FakeGlass()
    found = verdicts(look_at_terminal(FakeMachine(glass=glass)))
    assert found == dict.fromkeys(("letters", "terminal", "size", "colours", "touch"), GOOD)
    assert glass.asked == b"\x1b[?1000$p\x1b[?1006$p"


def test_without_a_terminal_nothing_is_asked_and_nothing_is_claimed() -> None:
    assert verdicts(look_at_terminal(FakeMachine(glass=None))) == {"letters": GOOD, "terminal": LOOK}


@pytest.mark.parametrize(
    ("environment", "name", "verdict"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "letters", GOOD),
        ({"LANG": "C.utf8"}, "letters", GOOD),
        ({"LANG": "fr_FR"}, "letters", MEND),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "letters", MEND),
        ({"LC_ALL": "", "LANG": "fr_FR.UTF-8"}, "letters", GOOD),
        ({}, "letters", MEND),
        ({"TERM": "xterm-256color"}, "terminal", GOOD),
        ({"TERM": "linux"}, "terminal", MEND),
        ({}, "terminal", MEND),
        ({"COLORTERM": "24bit"}, "colours", GOOD),
        ({}, "colours", LOOK),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, "colours", LOOK),
    ],
)
def test_the_environment(environment: dict[str, str], name: str, verdict: Verdict) -> None:
    assert verdicts(look_at_terminal(FakeMachine(environment=environment)))[name] is verdict


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ((98, 26), GOOD), ((60, 20), GOOD), ((59, 20), LOOK), ((60, 19), LOOK),
        ((40, 12), LOOK), ((39, 12), MEND), ((40, 11), MEND),
    ],
)  # fmt: skip
def test_the_size(cells: tuple[int, int], verdict: Verdict) -> None:
    assert verdicts(look_at_terminal(FakeMachine(glass=FakeGlass(cells))))["size"] is verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (b"\x1b[?1000;1$y\x1b[?1006;1$y", GOOD),
        (b"\x1b[?1006;3$y\x1b[?1000;2$y", GOOD),
        (b"\x1b[?1000;2$y\x1b[?1006;0$y", MEND),
        (b"\x1b[?1000;4$y\x1b[?1006;2$y", MEND),
        (b"\x1b[?1000;2$y", LOOK),
        (b"", LOOK),
        (b"typed meanwhile", LOOK),
    ],
)
def test_touch_is_believed_only_when_the_terminal_says_so(said: bytes, verdict: Verdict) -> None:
    machine = FakeMachine(glass=FakeGlass(answer=said + b"\x1b[?62c"))
    assert verdicts(look_at_terminal(machine))["touch"] is verdict


# -- fonts and speech


def test_the_font_of_the_profile_is_the_one_that_is_looked_for() -> None:
    machine = FakeMachine()
    machine.files[PROFILE] = "[main]\nfont=Hack:pixelsize=22, DejaVu Sans Mono\n"
    assert verdicts(look_at_fonts(machine)) == {"font": GOOD}
    assert machine.ran[0] == ("fc-list", ":family=Hack", "family")
    assert "charset=2580 2584" in machine.ran[1][1]


@pytest.mark.parametrize("listed", [None, "", "\n"])
def test_a_font_that_is_not_there(listed: str | None) -> None:
    assert verdicts(look_at_fonts(FakeMachine(commands={"fc-list": listed}))) == {"font": LOOK}


def test_a_font_without_the_signs() -> None:
    class Poor(FakeMachine):
        def run(self, *command: str) -> str | None:
            return "" if "charset" in command[1] else "Poor Mono\n"

    (check,) = look_at_fonts(Poor())
    assert check.verdict is LOOK
    assert "lacks some signs" in check.found


ALL = ("fr", "oc", "en", "es", "fr_simple")


def test_every_language_that_is_offered_has_a_voice() -> None:
    assert verdicts(look_at_speech(FakeMachine(), ALL)) == {"speech": GOOD, "sound": GOOD}


def test_a_voice_that_is_missing_is_named() -> None:
    machine = FakeMachine(commands={"espeak-ng": "Pty Language\n 5  fr-fr  --/M  French  roa/fr\n"})
    spoken = next(iter(look_at_speech(machine, ALL)))
    assert spoken.verdict is LOOK
    assert "Occitan, English, Español." in spoken.found
    assert "Français" not in spoken.found


@pytest.mark.parametrize("cards", [None, "--- no soundcards ---\n"])
def test_without_speech_or_sound_somebody_should_know(cards: str | None) -> None:
    assert verdicts(look_at_speech(FakeMachine(commands={}), ALL)) == {"speech": LOOK}
    machine = FakeMachine()
    machine.files = {"/proc/asound/cards": cards} if cards else {}
    assert verdicts(look_at_speech(machine, ALL))["sound"] is LOOK


# -- what is held in the hand


@pytest.mark.parametrize(
    ("paper", "verdict"),
    [
        (PaperState.ENOUGH, GOOD),
        (PaperState.NEAR_END, LOOK),
        (PaperState.UNKNOWN, LOOK),
        (PaperState.OUT, MEND),
    ],
)
def test_the_paper(paper: PaperState, verdict: Verdict) -> None:
    assert verdicts(look_at_printer(lambda: paper)) == {"printer": verdict}


def test_no_printer_is_good_and_one_that_is_off_is_not() -> None:
    def off() -> PaperState:
        raise PrinterError("There is no printer at /dev/usb/lp0: No such file or directory.")

    assert verdicts(look_at_printer(None)) == {"printer": GOOD}
    assert verdicts(look_at_printer(off)) == {"printer": MEND}


@pytest.mark.parametrize(
    ("charge", "status", "verdict"),
    [
        ("90", "Discharging", GOOD), ("49", "Discharging", LOOK), ("14", "Discharging", MEND),
        ("14", "Charging", GOOD), ("100", "Full", GOOD),
    ],
)  # fmt: skip
def test_the_battery(charge: str, status: str, verdict: Verdict) -> None:
    machine = FakeMachine()
    folder = "/sys/class/power_supply/BAT0"
    machine.files |= {f"{folder}/capacity": charge, f"{folder}/status": status}
    assert verdicts(look_at_battery(machine)) == {"battery": verdict}
    machine.files[f"{folder}/scope"] = "Device\n"  # the battery of a pen
    assert verdicts(look_at_battery(machine)) == {}


@pytest.mark.parametrize(("kib", "verdict"), [(400_000, GOOD), (200_000, LOOK), (100_000, MEND)])
def test_memory(kib: int, verdict: Verdict) -> None:
    machine = FakeMachine()
    machine.files["/proc/meminfo"] = f"MemFree: 1 kB\nMemAvailable:  {kib} kB\n"
    assert verdicts(look_at_memory(machine)) == {"memory": verdict}


@pytest.mark.parametrize(
    ("area", "told"), [("/dev/sda2 partition 1 0 -2", True), ("/dev/zram0 partition 1 0 5", False)]
)
def test_swapping_to_a_disk_is_told(area: str, told: bool) -> None:
    machine = FakeMachine()
    machine.files["/proc/swaps"] += area + "\n"
    assert ("swap" in verdicts(look_at_memory(machine))) is told


# -- what is kept


def test_a_disk_on_which_all_is_well() -> None:
    found = verdicts(look_at_disk(FakeMachine(), DATA))
    assert found == dict.fromkeys(("room", "writing", "disk", "encryption"), GOOD)


@pytest.mark.parametrize(("mib", "verdict"), [(199, MEND), (200, LOOK), (1023, LOOK), (1024, GOOD)])
def test_room(mib: int, verdict: Verdict) -> None:
    assert verdicts(look_at_disk(FakeMachine(free=mib * 2**20), DATA))["room"] is verdict


def test_a_folder_that_cannot_be_written_to() -> None:
    checks = {check.name: check for check in look_at_disk(FakeMachine(refusal="Read-only file system"), DATA)}
    assert checks["writing"].verdict is MEND
    assert "Read-only file system" in checks["writing"].found


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [("ext4", GOOD), ("btrfs", GOOD), ("tmpfs", MEND), ("overlay", MEND), ("vfat", MEND), ("nfs4", MEND)],
)
def test_the_kind_of_disk(kind: str, verdict: Verdict) -> None:
    machine = FakeMachine()
    machine.files["/proc/mounts"] += f"thing {DATA} {kind} rw 0 0\n"
    assert verdicts(look_at_disk(machine, DATA))["disk"] is verdict


@pytest.mark.parametrize(
    ("layers", "verdict"), [("crypt\ndisk\n", GOOD), ("part\ndisk\n", LOOK), (None, LOOK)]
)
def test_encryption(layers: str | None, verdict: Verdict) -> None:
    machine = FakeMachine()
    machine.commands["lsblk"] = layers
    assert verdicts(look_at_disk(machine, DATA))["encryption"] is verdict
    assert machine.ran[-1] == ("lsblk", "-nso", "TYPE", "/dev/mapper/root")


def test_the_folder_that_is_not_there_yet_is_looked_at_where_it_would_be() -> None:
    class Bare(FakeMachine):
        def state(self, path: Path) -> FileState | None:
            return FileState(0o755, True) if str(path) in ("/", "/run") else None

    checks = {check.name: check for check in look_at_disk(Bare(), Path("/run/kiosk/data"))}
    assert checks["disk"].verdict is MEND
    assert "/run is on tmpfs" in checks["disk"].found


@pytest.mark.parametrize(
    ("folder", "mount"),
    [
        ("/var/lib/kiosk", ("/dev/mapper/root", "ext4")),
        ("/run/kiosk", ("tmpfs", "tmpfs")),
        ("/running", ("/dev/mapper/root", "ext4")),
        ("/media/stick one/data", ("/dev/sdb1", "vfat")),
    ],
)
def test_the_nearest_mount_counts(folder: str, mount: tuple[str, str]) -> None:
    assert mounted_at(FakeMachine().files["/proc/mounts"] + "garbage\n", Path(folder)) == mount


# -- time


def test_a_clock_that_the_network_sets() -> None:
    assert verdicts(look_at_clock(FakeMachine())) == {"clock": GOOD, "time zone": GOOD}


@pytest.mark.parametrize("said", [None, "Timezone=Europe/Paris\nNTPSynchronized=no\n"])
def test_a_clock_that_nobody_sets(said: str | None) -> None:
    assert verdicts(look_at_clock(FakeMachine(commands={"timedatectl": said})))["clock"] is LOOK


def test_the_zone_is_read_elsewhere_too_and_universal_time_is_odd() -> None:
    machine = FakeMachine(commands={})
    assert verdicts(look_at_clock(machine))["time zone"] is LOOK
    machine.files["/etc/timezone"] = "Europe/Paris\n"
    assert verdicts(look_at_clock(machine))["time zone"] is GOOD
    machine.files["/etc/timezone"] = "Etc/UTC\n"
    assert verdicts(look_at_clock(machine))["time zone"] is LOOK


@pytest.mark.parametrize(
    ("ahead", "verdict", "words"),
    [
        (timedelta(seconds=59), GOOD, "agrees"),
        (timedelta(minutes=1), LOOK, "1 minute ahead of"),
        (-timedelta(minutes=9), LOOK, "9 minutes behind"),
        (timedelta(hours=2), MEND, "2 hours ahead of"),
        (-timedelta(days=400), MEND, "400 days behind"),
    ],
)
def test_the_hub_s_clock(ahead: timedelta, verdict: Verdict, words: str) -> None:
    machine = FakeMachine(time=NOON + ahead)
    (check,) = compared_with_hub(machine, HubAnswer(200, NOON))
    assert check.verdict is verdict
    assert words in check.found
    assert list(compared_with_hub(machine, HubAnswer(200))) == []


# -- keys and hub


@pytest.mark.parametrize(
    ("key", "folder", "verdict"),
    [
        (FileState(0o600, True), FileState(0o700, True), GOOD),
        (FileState(0o640, True), FileState(0o700, True), MEND),
        (FileState(0o600, True), FileState(0o755, True), MEND),
        (FileState(0o600, False), FileState(0o700, False), LOOK),
    ],
)
def test_the_signing_key_is_nobody_else_s(key: FileState, folder: FileState, verdict: Verdict) -> None:
    machine = FakeMachine(states={f"{DATA}/tablet.key": key, str(DATA): folder})
    assert verdicts(look_at_keys(machine, DATA, KEYS))["keys"] is verdict


def test_a_key_that_is_missing() -> None:
    class Bare(FakeMachine):
        def state(self, path: Path) -> FileState | None:
            return None

    assert verdicts(look_at_keys(Bare(), DATA, KEYS)) == {"keys": MEND}


def test_the_keys_of_the_catalogue() -> None:
    assert verdicts(look_at_keys(FakeMachine(), DATA, KEYS))["catalogue keys"] is GOOD
    only_votes = KEYS.model_copy(update={"contributions": ""})
    assert verdicts(look_at_keys(FakeMachine(), DATA, only_votes))["catalogue keys"] is LOOK
    assert "catalogue keys" not in verdicts(look_at_keys(FakeMachine(), DATA, None))


@pytest.mark.parametrize(
    ("address", "said", "expected"),
    [
        ("https://hub.example", HubAnswer(200), {"hub": GOOD}),
        ("http://127.0.0.1:8750", HubAnswer(200), {"hub": GOOD}),
        ("https://hub.example", HubAnswer(), {"hub": LOOK}),
        ("https://hub.example", HubAnswer(404), {"hub": LOOK}),
        ("http://hub.example", HubAnswer(200), {"hub": GOOD, "line to the hub": LOOK}),
    ],
)
def test_a_hub_that_is_silent_is_no_error(
    address: str, said: HubAnswer, expected: dict[str, Verdict]
) -> None:
    assert verdicts(look_at_hub(address, said)) == expected


def test_a_language_without_texts_keeps_the_tablet_here() -> None:
    assert verdicts(look_at_software(("fr", "en"))) == {"languages": GOOD, "database": GOOD}
    assert verdicts(look_at_software(("fr", "tlh")))["languages"] is MEND
