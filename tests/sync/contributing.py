"""What residents contribute in these tests, through a visit as a screen does; and what none would send."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from kiosk.contributions.content import AnyContent, kind_of
from kiosk.contributions.sealing import NOWHERE, sealed_contribution
from kiosk.forms.form import Form
from kiosk.ids import ActivityId, ConsultationId, DepositKind
from kiosk.receipts import Receipt
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from kiosk.visit import Visit
from kiosk.visit_map import State
from tests.world import NOON, World

DAY: date = NOON.date()
Said = Mapping[str, str | tuple[str, ...]]
"""Keys of the steps of a form to what is typed, or to the options that are touched."""
_Words = dict[str, str | tuple[str, ...]]
PROPOSAL: _Words = {
    "title": "Une fontaine près du pont",
    "body": "Il fait chaud l’été et rien ne rafraîchit la berge.",
    "theme": "nature",
    "quartier": "canal",
    "place": "Au pied de l’écluse",
}
SURVEY: _Words = {
    "proprete": "non",
    "salete": ("megots", "tags"),
    "bruit/jour": "jamais",
    "bruit/soir": "parfois",
    "bruit/nuit": "souvent",
    "distance": "120",
    "priorites": ("bacs", "balayage", "ecole", "amendes"),
    "ou": "Devant la boulangerie",
    "idee": "Laver la rue le lundi matin",
    "aider": "oui",
    "jours": ("samedi",),
}
REPORT: _Words = {
    "category": "eclairage",
    "quartier": "rives",
    "street": "12 rue des Tilleuls",
    "description": "La lampe est cassée depuis lundi",
    "urgency": "low",
    "contact": "odile.faure@example.org",
}


def visitor(tablet: Tablet, language: str = "fr") -> Visit:
    """Somebody who has chosen a language."""
    visit = Visit(tablet, language, shuffle=lambda _projects: None)
    visit.choose_language(language)
    return visit


def fill(form: Form, said: Said) -> None:
    """Answer the step that is asked, as far as something is said to it."""
    value = said.get(form.step.key)
    if isinstance(value, str):
        form.answer(value)
    elif value is not None:
        for option in value:
            form.tap(option)


def answer_all(visit: Visit, said: Said) -> None:
    """Go through the form to its end."""
    while visit.state is State.FORM:
        fill(visit.form, said)
        visit.next_question()


def written(visit: Visit, kind: DepositKind, said: Said) -> Receipt:
    """Begin, accept the charter if it is shown, answer, send."""
    visit.begin(kind)
    if visit.state is State.CHARTER:
        visit.accept_charter()
    answer_all(visit, said)
    return visit.send()


def propose(visit: Visit, said: Said = PROPOSAL) -> Receipt:
    """A proposal."""
    visit.choose_activity("canal-idees")
    return written(visit, DepositKind.PROPOSAL, said)


def comment(visit: Visit, body: str, alignment: str = "", proposal: str = "p1") -> Receipt:
    """A comment on a proposal."""
    visit.choose_proposal("canal-idees", proposal)
    return written(visit, DepositKind.COMMENT, {"body": body, "alignment": alignment})


def support(visit: Visit, proposal: str = "p1") -> Receipt:
    """A support."""
    visit.choose_proposal("canal-idees", proposal)
    return written(visit, DepositKind.SUPPORT, {})


def debate(visit: Visit, body: str, alignment: str = "") -> Receipt:
    """An answer in the debate."""
    visit.choose_activity("nuit-debat")
    return written(visit, DepositKind.COMMENT, {"body": body, "alignment": alignment})


def answer(visit: Visit, said: Said = SURVEY) -> Receipt:
    """The survey."""
    visit.choose_activity("calme")
    return written(visit, DepositKind.SURVEY_RESPONSE, said)


def report(visit: Visit, said: Said = REPORT) -> Receipt:
    """A report."""
    visit.choose_activity("signaler")
    return written(visit, DepositKind.REPORT, said)


def home(visit: Visit) -> None:
    """Back to what is on offer."""
    visit.more()
    while visit.state is not State.HOME:
        visit.back()


def leave(
    visit: Visit, satisfaction: str = "", said: Said | None = None, address: str = "", *, end: bool = True
) -> None:
    """The farewell, after something was done."""
    visit.finish()
    if satisfaction:
        visit.tell(satisfaction)  # type: ignore[arg-type]
    if said:
        visit.begin_farewell(DepositKind.FEEDBACK)
        answer_all(visit, said)
    if address:
        visit.begin_farewell(DepositKind.OPT_IN)
        answer_all(visit, {"address": address})
    visit.finish()
    if end and visit.state is not State.ENDED:
        visit.finish()


def visit_of_six(tablet: Tablet, mark: str = "", address: str = "odile@example.org") -> list[Receipt]:
    """Somebody who does six things and leaves; gives the six receipts, in order."""
    visit = visitor(tablet)
    receipts = [propose(visit, PROPOSAL | {"body": f"Il fait chaud l’été sur la berge. {mark}"})]
    visit.more()
    receipts.append(support(visit, "p2"))
    visit.more()
    receipts.append(comment(visit, f"Très bien vu {mark}", "for", "p3"))
    home(visit)
    receipts.append(debate(visit, f"Je rentre à pied {mark}", "against"))
    home(visit)
    receipts.append(answer(visit, SURVEY | {"ou": f"Ici {mark}"}))
    home(visit)
    receipts.append(report(visit, REPORT | {"street": f"Rue {mark} des Tilleuls"}))
    leave(visit, "good", {"remark": f"Merci {mark}", "age_band": "60-74"}, address)
    return receipts


def sealed(
    world: World,
    content: AnyContent,
    activity: str = "canal-idees",
    consultation: str = "canal-demain",
    version: int = 1,
) -> Deposit:
    """A deposit that no visit would send: the keys are public, and any tablet may be broken open."""
    index = world.hub.index(version)
    assert index is not None
    nowhere = kind_of(content) in (DepositKind.OPT_IN, DepositKind.FEEDBACK)
    where = NOWHERE if nowhere else (ConsultationId(consultation), ActivityId(activity))
    return sealed_contribution(index, where, content, secrets.token_bytes)
