"""Attending: which vote, what to check, then a visit for this person, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.staff.turned_away import WORDS, TurnedAway
from screens.staff.step import StaffStep
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.words import pager_words

if TYPE_CHECKING:
    from kiosk.catalogue.lookup import Found
    from kiosk.staff.attending import Attending
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp


def attending(desk: StaffDesk) -> Attending:
    """What the desk may do here. It brings the vault, for which the first screen does not wait."""
    from kiosk.staff.attending import Attending

    return Attending(desk)


def attend_screen(app: KioskApp) -> StaffStep:
    """The list of votes; where there is one alone, what to check for it."""
    votes = attending(app.staff.desk).votes() if app.staff.desk is not None else ()
    return CheckPersonScreen(app, votes[0]) if len(votes) == 1 else AttendScreen(app)


class AttendScreen(StaffStep):
    """The votes that the staff open."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which vote do you open for this person?"))
        self._votes = {vote.activity.id: vote for vote in attending(self.desk).votes()}

    def compose_body(self) -> ComposeResult:
        """One row a vote."""
        tr, language = self.tr, self.tr.language
        options = [
            Option(id, vote.activity.title.within(language), vote.consultation.title.within(language))
            for id, vote in self._votes.items()
        ]
        if not options:
            yield Plain(tr("No vote that is open now is opened by the staff."), classes="words")
            return
        words = pager_words(tr)
        yield ManyPages(len(options), lambda place: Entry(options[place]), words)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """What to check for it."""
        event.stop()
        self.kiosk.staff.show(CheckPersonScreen(self.kiosk, self._votes[event.project_id]))


class CheckPersonScreen(StaffStep):
    """What to look at before somebody votes. The visit that follows needs no second PIN."""

    def __init__(self, app: KioskApp, vote: Found, counted: bool = False) -> None:
        tr = app.tr
        self._vote = vote
        asked = tr("Counted. Who is next?") if counted else tr("May this person take part?")
        super().__init__(app, asked, main=tr("Yes: open the visit →"), main_short=tr("Open →"))

    def renewed(self) -> CheckPersonScreen:
        """The same vote."""
        return CheckPersonScreen(self.kiosk, self._vote)

    def compose_body(self) -> ComposeResult:
        """The vote, and what to check, in words."""
        tr, activity = self.tr, self._vote.activity
        lines = [self._vote.consultation.title.within(tr.language)]
        if not activity.eligibility.empty:
            lines.append(activity.eligibility.within(tr.language))
        lines += [
            tr("Ask for something that shows it. Write nothing down and keep no copy."),
            tr("Ask whether this person has taken part already. Everyone votes once."),
            tr("Then hand over the tablet and step aside: nobody looks at a vote."),
        ]
        yield self.reader("\n".join(lines))

    def beside(self) -> Iterator[Action]:
        """Not this person."""
        yield Action(self.tr("No: say why"), short=self.tr("No"), id="turn-away")

    def on_main(self) -> None:
        """Open the visit and leave the staff side."""
        app, vote, desk = self.kiosk, self._vote.activity.id, self.desk
        language = app.residents_language
        self.work(lambda: attending(desk).begin(vote, language), app.staff.hand_over)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Say why not."""
        if event.action.id == "turn-away" and not self.busy:
            event.stop()
            self.kiosk.staff.show(TurnAwayScreen(self.kiosk, self._vote))


class TurnAwayScreen(StaffStep):
    """Why somebody cannot take part: counted, and nothing else."""

    def __init__(self, app: KioskApp, vote: Found) -> None:
        super().__init__(app, app.tr("Why not? Only a number is kept."))
        self._vote = vote

    def renewed(self) -> TurnAwayScreen:
        """The same vote."""
        return TurnAwayScreen(self.kiosk, self._vote)

    def compose_body(self) -> ComposeResult:
        """One row a reason."""
        tr = self.tr
        options = [Option(reason.value, tr(WORDS[reason])) for reason in TurnedAway]
        words = pager_words(tr)
        yield ManyPages(len(options), lambda place: Entry(options[place]), words)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Count it; the next person."""
        event.stop()
        app, vote, reason, desk = self.kiosk, self._vote, event.project_id, self.desk
        self.work(
            lambda: attending(desk).turn_away(reason),
            lambda _: app.staff.show(CheckPersonScreen(app, vote, counted=True)),
        )

    def above(self) -> StaffStep:
        """What to check."""
        return CheckPersonScreen(self.kiosk, self._vote)
