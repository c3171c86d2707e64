"""The list for the mailing tool: addresses, each with the proof of what its owner agreed to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.contributions.content import OptInContent
from kiosk.contributions.sealing import NOWHERE
from kiosk.ids import DepositKind
from sync.hub.contributions import Read, Refused, read_with
from sync.hub.opt_ins import compared, noted_reading
from sync.hub.readable import readable
from sync.hub.store import HubStore

COLUMNS = (
    "address", "kind", "language", "agreed_on", "consent_version", "consent_text", "consent_sha256",
    "reference",
)  # fmt: skip
"""``consent_text`` is word for word what was shown; ``reference`` the receipt-like name of the deposit."""
_OTHERS = tuple(kind.value for kind in DepositKind if kind is not DepositKind.OPT_IN)


@dataclass
class Addresses:
    """What was read."""

    rows: list[tuple[str, ...]]
    """As `COLUMNS`, by address; one an address, with the newest consent."""
    repeated: int = 0
    """Consents of an address that a newer one replaces in the list."""
    refused: int = 0


def addresses_with_consent(store: HubStore, reason: str) -> Addresses:
    """Every address, opened with the register's key; the reading is noted before the first.

    Raises:
        UsageError: no reason; CountError: the register's key is missing or damaged.
    """
    key = noted_reading(store, reason)
    newest: dict[str, tuple[tuple[object, ...], tuple[str, ...]]] = {}
    found = Addresses([])
    texts: dict[tuple[int, str], str] = {}
    for one in _opened(read_with(store, key, NOWHERE[1], _OTHERS)):
        if isinstance(one, Refused):
            found.refused += 1
            continue
        content = one.content
        assert isinstance(content, OptInContent)  # noqa: S101 - `_opened` gives no other
        where = one.catalogue, content.language
        if where not in texts:
            texts[where] = _consent_text(store, *where)
        row = _row(one, content, texts[where])
        order = content.on, content.consent, one.id
        name = compared(content.address)
        held = newest.get(name)
        found.repeated += held is not None
        if held is None or held[0] < order:
            newest[name] = order, row
    found.rows = sorted(row for _, row in newest.values())
    return found


def _opened(found: Iterator[Read | Refused]) -> Iterator[Read | Refused]:
    return (one for one in found if isinstance(one, Refused) or isinstance(one.content, OptInContent))


def _row(one: Read, content: OptInContent, text: str) -> tuple[str, ...]:
    return (
        readable(content.address).strip(),
        "email" if "@" in content.address else "phone",
        readable(content.language),
        content.on.isoformat(),
        str(content.consent),
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        str(one.receipt),
    )


def _consent_text(store: HubStore, catalogue: int, language: str) -> str:
    index = store.index(catalogue)
    farewell = index.catalogue.farewell if index else None
    return farewell.opt_in.text.within(language) if farewell and farewell.opt_in else ""
