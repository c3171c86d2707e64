"""The demo: a hub, a paired tablet, codes and a PIN, all in one folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx

from kiosk.accounts import hashed_pin
from kiosk.claims.codes import digest_of, parse_code
from kiosk.ids import ActivityId, ConsultationId, Mode
from kiosk.secret_file import write_secret
from kiosk.tablet import Tablet
from sync.courier import Courier
from sync.hub.codes import draw_codes
from sync.hub.fleet import new_pairing_code
from sync.hub.publishing import publish
from sync.hub.setup import init_hub
from sync.hub.staff.accounts import account_of, add_account
from sync.hub.staff.rights import Role
from sync.hub.store import HubStore
from sync.pair import pair_tablet

PIN = "2468"
"""Of the demo's facilitator."""
ADMINISTRATOR_PIN = "8642"
"""Of the demo's administrator, who sees all of the staff side."""
STAFF_ACCOUNT, STAFF_PASSWORD = "agent", "visite-du-serveur"
"""For the pages of the demo's hub, which only this machine reaches."""
CODES = 40
_CONSULTATION, _ACTIVITY = ConsultationId("budget-participatif"), ActivityId("budget")
_HTTP_SECONDS = 20.0


@dataclass
class Demo:
    """What the demo's app and its command need."""

    folder: Path
    store: HubStore
    codes: tuple[str, ...]

    def tablet(self, address: str) -> Tablet:
        """The demo's tablet: paired now, or as it was left."""
        data = self.folder / "data"
        if (data / Mode.TEST.value / "vault.db").exists():
            tablet = Tablet(data / Mode.TEST.value)
            # The hub has another port each time.
            tablet.pairing = replace(tablet.pairing, hub_address=address)
            return tablet
        code, _ = new_pairing_code(self.store)
        data.mkdir(exist_ok=True)
        with httpx.Client(timeout=_HTTP_SECONDS) as client:
            tablet = pair_tablet(data, address, code, "Demo", client)
        tablet.change_status("open", "demo")
        return tablet

    def tell_of_pages(self, address: str) -> None:
        """Write beside the codes where the hub's pages are now, and who gets in."""
        said = f"{address}/staff/  account {STAFF_ACCOUNT}, password {STAFF_PASSWORD}\n"
        (self.folder / "staff.txt").write_text(said, encoding="utf-8")

    def unspent_code(self, tablet: Tablet) -> str:
        """A code that still works here; empty when all are used."""
        for written in self.codes:
            digest = digest_of(parse_code(written), _CONSULTATION, _ACTIVITY)
            if not tablet.vault.is_spent(_ACTIVITY, digest):
                return written
        return ""


def make_demo(folder: Path) -> Demo:
    """Make the demo in `folder`, or take up the one that is there.

    Raises:
        VaultError: the folder holds something else.
    """
    hub, cards = folder / "hub", folder / "codes.txt"
    if cards.exists():
        store = HubStore(hub)
        _make_account(store)
        return Demo(folder, store, tuple(cards.read_text(encoding="utf-8").split()))
    folder.mkdir(parents=True, exist_ok=True)
    store, shares = init_hub(hub, Mode.TEST)
    for share in shares:
        write_secret(folder / f"share-{share.index}.share", share.text().encode() + b"\n")
    drawn = draw_codes(demo_draft(datetime.now(UTC)), _ACTIVITY, None, CODES)
    publish(store, json.dumps(drawn.draft).encode())
    _make_account(store)
    cards.write_text("\n".join(drawn.printed) + "\n", encoding="utf-8")
    return Demo(folder, store, drawn.printed)


def _make_account(store: HubStore) -> None:
    if account_of(store, STAFF_ACCOUNT) is None:
        add_account(store, STAFF_ACCOUNT, Role.ADMINISTRATOR, STAFF_PASSWORD, shown_name="Agent")


def demo_draft(now: datetime) -> bytes:
    """The demo's catalogue draft with dates around `now`: ``@-7`` is a week ago, ``@date30`` a day."""
    content: Any = json.loads((files("assets") / "demo" / "catalogue.json").read_text(encoding="utf-8"))
    today = now.astimezone(UTC).replace(hour=16, minute=0, second=0, microsecond=0)

    def dated(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: dated(item) for key, item in value.items()}
        if isinstance(value, list):
            return [dated(item) for item in value]
        if isinstance(value, str) and value.startswith("@date"):
            return (today + timedelta(days=int(value.removeprefix("@date")))).date().isoformat()
        if isinstance(value, str) and value.startswith("@"):
            return (today + timedelta(days=int(value.removeprefix("@")))).isoformat()
        return value

    draft = dated(content)
    draft["accounts"] = [
        {"id": "animateur", "name": "Animateur", "role": "facilitator", "pin": hashed_pin(PIN)},
        {
            "id": "administration",
            "name": "Administration",
            "role": "administrator",
            "pin": hashed_pin(ADMINISTRATOR_PIN),
        },
    ]
    return json.dumps(draft).encode()


def carry(tablet: Tablet) -> int:
    """Carry what is aboard to the demo's hub; gives how many were acknowledged."""
    with httpx.Client(base_url=tablet.pairing.hub_address, timeout=_HTTP_SECONDS) as client:
        return Courier(tablet, client).carry().acknowledged
