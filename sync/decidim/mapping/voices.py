"""Proposals, debates and their comments, as everyone may read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from kiosk.i18n import N_
from sync.decidim.document import Author
from sync.decidim.mapping.around import Around, Piece, first_words
from sync.decidim.mapping.classes import Classes
from sync.decidim.queries.comments import Comment
from sync.decidim.queries.debates import Debate
from sync.decidim.queries.proposals import Proposal
from sync.decidim.queries.spaces import Component
from sync.decidim.wording import NAME_MAX, from_html, from_text

BODY_MAX, COMMENT_MAX = 4000, 4000
"""As the catalogue's own limits for what is written on a tablet."""
PROPOSALS_MAX = 20_000
"""`kiosk.catalogue.check_contributions`."""
PROPOSAL_LENGTH, COMMENT_LENGTH = 500, 1000
"""Decidim's own defaults."""


def proposals(around: Around, classes: Classes, component: Component, found: tuple[Proposal, ...]) -> Piece:
    """A component of proposals."""
    key, title = f"component.{component.id}", around.title(component.name, component.id)
    name = first_words(title)
    shown = [proposal for proposal in found if proposal.state != "withdrawn"]
    if len(shown) < len(found):
        around.note(
            N_("{component}: {n} withdrawn proposals were left out."),
            component=name,
            n=str(len(found) - len(shown)),
        )
    if len(shown) > PROPOSALS_MAX:
        around.note(
            N_("{component}: a tablet shows {most} proposals; the newest are kept."),
            component=name,
            most=str(PROPOSALS_MAX),
        )
        shown = shown[-PROPOSALS_MAX:]
    piece: Piece = {"kind": "proposals", "id": f"proposals-{component.id}", "title": title}
    choices: Piece = {
        "writing": around.yes(
            f"{key}.writing", N_("Can people write proposals in “{component}”?"), True, component=name
        ),
        "supporting": around.yes(
            f"{key}.supporting", N_("Can people support proposals in “{component}”?"), False, component=name
        ),
        "commenting": around.yes(
            f"{key}.commenting",
            N_("Can people comment proposals in “{component}”?"),
            any(proposal.acceptsNewComments for proposal in found),
            component=name,
        ),
        "body_max": around.number(
            f"{key}.proposal_length",
            N_("How many signs may a proposal have in “{component}”?"),
            PROPOSAL_LENGTH,
            least=15,
            most=4000,
            component=name,
        ),
        "comment_max": _comment_length(around, component, name),
    }
    piece |= {field: value for field, value in choices.items() if value is not None}
    piece["proposals"] = [_proposal(around, classes, proposal) for proposal in shown]
    return piece


def debates(
    around: Around, component: Component, found: tuple[Debate, ...]
) -> Iterator[tuple[Piece, Debate]]:
    """The debates of a component, each an activity."""
    name = first_words(around.title(component.name), component.id)
    for debate in found:
        title = around.title(debate.title, name)
        words = first_words(title)
        piece: Piece = {
            "kind": "debate",
            "id": f"debate-{debate.id}",
            "title": title,
            "about": around.joined(
                around.text(debate.description, words), around.text(debate.instructions, words)
            ),
            "question": title,
            "comments": list(_comments(around, debate.comments, words)),
        }
        length = _comment_length(around, component, name)
        yield piece | ({"comment_max": length} if length is not None else {}), debate


def _comment_length(around: Around, component: Component, name: str) -> int | None:
    return around.number(
        f"component.{component.id}.comment_length",
        N_("How many signs may a comment have in “{component}”?"),
        COMMENT_LENGTH,
        least=1,
        most=4000,
        component=name,
    )


def _proposal(around: Around, classes: Classes, proposal: Proposal) -> Piece:
    title = around.title(proposal.title, proposal.reference or proposal.id)
    name = first_words(title)
    theme, quartier = classes.of(proposal)
    written = proposal.publishedAt or proposal.createdAt
    piece: Piece = {
        "id": proposal.id,
        "title": title,
        "body": around.text(proposal.body, name, BODY_MAX),
        "author": author(proposal.author),
        "on": _day(written, around).isoformat(),
        "supports": max(0, proposal.voteCount or 0),
        "answer": around.text(proposal.answer, name),
        "comments": list(_comments(around, proposal.comments, name)),
    }
    if theme is not None:
        piece["theme"] = theme
    if quartier is not None:
        piece["quartier"] = quartier
    missing = proposal.totalCommentsCount - len(piece["comments"])
    if missing > 0:
        around.note(
            N_("“{title}”: {n} comments below answers to comments are not shown."), title=name, n=str(missing)
        )
    if proposal.attachments:
        around.note(N_("Files of proposals are not shown on tablets: “{title}” has some."), title=name)
    return piece


def _comments(around: Around, found: tuple[Comment, ...], where: str) -> Iterator[Piece]:
    """A comment, then the answers to it."""
    for comment in found:
        plain = from_html(comment.body, COMMENT_MAX, around.address)
        if plain.cut:
            around.note(N_("{where}: a comment is too long and was cut."), where=where)
        if plain.text:
            yield {
                "id": comment.id,
                "author": author(comment.author),
                "on": _day(comment.createdAt, around).isoformat(),
                "body": {around.languages[0]: plain.text},
                "alignment": comment.alignment if comment.alignment in (-1, 1) else 0,
            }
        else:
            around.note(N_("{where}: a comment has no text to show and was left out."), where=where)
        yield from _comments(around, comment.comments, where)


def author(who: Author | None) -> str:
    """The name that somebody chose to show on the platform."""
    return from_text(who.name, NAME_MAX).text if who is not None else ""


def _day(value: datetime | str | None, around: Around) -> date:
    """The day on the city's clocks; today where the platform does not tell."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if value is None:
        return around.now.astimezone(around.zone).date()
    return value.astimezone(around.zone).date() if value.tzinfo else value.date()
