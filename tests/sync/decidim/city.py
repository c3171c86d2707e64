"""A city's platform in memory: what the test server answers with. Plain dictionaries, in Decidim's words.

A value holds the fields of every version; the schema that is served decides which can be asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Thing = dict[str, Any]
NOW = "2027-03-10T11:00:00+01:00"


def words(fr: str | None = None, **others: str) -> Thing:
    """A text in several languages."""
    texts = ({"fr": fr} if fr is not None else {}) | others

    def translation(locale: str) -> str | None:
        return texts.get(locale)

    return {
        "__typename": "TranslatedField",
        "locales": list(texts),
        "translations": [
            {"locale": locale, "text": text, "machineTranslated": False} for locale, text in texts.items()
        ],
        "translation": translation,
    }


@dataclass
class City:
    """Everything the platform holds, and how it behaves."""

    version: str | None = "0.32.1"
    """What ``decidim { version }`` tells; None: it does not disclose it."""
    deployment: str | None = None
    """What ``deployment { version }`` tells, where the schema has that field."""
    processes: list[Thing] = field(default_factory=list)
    taxonomies: list[Thing] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Path to media type and content."""
    machine: str = "Borne – Mairie de quartier"
    """Name of the account that the API credentials stand for."""
    comment_max: int = 1000
    proposal_limit: int | None = None
    """How many proposals one author may make in a component."""
    _ids: Any = field(default_factory=lambda: count(1000))

    def next_id(self) -> str:
        """An id nobody has yet."""
        return str(next(self._ids))

    # -- looking up --------------------------------------------------------------------------------

    @property
    def components(self) -> dict[str, Thing]:
        """Every component by id."""
        return {c["id"]: c for process in self.processes for c in process["components"]}

    def component(self, wanted: str) -> Thing:
        """The component with that id."""
        return self.components[wanted]

    @property
    def proposals(self) -> list[Thing]:
        """Every proposal, in the order they came."""
        return [p for c in self.components.values() for p in c.get("_proposals", ())]

    @property
    def commentables(self) -> dict[tuple[str, str], Thing]:
        """What can be commented, by kind and id."""
        found: dict[tuple[str, str], Thing] = {}
        for component in self.components.values():
            for proposal in component.get("_proposals", ()):
                found["Decidim::Proposals::Proposal", proposal["id"]] = proposal
            for debate in component.get("_debates", ()):
                found["Decidim::Debates::Debate", debate["id"]] = debate
        for thing in list(found.values()):
            for comment in thing["_comments"]:
                found["Decidim::Comments::Comment", comment["id"]] = comment
        return found

    def comments_on(self, wanted: str, kind: str = "Decidim::Proposals::Proposal") -> list[Thing]:
        """The comments on a thing."""
        found: list[Thing] = self.commentables[kind, wanted]["_comments"]
        return found

    # -- making ------------------------------------------------------------------------------------

    def process(self, slug: str, title: str, **more: Any) -> Thing:
        """Add a participatory process; gives it, for its components."""
        made: Thing = {
            "__typename": "ParticipatoryProcess",
            "id": self.next_id(),
            "slug": slug,
            "reference": f"tls-PROC-{slug}",
            "title": words(title),
            "subtitle": words(),
            "shortDescription": words(),
            "description": words(),
            "startDate": "2027-03-01",
            "endDate": "2027-06-30",
            "publishedAt": NOW,
            "createdAt": NOW,
            "updatedAt": NOW,
            "heroImage": None,
            "steps": [],
            "components": [],
            "attachments": [],
            "categories": [],
            "accessMode": "OPEN",
        } | more
        self.processes.append(made)
        return made

    def add(self, process: Thing, kind: str, name: str, **more: Any) -> Thing:
        """Add a component of `kind`, such as ``Proposals``."""
        made: Thing = {
            "__typename": kind,
            "id": self.next_id(),
            "name": words(name),
            "weight": len(process["components"]),
        } | more
        lists = {
            "Proposals": "proposals",
            "Budgets": "budgets",
            "Surveys": "surveys",
            "Debates": "debates",
            "Accountability": "results",
            "Pages": "pages",
        }
        if kind in lists:
            things: list[Thing] = made.setdefault(f"_{lists[kind]}", [])
            made[lists[kind]] = connection(lambda: things)
        process["components"].append(made)
        return made

    def proposal(self, component: Thing, title: str, body: str, language: str = "fr", **more: Any) -> Thing:
        """Add a proposal to a component."""
        comments: list[Thing] = []
        made: Thing = {
            "__typename": "Proposal",
            "id": self.next_id(),
            "type": "Decidim::Proposals::Proposal",
            "title": words(**{language: title}),
            "body": words(**{language: body}),
            "state": None,
            "official": False,
            "publishedAt": NOW,
            "createdAt": NOW,
            "updatedAt": NOW,
            "voteCount": 0,
            "author": {"__typename": "User", "id": "91", "name": "Une habitante"},
            "acceptsNewComments": True,
            "totalCommentsCount": lambda: len(comments),
            "_comments": comments,
            "comments": lambda orderBy=None, singleCommentId=None: ordered(comments, orderBy),
            "attachments": [],
            "taxonomies": [],
        } | more
        made.setdefault("reference", f"tls-PROP-{made['id']}")
        made.setdefault("url", f"https://city.example/proposals/{made['id']}")
        component["_proposals"].append(made)
        return made

    def debate(self, component: Thing, title: str, **more: Any) -> Thing:
        """Add a debate to a component."""
        comments: list[Thing] = []
        made: Thing = {
            "__typename": "Debate",
            "id": self.next_id(),
            "type": "Decidim::Debates::Debate",
            "title": words(title),
            "description": words(),
            "instructions": words(),
            "startTime": None,
            "endTime": None,
            "updatedAt": NOW,
            "acceptsNewComments": True,
            "totalCommentsCount": lambda: len(comments),
            "_comments": comments,
            "comments": lambda orderBy=None, singleCommentId=None: ordered(comments, orderBy),
            "taxonomies": [],
        } | more
        component["_debates"].append(made)
        return made

    def comment(self, thing: Thing, body: str, *, author: str = "Un voisin", alignment: int = 0) -> Thing:
        """Add a comment to a proposal, a debate or a comment."""
        below: list[Thing] = []
        made: Thing = {
            "__typename": "Comment",
            "id": self.next_id(),
            "type": "Decidim::Comments::Comment",
            "body": body,
            "createdAt": NOW,
            "alignment": alignment,
            "author": {"__typename": "User", "id": "7" if author == self.machine else "92", "name": author},
            "acceptsNewComments": True,
            "_comments": below,
            "comments": lambda orderBy=None, singleCommentId=None: ordered(below, orderBy),
        }
        thing["_comments"].append(made)
        return made


