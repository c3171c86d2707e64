"""Reports of shifts at the hub: added to a consultation, sealed, taken away again, erased on its day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import select

from kiosk.contributions.sealing import padded_bytes
from kiosk.errors import FormatError, SealError
from kiosk.ids import ActivityId, ConsultationId
from kiosk.padding import pad, unpad
from kiosk.sealing import Sealed, context, open_sealed, seal
from sync.hub.results.shift_report import ShiftReport, read_report
from sync.hub.results.table import shift_reports
from sync.hub.store import HubStore

_IN_PLACE_OF_AN_ACTIVITY = ActivityId("+shifts")
"""The ids of a catalogue begin with a letter or a figure."""


@dataclass(frozen=True)
class Added:
    """A report that was added."""

    digest: str
    account: str
    report: ShiftReport


def add_report(store: HubStore, consultation: str, account: str, content: bytes) -> bool:
    """Add a file to a consultation; gives whether it was new there.

    Raises:
        FormatError: it is not the report of a shift of this hub's mode.
        VaultError: the contributions key is missing.
    """
    report = read_report(content, store.mode)
    # Of what was read and not of the bytes: the same report, saved again by a spreadsheet, is the same.
    encoded = report.model_dump_json().encode()
    digest = hashlib.sha256(encoded).hexdigest()
    sealed = seal(
        pad(encoded, padded_bytes(len(encoded))), store.contributions_public, _info(store, consultation)
    )
    same = (shift_reports.c.digest == digest) & (shift_reports.c.consultation == consultation)
    with store.transaction() as connection:
        if connection.execute(select(shift_reports.c.digest).where(same)).first() is not None:
            return False
        connection.execute(
            shift_reports.insert().values(
                digest=digest,
                consultation=consultation,
                added_at=store.clock().astimezone(UTC),
                account=account,
                content=sealed,
            )
        )
    return True


def take_away(store: HubStore, consultation: str, digest: str) -> bool:
    """Take a report out of a consultation; gives whether it was there."""
    mine = (shift_reports.c.digest == digest) & (shift_reports.c.consultation == consultation)
    with store.transaction() as connection:
        return connection.execute(shift_reports.delete().where(mine)).rowcount > 0


def reports(store: HubStore, consultation: str) -> list[Added]:
    """The reports of a consultation, the first shift first. Raises `VaultError` without the key."""
    query = select(shift_reports).where(shift_reports.c.consultation == consultation)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    if not rows:
        return []
    key, info = store.contributions_open_key(), _info(store, consultation)
    found = []
    for row in rows:
        try:
            padded = open_sealed(Sealed(row.content), key, info)
            report = ShiftReport.model_validate_json(unpad(padded, len(padded)))
        except (SealError, ValueError):
            raise FormatError("A report of a shift does not open with this hub's key.") from None
        found.append(Added(row.digest, row.account, report))
    return sorted(found, key=lambda added: (added.report.began_at, added.digest))


def _info(store: HubStore, consultation: str) -> bytes:
    return context("moderation", store.mode, ConsultationId(consultation), _IN_PLACE_OF_AN_ACTIVITY)
