"""Pairing tablets by one-time codes."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from kiosk.claims.codes import Code, new_code
from kiosk.clock import Clock, system_clock
from kiosk.errors import HubRefused
from kiosk.ids import TabletId
from kiosk.signed import SigningKey, VerifyKey, fingerprint
from kiosk.tablet import Pairing, Tablet
from sync.hub.store import HubStore
from sync.hub.tables import pairings, tablets
from sync.pairing import hub_proof, lookup_of, proof_key, tablet_proof

CODE_VALIDITY = timedelta(hours=24)


class PairRequest(BaseModel):
    """What a tablet sends. The code itself is not in it."""

    model_config = ConfigDict(extra="forbid")
    lookup: str = Field(pattern=r"^[0-9a-f]{64}$")
    key: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")
    proof: str = Field(pattern=r"^[0-9a-f]{64}$")


class PairAnswer(BaseModel):
    """What the hub answers."""

    model_config = ConfigDict(extra="forbid")
    tablet: str
    mode: str
    hub_key: str
    catalogue: str
    """Signed catalogue, base64."""
    proof: str


def new_pairing_code(store: HubStore) -> tuple[Code, datetime]:
    """A code for one tablet, and until when it is good."""
    code, expires = new_code(), store.clock().astimezone(UTC) + CODE_VALIDITY
    row = {"lookup": lookup_of(code), "proof_key": proof_key(code), "expires": expires, "used": False}
    with store.transaction() as connection:
        connection.execute(pairings.insert().values(row))
    store.log("pairing_code_made")
    return code, expires


def pair(store: HubStore, request: PairRequest) -> PairAnswer:
    """Admit a tablet that knows a code; each code admits one.

    Raises:
        HubRefused: ``pairing_code_unknown``, ``pairing_code_used``, ``pairing_code_expired``,
            ``pairing_proof_wrong``, ``no_catalogue`` or ``tablet_known``.
    """
    newest = store.newest_catalogue()
    if newest is None:
        raise HubRefused("no_catalogue")
    key = VerifyKey(bytes.fromhex(request.key))
    now = store.clock().astimezone(UTC)
    with store.transaction() as connection:
        row = connection.execute(select(pairings).where(pairings.c.lookup == request.lookup)).first()
        if row is None:
            raise HubRefused("pairing_code_unknown")
        if not hmac.compare_digest(tablet_proof(row.proof_key, key, request.name), request.proof):
            raise HubRefused("pairing_proof_wrong")
        tablet = TabletId(f"t-{fingerprint(key)[:8]}")
        known = connection.execute(select(tablets).where(tablets.c.id == tablet)).first()
        if known is None:
            if row.used:
                raise HubRefused("pairing_code_used")
            if row.expires < now:
                raise HubRefused("pairing_code_expired")
            connection.execute(
                tablets.insert().values(
                    id=tablet,
                    name=request.name,
                    fingerprint=fingerprint(key),
                    verify_key=key,
                    paired_at=now,
                    sequence=0,
                    statement="",
                )
            )
            connection.execute(pairings.update().where(pairings.c.lookup == request.lookup).values(used=True))
        elif known.verify_key != key:
            raise HubRefused("tablet_known")
        # The same tablet with the same code again: its answer was lost. It gets the same one.
    if known is None:
        store.log("tablet_paired", f"{tablet} {request.name}")
    hub_key = store.signing_key.verify_key
    return PairAnswer(
        tablet=tablet,
        mode=store.mode.value,
        hub_key=hub_key.hex(),
        catalogue=base64.b64encode(newest[1]).decode(),
        proof=hub_proof(row.proof_key, hub_key, key, tablet, store.mode),
    )


def pair_in_process(store: HubStore, data: Path, name: str, clock: Clock = system_clock) -> Tablet:
    """Pair a tablet on the hub's own machine, by the same messages and without a network."""
    code, _ = new_pairing_code(store)
    key = SigningKey.generate()
    proof = tablet_proof(proof_key(code), key.verify_key, name)
    answer = pair(
        store, PairRequest(lookup=lookup_of(code), key=key.verify_key.hex(), name=name, proof=proof)
    )
    signed = base64.b64decode(answer.catalogue)
    pairing = Pairing(TabletId(answer.tablet), store.mode, store.signing_key.verify_key, "")
    return Tablet.create(data / store.mode.value, pairing, key, signed, clock)
