"""Telling Decidim: proposals and comments, one call each."""

from __future__ import annotations

from sync.decidim.client import DecidimClient
from sync.decidim.errors import Unsupported
from sync.decidim.platform import OutgoingComment, OutgoingProposal, Posted
from sync.decidim.profiles import Profile
from sync.decidim.queries.writes import ADD_COMMENT, CREATE_PROPOSAL


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
