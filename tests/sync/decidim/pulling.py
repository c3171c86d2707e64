"""A hub that pulls from the test server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kiosk.ids import Mode
from kiosk.settings import DecidimSettings
from sync.decidim.bridge import ANSWERS, Decidim
from sync.decidim.drafting import DRAFTS, SIDECAR
from sync.decidim.platform import PullReport
from sync.decidim.questions import Answers, Kind, Question, Saying
from sync.hub.central import pulling
from sync.hub.setup import init_hub
from sync.hub.store import HubStore
from tests.sync.decidim.server import Platform
from tests.world import SetClock

TODAY = datetime(2027, 3, 10, 12, tzinfo=UTC)
SINCE = date(2027, 1, 1)
Sidecar = dict[str, Any]


@contextmanager
def hub(folder: Path) -> Iterator[HubStore]:
    """A hub in `folder`, made or opened."""
    clock = SetClock(TODAY)
    store = HubStore(folder, clock) if folder.exists() else init_hub(folder, Mode.TEST, clock=clock)[0]
    try:
        yield store
    finally:
        store.close()


def bridge(
    store: HubStore,
    platform: Platform,
    *,
    only: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
    **more: Any,
) -> Decidim:
    """The hub's bridge to the test server; it waits for nobody."""
    settings = DecidimSettings(address="https://city.example")
    client = platform.client(notice=store.log, **more)
    return Decidim(client, platform.version, pulling(store, settings, only=only, without=without))


def pull(store: HubStore, platform: Platform, **more: Any) -> PullReport:
    """One pull."""
    return bridge(store, platform, **more).pull(SINCE)


def sidecar(store: HubStore, slug: str) -> Sidecar:
    """What lies beside a draft."""
    found: Sidecar = json.loads((store.folder.path / DRAFTS / f"{slug}{SIDECAR}").read_bytes())
    return found


def content(store: HubStore, slug: str) -> Any:
    """The draft of a process."""
    return json.loads((store.folder.path / DRAFTS / f"{slug}.json").read_bytes())


def questions(store: HubStore) -> list[Question]:
    """The questions of all drafts."""
    found: dict[str, Question] = {}
    for path in sorted((store.folder.path / DRAFTS).glob(f"*{SIDECAR}")):
        for one in json.loads(path.read_bytes())["questions"]:
            found[one["key"]] = Question(
                one["key"],
                Saying(one["message"], one["values"]),
                Kind(one["kind"]),
                one["suggestion"],
                one["choices"],
                one["least"],
                one["most"],
                one["answer"],
            )
    return list(found.values())


def answer(store: HubStore, **others: str) -> None:
    """Say yes to every suggestion but for `others`; ``__`` in a name stands for a dot."""
    wanted = {name.replace("__", "."): value for name, value in others.items()}
    given = [
        (
            question,
            next((v for name, v in wanted.items() if question.key.endswith(name)), question.suggestion),
        )
        for question in questions(store)
        if question.open or any(question.key.endswith(name) for name in wanted)
    ]
    Answers(store.folder.path / ANSWERS).give(given)
