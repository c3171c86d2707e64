"""Blank paper printed at a desk: what there is, in which language, and that it was made."""

from __future__ import annotations

from kiosk.catalogue.activities import AnyActivity, BallotActivity, SurveyActivity
from kiosk.catalogue.lookup import Located
from kiosk.errors import StaffError
from kiosk.i18n import Translator
from kiosk.paper.blank.papers import blank_papers
from kiosk.staff.acts import Act
from kiosk.staff.desk import StaffDesk


def printable_activities(desk: StaffDesk) -> tuple[Located[AnyActivity], ...]:
    """Votes and surveys of the catalogue, open or not yet: paper is printed before it is needed."""
    index = desk.tablet.index
    located = index.activities.values() if index is not None else ()
    return tuple(one for one in located if isinstance(one.activity, BallotActivity | SurveyActivity))


def printed(desk: StaffDesk, activity: str, tr: Translator, place: str = "") -> dict[str, bytes]:
    """The papers of an activity (PDF) by file name.

    Raises:
        StaffError: ``no_such_paper``, or what `StaffDesk.may` says.
    """
    desk.may(Act.PRINT_PAPER)
    index = desk.tablet.index
    known = {located.activity.id for located in printable_activities(desk)}
    if index is None or activity not in known:
        raise StaffError("no_such_paper")
    papers = blank_papers(index, activity, tr, place=place)
    desk.log("paper_printed", f"{activity}, {len(papers)} files, catalogue {index.catalogue.version}")
    return papers
