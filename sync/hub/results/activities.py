"""What each activity of a consultation gave: surveys, proposals, debates, reports, votes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kiosk.catalogue.activities import (
    AnyActivity,
    BallotActivity,
    DebateActivity,
    ProposalsActivity,
    ReportActivity,
    SurveyActivity,
)
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.content import (
    CommentContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
    TallyContent,
)
from kiosk.ids import DepositId
from sync.hub.contribution_table import survey_steps
from sync.hub.contributions import Read, Refused
from sync.hub.figures import WORDS, both_sides
from sync.hub.moderation.decision import State, Status
from sync.hub.moderation.published import Published
from sync.hub.paper.minutes_content import Minutes
from sync.hub.readable import readable
from sync.hub.results.breakdowns import several, split
from sync.hub.results.model import ActivityResults, Breakdown, Hands, ProposalLine, StateLine
from sync.hub.results.participation import NOT_SAID
from sync.hub.results.survey import questions

_WAITS = State()


def activity_results(
    activity: AnyActivity,
    index: CatalogueIndex,
    found: Sequence[Read | Refused],
    states: Mapping[DepositId, State],
    published: Sequence[Published],
    minutes: Minutes | None,
    language: str,
) -> ActivityResults:
    """The figures of one activity; every argument is of that activity alone."""
    read = [one for one in found if isinstance(one, Read)]
    received: Counter[str] = Counter(one.content.kind for one in read)
    more: dict[str, object] = {}
    match activity:
        case SurveyActivity():
            texts: dict[str, list[str]] = defaultdict(list)
            for one in published:
                for key, text in one.parts.items():
                    texts[key].append(text)
            responses = [one.content for one in read if isinstance(one.content, SurveyContent)]
            more["questions"] = questions(survey_steps(index, activity.id), responses, texts, language)
        case ProposalsActivity():
            titles = {theme.id: theme.title.within(language) for theme in index.catalogue.themes}
            written = [
                (one.id, one.content.theme) for one in read if isinstance(one.content, ProposalContent)
            ]
            more["themes"] = _lines(written, titles, states)
            more["proposals"] = _proposals(activity, read, language)
            more["alignments"] = _alignments(read)
        case DebateActivity():
            more["alignments"] = _alignments(read)
        case ReportActivity():
            titles = {option.id: option.title.within(language) for option in activity.categories}
            reported = [
                (one.id, one.content.category) for one in read if isinstance(one.content, ReportContent)
            ]
            more["categories"] = _lines(reported, titles, states)
        case BallotActivity():
            more["minutes"] = minutes
        case _:
            pass
    return ActivityResults(
        activity.id,
        activity.title.within(language),
        activity.kind,
        dict(received),
        sum(isinstance(one, Refused) for one in found),
        **more,  # type: ignore[arg-type]
    )


def _lines(
    written: Iterable[tuple[DepositId, str]], titles: Mapping[str, str], states: Mapping[DepositId, State]
) -> tuple[StateLine, ...]:
    numbers: defaultdict[str, Counter[Status]] = defaultdict(Counter)
    for deposit, name in written:
        numbers[name or NOT_SAID][states.get(deposit, _WAITS).status] += 1
    names = [name for name in dict.fromkeys((*titles, *sorted(numbers))) if name in numbers]
    return tuple(StateLine(name, titles.get(name, ""), dict(numbers[name])) for name in names)


def _proposals(activity: ProposalsActivity, read: Iterable[Read], language: str) -> tuple[ProposalLine, ...]:
    supports: Counter[str] = Counter()
    comments: Counter[str] = Counter()
    for one in read:
        if isinstance(one.content, SupportContent):
            supports[one.content.proposal] += 1
        elif isinstance(one.content, CommentContent):
            comments[one.content.proposal] += 1
    lines = [
        ProposalLine(proposal.title.within(language), supports[proposal.id], comments[proposal.id])
        for proposal in activity.proposals
        if supports[proposal.id] or comments[proposal.id]
    ]
    return tuple(sorted(lines, key=lambda line: (-line.supports, -line.comments, line.title)))


def _alignments(read: Iterable[Read]) -> Breakdown | None:
    counts = Counter(WORDS[one.content.alignment] for one in read if isinstance(one.content, CommentContent))
    if not counts:
        return None
    return split("alignment", {word: counts[word] for word in WORDS.values()}, {})


def hands(found: Iterable[Read | Refused]) -> tuple[Hands, ...]:
    """Hands raised in rooms, by day and question; small cells are withheld here as well."""
    shown = []
    for one in found:
        if isinstance(one, Read) and isinstance(content := one.content, TallyContent):
            words = {str(n): readable(option.title) for n, option in enumerate(content.options)}
            numbers = {str(n): option.hands for n, option in enumerate(content.options)}
            breakdown = several("hands", content.people, numbers, words)
            people = both_sides(content.people, content.people)
            shown.append(Hands(readable(content.question), content.on, people, breakdown))
    return tuple(sorted(shown, key=lambda hand: (hand.on, hand.question)))