def ordered(things: list[Thing], order: str | None) -> list[Thing]:
    """As ``orderBy`` asks."""
    return list(reversed(things)) if order == "recent" else list(things)


def connection(things: Callable[[], list[Thing]]) -> Callable[..., Thing]:
    """A page of `things` by cursor, at most 50, as Decidim gives them."""

    def page(
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        order: dict[str, str] | None = None,
        filter: dict[str, str] | None = None,
    ) -> Thing:
        everything = sorted(things(), key=lambda thing: int(thing["id"]))
        if filter and filter.get("publishedSince"):
            since = filter["publishedSince"]
            everything = [thing for thing in everything if (thing.get("publishedAt") or "")[:10] >= since]
        if order and next(iter(order.values())) == "desc":
            everything.reverse()
        start = int(after.removeprefix("c")) if after else 0
        size = min(50, first if first is not None else 50)
        nodes = everything[start : start + size]
        end = start + len(nodes)
        return {
            "nodes": nodes,
            "edges": [{"cursor": f"c{start + n + 1}", "node": node} for n, node in enumerate(nodes)],
            "pageInfo": {
                "hasNextPage": end < len(everything),
                "hasPreviousPage": start > 0,
                "startCursor": f"c{start + 1}" if nodes else None,
                "endCursor": f"c{end}" if nodes else None,
            },
        }

    return page
