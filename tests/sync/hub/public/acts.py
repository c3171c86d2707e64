"""What these tests do: publish a count, read a page as text, find what a page loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from bs4 import BeautifulSoup, Tag

from kiosk.i18n import NO_BREAK_SPACE, translator
from kiosk.ids import DepositId
from kiosk.receipts import Receipt, receipt_of
from kiosk.tablet import Tablet
from sync.hub.count.papers import write_papers
from sync.hub.count.run import Result, count
from sync.hub.public.site import Site
from sync.hub.publication import publish_papers
from sync.hub.server import embedded
from sync.parcel import unpack_answer
from tests.sync.acts import parcel_of
from tests.world import World


@contextmanager
def browser(world: World, **site: Any) -> Iterator[httpx.Client]:
    """A resident's browser; answers about receipts come at once unless `site` says otherwise."""
    pages = Site(world.hub, **({"answer_seconds": 0.0} | site))
    with embedded(world.hub, site=pages) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def published(world: World, activity: str, folder: Path, language: str = "fr") -> Result:
    """Count a vote once its window has ended, and publish it."""
    result = counted(world, activity)
    publish_result(world, result, folder, language)
    return result


def counted(world: World, activity: str) -> Result:
    """Count a vote once its window has ended."""
    index = world.hub.index(1)
    assert index is not None
    world.clock.now = max(world.clock.now, index.ballots[activity].consultation.accept_until)
    return count(world.hub, activity, world.shares[:2], processes=1)


def publish_result(world: World, result: Result, folder: Path, language: str = "fr") -> Path:
    """Write the papers as `kiosk count` does, and publish them."""
    write_papers(world.hub, result, folder, translator(language))
    return publish_papers(world.hub, result.found.activity.id, folder)


def hand_over(world: World, tablet: Tablet) -> Mapping[DepositId, str]:
    """Everything aboard, as it is, to the hub's intake; gives what is set aside, with its reason."""
    answer = world.intake.take(parcel_of(tablet, tablet.vault.deliverable(99)))
    return unpack_answer(answer, world.hub.signing_key.verify_key).refused


def receipts_of(result: Result) -> list[Receipt]:
    """Receipts of what went into the box."""
    return [receipt_of(deposit) for deposit in result.counted]


def page_of(answer: httpx.Response) -> BeautifulSoup:
    """A page, parsed."""
    return BeautifulSoup(answer.text, "html.parser")


def text_of(answer: httpx.Response) -> str:
    """The words of a page's main part, on one line, no-break spaces being spaces."""
    main = page_of(answer).find("main")
    assert isinstance(main, Tag), answer.text
    return " ".join(main.get_text(" ").replace(NO_BREAK_SPACE, " ").split())


def heading_of(answer: httpx.Response) -> str:
    """The first heading, without its mark."""
    heading = page_of(answer).find("h1")
    assert isinstance(heading, Tag), answer.text
    for mark in heading.find_all(class_="mark"):
        mark.decompose()
    return " ".join(heading.get_text(" ").split())


def addresses_of(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """(what it is for, address) of everything that a page names, loads or sends to."""
    for tag in page.find_all(True):
        for attribute in ("href", "src", "action", "srcset", "data", "poster", "formaction", "xlink:href"):
            if tag.has_attr(attribute):
                yield f"{tag.name} {attribute}", str(tag[attribute])
