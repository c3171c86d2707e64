"""What a screen says to someone who does not see it: read off its widgets, changing nothing.

Words stay as they are shown; `marks` makes them speakable when they are said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.widget import Widget

from kiosk.claims.crockford import in_groups
from screens.speech.marks import letter, spelled
from screens.step import KioskScreen, StepScreen
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.city_map import CityMap
from screens.widgets.entry import Entry
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.meter import Meter
from screens.widgets.pages import Paged, Reader
from screens.widgets.picture import Picture
from screens.widgets.points import PointsRow
from screens.widgets.qr import QR
from screens.widgets.rank import RankRow
from screens.widgets.row import Row
from screens.widgets.text import Plain
from screens.widgets.touch import Touch

if TYPE_CHECKING:
    from kiosk.i18n import Translator

Kind = Literal["text", "page", "row", "left", "more", "action", "field"]


@dataclass(frozen=True)
class Part:
    """One thing in the body of a screen."""

    key: int
    """Tells it from the others, and knows it again a moment later."""
    kind: Kind
    name: str
    state: str = ""
    """How it is now: ``chosen``, ``2 points``."""
    language: str = ""
    """The language of the name where it is another one than the screen's."""


@dataclass(frozen=True)
class Pointed:
    """What the keys point at."""

    key: int
    name: str
    kind: str = ""
    """What sort of thing it is, in words."""
    state: str = ""
    around: Part | None = None
    """The row that it belongs to."""
    language: str = ""
    counting: bool = False
    """Whether its name counts down, and is not said anew each time."""


@dataclass(frozen=True)
class Typed:
    """What has been typed, for whoever may hear it."""

    key: int
    value: str
    aloud: bool
    """Whether the characters may be said here."""
    places: int = 0
    """How many characters a code has; 0 where that is open."""
    at: int = 0
    """Where the cursor is, in characters."""

    @property
    def cased(self) -> bool:
        """Whether a capital is another letter than a small one."""
        return not self.places


