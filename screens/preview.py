"""Pictures of a catalogue as a tablet shows it: the real screens, on a tablet that exists for a moment.

Nothing of a hub is needed. The tablet gets keys of its own and a clock within the time in which the
consultation is open; votes ask for no claim, so that their screens can be reached.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.catalogue.activities import BallotActivity
from kiosk.catalogue.load import PURPOSE, encode, parse, sign
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.model import Catalogue, Consultation
from kiosk.errors import ContentError, SignatureError
from kiosk.ids import Mode, TabletId
from kiosk.sealing import generate
from kiosk.signed import SigningKey, signer
from kiosk.visit_map import State

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from kiosk.tablet import Tablet
    from screens.app import KioskApp

SIZES = ((98, 26), (40, 12))
SCREENS = ("home", "consultation", "projects", "project")
_PATIENCE_SECONDS = 20.0
_PAGES_MAX = 200
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}")
_ROOM = timedelta(days=3660)


def draw(
    content: bytes,
    *,
    consultation: str = "",
    language: str = "fr",
    sizes: Sequence[tuple[int, int]] = SIZES,
    screens: Sequence[str] = SCREENS,
) -> dict[str, str]:
    """The SVG of each screen on each grid, by name: ``home-98x26.svg``.

    A screen that the consultation does not lead to, such as the projects where nothing is voted on,
    is left out.

    Args:
        content: a draft, or a catalogue with or without a signature.
        consultation: its id; empty for the first.
        language: what residents read.
        sizes: columns and lines.
        screens: some of `SCREENS`.

    Raises:
        ContentError: it does not parse, contradicts itself, or has no such consultation.
    """
    from kiosk.tablet import Pairing, Tablet

    catalogue = _shown(_read(content))
    found = next((one for one in catalogue.consultations if consultation in ("", one.id)), None)
    if found is None:
        raise ContentError(f"There is no consultation {consultation} to draw.")
    moment = _open_at(found, CatalogueIndex(catalogue))
    catalogue = catalogue.model_copy(
        update={"issued": moment - timedelta(hours=1), "valid_until": moment + _ROOM}
    )
    key = SigningKey.generate()
    signed = sign(encode(catalogue), key)
    with tempfile.TemporaryDirectory(prefix="kiosk-preview-") as folder:
        pairing = Pairing(TabletId("preview"), catalogue.mode, key.verify_key, "http://hub.invalid")
        tablet = Tablet.create(
            Path(folder) / "tablet", pairing, SigningKey.generate(), signed, lambda: moment
        )
        try:
            tablet.change_status("open", "preview")
            return asyncio.run(_drawn(tablet, found, language, sizes, screens))
        finally:
            tablet.close_files()


def _read(content: bytes) -> Catalogue:
    try:
        signer(content, PURPOSE)
    except SignatureError:
        pass
    else:
        content = content.split(b"\n", 2)[2]
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise ContentError("The draft is not JSON.") from None
    if not isinstance(found, dict) or not isinstance(found.get("consultations"), list):
        raise ContentError("The draft has no list of consultations.")
    _ask_nothing(found)
    now = datetime.now(UTC)
    added = {
        "version": 1,
        "mode": Mode.OFFICIAL.value,
        "issued": now.isoformat(),
        "valid_until": (now + _ROOM).isoformat(),
        "keys": {
            name: base64.b64encode(generate()[1]).decode() for name in ("register", "box", "contributions")
        },
    }
    return parse(json.dumps(added | found).encode())


def _ask_nothing(found: dict[str, Any]) -> None:
    """Let everybody vote, so that neither codes nor accounts are needed to see the screens."""
    found["codes"] = []
    for consultation in found["consultations"]:
        activities = consultation.get("activities") if isinstance(consultation, dict) else None
        for activity in activities if isinstance(activities, list) else ():
            if isinstance(activity, dict) and activity.get("kind") == "ballot":
                activity |= {"claim": "none", "code_replacement": "never"}


def _shown(catalogue: Catalogue) -> Catalogue:
    """Without the months in which nothing may be shown: a preview is for before them."""
    return catalogue.model_copy(update={"silence": None})


def _open_at(consultation: Consultation, index: CatalogueIndex) -> datetime:
    """A moment at which what is drawn is open: an hour after the first opening of its first activity."""
    for located in index.within(consultation):
        if located.phases:
            first = located.phases[0]
            return min(first.opens + timedelta(hours=1), first.opens + (first.closes - first.opens) / 2)
    return datetime.now(UTC)


async def _drawn(
    tablet: Tablet,
    consultation: Consultation,
    language: str,
    sizes: Sequence[tuple[int, int]],
    screens: Sequence[str],
) -> dict[str, str]:
    from screens.app import KioskApp, Manner

    drawn: dict[str, str] = {}
    for columns, lines in sizes:
        manner = Manner(
            error_log=tablet.folder / "errors.log",
            language=language,
            languages=(language,),
            idle_seconds=3600,
        )
        app = KioskApp(lambda: tablet, manner)
        async with app.run_test(size=(columns, lines)) as pilot:
            walk = _Walk(app, pilot, consultation)
            for name in SCREENS:
                if await walk.goes_to(name) and name in screens:
                    drawn[f"{name}-{columns}x{lines}.svg"] = _alone(app.export_screenshot(title=" "))
    return drawn


def _alone(svg: str) -> str:
    """A picture that asks nobody for letters: those of the machine that shows it are as wide."""
    return _FONTS.sub("", svg)


class _Walk:
    """The way through the screens, as a visit goes it."""

    def __init__(self, app: KioskApp, pilot: Pilot[int], consultation: Consultation) -> None:
        self._app, self._pilot, self._consultation = app, pilot, consultation
        votes = [one for one in consultation.activities if isinstance(one, BallotActivity)]
        self._vote = votes[0] if votes else None

    async def goes_to(self, name: str) -> bool:
        """Go there from the screen before; False where there is no such screen."""
        ways: dict[str, Callable[[], Awaitable[bool]]] = {
            "home": self._home,
            "consultation": self._to_consultation,
            "projects": self._projects,
            "project": self._project,
        }
        return await ways[name]()

    async def _home(self) -> bool:
        await self._until(lambda: self._app.is_loaded)
        self._app.begin_visit()
        await self._until(lambda: self._on(State.HOME))
        return True

    async def _to_consultation(self) -> bool:
        return await self._step(lambda: self._visit.choose_consultation(self._consultation.id))

    async def _projects(self) -> bool:
        if self._vote is None:
            return False
        vote = self._vote
        if self._visit.found is None:
            await self._step(lambda: self._visit.choose_activity(vote.id))
        await self._step(self._visit.take_part)
        if self._on(State.QUARTIER):
            first = next(iter(vote.quartier_budgets))
            await self._step(lambda: self._visit.choose_quartier(first))
        return self._on(State.BALLOT)

    async def _project(self) -> bool:
        """The page on which the vote says what its first project is."""
        from screens.widgets.pages import Reader

        if self._vote is None:
            return False
        for _ in range(4):
            if self._on(State.ABOUT):
                break
            await self._step(self._visit.back)
        readers = list(self._app.screen.query(Reader))
        if not self._on(State.ABOUT) or not readers:
            return False
        wanted = "•"
        for _ in range(_PAGES_MAX):
            if wanted in self._sees():
                return True
            before = self._sees()
            readers[0].turn(1)
            await self._pilot.pause()
            if self._sees() == before:
                return False
        return False

    @property
    def _visit(self) -> Any:
        return self._app.visit

    def _on(self, state: State) -> bool:
        return self._app.visit is not None and self._app.visit.state is state

    def _sees(self) -> str:
        return "\n".join(strip.text for strip in self._app.screen._compositor.render_strips())

    async def _step(self, go: Callable[[], object]) -> bool:
        go()
        self._app.show_visit()
        await self._pilot.pause()
        await self._pilot.pause()
        return True

    async def _until(self, so: Callable[[], bool]) -> None:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while not so():
            if asyncio.get_running_loop().time() > deadline:
                raise ContentError("The screens did not come up in time.")
            await asyncio.sleep(0.01)
        await self._pilot.pause()
