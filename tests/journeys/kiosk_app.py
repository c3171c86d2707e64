"""The kiosk as a person meets it: what is on the glass, and a finger that touches what can be seen."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from textual import events
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from kiosk.tablet import Tablet
from kiosk.visit import Visit
from screens.app import KioskApp, Manner
from screens.speech.voice import Voice
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.city_map import CityMap
from screens.widgets.field import Field
from screens.widgets.row import Row
from sync.demo import demo_draft
from tests.screens.finger import send, tap, type_by_touch
from tests.world import NOON, World

TINY, LARGE = (40, 12), (98, 26)
GRIDS = (TINY, LARGE)
PLACE = "Maison de la citoyenneté Centre"
PATIENCE_SECONDS = 30.0
Found = TypeVar("Found")


class NotThereError(AssertionError):
    """Nobody could touch or read that now; the message shows the screen."""


@dataclass
class Ticks:
    """Seconds that pass when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        """The seconds shown."""
        return self.now


@dataclass
class Person:
    """Somebody in front of the kiosk."""

    app: KioskApp
    pilot: Pilot[Any]
    ticks: Ticks
    wanted_language: str = "fr"

    # -- the eye

    def sees(self) -> str:
        """All characters on the glass, line by line."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    def reads(self, words: str) -> bool:
        """Whether these words are on the glass, however their lines are broken."""
        return _flat(words) in _flat(self.sees())

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Raises `NotThereError` when it never is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not seen():
            if time.monotonic() > deadline or not self.app.is_running:
                raise NotThereError(f"{what} never came. The screen:\n{self.sees()}")
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    async def until_reads(self, msgid: str, **values: Any) -> None:
        """Wait for a sentence in the present language."""
        words = self.tr(msgid, **values)
        await self.until(lambda: self.reads(words), words)

    async def until_on(self, screen: str) -> None:
        """Wait for a screen, by the name of its class."""
        await self.until(lambda: type(self.app.screen).__name__ == screen, screen)

    def tr(self, msgid: str, **values: Any) -> str:
        """A sentence of the kiosk in the present language."""
        return self.app.tr(msgid, **values)

    @property
    def visit(self) -> Visit:
        """The visit that runs."""
        if self.app.visit is None:
            raise NotThereError("no visit runs")
        return self.app.visit

    def can_touch(self, widget: Widget) -> bool:
        """Whether the whole of it is on the glass and nothing lies over its middle."""
        region, glass = widget.region, Region(0, 0, *self.app.size)
        if not region.area or not widget.visible or not glass.contains_region(region):
            return False
        top, _ = self.app.screen.get_widget_at(*(int(part) for part in region.center))
        return widget in (top, *top.ancestors)

    # -- the finger

    async def touch(self, widget: Widget) -> None:
        """Touch what can be seen. Raises `NotThereError` when it cannot."""
        if not self.can_touch(widget):
            raise NotThereError(f"{widget} cannot be touched. The screen:\n{self.sees()}")
        await tap(self.app, self.pilot, widget)

    async def press(self, msgid: str, **values: Any) -> None:
        """Touch a button by its words, which must be on it unabridged."""
        words = self.tr(msgid, **values)
        # A label is one line of plain spaces; a sentence has those that keep its words together.
        label = " ".join(words.split())
        buttons = [button for button in self.app.screen.query(Action) if button.spoken in (words, label)]
        seen = [button for button in buttons if self.can_touch(button)]
        if not seen:
            raise NotThereError(f"No button {words!r}. The screen:\n{self.sees()}")
        if button_words := seen[0].label:
            assert self.reads(button_words), f"{button_words!r} is cut:\n{self.sees()}"
        await self.touch(seen[0])

    async def press_tool(self, name: str) -> None:
        """Touch a small action at the top right."""
        await self.touch(self.app.screen.query_one(f"#tool-{name}", Action))

    async def leave(self) -> None:
        """Touch the way out."""
        await self.press_tool("leave")

    async def turn_to(self, look: Callable[[], Found | None], what: str) -> Found:
        """Turn pages, forward and then back, until something is seen."""
        for button in (".next", ".previous"):
            while True:
                found = look()
                if found is not None:
                    return found
                ways = [way for way in self.app.screen.query(button) if self.can_touch(way)]
                if not ways:
                    break
                await self.touch(ways[0])
        raise NotThereError(f"{what} is on no page. The last one:\n{self.sees()}")

    async def row(self, title: str) -> Row:
        """The row of an option, on whichever page it stands."""

        def look() -> Row | None:
            rows = [row for row in self.app.screen.query(Row) if _flat(_title_of(row)) == _flat(title)]
            return next((row for row in rows if self.can_touch(row)), None)

        await self.until(lambda: bool(self.app.screen.query(Row)), "a list")
        return await self.turn_to(look, title)

    async def choose(self, title: str) -> None:
        """Touch an option."""
        row = await self.row(title)
        await self.touch(row if isinstance(row, Choice) else row.query_one(Choice))

    async def choose_on_map(self, name: str) -> None:
        """Touch a quartier where its name, or its number, is written."""
        city = self.app.screen.query_one(CityMap)
        await self.until(lambda: bool(city.region.area), "the map")
        places = [place.name for place in city._places]
        number = places.index(name) + 1
        column, line = next((at, y) for y, at in city._labels if city._raster[2 * y][at] == number)
        place = Region(city.region.x + column, city.region.y + line, 1, 1)
        for kind in (events.MouseDown, events.MouseUp):
            send(self.app, kind, place)
            await self.pilot.pause()

    async def give(self, title: str, points: int) -> None:
        """Touch "more", or "less", so many times."""
        for _ in range(abs(points)):
            row = await self.row(title)
            await self.touch(row.query_one(".more" if points > 0 else ".fewer", Action))

    async def type_on_glass(self, text: str) -> None:
        """Touch the keys of the keyboard on the glass: as fast as they come, turning pages where needed."""
        await type_by_touch(self.app, self.pilot, text)

    async def scan(self, text: str) -> None:
        """A scanner types in a burst and ends with Enter."""
        await self.pilot.press(*text, "enter")

    @property
    def typed(self) -> str:
        """What the field holds."""
        return self.app.screen.query_one(Field).value

    # -- the way

    async def begin(self, language: str = "fr") -> None:
        """Touch the waiting screen, choose a language."""
        await self.until(lambda: self.app._tablet is not None, "the tablet")
        await self.press("Touch to begin")
        if len(self.app.languages) > 1:
            await self.until_on("LanguageScreen")
            await self.touch(self.app.screen.query_one(f"#language-{language}", Action))
        await self.until_on("HomeScreen")

    async def open_vote(self, title: str) -> None:
        """Go into a vote as far as its first question."""
        await self.choose(title)
        await self.until_on("AboutScreen")
        await self.press("Take part →")

    async def declare(self, first: str, last: str, born: str) -> None:
        """Answer the three questions on the keyboard of the glass."""
        for answer in (first, last, born):
            await self.until(lambda: self.app.focused is not None and not self.typed, "an empty field")
            await self.type_on_glass(answer)
            await self.press("Continue →")

    async def review(self) -> None:
        """Look at the vote again."""
        await self.press("Review my vote →")
        await self.until_on("ReviewScreen")

    async def cast(self) -> str:
        """Cast; gives the receipt that the screen shows."""
        await self.press("Cast my vote →")
        await self.until_on("RecordedScreen")
        assert self.reads(self.tr("✔ Your vote is recorded."))
        receipt = str(self.visit.receipt)
        assert self.reads(receipt)
        return receipt

    async def finish(self) -> None:
        """Leave the receipt, and the question after it; the kiosk waits again."""
        await self.touch(self.app.screen.query_one("#main", Action))
        await self.until_on("FarewellScreen")
        await self.touch(self.app.screen.query_one("#main", Action))
        await self.until_on("AttractScreen")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _title_of(row: Row) -> str:
    option = getattr(row, "option", None)
    return option.title if option is not None else ""


def draft_of(*activities: dict[str, Any], now: Any = NOON) -> dict[str, Any]:
    """The demo's draft with every list in a fixed order, or with other activities, one a consultation."""
    draft: dict[str, Any] = json.loads(demo_draft(now))
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["kind"] == "ballot":
                activity["order"] = "fixed"
    if activities:
        model = draft["consultations"][2]
        draft["consultations"] = [
            model
            | {
                "id": f"c-{activity['id']}",
                "title": activity["title"],
                "activities": [activity],
                "phases": [model["phases"][0] | {"activities": [activity["id"]]}],
            }
            for activity in activities
        ]
    return draft


