"""A tablet's last statement before it is erased, so that the hub and the minutes know what became of it."""

from __future__ import annotations

import httpx

from kiosk.errors import HubUnreachable
from kiosk.tablet import Tablet
from sync.parcel import pack
from sync.telling import told_by

RESET = "reset"
"""The status in a statement of a tablet that was erased after it."""


def tell_of_reset(tablet: Tablet, client: httpx.Client) -> None:
    """Send the account as it stands, with the status ``reset`` and no deposits.

    Raises:
        HubUnreachable: no answer, or not this one; the hub keeps the statement before.
    """
    statement = told_by(tablet) | {"status": RESET}
    signed = pack([], statement, tablet.next_sequence(), tablet.signing_key)
    try:
        answer = client.post("/v1/parcels", content=signed)
    except httpx.HTTPError as error:
        raise HubUnreachable("The hub does not answer.") from error
    if answer.status_code != 200:
        raise HubUnreachable(f"The hub does not take it (answer {answer.status_code}).", "hub_fails")
