"""Steps as phases, and which activity is open in which of them: that, Decidim does not tell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kiosk.i18n import N_
from sync.decidim.mapping.around import Around, Piece, first_words
from sync.decidim.queries.spaces import Component, Process
from sync.decidim.questions import Kind, hour


class Phases:
    """The phases of one draft, and who is open in them."""

    def __init__(self, around: Around, process: Process) -> None:
        """Make a phase of each step, or one of the whole process where it has none."""
        self._around, self._process = around, process
        self.pieces: list[Piece] = []
        self._active = ""
        self._closing: str | None = None
        for step in sorted(process.steps, key=lambda step: step.position or 0):
            name = f"step-{step.id}"
            title = around.title(step.title, name)
            self._add(name, title, step.startDate, step.endDate)
            if step.active:
                self._active = name
        if not self.pieces:
            self._add("whole", around.title(process.title, process.slug), process.startDate, process.endDate)

    def open(self, activity: str, component: Component) -> None:
        """Let an activity be open in the steps that somebody names; in the only one without asking."""
        if len(self.pieces) == 1:
            self.pieces[0]["activities"].append(activity)
            return
        choices = {str(piece["id"]): first_words(piece["title"], piece["id"]) for piece in self.pieces}
        answer = self._around.ask(
            f"component.{component.id}.steps",
            N_("In which steps of the process is “{component}” open?"),
            Kind.CHOICES,
            self._active or str(self.pieces[-1]["id"]),
            choices=choices,
            component=first_words(self._around.title(component.name), component.id),
        )
        if answer is None:
            return
        names = list(choices) if answer == "all" else answer.split(",")
        for piece in self.pieces:
            if piece["id"] in names:
                piece["activities"].append(activity)

    def open_between(self, activity: str, title: Piece, opens: datetime, closes: datetime) -> None:
        """Let an activity be open in a phase of its own, where the platform does tell its dates."""
        self._add(f"dates-{activity}", title, opens, closes)
        self.pieces[-1]["activities"].append(activity)

    @property
    def closes(self) -> datetime | None:
        """When the last phase closes in which somebody can take part; None while that is not known."""
        used = [piece for piece in self.pieces if piece["activities"]]
        if not used or not all("closes" in piece for piece in used):
            return None
        return max(datetime.fromisoformat(piece["closes"]) for piece in used)

    def _add(self, name: str, title: Piece, opens: date | None, closes: date | None) -> None:
        piece: Piece = {"id": name, "title": title, "activities": []}
        words = first_words(title, name)
        starts = opens or self._day(name, "opens", N_("On which day does “{phase}” begin?"), words)
        ends = closes or self._day(name, "closes", N_("On which day does “{phase}” end?"), words)
        if starts is not None:
            piece["opens"] = self._moment(starts, time(0)).isoformat()
        if ends is not None:
            at = self._closing_hour() if not isinstance(ends, datetime) else time(0)
            if at is not None:
                piece["closes"] = self._moment(ends, at).isoformat()
        self.pieces.append(piece)

    def _day(self, phase: str, which: str, message: str, words: str) -> date | None:
        key = f"process.{self._process.id}.{phase}.{which}"
        given = self._process.startDate if which == "opens" else self._process.endDate
        answer = self._around.ask(key, message, Kind.DAY, given.isoformat() if given else "", phase=words)
        return None if answer is None else date.fromisoformat(answer)

    def _closing_hour(self) -> time | None:
        """One for all days that the platform gives without an hour."""
        answer = self._around.ask(
            f"process.{self._process.id}.closing_hour",
            N_("At which hour do tablets close on the last day of a step?"),
            Kind.HOUR,
            "23:59",
        )
        return None if answer is None else hour(answer)

    def _moment(self, day: date, at: time) -> datetime:
        if isinstance(day, datetime):
            return day.astimezone(self._around.zone)
        return datetime.combine(day, at, tzinfo=self._around.zone)


def ends(around: Around, process: Process, phases: Phases) -> Piece:
    """Until when the hub takes what was cast, and when it forgets: the city's own rules."""
    accept = around.number(
        f"process.{process.id}.accept_days",
        N_("For how many days after closing does the hub take what tablets still carry?"),
        10,
        least=0,
        most=365,
    )
    claims = around.number(
        f"process.{process.id}.claims_days",
        N_("How many days later does the register forget who took part?"),
        60,
        least=1,
        most=3660,
    )
    texts = around.number(
        f"process.{process.id}.contributions_days",
        N_("How many days later does the hub forget what was contributed besides votes? 0: never by itself."),
        365,
        least=0,
        most=3660,
    )
    closes = phases.closes
    if closes is None and not any(piece["activities"] for piece in phases.pieces):
        # Nothing to take part in: only read. The dates must be there all the same.
        closes = max(
            (datetime.fromisoformat(p["closes"]) for p in phases.pieces if "closes" in p), default=None
        )
    if closes is None or accept is None:
        return {}
    until = closes + timedelta(days=accept)
    found: Piece = {"accept_until": until.isoformat()}
    if claims is not None:
        found["claims_erased_on"] = (until.date() + timedelta(days=claims)).isoformat()
    if texts:
        found["contributions_erased_on"] = (until.date() + timedelta(days=texts)).isoformat()
    return found
