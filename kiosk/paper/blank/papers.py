"""Every blank paper of an activity, by the name of its file."""

from __future__ import annotations

from kiosk.catalogue.activities import BallotActivity, SurveyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Found, Located
from kiosk.errors import UsageError
from kiosk.i18n import Translator
from kiosk.paper.blank.ballot import ballot_paper
from kiosk.paper.blank.form import form_paper
from kiosk.paper.blank.page import Printing
from kiosk.paper.blank.projects import project_list


def blank_papers(
    index: CatalogueIndex, activity: str, tr: Translator, *, quartier: str = "", place: str = ""
) -> dict[str, bytes]:
    """The papers of an activity as PDF: a ballot and a list of projects for each contest, or a form.

    Args:
        index: the catalogue.
        activity: id of a vote or a survey.
        tr: the language of the papers.
        quartier: of this quartier alone, where the vote is by quartier.
        place: where the paper is brought.

    Raises:
        UsageError: there is no such paper.
    """
    located = index.activities.get(activity)
    if located is None or not isinstance(located.activity, BallotActivity | SurveyActivity):
        raise UsageError(f"{activity} is no vote and no survey of this catalogue.")
    printing = Printing(index, located, tr, place)
    if isinstance(located.activity, SurveyActivity):
        if quartier:
            raise UsageError(f"{activity} is a survey: it has no quartiers.")
        survey = Located[SurveyActivity](located.consultation, located.activity)
        return {f"form-{activity}.pdf": form_paper(printing, survey)}
    found: Found = index.ballots[activity]
    if quartier and quartier not in found.contests:
        raise UsageError(f"{quartier} does not vote in {activity}.")
    papers = {}
    for contest in (quartier,) if quartier else found.contests:
        name = "-".join(filter(None, (activity, contest)))
        papers[f"ballot-{name}.pdf"] = ballot_paper(printing, found, contest)
        papers[f"projects-{name}.pdf"] = project_list(printing, found, contest)
    return papers
