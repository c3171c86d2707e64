"""A shift begins and ends: what sort, where, who, in which weather. All but the place can be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult

from kiosk.i18n import N_
from kiosk.staff.shift import LINE_MAX, NOTE_MAX, ShiftKind
from kiosk.staff.words import SHIFTS
from screens.staff import words
from screens.staff.late import shifts_of
from screens.staff.sheet import ReportScreen
from screens.staff.step import StaffStep
from screens.staff.write import WriteScreen
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.row import Option

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp

_PEOPLE_LETTERS = 200
WEATHER = (N_("Indoors"), N_("Sun"), N_("Clouds"), N_("Rain"), N_("Wind"), N_("Cold"), N_("Heat"))
"""What can be touched; it is kept in the words of the language in which it was touched."""


@dataclass(frozen=True)
class Draft:
    """A shift before it begins."""

    kind: ShiftKind = ShiftKind.PERMANENCE
    place: str = ""
    quartier: str = ""
    people: str = ""
    """Names, with commas between them."""
    weather: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """One by one."""
        return tuple(name.strip() for name in self.people.split(",") if name.strip())


def first_draft(app: KioskApp) -> Draft:
    """As the last shift here; without one, a permanence at the tablet's place."""
    last = next(reversed(shifts_of(_desk(app)).all()), None)
    if last is None:
        return Draft(place=app.place)
    return Draft(kind=last.kind, place=last.place, quartier=last.quartier)


class ChoiceScreen(StaffStep):
    """One question, one row an answer."""

    def __init__(
        self,
        app: KioskApp,
        question: str,
        options: Sequence[Option],
        chosen: Callable[[str], StaffStep],
        origin: Callable[[], StaffStep],
        again: Callable[[], StaffStep],
    ) -> None:
        """Args:
        app: the kiosk.
        question: what is asked.
        options: the answers.
        chosen: makes the screen that follows from an option's id.
        origin: makes the screen that asked.
        again: makes this one anew, in another language or shape.
        """
        super().__init__(app, question)
        self._options, self._chosen, self._origin, self._again = options, chosen, origin, again

    def compose_body(self) -> ComposeResult:
        """The rows."""
        yield self.rows(self._options)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """That one."""
        event.stop()
        self.kiosk.staff.show(self._chosen(event.project_id))

    def renewed(self) -> StaffStep:  # type: ignore[override]
        """The same."""
        return self._again()

    def above(self) -> StaffStep:
        """Who asked."""
        return self._origin()


class BeginShiftScreen(StaffStep):
    """What is known of the shift, row by row; one touch begins it."""

    def __init__(self, app: KioskApp, draft: Draft | None = None) -> None:
        tr = app.tr
        self._draft = draft or first_draft(app)
        super().__init__(
            app, tr("Is this your shift?"), main=tr("Begin the shift →"), main_short=tr("Begin →")
        )

    def compose_body(self) -> ComposeResult:
        """Four rows; a touch changes one."""
        tr, draft = self.tr, self._draft
        none = tr("not said")
        options = (
            Option("kind", tr(SHIFTS[draft.kind]), tr("Kind of shift")),
            Option("place", draft.place or tr("Where are you?"), tr("Place")),
            Option("people", ", ".join(draft.names) or none, tr("People")),
            Option("weather", draft.weather or none, tr("Weather")),
        )
        yield self.rows(options)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Change that."""
        event.stop()
        ask = {
            "kind": ask_kind,
            "place": ask_place,
            "people": ask_people,
            "weather": ask_weather,
        }[event.project_id]
        self.kiosk.staff.show(ask(self.kiosk, self._draft))

    def on_main(self) -> None:
        """Begin."""
        from screens.staff.board import BoardScreen

        app, draft, shifts = self.kiosk, self._draft, shifts_of(self.desk)
        self.work(
            lambda: shifts.begin(draft.kind, draft.place, draft.quartier, draft.names, draft.weather),
            lambda _: app.staff.show(BoardScreen(app)),
        )

    def renewed(self) -> BeginShiftScreen:
        """With what was said already."""
        return BeginShiftScreen(self.kiosk, self._draft)


def ask_kind(app: KioskApp, draft: Draft) -> StaffStep:
    """Which sort of shift."""
    tr = app.tr
    options = [Option(kind.value, tr(word)) for kind, word in SHIFTS.items()]

    def chosen(kind: str) -> StaffStep:
        return BeginShiftScreen(app, replace(draft, kind=ShiftKind(kind)))

    return ChoiceScreen(
        app,
        tr("What sort of shift?"),
        options,
        chosen,
        lambda: BeginShiftScreen(app, draft),
        lambda: ask_kind(app, draft),
    )


def ask_place(app: KioskApp, draft: Draft) -> StaffStep:
    """Where: written, the tablet's own place, earlier places, or a quartier of the catalogue."""
    tr = app.tr
    known = dict.fromkeys(
        filter(None, (app.place, *(shift.place for shift in reversed(shifts_of(_desk(app)).all()))))
    )
    places, quartiers = list(known), _quartiers(app)
    options = [
        Option("write", tr("Another place"), tr("Write it.")),
        *(Option(f"place-{number}", place) for number, place in enumerate(places)),
        *(Option(f"quartier-{number}", name) for number, (_, name) in enumerate(quartiers)),
    ]

    def chosen(option: str) -> StaffStep:
        what, _, number = option.partition("-")
        if what == "write":
            return _written(app, draft, "place", lambda d: d.place, LINE_MAX)
        if what == "place":
            return BeginShiftScreen(app, replace(draft, place=places[int(number)], quartier=""))
        quartier, name = quartiers[int(number)]
        return BeginShiftScreen(app, replace(draft, place=name, quartier=quartier))

    return ChoiceScreen(
        app,
        tr("Where are you?"),
        options,
        chosen,
        lambda: BeginShiftScreen(app, draft),
        lambda: ask_place(app, draft),
    )


