"""Who took part when, where and how: counted over everything that is here of one consultation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.contributions.content import ProposalContent, ReportContent, SurveyContent
from kiosk.i18n import LANGUAGE_NAMES, LANGUAGES
from kiosk.ids import DepositKind
from sync.hub.contributions import Read
from sync.hub.paper.minutes_content import Minutes
from sync.hub.results.breakdowns import by_date, split
from sync.hub.results.model import Cell, Participation
from sync.hub.store import HubStore
from sync.hub.tables import deposits, tablets

GLASS, DICTATED, PAPER = "glass", "dictated", "paper"
NOT_SAID = "not_said"
_NOBODY_CAME_FOR = (DepositKind.CODE_REPLACEMENT.value, DepositKind.TALLY.value)


def participation(
    store: HubStore,
    consultation: str,
    index: CatalogueIndex,
    found: Sequence[Read],
    minutes: Iterable[Minutes],
) -> Participation:
    """The figures of `consultation`; `found` are its contributions as they were opened."""
    by_day, by_week = by_date("day", Counter(one.content.on for one in found))
    places, ballots = _places(store, consultation)
    spoken = Counter(one.content.language for one in found)
    languages = {name: spoken[name] for name in (*LANGUAGES, *sorted(spoken.keys() - set(LANGUAGES)))}
    channels = Counter(_channel(one) for one in found)
    names = {quartier.id: quartier.name for quartier in index.catalogue.quartiers}
    about = Counter(
        one.content.quartier or NOT_SAID
        for one in found
        if isinstance(one.content, ProposalContent | ReportContent)
    )
    quartiers = {name: about[name] for name in dict.fromkeys((*names, NOT_SAID, *sorted(about)))}
    return Participation(
        contributions=len(found),
        ballots=ballots,
        by_day=by_day,
        by_week=by_week,
        by_place=split("place", places, {name: name for name in places}),
        by_channel=split("channel", {name: channels[name] for name in (GLASS, DICTATED, PAPER)}, {}),
        by_language=split("language", languages, dict(LANGUAGE_NAMES)),
        by_quartier_of_things=split("quartier", quartiers if about else {}, names),
        voters_by_quartier=tuple(_voters(minutes)),
    )


def _channel(one: Read) -> str:
    if isinstance(one.content, SurveyContent) and one.content.channel:
        return one.content.channel
    return DICTATED if getattr(one.content, "dictated", False) else GLASS


def _places(store: HubStore, consultation: str) -> tuple[Mapping[str, int], int]:
    """Deposits by the name of the tablet they were left on; and how many of them are ballots."""
    query = (
        select(func.coalesce(tablets.c.name, deposits.c.tablet).label("name"), deposits.c.kind, func.count())
        .select_from(deposits.outerjoin(tablets, tablets.c.id == deposits.c.tablet))
        .where(deposits.c.consultation == consultation, deposits.c.kind.not_in(_NOBODY_CAME_FOR))
        .group_by("name", deposits.c.kind)
    )
    places: Counter[str] = Counter()
    ballots = 0
    with store.reading() as connection:
        for name, kind, number in connection.execute(query):
            places[name] += number
            ballots += number if kind == DepositKind.BALLOT.value else 0
    return {name: places[name] for name in sorted(places)}, ballots


def _voters(minutes: Iterable[Minutes]) -> Iterable[Cell]:
    voters: Counter[str] = Counter()
    names: dict[str, str] = {}
    for one in minutes:
        for contest in one.contests:
            if contest.quartier:
                voters[contest.quartier] += contest.ballots
                names[contest.quartier] = contest.name
    # The minutes are public, and say these numbers as they are.
    return [Cell(name, names[name], number) for name, number in voters.items()]
