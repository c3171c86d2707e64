"""Finding our own posts on Decidim again, so that what is not found is surely not there.

A post is ours when it ends with the reference and we wrote it. Receipts are public: somebody else's
post that ends with one of ours proves nothing, unless nobody tells us who we are; then a post is ours
that shows our text letter for letter.
"""

from __future__ import annotations

from collections.abc import Iterator

from sync.decidim.client import DecidimClient
from sync.decidim.document import Translated
from sync.decidim.errors import PartialAnswer, Unsupported
from sync.decidim.matching import Post
from sync.decidim.outgoing import seen
from sync.decidim.platform import OutgoingComment, OutgoingProposal, Posted
from sync.decidim.queries.version import SESSION
from sync.decidim.queries.writes import OWN_COMMENTS, OWN_PROPOSALS, OwnComment, OwnProposal

OVERLAP = 5
"""A page begins so many posts before the end of the last one."""
_STARTS = 5
"""How often a reading begins anew because posts vanished between two pages."""


def own_proposals(client: DecidimClient, proposal: OutgoingProposal) -> tuple[Posted, ...]:
    """Our proposals of the component whose text ends with the reference, oldest first.

    Raises:
        PlatformError: not all could be read.
        Unsupported: there is no such component, so that absence is not proven.
    """
    me = own_id(client)
    found = [
        node.id
        for node in all_proposals(client, proposal.component)
        if any(_ends_with(body, proposal.reference) for body in _texts(node.body))
        and (node.author.id == me if me and node.author else _same(node, proposal))
    ]
    return tuple(Posted(one) for one in reversed(found))


def own_comments(client: DecidimClient, comment: OutgoingComment) -> tuple[Posted, ...]:
    """Our comments on the same thing whose text ends with the reference, oldest first.

    Raises:
        PlatformError: they could not be read.
        Unsupported: the commented thing is not shown, so that absence is not proven.
    """
    me = own_id(client)
    thing = client.ask(
        OWN_COMMENTS, id=comment.subject, type=comment.kind, locale=comment.language
    ).commentable
    if thing is None:
        raise Unsupported(f"The platform shows no {comment.kind} {comment.subject}.")
    found = [
        one.id
        for one in _all(thing.comments)
        if _ends_with(one.body, comment.reference)
        and (one.author.id == me if me and one.author else seen(one.body) == seen(comment.body))
    ]
    return tuple(Posted(one) for one in reversed(found))


def own_id(client: DecidimClient) -> str | None:
    """The platform's id of the account that we write as; None where it does not tell.

    Raises:
        PlatformError: it did not answer, or does not take our credentials.
    """
    if not client.can_sign_in:
        return None
    try:
        session = client.ask(SESSION).session
        if session is None or session.user is None:
            client.sign_in()
            session = client.ask(SESSION).session
    except PartialAnswer:  # an account of a kind that this field does not know
        return None
    return session.user.id if session is not None and session.user is not None else None


def all_proposals(client: DecidimClient, component: str) -> Iterator[OwnProposal]:
    """Every proposal of a component, the newest first, each once.

    Decidim's cursors are places in the list. A post that somebody hides while we read moves those behind
    it forward, past the end of the last page. So each page must begin with posts that we have seen; when
    it does not, the reading begins anew.

    Raises:
        PlatformError: not all could be read.
        Unsupported: there is no such component, or it changes too fast to be read.
    """
    for _ in range(_STARTS):
        nodes = _read_through(client, component)
        if nodes is not None:
            yield from nodes
            return
    raise Unsupported(f"The proposals of component {component} change faster than they can be read.")


def posts_of(client: DecidimClient, component: str, locale: str) -> Iterator[Post]:
    """The proposals of a component for `sync.decidim.matching.match`."""
    for node in all_proposals(client, component):
        title, body = _in(node.title, locale), _in(node.body, locale)
        yield Post(node.id, title, body, official=bool(node.official))


def _read_through(client: DecidimClient, component: str) -> list[OwnProposal] | None:
    found: dict[str, OwnProposal] = {}
    after: str | None = None
    while True:
        answer = client.ask(OWN_PROPOSALS, component=component, after=after).component
        page = answer.proposals if answer is not None else None
        if page is None:
            raise Unsupported(f"The platform shows no proposals component {component}.")
        nodes = [edge.node for edge in page.edges if edge.node is not None]
        if after is not None and not (nodes and nodes[0].id in found):
            return None
        new = [node for node in nodes if node.id not in found]
        found |= {node.id: node for node in new}
        if not page.pageInfo.hasNextPage:
            return list(found.values())
        if not new or len(page.edges) <= OVERLAP:
            raise Unsupported(f"The proposals of component {component} do not come page by page.")
        after = page.edges[-1 - OVERLAP].cursor


def _same(node: OwnProposal, proposal: OutgoingProposal) -> bool:
    titles = {" ".join(title.split()) for title in _texts(node.title)}
    bodies = {seen(body) for body in _texts(node.body)}
    return " ".join(proposal.title.split()) in titles and seen(proposal.body) in bodies


def _ends_with(body: str, reference: str) -> bool:
    return seen(body).rstrip('.,;:!?)]»" ').endswith(reference)


def _texts(text: Translated) -> Iterator[str]:
    return (part.text or "" for part in text.translations if part is not None)


def _in(text: Translated, locale: str) -> str:
    return text.by_language((locale,)).get(locale) or text.first


def _all(comments: tuple[OwnComment, ...]) -> Iterator[OwnComment]:
    for comment in comments:
        yield comment
        yield from _all(comment.comments)
