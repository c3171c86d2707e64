"""The findings of `kiosk.catalogue` in words for the staff, and the fields they are about.

The checks of a catalogue speak English and name ids: they are for logs and the command line. Each of
their sentences is known here by its pattern; a test reads them out of their source, so that none is
missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kiosk.i18n import N_
from sync.hub.drafts.finding import Finding, Place, Step


@dataclass(frozen=True)
class Wording:
    """One sentence of the checks."""

    english: str
    """As the check writes it, ``{name}`` for what it puts in."""
    message: str
    """For the staff; `{where}` is the thing it is said about."""
    field: str = ""
    """The field on the page of that thing."""


NO_PROJECT = N_("{where}: there is no project yet.")
_SHOWN = N_("{where}: this part appears twice: {name}.")
WORDINGS = (
    Wording("title is empty.", N_("{where}: the title is missing."), "title.fr"),
    Wording(
        "quartier {name} is not in quartiers.",
        N_("{where}: the quartier “{name}” is not known."),
        "quartiers",
    ),
    Wording("theme {name} is not in themes.", N_("{where}: the theme “{name}” is not known."), "themes"),
    Wording("{what} {name} appears twice.", _SHOWN),
    Wording("closes is not after opens.", N_("{where}: it closes before it opens."), "closes"),
    Wording(
        "accept_until is before phase {name} closes.",
        N_("The hub would stop taking deposits before the phase “{name}” closes."),
        "accept_until",
    ),
    Wording("no activity {name}.", N_("{where}: the activity “{name}” does not exist."), "activities"),
    Wording(
        "channels: only codes and declared identities show who took part elsewhere too.",
        N_("{where}: only a code or a name shows who took part online or on paper too."),
        "channels",
    ),
    Wording(
        "claims_erased_on is not after accept_until: the register would be empty at the count.",
        N_("The register would forget who took part before the count."),
        "claims_erased_on",
    ),
    Wording(
        "contributions_erased_on is not after accept_until: nobody would have read them.",
        N_("Contributions would be erased before anybody has read them."),
        "contributions_erased_on",
    ),
    Wording(
        "no phase opens and closes it.", N_("{where}: no phase opens it. Choose it in a phase."), "@phases"
    ),
    Wording("1 to {most} projects are needed, not 0.", NO_PROJECT, "@in projects"),
    Wording(
        "1 to {most} projects are needed, not {n}.", N_("{where}: {n} projects; 1 to {most} are needed.")
    ),
    Wording(
        "max_choices {most} is below min_choices {least} or below 1.",
        N_("{where}: at most {most} choices, and at least {least}, cannot both be."),
        "method.max_choices",
    ),
    Wording(
        "a minimum of points is above its maximum.",
        N_("{where}: a minimum of points is above its maximum."),
        "method.min_points",
    ),
    Wording(
        "a knapsack needs method.max_cost, budget or quartier_budgets.",
        N_("{where}: a vote within a budget needs a budget."),
        "budget",
    ),
    Wording(
        "quartier_budgets: {name} is not in quartiers.",
        N_("{where}: the quartier “{name}” has a budget and is not known."),
        "quartier_budgets",
    ),
    Wording(
        "quartier_budgets: {name} has no project.",
        N_("{where}: the quartier “{name}” has a budget and no project."),
        "quartier_budgets",
    ),
    Wording("cost is missing.", N_("{where}: the cost is missing."), "cost"),
    Wording(
        "quartier {name} has no budget in quartier_budgets.",
        N_("{where}: its quartier ({name}) has no budget in this vote."),
        "quartier",
    ),
    Wording(
        "min_choices {n} is more than the {projects} projects.",
        N_("{where}: at least {n} choices are asked for among {projects} projects."),
        "method.min_choices",
    ),
    Wording(
        "min_choices {n} is more than the {projects} projects of quartier {name}.",
        N_("{where}: at least {n} choices are asked for among the {projects} projects of {name}."),
        "method.min_choices",
    ),
    Wording(
        "min_cost {amount} is more than can be spent.",
        N_("{where}: nobody can spend the {amount} € that are asked for at least."),
        "method.min_cost",
    ),
    Wording(
        "min_cost {amount} is more than can be spent of quartier {name}.",
        N_("{where}: in {name} nobody can spend the {amount} € that are asked for at least."),
        "method.min_cost",
    ),
    Wording(
        "min_choices projects with min_per_project points each need more points than there are.",
        N_("{where}: there are not enough points for the choices that are asked for at least."),
        "method.min_choices",
    ),
    Wording(
        "it needs a title, and a text or an address.",
        N_("{where}: a document needs a title, and a text or an address."),
    ),
    Wording(
        "at most {most} proposals can be shown, not {n}.",
        N_("{where}: {n} proposals; at most {most} can be shown."),
    ),
    Wording("a report needs categories.", N_("{where}: name at least one sort of problem."), "categories"),
    Wording(
        "urgent is empty: people must read what to do when somebody is in danger.",
        N_("{where}: write what to do at once when somebody is in danger."),
        "urgent.fr",
    ),
    Wording("a survey needs a question.", N_("{where}: a survey needs a question."), "@in questions"),
    Wording("at least two options are needed.", N_("{where}: at least two answers are needed."), "options"),
    Wording("a matrix needs rows.", N_("{where}: lines are missing."), "rows"),
    Wording("maximum is below minimum.", N_("{where}: the largest number is below the smallest."), "maximum"),
    Wording(
        "shown_if: {name} is not a question before this one.",
        N_("{where}: it depends on “{name}”, which is no question before it."),
        "shown_if.question",
    ),
    Wording(
        "shown_if: {name} is not an option there.",
        N_("{where}: it depends on the answer “{name}”, which does not exist there."),
        "shown_if.any_of",
    ),
    Wording(
        "shown_if: {name} has no options.",
        N_("{where}: it depends on answers to “{name}”, which has none to choose from."),
        "shown_if.any_of",
    ),
    Wording(
        "valid_until is not after issued.",
        N_("The catalogue would end before it begins: choose a later day."),
        "@publish",
    ),
    Wording("keys.{name} is not a sealing key.", N_("A key of the hub ({name}) is damaged."), "@publish"),
    Wording(
        "keys.register and keys.box are the same key: the register could open ballots.",
        N_("The keys of the hub are mixed up: the register could open ballots."),
        "@publish",
    ),
    Wording(
        "keys.contributions is not a sealing key, and there is something to contribute.",
        N_("The key for contributions is missing at the hub."),
        "@publish",
    ),
    Wording(
        "keys.contributions is the register's key or the box's.",
        N_("The keys of the hub are mixed up."),
        "@publish",
    ),
    Wording("charter.text is empty.", N_("The charter has no text."), "@city charter.text.fr"),
    Wording(
        "farewell.opt_in.text is empty: nobody can agree to it.",
        N_("The consent text for being kept informed is empty."),
        "@city farewell.opt_in.text.fr",
    ),
    Wording(
        "silence needs a reason, and closes after it opens.",
        N_("The months without results need a reason, and end after they begin."),
        "@city silence.reason.fr",
    ),
    Wording(
        "accounts is empty, and an activity is attended: nobody could open a visit.",
        N_("A vote is opened by the staff, and no tablet knows anybody of the staff."),
        "@city accounts",
    ),
    Wording("activity {activity} asks for codes and has none.", N_("{where}: draw its codes."), "@codes"),
    Wording(
        "activity {activity} asks for no codes: code_replacement says how they are replaced.",
        N_("{where}: it asks for no codes, so that none can be replaced."),
        "code_replacement",
    ),
    Wording(
        "codes for {activity}: no activity of that name asks for codes.",
        N_("{where}: codes were drawn, and the vote does not ask for any."),
        "claim",
    ),
    Wording(
        "codes for {activity}: quartier {name} does not vote there.",
        N_("{where}: codes were drawn for “{name}”, which has no budget there."),
        "quartier_budgets",
    ),
    Wording("codes for {activity}: digests is not base64.", N_("{where}: its codes are damaged."), "@codes"),
    Wording(
        "codes for {activity}: digests are {n} bytes each.", N_("{where}: its codes are damaged."), "@codes"
    ),
    Wording(
        "codes for {activity}: one code stands for two quartiers, {name} and {other}.",
        N_("{where}: one code stands for two quartiers, {name} and {other}."),
        "@codes",
    ),
    Wording(
        "Activity {activity} has opened; it cannot be taken out before its claims are erased.",
        N_("{where}: this vote has opened. It stays until the register has forgotten who took part."),
    ),
    Wording(
        "Activity {activity} has opened; its method, projects, budgets and rules cannot change any more.",
        N_("{where}: this vote has opened. Its method, projects, budgets and rules cannot change any more."),
    ),
    Wording(
        "Activity {activity} has opened; its closing dates can only move later.",
        N_("{where}: this vote has opened. Its closing and the dates after it can only move later."),
        "@phases",
    ),
)
OTHERWISE = N_("{where}: {words}")
"""For a sentence that is not known here."""
_PREFIX = re.compile(r"(consultation|activity|phase|project|question|proposal|document) ([^\s:]+): ")


@cache
def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", english)
    text = "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile(text, re.DOTALL)


@dataclass(frozen=True)
class Said:
    """A sentence of the checks, taken apart."""

    place: Place
    consultation: str
    message: str
    values: dict[str, str]
    about: tuple[str, str]
    """(kind, id) of what it is said about; kind is empty for the catalogue as a whole."""

    def finding(self, where: str) -> Finding:
        """As the staff read it; `where` is what the thing is called."""
        return Finding(self.place, self.message, self.values | {"where": where})


def read(sentence: str) -> Said:
    """Take a sentence of the checks apart."""
    things: dict[str, str] = {}
    rest = sentence
    while prefix := _PREFIX.match(rest):
        things[prefix[1]] = prefix[2]
        rest = rest[prefix.end() :]
    found = _leaf(rest)
    wording, values = found if found else (Wording("", OTHERWISE), {"words": rest})
    activity = things.get("activity") or values.pop("activity", "")
    kind, name = next(
        (
            (one, things[one])
            for one in ("question", "project", "proposal", "document", "phase")
            if one in things
        ),
        ("activity", activity) if activity else ("", ""),
    )
    return Said(
        _place(wording.field, activity, kind, name),
        things.get("consultation", ""),
        wording.message,
        values,
        (kind, name),
    )


def _leaf(rest: str) -> tuple[Wording, dict[str, str]] | None:
    for wording in WORDINGS:
        match = _pattern(wording.english).fullmatch(rest)
        if match:
            return wording, dict(match.groupdict())
    return None


def _place(field: str, activity: str, kind: str, name: str) -> Place:
    if field.startswith("@in "):
        return Place(Step.ACTIVITIES, activity, field.removeprefix("@in "))
    if field.startswith("@"):
        step, _, inside = field[1:].partition(" ")
        return Place(Step(step), activity if step == "codes" else "", field=inside)
    if kind in ("question", "project", "proposal"):
        one = {"quartiers": "quartier", "themes": "theme"}.get(field, field)
        return Place(Step.ACTIVITIES, activity, kind + "s", name, one)
    if kind in ("document", "phase"):
        step_, inside = (Step.DOCUMENTS, "documents") if kind == "document" else (Step.PHASES, field)
        return Place(step_, item=name, field=inside)
    if activity:
        return Place(Step.ACTIVITIES, activity, field=field)
    dates = ("accept_until", "claims_erased_on", "contributions_erased_on")
    return Place(Step.PHASES if field in dates else Step.TEXTS, field=field)
