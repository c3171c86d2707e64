"""Addresses of people who asked to be kept informed: read for a noted purpose, forgotten on demand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from kiosk.contributions.content import OptInContent
from kiosk.contributions.sealing import NOWHERE
from kiosk.errors import UsageError
from kiosk.ids import DepositId, DepositKind
from kiosk.paper.printable import printable
from kiosk.sealing import OpenKey
from sync.hub.contributions import Read, Refused, read_with
from sync.hub.erasure import erase_deposits
from sync.hub.store import HubStore

_OTHERS = tuple(kind.value for kind in DepositKind if kind is not DepositKind.OPT_IN)
_REASON_LIMIT = 200
_FRANCE = re.compile(r"^(?:\+|00)33(?:0(?=\d{9}$))?")


def opt_ins(store: HubStore, reason: str) -> Iterator[OptInContent | Refused]:
    """Every address, with the consent that was given, in an order that tells nothing of arrival.

    Args:
        store: the hub.
        reason: what they are read for; it is noted in the journal before the first is given.

    Raises:
        UsageError: no reason; CountError: the register's key is missing or damaged.
    """
    key = noted_reading(store, reason)
    for found in _opened(store, key):
        if isinstance(found, Refused):
            yield found
        elif isinstance(found.content, OptInContent):
            yield found.content


def noted_reading(store: HubStore, reason: str) -> OpenKey:
    """The key that opens addresses; what they are read for is in the journal when this returns.

    Raises:
        UsageError: no reason; CountError: the register's key is missing or damaged.
    """
    said = printable(reason, _REASON_LIMIT).strip()
    if not said:
        raise UsageError("Say what the addresses are read for: --reason 'newsletter of March'.")
    key = store.register_open_key()
    store.log("opt_ins_read", said)
    return key


def forget(store: HubStore, addresses: Iterable[str]) -> int:
    """Erase every opt-in of these addresses, as people may ask at any time; gives how many.

    Raises:
        CountError: the register's key is missing or damaged.
    """
    wanted = {compared(address) for address in addresses} - {""}
    key = store.register_open_key()
    ids: list[DepositId] = [
        found.id
        for found in _opened(store, key)
        if isinstance(found, Read)
        and isinstance(found.content, OptInContent)
        and compared(found.content.address) in wanted
    ]
    erase_deposits(store, ids)
    store.log("opt_ins_forgotten", str(len(ids)))
    return len(ids)


def _opened(store: HubStore, key: OpenKey) -> Iterator[Read | Refused]:
    yield from read_with(store, key, NOWHERE[1], _OTHERS)


def compared(address: str) -> str:
    """An address as it is compared: neither capitals nor the way of writing a French number count."""
    text = unicodedata.normalize("NFKC", address).casefold().strip()
    if "@" in text:
        return text
    return _FRANCE.sub("0", "".join(character for character in text if character in "+0123456789"))
