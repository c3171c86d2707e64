"""The phases of a consultation in order, with where we are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from screens.words import day

if TYPE_CHECKING:
    from kiosk.catalogue.model import Consultation, Phase
    from kiosk.i18n import Translator


def present_phase(consultation: Consultation, now: datetime) -> Phase | None:
    """The phase that has begun last and is not over."""
    running = [phase for phase in consultation.phases if phase.opens <= now < phase.closes]
    return max(running, key=lambda phase: phase.opens, default=None)


def timeline_words(tr: Translator, consultation: Consultation, now: datetime) -> str:
    """One paragraph a phase: mark, title, dates, and in words whether it is past, present or to come."""
    lines = []
    for phase in sorted(consultation.phases, key=lambda phase: phase.opens):
        if phase.closes <= now:
            mark, state = "✔", tr("done")
        elif phase.opens <= now:
            mark, state = "▶", tr("we are here")
        else:
            mark, state = "○", tr("to come")
        dates = tr("from {first} to {last}", first=day(tr, phase.opens), last=day(tr, phase.closes))
        lines.append(f"{mark} {phase.title.within(tr.language)} · {state}\n  {dates}")
    return "\n\n".join(lines)
