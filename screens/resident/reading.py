"""What is only read: pages, documents, dates, decisions, results, how far projects have come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.activities import FollowedProject, FollowUpActivity, PageActivity, VoteResult
from kiosk.catalogue.model import Consultation
from kiosk.errors import VisitError
from screens.resident.offers import LeadingStep
from screens.resident.recorded import show_whole
from screens.resident.step import ResidentStep
from screens.resident.timeline import timeline_words
from screens.step import Tool
from screens.widgets.bars import bar_lines, progress_bar
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages, PagerWords, Reader
from screens.widgets.row import Option
from screens.words import amount, day, pager_words

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from screens.app import KioskApp

_BAR_COLUMNS = 66


class TextScreen(ResidentStep):
    """One text, in pages; its address as a QR to carry home."""

    def __init__(self, app: KioskApp, title: str, text: str, address: str = "") -> None:
        self._text, self._address = text, address
        tools = (Tool("qr", app.tr("QR code"), "QR"),) if address else ()
        super().__init__(app, title, tools=tools)

    def compose_body(self) -> ComposeResult:
        """The text."""
        words = PagerWords(self.tr("▲ Previous"), lambda _lines: self.tr("Read on ▼"))
        yield Reader(self._text, words)

    def on_tool(self, name: str) -> None:
        """The address as large as the screen, to take a picture of."""
        if name == "qr":
            show_whole(self.kiosk, self._address)
        else:
            super().on_tool(name)


class BarsScreen(ResidentStep):
    """The result of a vote: one bar a project, the number beside it."""

    def __init__(self, app: KioskApp, result: VoteResult) -> None:
        self._result = result
        super().__init__(app, result.title.within(app.tr.language))

    def compose_body(self) -> ComposeResult:
        """The bars as lines of text: everyone can read a number."""
        tr, result = self.tr, self._result
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        width = min(_BAR_COLUMNS, self.kiosk.size.width - (2 if self.tiny else 4))
        unit = tr("points") if result.unit == "points" else tr("votes")
        lines = [
            tr.plural("{n} person voted", "{n} people voted", result.voters)
            + f", {tr.day(result.on)}. "
            + tr("Numbers are {unit}.", unit=unit)
        ]
        most = max((line.score for line in result.lines), default=0)
        for line in sorted(result.lines, key=lambda line: -line.score):
            mark = f"● {tr('selected')}" if line.selected else ""
            title = line.title.within(tr.language)
            lines.append(bar_lines(title, line.score, most, tr.number(line.score), mark, width))
        yield Reader("\n\n".join(lines), words)


class FollowUpScreen(LeadingStep):
    """Results first, then projects; in the silence before an election neither, and why."""

    def __init__(self, app: KioskApp, activity: FollowUpActivity) -> None:
        self._activity = activity
        super().__init__(app, activity.title.within(app.tr.language))

    def compose_body(self) -> ComposeResult:
        """One row each."""
        tr, language = self.tr, self.tr.language
        index = self.kiosk.tablet.index
        words = pager_words(tr)
        options = [
            Option(
                f"read/result/{result.id}",
                result.title.within(language),
                tr.plural("{n} person voted", "{n} people voted", result.voters),
            )
            for result in self._activity.results
        ]
        for project in self._activity.projects:
            where = index.quartier_name(project.quartier) if index and project.quartier else ""
            state = " · ".join(part for part in (status_words(tr, project), where) if part)
            options.append(Option(f"read/project/{project.id}", project.title.within(language), state))
        yield ManyPages(len(options), lambda place: Entry(options[place]), words)


def status_words(tr: Translator, project: FollowedProject) -> str:
    """How far a project is, in words and per cent."""
    words = {
        "study": tr("Being studied"),
        "works": tr("Being built"),
        "done": tr("✔ Finished"),
        "late": tr("▲ Late"),
        "given_up": tr("▲ Given up"),
    }[project.status]
    return words if project.status in ("done", "given_up") else f"{words} · {project.progress} %"


def _project_text(tr: Translator, project: FollowedProject) -> Iterator[str]:
    language = tr.language
    yield f"{status_words(tr, project)}\n{progress_bar(project.progress)}"
    yield project.description.within(language)
    yield tr("It costs {amount}.", amount=amount(tr, project.cost, "EUR")) if project.cost else ""
    for milestone in project.milestones:
        mark = "✔" if milestone.done else "○"
        state = tr("done") if milestone.done else tr("to come")
        yield f"{mark} {milestone.title.within(language)} · {state}\n  {tr.day(milestone.on)}"


def _silence(app: KioskApp) -> TextScreen | None:
    """In place of results, while the city may not speak of them."""
    index = app.tablet.index
    silence = index.catalogue.silence if index and index.silent(app.tablet.clock()) else None
    if silence is None:
        return None
    tr = app.tr
    until = tr("The results are shown again from {day}.", day=day(tr, silence.closes))
    return TextScreen(
        app, tr("Results are not shown now"), silence.reason.within(tr.language) + "\n\n" + until
    )


def reading_screen(app: KioskApp) -> ResidentStep:
    """The screen of what is read."""
    where = app.visit.where if app.visit else None
    if where is None or where.consultation is None:
        raise VisitError("not_now")
    kind, _, name = where.reading.partition("/")
    activity = where.here.activity if where.here else None
    if isinstance(activity, FollowUpActivity) and kind in ("", "result", "project"):
        return _silence(app) or _follow_up(app, activity, kind, name)
    if isinstance(activity, PageActivity) and not kind:
        tr = app.tr
        return TextScreen(app, activity.title.within(tr.language), activity.text.within(tr.language))
    return _of_consultation(app, where.consultation, kind, name)


def _follow_up(app: KioskApp, activity: FollowUpActivity, kind: str, name: str) -> ResidentStep:
    language = app.tr.language
    for result in activity.results:
        if (kind, name) == ("result", result.id):
            return BarsScreen(app, result)
    for project in activity.projects:
        if (kind, name) == ("project", project.id):
            text = "\n\n".join(part for part in _project_text(app.tr, project) if part)
            return TextScreen(app, project.title.within(language), text)
    return FollowUpScreen(app, activity)


def _of_consultation(app: KioskApp, consultation: Consultation, kind: str, name: str) -> ResidentStep:
    tr, language = app.tr, app.tr.language
    if kind == "timeline":
        return TextScreen(app, tr("The steps"), timeline_words(tr, consultation, app.tablet.clock()))
    if kind == "synthesis":
        text = consultation.synthesis.within(language)
        return _silence(app) or TextScreen(app, tr("What came out of it"), text)
    for document in consultation.documents:
        if (kind, name) == ("document", document.id):
            text = document.text.within(language)
            if document.address:
                text += "\n\n" + tr("To read it at home: {address}", address=document.address)
            return TextScreen(app, document.title.within(language), text.strip(), document.address)
    for decision in consultation.decisions:
        if (kind, name) == ("decision", decision.id):
            head = tr("Decided on {day}", day=tr.day(decision.on)) + "."
            return TextScreen(
                app, decision.title.within(language), f"{head}\n\n{decision.text.within(language)}"
            )
    parts = [consultation.summary.within(language), consultation.description.within(language)]
    if not consultation.title.has(language):
        parts.insert(0, tr("This text exists only in another language."))
    return TextScreen(app, tr("What it is about"), "\n\n".join(part for part in parts if part))
