"""`kiosk demo`: the kiosk on its demo content, with a hub in the same process."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import WireError
from kiosk.i18n import LANGUAGES
from kiosk.only_one import only_one
from screens.app import KioskApp, Manner
from screens.staff.side import Finding, Surroundings

if TYPE_CHECKING:
    from kiosk.claims.claim import ClaimRule
    from kiosk.tablet import Tablet
    from sync.courier import Progress
    from sync.demo import Demo

PLACE = "Maison de la citoyenneté Centre"


class _Running:
    """What the demo opens after its first picture, and closes at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._turn = threading.Lock()
        self._demo: Demo | None = None
        self._tablet: Tablet | None = None

    def open_tablet(self) -> Tablet:
        """Make the demo and start its hub; called in a thread."""
        from sync.demo import make_demo
        from sync.hub.server import embedded

        self._stack.enter_context(only_one(self._folder))
        self._demo = make_demo(self._folder)
        self._stack.callback(self._demo.store.close)
        address = self._stack.enter_context(embedded(self._demo.store))
        self._demo.tell_of_pages(address)
        self._tablet = self._demo.tablet(address)
        self._stack.callback(self._tablet.close_files)
        return self._tablet

    def carry(self) -> None:
        """After each visit: the ballot goes to the hub at once, so that there is something to show."""
        from sync.demo import carry

        if self._tablet is not None:
            try:
                with self._turn:
                    carry(self._tablet)
            except WireError:
                return  # it stays aboard and goes with the next one

    def by_hand(self, report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        """When the staff want it, once what a visit has left is carried."""
        from screens.staff.carrying import by_network

        if self._tablet is None:
            raise RuntimeError("nobody comes to the desk before the tablet is there")
        with self._turn:
            return by_network(self._tablet)(report, cancelled)

    def hint(self, rule: ClaimRule) -> str:
        """What somebody without a card or a PIN may type in the demo."""
        from sync.demo import PIN

        if self._demo is None or self._tablet is None:
            return ""
        return {"code": self._demo.unspent_code(self._tablet), "attended": PIN}.get(rule.value, "")

    def sticks(self) -> list[Path]:
        """A folder that stands in for a stick."""
        stick = self._folder / "stick"
        stick.mkdir(exist_ok=True)
        return [stick]

    def findings(self) -> list[Finding]:
        """What is found on this machine."""
        from kiosk.settings import Settings, TabletSettings
        from kiosk.tablet import Tablet

        if self._tablet is None:
            return []
        folder = self._tablet.folder
        settings = Settings(tablet=TabletSettings(data=str(folder.parent)))
        from screens.staff.device import device_findings

        return device_findings(settings, lambda: Tablet(folder))

    def account(self) -> str:
        """One sentence for whoever started the demo."""
        if self._demo is None or self._tablet is None:
            return ""
        cast = sum(line.cast for line in self._tablet.vault.account())
        ballots = "1 ballot" if cast == 1 else f"{cast} ballots"
        return f"Demo: {ballots} cast, {self._demo.store.totals()['deposits']} at the hub."

    def close(self) -> None:
        """Stop the hub, close the files."""
        self._stack.close()


def run_demo(folder: Path | None, *, codes_only: bool = False) -> int:
    """Open the demo; without `folder` its data is forgotten at the end. Gives the exit code."""
    from kiosk.settings import SpeechSettings
    from screens.start import voice_of

    if codes_only:
        from sync.demo import ADMINISTRATOR_PIN, PIN, STAFF_ACCOUNT, STAFF_PASSWORD, make_demo

        demo = make_demo(folder or Path(tempfile.mkdtemp(prefix="kiosk-demo-")))
        print("\n".join(demo.codes))  # noqa: T201 - the command's output
        pages = f"Pages of the hub: account {STAFF_ACCOUNT}, password {STAFF_PASSWORD}"
        print(f"PIN {PIN}, administrator {ADMINISTRATOR_PIN}", file=sys.stderr)  # noqa: T201
        print(f"{pages}; the address is in staff.txt while it runs", file=sys.stderr)  # noqa: T201
        demo.store.close()
        return 0
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-", ignore_cleanup_errors=True) as temporary:
        kept = folder or Path(temporary) / "demo"
        kept.mkdir(parents=True, exist_ok=True)
        running = _Running(kept)
        manner = Manner(
            error_log=kept / "errors.log", place=PLACE, languages=LANGUAGES, second_strike_seconds=0.5
        )
        voice = voice_of(SpeechSettings())
        app = KioskApp(
            running.open_tablet,
            manner,
            after_visit=running.carry,
            hint=running.hint,
            voice=voice,
            around=Surroundings(carrier=running.by_hand, sticks=running.sticks, findings=running.findings),
        )
        try:
            code = app.run_to_exit_code()
            if app.failure is not None:
                raise app.failure
            sentence = running.account()
        finally:
            voice.close()
            running.close()
        if sentence and not app.is_web:  # to the page, standard output is the screen
            print(sentence)  # noqa: T201 - the command's output
        return code


def run_demo_in_browser(folder: Path | None, port: int | None, say: Callable[[str], None]) -> int:
    """Open the demo's page; without `folder` its data is forgotten at the end. Gives the exit code."""
    from kiosk.settings import BrowserSettings
    from screens.browser.serve import serve_page
    from screens.start import page_of

    browser = BrowserSettings()
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-", ignore_cleanup_errors=True) as temporary:
        kept = folder or Path(temporary) / "demo"
        kept.mkdir(parents=True, exist_ok=True)
        running = _Running(kept)  # made here, whole: an app may be ended at any moment
        try:
            running.open_tablet()
        finally:
            running.close()
        page = page_of(Manner(error_log=kept / "errors.log", place=PLACE), browser.text_pixels)
        command = [sys.executable, "-m", "kiosk.cli", "demo", "--folder", str(kept)]
        return serve_page(page, command, browser.port if port is None else port, say)
