"""Everything a tablet may show, asked for in order and kept page by page; or read again from what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sync.decidim.client import DecidimClient
from sync.decidim.document import Document, Named, PageInfo, Translated
from sync.decidim.errors import PlatformError, UnexpectedAnswer
from sync.decidim.mirror import Run
from sync.decidim.profiles import Profile
from sync.decidim.queries.classes import Category, Taxonomy
from sync.decidim.queries.spaces import Component, Process

READ_KINDS = {
    "Proposals": "proposals",
    "Budgets": "budgets",
    "Surveys": "surveys",
    "Debates": "debates",
    "Accountability": "results",
    "Pages": "pages",
}
"""Component types that have a counterpart in a catalogue, and the reading that fills it."""
PAGES_MAX = 2000
"""A platform whose pages never end is not believed: 100,000 things in one component."""


class Connection(Protocol):
    """A page of any kind."""

    @property
    def pageInfo(self) -> PageInfo:
        """Where the next one starts."""

    @property
    def nodes(self) -> tuple[Named, ...]:
        """What is on it."""


@dataclass
class Space:
    """A process with everything in it."""

    process: Process
    categories: tuple[Category, ...] = ()
    contents: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Component id to its proposals, budgets …; a component that is not read has no entry."""
    vanished: tuple[str, ...] = ()
    """Components that were listed and then not shown."""
    skipped: tuple[str, ...] = ()
    """Components that were left out because somebody asked for it."""


@dataclass
class Reading:
    """One whole pull."""

    organisation: Translated | str
    taxonomies: tuple[Taxonomy, ...]
    spaces: tuple[Space, ...]
    left_out: tuple[Process, ...]
    """Processes that ended before the day that was asked for, or were not chosen."""


def read(
    run: Run,
    profile: Profile,
    since_day: date,
    *,
    client: DecidimClient | None = None,
    only: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
    progress: Callable[[str, int, int], None] = lambda _step, _done, _total: None,
) -> Reading:
    """The pull `run`: what is kept of it, and what `client` answers to the rest.

    Args:
        run: where answers are kept.
        profile: how to ask.
        since_day: processes that ended before are left out.
        client: None to use only what is kept.
        only: slugs of the processes to read; empty: all.
        without: ids of components that are not read, such as one that always fails.
        progress: is told step, done and total.

    Raises:
        PlatformError: the platform failed; what came so far is kept.
        KeyError: without a client, something is not kept.
    """
    asking = _Asking(run, profile, client)
    name = asking.once("organization", "organization").organization
    new = profile.classes == "taxonomies"
    held = asking.once("classes", "classes").organization if new else None
    listed: tuple[Process, ...] = asking.once("processes", "processes").participatoryProcesses
    chosen = [process for process in listed if _is_wanted(process, since_day, only)]
    todo = [(p, c) for p in chosen for c in p.components if c.kind in READ_KINDS]
    spaces: list[Space] = []
    done = 0
    for process in chosen:
        space = Space(process)
        if not new:
            found = asking.once("classes", f"classes.{process.id}", slug=process.slug).participatoryProcess
            space.categories = found.categories if found is not None else ()
        for component in process.components:
            if component.id in without:
                space.skipped += (component.id,)
            elif component.kind in READ_KINDS:
                progress("pages", done, len(todo))
                _read_component(asking, space, component)
                done += 1
        spaces.append(space)
    progress("pages", done, len(todo))
    return Reading(
        organisation=(name.name or "") if name is not None else "",
        taxonomies=held.taxonomies if held is not None else (),
        spaces=tuple(spaces),
        left_out=tuple(process for process in listed if process not in chosen),
    )


def _is_wanted(process: Process, since_day: date, only: frozenset[str]) -> bool:
    if only:
        return process.slug in only
    return process.endDate is None or process.endDate >= since_day


@dataclass(frozen=True)
class _Asking:
    run: Run
    profile: Profile
    client: DecidimClient | None

    def once(self, reading: str, key: str, **variables: object) -> Any:
        """The answer to one question, kept under `key`."""
        document: Document[Any] = self.profile.document(reading)
        client = self.client
        ask = None if client is None else (lambda: client.ask(document, **variables))
        return self.run.answer(key, document, ask)

    def pages(self, reading: str, component: str) -> Iterator[Connection | None]:
        """Every page of a component; None where it is not shown any more."""
        after: str | None = None
        for number in range(PAGES_MAX):
            key = f"{reading}.{component}.{number:05}"
            page: Connection | None = self.once(reading, key, component=component, after=after).connection
            yield page
            if page is None or not page.pageInfo.hasNextPage:
                return
            if not page.pageInfo.endCursor or page.pageInfo.endCursor == after:
                raise UnexpectedAnswer(f"The platform's pages of component {component} do not go on.")
            after = page.pageInfo.endCursor
        raise UnexpectedAnswer(f"The platform's component {component} has more than {PAGES_MAX} pages.")


def _read_component(asking: _Asking, space: Space, component: Component) -> None:
    found: dict[str, Named] = {}
    try:
        for page in asking.pages(READ_KINDS[component.kind], component.id):
            if page is None:
                space.vanished += (component.id,)
                return
            # Whatever moved to a later page meanwhile comes twice; the later one is the newer.
            found |= {node.id: node for node in page.nodes}
    except PlatformError as error:
        error.args = (f"{error} It was at component {component.id} of {space.process.slug}.",)
        raise
    space.contents[component.id] = tuple(found.values())
