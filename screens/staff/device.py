"""The device: what `kiosk doctor` finds, without a command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult

from kiosk.staff.board import board_of, power_of
from kiosk.staff.opening import damage_of, warnings
from screens.staff import words
from screens.staff.side import Finding
from screens.staff.step import StaffStep
from screens.words import day_and_hour

if TYPE_CHECKING:
    from kiosk.settings import Settings
    from kiosk.tablet import Tablet
    from screens.app import KioskApp


class DeviceScreen(StaffStep):
    """What is known at once; what takes time comes from a thread."""

    def __init__(self, app: KioskApp) -> None:
        can_look = app.staff.around.findings is not None
        super().__init__(
            app,
            app.tr("How is this device?"),
            main=app.tr("Examine it →") if can_look else "",
            main_short=app.tr("Examine →"),
        )

    def compose_body(self) -> ComposeResult:
        """The figures in words, in pages."""
        from screens.staff.board import machine_facts

        tr, board = self.tr, board_of(self.tablet)
        power = (self.kiosk.staff.around.power or power_of)()
        found = [*damage_of(self.tablet), *warnings(self.tablet, machine_facts(board, power))]
        pairing = self.tablet.pairing
        lines = [
            *(f"▲ {objection.sentence(tr)}" for objection in found),
            tr("Battery: {n} %", n=power.percent) if power else tr("No battery"),
            tr("Free on disk: {room}", room=words.gigabytes(tr, board.disk_free_bytes)),
            tr("Clock: {moment}", moment=day_and_hour(tr, board.now)),
            words.valid_words(tr, board),
            *self._backup(),
            tr("Tablet: {name}", name=pairing.tablet),
            tr("Hub: {address}", address=pairing.hub_address),
            tr("This tablet's key: {digest}", digest=self.tablet.signing_key.verify_key.hex()[:16]),
        ]
        yield self.reader("\n".join(lines))

    def _backup(self) -> Iterator[str]:
        """How the backup stands, where one is set up."""
        from screens.staff.backup_words import state_of, state_words

        keeper = self.kiosk.staff.around.keeper()
        if keeper is not None:
            yield state_words(self.tr, state_of(keeper))

    def on_main(self) -> None:
        """Look at everything."""
        look = self.kiosk.staff.around.findings
        if look is not None:
            self.say(self.tr("The tablet is examined. This takes some seconds."))
            self.work(look, lambda found: self.kiosk.staff.show(FindingsScreen(self.kiosk, found)))


class FindingsScreen(StaffStep):
    """What was found: what must be mended first."""

    def __init__(self, app: KioskApp, found: Sequence[Finding]) -> None:
        tr = app.tr
        self._found = sorted(found, key=_rank)
        bad = sum(check.verdict == "mend" for check in found)
        question = (
            tr.plural("{n} thing must be mended.", "{n} things must be mended.", bad)
            if bad
            else tr("This device can go out.")
        )
        super().__init__(app, question)

    def compose_body(self) -> ComposeResult:
        """One finding a paragraph."""
        marks = ("▲", "△", "✔")
        yield self.reader(
            "\n\n".join(f"{marks[_rank(check)]} {check.name}: {check.sentence}" for check in self._found)
        )

    def renewed(self) -> FindingsScreen:
        """The same findings."""
        return FindingsScreen(self.kiosk, self._found)

    def above(self) -> StaffStep:
        """The device."""
        return DeviceScreen(self.kiosk)


def _rank(check: Finding) -> int:
    return ("mend", "look", "good").index(check.verdict)


def device_findings(settings: Settings, open_tablet: Callable[[], Tablet]) -> list[Finding]:
    """What `kiosk doctor` finds."""
    from kiosk.doctor import Verdict, findings
    from kiosk.doctor.this_machine import ThisMachine
    from sync.asking import ask_hub

    names: dict[Verdict, Literal["good", "look", "mend"]] = {
        Verdict.GOOD: "good",
        Verdict.LOOK: "look",
        Verdict.MEND: "mend",
    }
    machine = ThisMachine(lambda address: ask_hub(address, min(settings.sync.timeout_seconds, 10)))
    return [
        Finding(check.name, names[check.verdict], f"{check.found} {check.todo}".strip())
        for check in findings(settings, machine, open_tablet)
    ]
