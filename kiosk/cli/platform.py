"""What the commands of handing over share: hub, platform, plan, and where things go."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import open_hub, settings_of

if TYPE_CHECKING:
    from sync.decidim.bridge import Decidim
    from sync.decidim.ledger import Planned, Row, Ways
    from sync.decidim.targets import Target, Targets
    from sync.hub.store import HubStore


def plan_now(
    store: HubStore, arguments: argparse.Namespace, ways: Ways, shown: list[Row] | None = None
) -> Planned:
    """Bring the ledger up to what is published; with `shown`, only show it there."""
    from sync.decidim.ledger import activities_of, plan
    from sync.decidim.published import published_outgoing

    targets = targets_of(store, arguments)
    activities = tuple(sorted({*targets.activities, *activities_of(store)}))
    published = published_outgoing(store)
    return plan(store, published, targets, ways, activities, look=None if shown is None else shown.extend)


def planned_figures(planned: Planned) -> dict[str, object]:
    """What planning did, for people."""
    return {
        "newly_planned": planned.new,
        "changed": planned.changed,
        "held": planned.held,
        "withdrawn": planned.withdrawn,
        "without_a_place": planned.elsewhere,
    }


@contextmanager
def the_hub(arguments: argparse.Namespace) -> Iterator[HubStore]:
    """The hub the command is about, while the block runs."""
    with open_hub(arguments) as store:
        yield store


def check_mode(store: HubStore, arguments: argparse.Namespace) -> None:
    """Raises `HandoverError` when a hub in test mode is not told that the platform is for tests."""
    from kiosk.errors import HandoverError
    from kiosk.ids import Mode

    if store.mode is Mode.TEST and not arguments.test_platform:
        raise HandoverError(
            "This hub is in test mode: nothing in it is a resident's. Hand it over only to a platform for "
            "tests, and say so: --test-platform."
        )


@contextmanager
def the_platform(store: HubStore, arguments: argparse.Namespace) -> Iterator[Decidim]:
    """The city's platform, with what the command says of it, while the block runs."""
    from sync.hub.central import central_platform

    told = {name: value for name in ("address", "profile") if (value := getattr(arguments, name))}
    with central_platform(store, settings_of(arguments).decidim.model_copy(update=told)) as platform:
        yield platform


def ways_now(platform: Decidim) -> Ways:
    """How the platform takes things."""
    from sync.decidim.ledger import ways_of

    return ways_of(platform.capabilities())


def targets_of(store: HubStore, arguments: argparse.Namespace) -> Targets:
    """Where each activity goes."""
    from sync.decidim.target_files import load_targets

    locale = settings_of(arguments).decidim.languages[0]
    return load_targets(store.folder.path, arguments.targets, locale)


def target_of(store: HubStore, arguments: argparse.Namespace) -> Target:
    """Where the activity that the command names goes."""
    from kiosk.errors import UsageError

    if not arguments.activity:
        raise UsageError("Say which activity.")
    found = targets_of(store, arguments).activities.get(arguments.activity)
    if found is None:
        raise UsageError(f"The targets say nothing of {arguments.activity}.")
    return found


def folder_of(arguments: argparse.Namespace) -> Path:
    """Where files are written."""
    from kiosk.errors import UsageError
    from kiosk.medium import is_writable_folder

    folder: Path | None = arguments.to
    if folder is None or not is_writable_folder(folder):
        raise UsageError("Say where files are written: --to DIR, a folder that can be written to.")
    return folder
