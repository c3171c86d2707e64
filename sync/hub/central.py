"""The city's central platform, as the settings name it. The hub knows it by `sync.decidim.platform` alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.errors import UsageError
from kiosk.i18n import translator
from kiosk.settings import DecidimSettings
from sync.decidim.bridge import ANSWERS, Decidim, Pulling
from sync.decidim.client import DecidimClient, http_client
from sync.decidim.credentials import load_credentials
from sync.decidim.drafting import Setting
from sync.decidim.pace import Pace
from sync.decidim.questions import Answers
from sync.hub.publishing import completed
from sync.hub.store import HubStore

PACE = "decidim/pace"
"""File in the hub's folder: its processes keep one pace together."""


@contextmanager
def central_platform(
    store: HubStore,
    settings: DecidimSettings,
    *,
    only: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
    pace: Pace | None = None,
) -> Iterator[Decidim]:
    """The platform of this hub while the block runs.

    Args:
        store: what goes wrong is kept among its events.
        settings: the table ``[decidim]``.
        only: slugs of the processes to pull; empty: all.
        without: ids of components to leave out.
        pace: how slowly it is asked; one request a second, over all processes of this hub.

    Raises:
        UsageError: no address is set.
        CredentialsRefused: the credentials are there and cannot be used.
    """
    if not settings.address:
        raise UsageError("decidim.address is not set in kiosk.toml: the hub knows no central platform.")
    credentials = load_credentials(store.folder.path, os.environ)
    with http_client() as http:
        client = DecidimClient(
            settings.address,
            http,
            pace=pace or Pace(file=store.folder.path / PACE),
            credentials=credentials,
            notice=store.log,
            clock=store.clock,
            file_hosts=tuple(settings.file_hosts),
        )
        yield Decidim(client, settings.profile, pulling(store, settings, only=only, without=without))


def pulling(
    store: HubStore,
    settings: DecidimSettings,
    *,
    only: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
) -> Pulling:
    """What a pull into the drafts of this hub needs."""
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    held = index.catalogue.quartiers if index is not None else ()
    try:
        zone = ZoneInfo(settings.time_zone)
    except ZoneInfoNotFoundError:
        raise UsageError("This machine has no table of time zones. Install the package tzdata.") from None
    setting = Setting(
        address=settings.address.rstrip("/"),
        languages=tuple(settings.languages),
        zone=zone,
        answers=Answers(store.folder.path / ANSWERS),
        quartiers={quartier.id: quartier.model_dump(mode="json") for quartier in held},
        check=lambda draft: completed(store, draft),
        tr=translator("fr", "hub"),
    )
    return Pulling(store.folder.path, setting, store.clock, only, without)
