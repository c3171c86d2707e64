"""The tablet's side of pairing."""

from __future__ import annotations

import base64
import hmac
from pathlib import Path

import httpx

from kiosk.claims.codes import Code, parse_code
from kiosk.clock import Clock, system_clock
from kiosk.errors import ClaimError, HubUnreachable, PairingError
from kiosk.ids import Mode, TabletId
from kiosk.secret_file import write_secret
from kiosk.signed import SigningKey, VerifyKey
from kiosk.tablet import Pairing, Tablet
from kiosk.vault.store import Vault
from sync.pairing import hub_proof, lookup_of, proof_key, tablet_proof

QR_PREFIX = "KIOSK-PAIR-1"
_PENDING = "pairing.pending"

REFUSALS = {
    "pairing_code_unknown": "The hub does not know this code. Check each group of four.",
    "pairing_code_used": "This code has paired another tablet. Ask for a new one: kiosk hub code.",
    "pairing_code_expired": "This code is too old. Ask for a new one: kiosk hub code.",
    "pairing_proof_wrong": "The hub does not accept this code's proof. Ask for a new one: kiosk hub code.",
    "no_catalogue": "The hub has no catalogue yet. Publish one: kiosk catalogue sign.",
    "tablet_known": "The hub knows another tablet under this name. Try again.",
}


def qr_text(address: str, code: str) -> str:
    """What the hub shows as a QR: one scan gives the address and the code."""
    return f"{QR_PREFIX} {address} {code}"


def parse_qr(text: str) -> tuple[str, str]:
    """Address and code from a scanned QR. Raises `PairingError` when it is another one."""
    parts = text.split()
    if len(parts) != 3 or parts[0] != QR_PREFIX:
        raise PairingError(f"This is not a pairing QR: it begins with {QR_PREFIX}.", "not_a_pairing_qr")
    return parts[1], parts[2]


def pair_tablet(
    data: Path, address: str, typed_code: str, name: str, client: httpx.Client, clock: Clock = system_clock
) -> Tablet:
    """Pair this machine with the hub at `address`; the tablet's folder is ``data/<mode>``.

    Raises:
        PairingError: the code is wrong, used or too old, or the answer is not from the hub that made it.
        HubUnreachable: no answer.
        VaultError: the folder cannot be written.
    """
    try:
        code = parse_code(typed_code)
    except ClaimError:
        raise PairingError(
            "A pairing code has 17 letters and figures; one of them is wrong or missing.",
            "pairing_code_incomplete",
        ) from None
    _check_room(data, _mode_of_hub(address, client))
    key, secret = _key_for(data, code), proof_key(code)
    request = {
        "lookup": lookup_of(code),
        "key": key.verify_key.hex(),
        "name": name,
        "proof": tablet_proof(secret, key.verify_key, name),
    }
    try:
        answer = client.post(f"{address.rstrip('/')}/v1/pair", json=request)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise HubUnreachable(f"No hub answers at {address}.") from error
    # From here on the hub has answered: the next attempt begins anew.
    (data / _PENDING).unlink(missing_ok=True)
    try:
        content = answer.json()
        if answer.status_code != 200:
            reason = str(content.get("reason", ""))
            known = reason if reason in REFUSALS else "pairing_refused"
            raise PairingError(REFUSALS.get(reason, "The hub refuses to pair this tablet."), known)
        hub_key = VerifyKey(bytes.fromhex(content["hub_key"]))
        tablet, mode = TabletId(content["tablet"]), Mode(content["mode"])
        signed = base64.b64decode(content["catalogue"], validate=True)
        proof = str(content["proof"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PairingError(f"What answers at {address} is not a hub.", "no_hub_there") from None
    if not hmac.compare_digest(hub_proof(secret, hub_key, key.verify_key, tablet, mode), proof):
        raise PairingError(
            "The answer does not come from the hub that made this code. Nothing was paired.", "not_our_hub"
        )
    pairing = Pairing(tablet, mode, hub_key, address.rstrip("/"))
    made = Tablet.create(data / mode.value, pairing, key, signed, clock)
    made.vault.remember(name=name)
    write_current_mode(data, mode)
    return made


def _key_for(data: Path, code: Code) -> SigningKey:
    """The tablet's new key; the same one when the answer to this code was lost before.

    The hub may have admitted that key and used the code up: with another key the code would be lost.
    """
    path, lookup = data / _PENDING, lookup_of(code)
    if path.exists():
        kept, _, raw = path.read_text(encoding="ascii").partition(" ")
        if kept == lookup:
            return SigningKey.from_bytes(bytes.fromhex(raw))
        path.unlink()
    key = SigningKey.generate()
    data.mkdir(parents=True, exist_ok=True)
    write_secret(path, f"{lookup} {key.to_bytes().hex()}".encode())
    return key


def _check_room(data: Path, mode: Mode) -> None:
    """Refuse before the hub has admitted anybody: a tablet of that mode, or official deposits, are here."""
    if (data / mode.value / "vault.db").exists():
        article = "An" if mode is Mode.OFFICIAL else "A"
        raise PairingError(
            f"{article} {mode.value} tablet is already in {data}. Its deposits must be acknowledged and the "
            "folder moved away before it is paired again.",
            "paired_already",
        )
    official = data / Mode.OFFICIAL.value / "vault.db"
    if official.exists():
        vault = Vault(official)
        undelivered = len(vault.undelivered_ids())
        vault.close()
        if undelivered:
            raise PairingError(
                f"{undelivered} official deposits in {data} are not acknowledged. Sync them before this "
                "tablet changes to another mode.",
                "official_undelivered",
            )


def _mode_of_hub(address: str, client: httpx.Client) -> Mode:
    try:
        return Mode(client.get(f"{address.rstrip('/')}/v1/health").json()["mode"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise HubUnreachable(f"No hub answers at {address}.") from error
    except (ValueError, KeyError, TypeError):
        raise PairingError(f"What answers at {address} is not a hub.", "no_hub_there") from None


def write_current_mode(data: Path, mode: Mode) -> None:
    """Note which mode's folder is in use."""
    temporary = data / "mode.new"
    temporary.write_text(mode.value + "\n", encoding="utf-8")
    temporary.replace(data / "mode")