def world_at(folder: Path, draft: dict[str, Any] | None = None, codes: int = 4) -> World:
    """A city whose votes list their projects in a fixed order."""
    draft = draft if draft is not None else draft_of()
    with_codes = {
        activity["id"]: codes
        for consultation in draft["consultations"]
        for activity in consultation["activities"]
        if activity.get("claim") == "code"
    }
    return World(folder, draft=draft, codes=with_codes)


@asynccontextmanager
async def person_at(
    tablet: Tablet,
    size: tuple[int, int] = LARGE,
    *,
    after_visit: Callable[[], None] = lambda: None,
    voice: Voice | None = None,
    **manner: Any,
) -> AsyncIterator[Person]:
    """Somebody in front of a kiosk that runs over `tablet`."""
    ticks = Ticks()
    settings = replace(Manner(error_log=tablet.folder / "errors.log", place=PLACE), **manner)
    app = KioskApp(lambda: tablet, settings, monotonic=ticks, after_visit=after_visit, voice=voice)
    async with app.run_test(size=size) as pilot:
        person = Person(app, pilot, ticks)
        await person.until(lambda: app._tablet is not None, "the tablet")
        yield person


def aboard(tablet: Tablet) -> int:
    """Deposits that the tablet holds and has not handed over."""
    return len(tablet.vault.undelivered_ids())
