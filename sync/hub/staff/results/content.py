"""From the results as data to chapters of words, plots and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.i18n import N_, Translator
from kiosk.ids import DepositKind
from kiosk.staff.shift import Count, NoteKind
from kiosk.staff.turned_away import TurnedAway
from sync.hub.moderation.decision import Status
from sync.hub.paper.minutes_content import Contest, Minutes
from sync.hub.results.model import (
    ActivityResults,
    Breakdown,
    Hands,
    KioskOpinion,
    Participation,
    Question,
    Results,
    StateLine,
)
from sync.hub.results.shift_report import Evaluation
from sync.hub.staff.moderation_words import STATUSES
from sync.hub.staff.results.blocks import Block, Figures, Grid, Number, Plot, Quotes, Section, Words

CLOSED = {
    "not_said": N_("not said"),
    "no_answer": N_("no answer"),
    "glass": N_("at the tablet"),
    "dictated": N_("told to the staff, who wrote"),
    "paper": N_("on paper"),
    "for": N_("For"),
    "neutral": N_("Neither for nor against"),
    "against": N_("Against"),
    "good": N_("satisfied"),
    "fair": N_("so-so"),
    "bad": N_("not satisfied"),
}
KINDS = {
    DepositKind.BALLOT: N_("Ballots"),
    DepositKind.PROPOSAL: N_("Proposals"),
    DepositKind.COMMENT: N_("Comments"),
    DepositKind.SUPPORT: N_("Supports"),
    DepositKind.SURVEY_RESPONSE: N_("Responses to a survey"),
    DepositKind.REPORT: N_("Reports"),
}
DECLINED: dict[str, str] = {
    Count.DECLINED: N_("without saying why"),
    Count.NO_TIME: N_("no time"),
    Count.NO_INTEREST: N_("not interested"),
    Count.ALREADY_ONLINE: N_("took part online already"),
    Count.NO_FRENCH: N_("does not read French"),
    Count.OTHER: N_("another reason"),
}
TURNED_AWAY: dict[str, str] = {
    TurnedAway.TOO_YOUNG: N_("too young"),
    TurnedAway.NOT_RESIDENT: N_("does not live here"),
    TurnedAway.NO_PROOF: N_("nothing that proves it"),
    TurnedAway.TOOK_PART: N_("has taken part already"),
    TurnedAway.OTHER: N_("another reason"),
}


def withheld(tr: Translator) -> str:
    """What stands in place of a number that is not shown."""
    return tr("withheld")


def number(tr: Translator, value: float | None) -> str:
    """A number as it is read; a decimal comma."""
    if value is None:
        return withheld(tr)
    return tr.number(value) if isinstance(value, int) else f"{value:.1f}".replace(".", ",")


def share(tr: Translator, value: float | None, of: int) -> str:
    """A share in whole per cent; empty where there is none to give."""
    return tr("{n} %", n=round(100 * value / of)) if value is not None and of else ""


def chapters(results: Results, tr: Translator) -> tuple[Section, ...]:
    """Everything, in the order it is read."""
    sections = [_participation(results.participation, tr)]
    sections += [_activity(activity, tr) for activity in results.activities]
    if results.hands:
        sections.append(_hands(results.hands, tr))
    sections += [_evaluation(results.evaluation, tr), _kiosk(results.kiosk, tr)]
    return tuple(sections)


def _participation(part: Participation, tr: Translator) -> Section:
    blocks: list[Block] = [
        Figures(
            (
                (tr.number(part.contributions), tr("contributions")),
                *([(tr.number(part.ballots), tr("ballots at the hub"))] if part.ballots else []),
            )
        ),
        Words(
            tr(
                "A person who does three things leaves three contributions: nobody is asked who they are, so "
                "the number of people is not known."
            )
        ),
    ]
    unit = tr("contributions")
    when = tr("By week, from the day shown") if part.by_week else tr("By day")
    note = tr("A ballot is sealed and has no day: none is in here.") if part.ballots else ""
    blocks += _plot(part.by_day, when, unit, tr, note=note, over_time=True)
    blocks += _plot(part.by_place, tr("By place"), tr("contributions and ballots"), tr)
    blocks += _plot(part.by_channel, tr("By channel"), unit, tr)
    blocks += _plot(part.by_language, tr("By language of the screens"), unit, tr)
    blocks += _plot(
        part.by_quartier_of_things,
        tr("By quartier"),
        unit,
        tr,
        note=tr("What proposals and reports are about, not where their authors live."),
    )
    if part.voters_by_quartier:
        rows = tuple((cell.label or cell.key, cell.number) for cell in part.voters_by_quartier)
        total = sum(cell.number or 0 for cell in part.voters_by_quartier)
        blocks.append(
            Plot(
                tr("Voters by quartier"),
                tr("ballots counted"),
                rows,
                total,
                tr("From the published minutes."),
            )
        )
    return Section("participation", tr("Participation"), tuple(blocks))


def _activity(activity: ActivityResults, tr: Translator) -> Section:
    blocks: list[Block] = []
    pairs = [
        (tr.number(received), tr(KINDS[kind]))
        for kind in KINDS
        if (received := activity.received.get(kind.value, 0)) or kind.value in activity.received
    ]
    if pairs:
        blocks.append(Figures(tuple(pairs)))
    if activity.refused:
        blocks.append(
            Words(
                tr.plural(
                    "{n} contribution is here and cannot be read; it is in no figure.",
                    "{n} contributions are here and cannot be read; they are in no figure.",
                    activity.refused,
                )
            )
        )
    for question in activity.questions:
        blocks += _question(question, tr)
    blocks += _states(activity.themes, tr("Proposals by theme"), tr("Theme"), tr)
    blocks += _states(activity.categories, tr("Reports by category"), tr("Category"), tr)
    if activity.proposals:
        rows = tuple((line.title, line.supports, line.comments) for line in activity.proposals)
        head = (tr("Proposal"), tr("Supports"), tr("Comments"))
        blocks.append(
            Grid(
                tr("Proposals that could be read at the tablets"),
                head,
                rows,
                tr("A support is a number, not a person: nobody is asked who they are."),
            )
        )
    if activity.alignments is not None:
        blocks += _plot(activity.alignments, tr("Opinions of the comments"), tr("comments"), tr)
    if activity.kind == "ballot":
        blocks += _vote(activity.minutes, tr)
    if not blocks:
        blocks.append(Words(tr("Nothing has come yet.")))
    return Section(f"activity-{activity.id}", activity.title, tuple(blocks))


def _question(question: Question, tr: Translator) -> Iterator[Block]:
    if question.depends:
        yield Words(
            tr(
                "“{question}”: withheld. Who was asked hangs on an answer that is withheld, "
                "or on too few people.",
                question=question.title,
            )
        )
        return
    answered = tr(
        "{answered} answered of {asked} who were asked.",
        answered=number(tr, question.answered),
        asked=number(tr, question.asked),
    )
    if question.breakdown is not None:
        note = answered
        if question.kind == "sorting":
            note = tr("What was put first. {answered}", answered=answered)
        elif question.breakdown.several:
            note = tr("Several answers were possible. {answered}", answered=answered)
        yield from _plot(question.breakdown, question.title, tr("answers"), tr, note=note)
    elif question.mean is not None:
        middles = (
            (number(tr, question.mean), tr("on average")),
            (number(tr, question.median), tr("in the middle: half said less, half said more")),
        )
        yield Words(tr("“{question}” {answered}", question=question.title, answered=answered))
        yield Figures(middles)
    else:
        yield Words(tr("“{question}” {answered}", question=question.title, answered=answered))
    if question.texts:
        yield Quotes(tr("Published answers to “{question}”", question=question.title), question.texts)


def _states(lines: tuple[StateLine, ...], title: str, what: str, tr: Translator) -> Iterator[Block]:
    if lines:
        head = (what, tr("Received"), *(tr(STATUSES[status]) for status in Status))
        rows: tuple[tuple[str | Number, ...], ...] = tuple(
            (
                line.label or tr(CLOSED.get(line.key, line.key)),
                line.received,
                *(line.numbers.get(status, 0) for status in Status),
            )
            for line in lines
        )
        yield Grid(title, head, rows)


def _vote(minutes: Minutes | None, tr: Translator) -> Iterator[Block]:
    if minutes is None:
        yield Words(tr("The minutes of this vote are not published: its result is not known here."))
        return
    equation = minutes.equation
    yield Figures(
        (
            (tr.number(equation.cast), tr("cast")),
            (tr.number(equation.counted), tr("counted")),
            (tr.number(equation.set_aside), tr("set aside")),
            (tr.number(equation.missing), tr("not arrived")),
        )
    )
    for contest in minutes.contests:
        yield _contest(contest, tr)


def _contest(contest: Contest, tr: Translator) -> Plot:
    title = tr("Result: {place}", place=contest.name) if contest.name else tr("Result")
    rows = tuple(
        (
            tr("{title} (● selected)", title=project.title) if project.selected else project.title,
            project.score,
        )
        for project in contest.projects
    )
    note = tr("{ballots} ballots, of which {blank} blank.", ballots=contest.ballots, blank=contest.blank)
    return Plot(title, tr("score"), rows, 0, note)


def _hands(shown: tuple[Hands, ...], tr: Translator) -> Section:
    blocks: list[Block] = [Words(tr("These are hands that were raised in a room, and no votes."))]
    for hand in shown:
        note = tr("{day}, {people} people there.", day=tr.day(hand.on), people=number(tr, hand.people))
        blocks += _plot(hand.breakdown, hand.question, tr("hands"), tr, note=note)
    return Section("hands", tr("Hands raised"), tuple(blocks))


def _evaluation(found: Evaluation, tr: Translator) -> Section:
    title = tr("How it went")
    if not found.shifts:
        return Section(
            "evaluation",
            title,
            (
                Words(
                    tr(
                        "How many people began and left nothing is not known here: tablets hand over "
                        "what was left, and nothing of who went away. Add the reports of shifts that "
                        "the tablets write: they say it, and what worked."
                    )
                ),
            ),
        )
    left = None if found.visits is None or found.abandoned is None else found.visits - found.abandoned
    pairs = [
        (tr.number(found.shifts), tr("shifts reported")),
        (number(tr, found.visits), tr("visits")),
        (number(tr, left), tr("visits that left something")),
        (number(tr, found.abandoned), tr("visits that left nothing")),
    ]
    if found.visits:
        pairs.append((share(tr, left, found.visits), tr("of the visits left something")))
    if found.met != 0:
        pairs.append((number(tr, found.met), tr("people met by the facilitators")))
    blocks: list[Block] = [
        Figures(tuple(pairs)),
        Words(tr("Of all activities of those shifts, and of those shifts alone whose report was added.")),
    ]
    blocks += _counts(found.declined, DECLINED, tr("People who declined"), tr)
    blocks += _counts(found.turned_away, TURNED_AWAY, tr("People turned away before a vote"), tr)
    for kind, words in (
        (NoteKind.WORKED, tr("What worked")),
        (NoteKind.DID_NOT, tr("What did not work")),
        (NoteKind.STUCK, tr("Where people got stuck")),
    ):
        if found.notes.get(kind):
            blocks.append(Quotes(words, found.notes[kind]))
    if found.remarks:
        blocks.append(Quotes(tr("Remarks of the facilitators"), found.remarks))
    return Section("evaluation", title, tuple(blocks))


def _counts(
    numbers: Mapping[str, int | None], words: Mapping[str, str], title: str, tr: Translator
) -> Iterator[Block]:
    if any(value != 0 for value in numbers.values()):
        rows = tuple((tr(words[key]), value) for key, value in numbers.items())
        known = [value for value in numbers.values() if value is not None]
        yield Plot(title, tr("people"), rows, sum(known) if len(known) == len(numbers) else 0)


def _kiosk(opinion: KioskOpinion, tr: Translator) -> Section:
    if not opinion.said:
        return Section(
            "kiosk", tr("What people said of the kiosk"), (Words(tr("Nobody has said anything yet.")),)
        )
    blocks: list[Block] = [
        Words(
            tr(
                "Asked at the end of a visit, of whoever liked to answer. It belongs to no consultation: "
                "these figures are of all of them together, and nobody's age stands beside what they said."
            )
        )
    ]
    unit = tr("answers")
    blocks += _plot(opinion.satisfaction, tr("Satisfaction"), unit, tr)
    blocks += _plot(opinion.age_bands, tr("Age band"), unit, tr)
    blocks += _plot(opinion.quartiers, tr("Quartier where people live"), unit, tr)
    if opinion.remarks:
        blocks.append(Quotes(tr("Published remarks"), opinion.remarks))
    return Section("kiosk", tr("What people said of the kiosk"), tuple(blocks))


def _plot(
    breakdown: Breakdown, title: str, unit: str, tr: Translator, *, note: str = "", over_time: bool = False
) -> Iterator[Block]:
    if not breakdown.of:
        return
    rows = tuple((cell.label or _label(cell.key, tr), cell.number) for cell in breakdown.cells)
    yield Plot(title, unit, rows, breakdown.of, note, over_time)


def _label(key: str, tr: Translator) -> str:
    if key in CLOSED:
        return tr(CLOSED[key])
    if len(key) == 8 and key[4:6] == "-W" and key[:4].isdigit():
        return tr.day(date.fromisocalendar(int(key[:4]), int(key[6:]), 1), year=False)
    try:
        return tr.day(date.fromisoformat(key), year=False)
    except ValueError:
        return key
