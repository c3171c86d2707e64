"""Everything about one consultation, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from sqlalchemy import func, select

from kiosk.catalogue.activities import SurveyActivity
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.model import Consultation
from kiosk.contributions.tally import TALLIES
from kiosk.ids import ConsultationId
from sync.hub.contributions import Read, Refused, contributions, feedback
from sync.hub.figures import Cells, FeedbackFigures
from sync.hub.moderation.published import published_contributions, published_remarks, states
from sync.hub.moderation.table import decisions
from sync.hub.paper.minutes_content import Minutes
from sync.hub.results.activities import activity_results, hands
from sync.hub.results.model import Breakdown, Cell, KioskOpinion, Results
from sync.hub.results.participation import participation
from sync.hub.results.shift_files import reports
from sync.hub.results.shift_report import evaluation
from sync.hub.results.table import shift_reports
from sync.hub.store import HubStore
from sync.hub.tables import asides, catalogues, deposits


def consultations(store: HubStore) -> dict[str, CatalogueIndex]:
    """Every consultation ever published to the newest catalogue that has it, the newest catalogue first."""
    with store.reading() as connection:
        versions = list(
            connection.scalars(select(catalogues.c.version).order_by(catalogues.c.version.desc()))
        )
    found: dict[str, CatalogueIndex] = {}
    for version in versions:
        index = store.index(version)
        for consultation in index.catalogue.consultations if index else ():
            if index is not None:
                found.setdefault(consultation.id, index)
    return found


def results(
    store: HubStore,
    consultation: str,
    minutes: Mapping[str, Minutes] | None = None,
    language: str = "fr",
) -> Results | None:
    """The results of a consultation as it stands now; None where none of that id was ever published.

    Args:
        store: the hub.
        consultation: its id.
        minutes: of published counts, by activity.
        language: of the catalogue's words.

    Raises:
        VaultError: the contributions key is missing or damaged.
    """
    index = consultations(store).get(consultation)
    if index is None:
        return None
    about = index.consultations[ConsultationId(consultation)]
    counted = minutes or {}
    everything: list[Read] = []
    activities = []
    for activity in about.activities:
        found = [one for one in contributions(store, activity.id) if _is_of(one)]
        everything += [one for one in found if isinstance(one, Read)]
        activities.append(
            activity_results(
                activity,
                index,
                found,
                states(store, activity.id),
                # Only of a survey are words shown.
                list(published_contributions(store, activity=activity.id))
                if isinstance(activity, SurveyActivity)
                else [],
                counted.get(activity.id),
                language,
            )
        )
    now = store.clock().astimezone(UTC)
    opens = min((phase.opens for phase in about.phases), default=None)
    closes = max((phase.closes for phase in about.phases), default=None)
    return Results(
        consultation=about.id,
        title=about.title.within(language),
        organiser=index.catalogue.organiser.within(language),
        mode=store.mode.value,
        made_at=now,
        opens=opens.date() if opens else None,
        closes=closes.date() if closes else None,
        silent=index.silent(now),
        participation=participation(
            store, about.id, index, everything, [counted[a.id] for a in about.activities if a.id in counted]
        ),
        activities=tuple(activities),
        kiosk=_kiosk(store, index, language),
        hands=hands(one for one in contributions(store, TALLIES) if _tally_of(store, one, about)),
        evaluation=evaluation([added.report for added in reports(store, about.id)]),
    )


def state_of_hub(store: HubStore, consultation: str) -> tuple[int, ...]:
    """Numbers that change whenever the results may: a page compares them before it counts again."""
    tables = (deposits, asides, decisions, shift_reports, catalogues)
    with store.reading() as connection:
        sizes = [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
        last = connection.scalar(select(func.max(decisions.c.number))) or 0
        reported = connection.scalars(
            select(shift_reports.c.digest)
            .where(shift_reports.c.consultation == consultation)
            .order_by(shift_reports.c.digest)
        ).all()
    return (*sizes, last, hash(tuple(reported)))


def _is_of(one: Read | Refused) -> bool:
    # What came too late or from a withdrawn tablet is no contribution; it has its own figure in the log.
    return isinstance(one, Read) or bool(one.kind)


def _tally_of(store: HubStore, one: Read | Refused, about: Consultation) -> bool:
    if not isinstance(one, Read):
        return False
    with store.reading() as connection:
        where = connection.scalar(select(deposits.c.consultation).where(deposits.c.id == one.id))
    return where == about.id


def _kiosk(store: HubStore, index: CatalogueIndex, language: str) -> KioskOpinion:
    figures = FeedbackFigures()
    for found in feedback(store):
        figures.add(found)
    cells = figures.cells(index)
    farewell = index.catalogue.farewell
    bands = {band.id: band.title.within(language) for band in farewell.age_bands} if farewell else {}
    quartiers = {quartier.id: quartier.name for quartier in index.catalogue.quartiers}
    return KioskOpinion(
        figures.number,
        _breakdown("satisfaction", cells["satisfaction"], figures.number, {}),
        _breakdown("age_band", cells["age_band"], figures.number, bands),
        _breakdown("quartier_of_people", cells["quartier"], figures.number, quartiers),
        tuple(remark.text for remark in published_remarks(store)),
    )


def _breakdown(name: str, cells: Cells, of: int, labels: Mapping[str, str]) -> Breakdown:
    return Breakdown(name, of, tuple(Cell(key, labels.get(key, ""), number) for key, number in cells.items()))
