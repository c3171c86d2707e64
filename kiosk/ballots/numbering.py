"""The numbers that projects and questions have on paper, and the mark of the paper that carries them."""

from __future__ import annotations

import hashlib

from kiosk.catalogue.activities import Project, SurveyActivity
from kiosk.catalogue.lookup import Found, Located
from kiosk.claims.crockford import encode
from kiosk.forms.rules import FormStep, steps_of

_MARK_DIGITS, _BITS_A_DIGIT = 4, 5


def numbered(found: Found, contest: str) -> tuple[Project, ...]:
    """The projects of one contest as paper numbers them, from 1: in the order of the catalogue."""
    return found.projects(contest)


def ballot_mark(found: Found, contest: str) -> str:
    """Four characters that change with the numbering or the method: paper of another print is noticed."""
    parts = [found.activity.id, contest, found.activity.method.model_dump_json()]
    return _mark("ballot", *parts, *(project.id for project in numbered(found, contest)))


def form_mark(located: Located[SurveyActivity]) -> str:
    """The same for the questions of a survey and the order of their options."""
    return _mark("form", located.activity.id, *map(_of_step, steps_of(located.activity.questions)))


def _of_step(step: FormStep) -> str:
    options = getattr(step.question, "options", ())
    return " ".join((step.question.kind, step.key, *(option.id for option in options)))


def _mark(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(("kiosk paper", *parts)).encode()).digest()
    value = int.from_bytes(digest[:4], "big") % (1 << (_MARK_DIGITS * _BITS_A_DIGIT))
    return encode(value, _MARK_DIGITS)
