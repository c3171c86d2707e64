"""Accountability: what was chosen, and how far it has come."""

from __future__ import annotations

from kiosk.i18n import N_
from sync.decidim.mapping.around import Around, Piece, first_words, slug_of
from sync.decidim.mapping.classes import Classes
from sync.decidim.queries.results import Result
from sync.decidim.queries.spaces import Component
from sync.decidim.questions import Kind

STATUSES = {
    "study": N_("being studied"),
    "works": N_("being made"),
    "done": N_("done"),
    "late": N_("late"),
    "given_up": N_("given up"),
}


def follow_up(around: Around, classes: Classes, component: Component, found: tuple[Result, ...]) -> Piece:
    """The results of a component; parts of a result stand as projects of their own."""
    title = around.title(component.name, component.id)
    names = {result.id: first_words(around.title(result.title), result.id) for result in found}
    if any(result.parent is not None for result in found):
        around.note(
            N_("“{component}”: parts of a result are shown as results, each with the name of its whole."),
            component=first_words(title),
        )
    return {
        "kind": "follow_up",
        "id": f"follow-up-{component.id}",
        "title": title,
        "projects": [_project(around, classes, result, names) for result in found],
    }


def _project(around: Around, classes: Classes, result: Result, names: dict[str, str]) -> Piece:
    title = around.title(result.title, result.reference or result.id)
    name = first_words(title)
    progress = result.progress
    if progress is None:
        progress = result.status.progress if result.status is not None else 0
    today = around.now.astimezone(around.zone).date()
    whole = names.get(result.parent.id, "") if result.parent is not None else ""
    piece: Piece = {
        "id": result.id,
        "title": {language: f"{whole} – {text}" for language, text in title.items()} if whole else title,
        "description": around.text(result.description, name),
        "progress": min(100, max(0, round(progress or 0))),
        "milestones": [],
    }
    _, quartier = classes.of(result)
    if quartier is not None:
        piece["quartier"] = quartier
    status = _status(around, result, piece["progress"])
    if status is not None:
        piece["status"] = status
    for milestone in result.milestones:
        words = around.title(milestone.title)
        if milestone.entryDate is None or not words:
            around.note(N_("“{project}”: a milestone without day or title was left out."), project=name)
            continue
        piece["milestones"].append(
            {"on": milestone.entryDate.isoformat(), "title": words, "done": milestone.entryDate <= today}
        )
    piece["milestones"].sort(key=lambda one: str(one["on"]))
    return piece


def _status(around: Around, result: Result, progress: int) -> str | None:
    """What the city's own word for a state means on a tablet; asked once for each word."""
    if result.status is None or not result.status.key:
        return "done" if progress >= 100 else "works" if progress else "study"
    usual = "done" if (result.status.progress or 0) >= 100 else "works" if result.status.progress else "study"
    return around.ask(
        f"status.{slug_of(result.status.key, result.status.key[:20].encode().hex())}",
        N_("What does the status “{status}” mean on a tablet?"),
        Kind.CHOICE,
        usual,
        choices=STATUSES,
        status=first_words(around.title(result.status.name, result.status.key[:60])),
    )