def ask_people(app: KioskApp, draft: Draft) -> StaffStep:
    """Who works in it."""
    return _written(app, draft, "people", lambda d: d.people, _PEOPLE_LETTERS)


def ask_weather(app: KioskApp, draft: Draft) -> StaffStep:
    """One touch."""
    tr = app.tr
    options = [Option(str(number), tr(word)) for number, word in enumerate(WEATHER)]

    def chosen(number: str) -> StaffStep:
        return BeginShiftScreen(app, replace(draft, weather=app.tr(WEATHER[int(number)])))

    return ChoiceScreen(
        app,
        tr("What is the weather like?"),
        options,
        chosen,
        lambda: BeginShiftScreen(app, draft),
        lambda: ask_weather(app, draft),
    )


_QUESTIONS = {
    "place": N_("Where are you?"),
    "people": N_("Who works in this shift? Put commas between the names."),
}


def _written(app: KioskApp, draft: Draft, what: str, of: Callable[[Draft], str], limit: int) -> StaffStep:
    """Write one part of the draft."""
    drafts = [draft]

    def keep(text: str) -> None:
        # A place in words is no quartier of the catalogue any more.
        other = {"place": text, "quartier": ""} if what == "place" else {what: text}
        drafts.append(replace(draft, **other))  # type: ignore[arg-type]

    return WriteScreen(
        app,
        lambda tr: (tr(_QUESTIONS[what]), tr("Continue →")),
        keep,
        lambda: BeginShiftScreen(app, drafts[-1]),
        limit=limit,
        typed=of(draft),
    )


class EndShiftScreen(StaffStep):
    """What ends, with remarks for whoever likes."""

    def __init__(self, app: KioskApp, remarks: str = "") -> None:
        tr = app.tr
        self._remarks = remarks
        super().__init__(app, tr("End the shift?"), main=tr("End the shift →"), main_short=tr("End →"))

    def compose_body(self) -> ComposeResult:
        """The shift, its people, its figures."""
        yield self.reader("\n".join(self._lines()))

    def _lines(self) -> Iterator[str]:
        tr, shift = self.tr, shifts_of(self.desk).current()
        if shift is None:
            yield self.kiosk.staff.reason(tr, "no_shift")
            return
        yield words.shift_words(tr, shift)
        if shift.people:
            yield tr("People: {names}", names=", ".join(shift.people))
        yield tr("Since {moment}", moment=words.when(tr, shift.began_at, self.tablet.clock()))
        brought = shift.brought
        yield tr.plural("{n} visit", "{n} visits", brought.visits)
        yield tr.plural("{n} deposit", "{n} deposits", sum(brought.deposits.values()))
        if self._remarks:
            yield ""
            yield tr("Remarks: {words}", words=self._remarks)

    def beside(self) -> Iterator[Action]:
        """What else there is to say."""
        yield Action(self.tr("Remarks"), id="remarks")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Write remarks."""
        if event.action.id != "remarks":
            super().on_action_pressed(event)
            return
        event.stop()
        app, kept = self.kiosk, [self._remarks]
        app.staff.show(
            WriteScreen(
                app,
                lambda tr: (tr("What should be known about this shift?"), tr("Continue →")),
                kept.append,
                lambda: EndShiftScreen(app, kept[-1]),
                limit=NOTE_MAX,
                long=True,
                typed=self._remarks,
            )
        )

    def on_main(self) -> None:
        """End it, and show its report."""
        app, shifts, remarks = self.kiosk, shifts_of(self.desk), self._remarks
        self.work(lambda: shifts.end(remarks), lambda _: app.staff.show(ReportScreen(app)))

    def renewed(self) -> EndShiftScreen:
        """With what was written."""
        return EndShiftScreen(self.kiosk, self._remarks)


def _quartiers(app: KioskApp) -> list[tuple[str, str]]:
    index = app.tablet.index
    found = index.catalogue.quartiers if index is not None else ()
    return sorted(((quartier.id, quartier.name) for quartier in found), key=lambda pair: pair[1])


def _desk(app: KioskApp) -> StaffDesk:
    return cast("StaffDesk", app.staff.desk)
