"""What is asked at the end of a visit: an address, a word about the kiosk, who came."""

from __future__ import annotations

from kiosk.catalogue.model import Catalogue, OptIn
from kiosk.catalogue.parts import Text
from kiosk.catalogue.questions import Option, Question, Section, ShortText, SingleChoice
from kiosk.contributions.content import REMARK_MAX


def address_questions(opt_in: OptIn) -> tuple[Question, ...]:
    """The consent text, then the address."""
    return (
        Section(id="consent", help=opt_in.text),
        ShortText(id="address", mandatory=True, max_characters=120, address=True),
    )


def remark_questions(catalogue: Catalogue) -> tuple[Question, ...]:
    """A remark; an age band and a quartier where the city asks for them."""
    questions: list[Question] = [ShortText(id="remark", max_characters=REMARK_MAX)]
    bands = catalogue.farewell.age_bands if catalogue.farewell else ()
    if bands:
        questions.append(SingleChoice(id="age_band", options=bands))
        if catalogue.quartiers:
            names = tuple(Option(id=q.id, title=Text({"fr": q.name})) for q in catalogue.quartiers)
            questions.append(SingleChoice(id="quartier", options=names))
    return tuple(questions)
