"""Telling Decidim: proposals and comments, one call each, and finding them again by their reference."""

from __future__ import annotations

from collections.abc import Iterator

from sync.decidim.client import DecidimClient
from sync.decidim.document import Translated
from sync.decidim.errors import Unsupported
from sync.decidim.platform import OutgoingComment, OutgoingProposal, Posted
from sync.decidim.profiles import Profile
from sync.decidim.queries.writes import (
    ADD_COMMENT,
    CREATE_PROPOSAL,
    OWN_COMMENTS,
    OWN_PROPOSALS,
    OwnComment,
)


def push_proposal(client: DecidimClient, profile: Profile, proposal: OutgoingProposal) -> Posted:
    """Create and publish a proposal: Decidim has no draft phase here.

    Raises:
        Unsupported: the version cannot; hand over an import file instead.
        PlatformError: see its `outcome`.
    """
    if not profile.creates_proposals:
        raise Unsupported(f"Decidim {profile.version} takes proposals by import file only.")
    attributes: dict[str, object] = {"title": proposal.title, "body": proposal.body}
    if proposal.place is not None:
        attributes |= {
            "address": proposal.place.address or None,
            "latitude": proposal.place.latitude,
            "longitude": proposal.place.longitude,
        }
    if proposal.classes:
        attributes["taxonomies"] = list(proposal.classes)
    given = {
        "attributes": {name: value for name, value in attributes.items() if value is not None},
        "locale": proposal.language,
        "toggleTranslations": False,
        "clientMutationId": proposal.reference,
    }
    written = client.tell(CREATE_PROPOSAL, component=proposal.component, input=given)
    made = written.component.createProposal
    return Posted(made.id, made.url or "")


def push_comment(client: DecidimClient, profile: Profile, comment: OutgoingComment) -> Posted:
    """Add a comment.

    Raises:
        Unsupported: the version has no API credentials.
        PlatformError: see its `outcome`.
    """
    if not profile.comments:
        raise Unsupported(f"Decidim {profile.version} takes comments from signed-in people only.")
    written = client.tell(
        ADD_COMMENT,
        id=comment.subject,
        type=comment.kind,
        locale=comment.language,
        body=comment.body,
        alignment=comment.alignment,
    )
    return Posted(written.commentable.addComment.id)


def own_proposals(client: DecidimClient, proposal: OutgoingProposal) -> tuple[Posted, ...]:
    """Proposals of the component whose text bears the reference, oldest first.

    Raises:
        PlatformError: not all could be read.
        Unsupported: there is no such component, so that absence is not proven.
    """
    found: list[Posted] = []
    after: str | None = None
    while True:
        component = client.ask(OWN_PROPOSALS, component=proposal.component, after=after).component
        page = component.proposals if component is not None else None
        if page is None:
            raise Unsupported(f"The platform shows no proposals component {proposal.component}.")
        found += [
            Posted(node.id)
            for node in page.nodes
            if _bears(node.body, proposal.reference) or _bears(node.title, proposal.reference)
        ]
        if not page.pageInfo.hasNextPage or not page.pageInfo.endCursor:
            return tuple(reversed(found))
        after = page.pageInfo.endCursor


def own_comments(client: DecidimClient, comment: OutgoingComment) -> tuple[Posted, ...]:
    """Comments on the same thing whose text bears the reference, oldest first.

    Raises:
        PlatformError: they could not be read.
        Unsupported: the commented thing is not shown, so that absence is not proven.
    """
    thing = client.ask(
        OWN_COMMENTS, id=comment.subject, type=comment.kind, locale=comment.language
    ).commentable
    if thing is None:
        raise Unsupported(f"The platform shows no {comment.kind} {comment.subject}.")
    found = [one.id for one in _all(thing.comments) if comment.reference in one.body]
    return tuple(Posted(one) for one in reversed(found))


def _all(comments: tuple[OwnComment, ...]) -> Iterator[OwnComment]:
    for comment in comments:
        yield comment
        yield from _all(comment.comments)


def _bears(text: Translated, reference: str) -> bool:
    return any(reference in (part.text or "") for part in text.translations if part is not None)