@dataclass(frozen=True)
class Scene:
    """All that there is to hear on a screen, in reading order."""

    sort: str
    """Which screen it is, in which language."""
    around: tuple[str, ...] = ()
    """Banner, place, consultation: said when they become others."""
    step: str = ""
    question: tuple[tuple[str, str], ...] = ()
    """Words with their language; empty is the screen's."""
    body: tuple[Part, ...] = ()
    main: str = ""
    notice: str = ""
    ways: tuple[str, ...] = ()
    """How to go on by keys."""
    pointed: Pointed | None = None
    typed: Typed | None = None

    @property
    def title(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What makes it another screen for somebody who listens."""
        return self.sort, self.step, self.question


def is_ready(screen: KioskScreen) -> bool:
    """Whether everything that will be shown first is there."""
    return screen.is_mounted and all(paged.is_cut for paged in screen.query(Paged))


def scene_of(screen: KioskScreen, tr: Translator, *, alone: bool) -> Scene:
    """What `screen` says now; `alone`: nobody but the person hears it."""
    reader, sort = _Reading(screen, tr, alone), f"{type(screen).__name__} {tr.language}"
    if not isinstance(screen, StepScreen):
        body = tuple(reader.parts(screen))
        return Scene(sort, body=body, ways=reader.ways(), pointed=reader.pointed())
    bars = screen.bars
    typed = reader.typed()
    # The banner of a step where something private is typed may show it: only a demo does that.
    banner = "" if typed is not None and not typed.aloud else bars.banner
    notice = screen.query_one("#notice", Plain)
    main = [action.spoken for action in screen.query("#main").results(Action) if action.display]
    return Scene(
        sort,
        around=(banner, bars.place, bars.consultation),
        step=bars.step,
        question=screen.spoken_question,
        body=tuple(reader.parts(screen.query_one("#body"))),
        main=main[0] if main else "",
        notice=notice.spoken if notice.has_class("-said") else "",
        ways=reader.ways(),
        pointed=reader.pointed(),
        typed=typed,
    )


class _Reading:
    """Reads one screen in one language."""

    def __init__(self, screen: KioskScreen, tr: Translator, alone: bool) -> None:
        self._screen, self._tr, self._alone = screen, tr, alone

    # -- the body

    def parts(self, widget: Widget) -> Iterator[Part]:
        """What is shown in `widget`, in reading order."""
        for child in widget.children:
            if child.display and child.visible:
                yield from self._part(child)

    def _part(self, widget: Widget) -> Iterator[Part]:  # noqa: PLR0912 - one branch a kind of widget
        tr, key = self._tr, id(widget)
        match widget:
            case Row():
                yield self.row(widget)
            case Meter():
                yield Part(key, "left", widget.spoken)
            case Plain():
                if not widget.has_class("unspoken"):
                    yield Part(key, "text", widget.spoken)
            case Reader():
                yield Part(key, "page", widget.spoken)
                yield from self.parts(widget.query_one(".foot"))
            case Field():
                typed = self.typed()
                if typed is not None:
                    yield Part(key, "field", tr("Line to type in"), typed_words(typed, tr))
            case Keyboard():
                pass  # it is on the way of the keys, and says there what it is
            case CityMap():
                yield Part(key, "text", tr("A map of the city: the arrows lead from quartier to quartier."))
            case QR():
                if widget.fits(*widget.size):
                    yield Part(key, "text", tr("Beside it a code to take a picture of."))
            case Picture():
                if widget.spoken:
                    yield Part(key, "text", tr("Picture: {words}", words=widget.spoken))
            case Action():
                kind: Kind = "more" if widget.has_class("next") else "action"
                bare = kind == "more" or bool(widget.spoken_language)
                words = widget.spoken if bare else tr("Button: {words}", words=widget.spoken)
                yield Part(key, kind, words, widget.spoken_state, widget.spoken_language)
            case _:
                yield from self.parts(widget)

    def row(self, row: Row) -> Part:
        """An option with its state in words, whether it is chosen or not."""
        tr, option = self._tr, getattr(row, "option", None)
        name = "" if option is None else option.spoken
        if option is not None and option.private and not self._alone:
            name = option.spoken_as(tr("not said aloud here"))
        return Part(
            hash(option.project_id) if option is not None else id(row),
            "row",
            name,
            self._state(row),
            option.language if option is not None else "",
        )

    def _state(self, row: Row) -> str:
        tr = self._tr
        match row:
            case Entry():
                return ""
            case PointsRow():
                return tr.plural("{n} point", "{n} points", row.points)
            case Choice() | RankRow():
                return row.spoken_state or tr("not chosen")
            case _:
                return ""

    # -- what is typed

    def typed(self) -> Typed | None:
        """What the field of the screen holds, if there is one."""
        field = next(iter(self._screen.query(Field)), None)
        if field is None:
            return None
        aloud = not field.secret and (self._alone or not field.private)
        places = field.places if isinstance(field, CodeField) else 0
        at = getattr(getattr(field, "writing", None), "at", len(field.value))
        return Typed(id(field), field.value, aloud, places, at)

    # -- the keys

    def pointed(self) -> Pointed | None:  # noqa: PLR0911 - one answer a kind of widget
        """What the keys point at, if anything."""
        widget = self._screen.focused
        if widget is None:
            return None
        tr, key = self._tr, id(widget)
        row = next((parent for parent in widget.ancestors_with_self if isinstance(parent, Row)), None)
        match widget:
            case Entry():
                part = self.row(widget)
                return Pointed(part.key, part.name, tr("to open"), language=part.language)
            case Choice():
                part = self.row(row or widget)
                return Pointed(part.key, part.name, "", part.state, language=part.language)
            case Action():
                around = None if row is None else self.row(row)
                state = widget.spoken_state or (
                    tr("not possible yet") if widget.has_class("-not-yet") else ""
                )
                counting = widget.id == "main" or widget.has_class("next")
                language = widget.spoken_language
                return Pointed(key, widget.spoken, tr("button"), state, around, language, counting)
            case Field():
                typed = self.typed()
                words = typed_words(typed, tr) if typed is not None else ""
                return Pointed(key, tr("Line to type in"), "", words, counting=True)
            case Keyboard():
                return Pointed(key, self._key(widget), tr("keyboard"))
            case CityMap():
                return Pointed(key, widget.spoken, tr("map"))
            case Touch():
                return Pointed(key, widget.spoken, "", widget.spoken_state, language=widget.spoken_language)
            case _:
                return None

    def _key(self, keyboard: Keyboard) -> str:
        typed = self.typed()
        if typed is not None and not typed.aloud:
            # Whoever hears the keys that are walked over hears what is typed with them.
            return self._tr("The keys are not said aloud here. Type on real keys, or scan your card.")
        return letter(keyboard.spoken, self._tr, cased=typed is None or typed.cased)

    def ways(self) -> tuple[str, ...]:
        """How to go on by keys."""
        screen, tr = self._screen, self._tr
        if screen.ways:
            return (tr(screen.ways),)
        if not isinstance(screen, StepScreen):
            return ()
        ways = []
        if screen.query(Keyboard):
            ways.append(tr("Type, then press Enter. The Tab key leads to the keyboard on the screen."))
        else:
            ways.append(tr("The arrows lead from one thing to the next. Enter chooses."))
        if screen.bars.back:
            ways.append(tr("Escape goes back."))
        return tuple(ways)


def typed_words(typed: Typed, tr: Translator) -> str:
    """All that has been typed, or how much where it may not be said."""
    value = typed.value
    if not value:
        return tr("nothing typed yet")
    if not typed.aloud:
        return count_words(typed, tr)
    return spelled(in_groups(value)) if typed.places else value


def count_words(typed: Typed, tr: Translator) -> str:
    """How much has been typed, and nothing of what."""
    number = len(typed.value)
    if typed.places:
        return tr("{n} of {total}", n=number, total=typed.places)
    return tr.plural("{n} character", "{n} characters", number)
