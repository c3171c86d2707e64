"""Pairing: both sides know the one-time code, or nothing is written."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.claims.codes import Code, new_code
from kiosk.errors import HubRefused, HubUnreachable, PairingError
from kiosk.ids import Mode
from kiosk.signed import SigningKey
from sync.hub.fleet import CODE_VALIDITY, PairRequest, new_pairing_code, pair
from sync.hub.setup import init_hub
from sync.pair import pair_tablet, parse_qr, qr_text
from sync.pairing import lookup_of, proof_key, tablet_proof
from tests.sync.acts import cast, holds
from tests.world import World


def request_of(code: Code, key: SigningKey, name: str = "one") -> PairRequest:
    """What a tablet with that key sends."""
    proof = tablet_proof(proof_key(code), key.verify_key, name)
    return PairRequest(lookup=lookup_of(code), key=key.verify_key.hex(), name=name, proof=proof)


def wire(world: World, change: Callable[[dict[str, Any]], object] = lambda _answer: None) -> httpx.Client:
    """A way to the hub on which somebody may change the answer."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/health":
            return httpx.Response(200, json={"mode": world.mode.value})
        try:
            content = pair(world.hub, PairRequest.model_validate_json(request.content)).model_dump()
        except HubRefused as refusal:
            return httpx.Response(403, json={"reason": str(refusal)})
        change(content)
        return httpx.Response(200, json=content)

    return httpx.Client(transport=httpx.MockTransport(answer))


def nothing_in(folder: Path) -> bool:
    """Whether a refused pairing has left nothing behind."""
    return not [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a machine that is not paired."""
    folder = tmp_path / "machine"
    folder.mkdir()
    return folder


def test_a_paired_tablet_casts_and_carries(world: World, data: Path) -> None:
    code, _ = new_pairing_code(world.hub)
    with world.client() as client:
        address = str(client.base_url)
        tablet = pair_tablet(data, address, code, "Tablette 1", client, world.clock)
    assert tablet.pairing.mode is Mode.TEST
    assert tablet.pairing.hub_key == world.hub.signing_key.verify_key
    assert (data / "mode").read_text(encoding="utf-8") == "test\n"
    assert [known.name for known in world.hub.tablets()] == ["Tablette 1"]
    tablet.change_status("open")
    cast(tablet)
    assert world.carry(tablet).acknowledged == 1
    tablet.close_files()


def test_the_code_is_never_sent(world: World, data: Path) -> None:
    code, _ = new_pairing_code(world.hub)
    sent: list[bytes] = []
    with wire(world) as client:
        client.event_hooks = {"request": [lambda request: sent.append(request.content)]}
        pair_tablet(data, "http://hub", code, "one", client, world.clock).close_files()
    assert sent
    assert all(code.encode() not in body for body in sent)


@pytest.mark.parametrize("typed", ["", "7K3M", "not a code at all!", "0" * 18])
def test_a_mistyped_code_is_refused_before_anything_is_sent(world: World, data: Path, typed: str) -> None:
    def silence(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    with (
        httpx.Client(transport=httpx.MockTransport(silence)) as client,
        pytest.raises(PairingError, match="17 letters"),
    ):
        pair_tablet(data, "http://hub", typed, "one", client, world.clock)
    assert nothing_in(data)


def test_an_unknown_code_pairs_nothing(world: World, data: Path) -> None:
    with wire(world) as client, pytest.raises(PairingError, match="does not know this code"):
        pair_tablet(data, "http://hub", new_code(), "one", client, world.clock)
    assert nothing_in(data)
    assert world.hub.tablets() == []


def test_a_code_pairs_one_tablet(world: World, data: Path) -> None:
    code, _ = new_pairing_code(world.hub)
    with wire(world) as client:
        pair_tablet(data / "a", "http://hub", code, "one", client, world.clock).close_files()
        with pytest.raises(PairingError, match="has paired another tablet"):
            pair_tablet(data / "b", "http://hub", code, "two", client, world.clock)
    assert nothing_in(data / "b")
    assert len(world.hub.tablets()) == 1


def test_a_code_that_is_too_old_pairs_nothing(world: World, data: Path) -> None:
    code, expires = new_pairing_code(world.hub)
    world.clock.now = expires + timedelta(seconds=1)
    with wire(world) as client, pytest.raises(PairingError, match="too old"):
        pair_tablet(data, "http://hub", code, "one", client, world.clock)
    assert nothing_in(data)
    world.clock.now -= CODE_VALIDITY
    with wire(world) as client:
        pair_tablet(data, "http://hub", code, "one", client, world.clock).close_files()


def test_an_answer_with_another_hubs_key_writes_nothing(world: World, data: Path) -> None:
    code, _ = new_pairing_code(world.hub)
    stranger = SigningKey.generate()
    newest = world.hub.newest_catalogue()
    assert newest is not None
    payload = newest[1].split(b"\n", 2)[2]

    def slip_in(answer: dict[str, Any]) -> None:
        answer["hub_key"] = stranger.verify_key.hex()
        answer["catalogue"] = base64.b64encode(stranger.sign("catalogue", payload)).decode()

    with wire(world, slip_in) as client, pytest.raises(PairingError, match="does not come from the hub"):
        pair_tablet(data, "http://hub", code, "one", client, world.clock)
    assert nothing_in(data)


@pytest.mark.parametrize(
    ("part", "value"), [("tablet", "t-00000000"), ("mode", "official"), ("proof", "00" * 32)]
)
def test_an_answer_changed_on_the_way_writes_nothing(world: World, data: Path, part: str, value: str) -> None:
    code, _ = new_pairing_code(world.hub)
    with (
        wire(world, lambda answer: answer.update({part: value})) as client,
        pytest.raises(PairingError, match="does not come from the hub"),
    ):
        pair_tablet(data, "http://hub", code, "one", client, world.clock)
    assert nothing_in(data)


@pytest.mark.parametrize("body", [b"", b"<html>Wi-Fi portal</html>", b"[]", b'{"hub_key": 5}', b"{}"])
def test_what_is_not_a_hub_writes_nothing(data: Path, body: bytes) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=body))
    with httpx.Client(transport=transport) as client, pytest.raises(PairingError, match="is not a hub"):
        pair_tablet(data, "http://portal", new_code(), "one", client)
    assert nothing_in(data)


def test_no_answer_is_no_reason_to_ask_for_another_code(data: Path) -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(nobody)) as client,
        pytest.raises(HubUnreachable, match="No hub answers at http://nowhere"),
    ):
        pair_tablet(data, "http://nowhere", new_code(), "one", client)
    assert nothing_in(data)


def test_the_same_tablet_again_after_a_lost_answer_gets_the_same_answer(world: World) -> None:
    code, expires = new_pairing_code(world.hub)
    request = request_of(code, SigningKey.generate())
    first = pair(world.hub, request)
    assert pair(world.hub, request) == first
    world.clock.now = expires + timedelta(hours=1)
    assert pair(world.hub, request) == first
    assert len(world.hub.tablets()) == 1


def test_whoever_overhears_the_request_cannot_use_it_for_another_key(world: World) -> None:
    code, _ = new_pairing_code(world.hub)
    overheard = request_of(code, SigningKey.generate())
    thief = SigningKey.generate()
    for changed in (
        overheard.model_copy(update={"key": thief.verify_key.hex()}),
        overheard.model_copy(update={"name": "two"}),
    ):
        with pytest.raises(HubRefused, match="pairing_proof_wrong"):
            pair(world.hub, changed)
    assert world.hub.tablets() == []


def test_a_hub_without_a_catalogue_pairs_nobody(tmp_path: Path) -> None:
    hub, _ = init_hub(tmp_path / "empty", Mode.TEST)
    code, _ = new_pairing_code(hub)
    with pytest.raises(HubRefused, match="no_catalogue"):
        pair(hub, request_of(code, SigningKey.generate()))
    hub.close()


def test_a_machine_is_paired_once(world: World, data: Path) -> None:
    first, _ = new_pairing_code(world.hub)
    again, _ = new_pairing_code(world.hub)
    with wire(world) as client:
        tablet = pair_tablet(data, "http://hub", first, "one", client, world.clock)
        tablet.change_status("open")
        cast(tablet)
        with pytest.raises(PairingError, match="test tablet is already"):
            pair_tablet(data, "http://hub", again, "one", client, world.clock)
    assert len(tablet.vault.undelivered_ids()) == 1
    assert len(world.hub.tablets()) == 1, "refused before the hub has admitted it"
    assert holds(tablet)
    tablet.close_files()


def test_a_tablet_with_official_deposits_aboard_does_not_change_its_mode(tmp_path: Path, data: Path) -> None:
    official, test = World(tmp_path / "city", Mode.OFFICIAL), World(tmp_path / "rehearsal")
    first, _ = new_pairing_code(official.hub)
    other, _ = new_pairing_code(test.hub)
    with wire(official) as client:
        tablet = pair_tablet(data, "http://hub", first, "one", client, official.clock)
    tablet.change_status("open")
    cast(tablet)
    with wire(test) as client, pytest.raises(PairingError, match="1 official deposits"):
        pair_tablet(data, "http://hub", other, "one", client, test.clock)
    tablet.change_status("close")
    official.carry(tablet)
    tablet.close_files()
    with wire(test) as client:
        pair_tablet(data, "http://hub", other, "one", client, test.clock).close_files()
    assert (data / "mode").read_text(encoding="utf-8") == "test\n"
    official.close()
    test.close()


def test_an_official_tablet_is_not_paired_over(tmp_path: Path, data: Path) -> None:
    world = World(tmp_path / "city", Mode.OFFICIAL)
    first, _ = new_pairing_code(world.hub)
    again, _ = new_pairing_code(world.hub)
    with wire(world) as client:
        pair_tablet(data, "http://hub", first, "one", client, world.clock).close_files()
        before = {path: path.read_bytes() for path in data.rglob("*.key")}
        with pytest.raises(PairingError, match="official tablet is already"):
            pair_tablet(data, "http://hub", again, "one", client, world.clock)
    assert {path: path.read_bytes() for path in data.rglob("*.key")} == before
    assert len(world.hub.tablets()) == 1
    world.close()


def test_a_lost_answer_does_not_use_the_code_up(world: World, data: Path) -> None:
    code, _ = new_pairing_code(world.hub)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/health":
            return httpx.Response(200, json={"mode": world.mode.value})
        pair(world.hub, PairRequest.model_validate_json(request.content))
        raise httpx.ReadTimeout("the answer was lost", request=request)

    with httpx.Client(transport=httpx.MockTransport(answer)) as client, pytest.raises(HubUnreachable):
        pair_tablet(data, "http://hub", code, "one", client, world.clock)
    with wire(world) as client:
        pair_tablet(data, "http://hub", code, "one", client, world.clock).close_files()
    assert len(world.hub.tablets()) == 1
    assert not (data / "pairing.pending").exists()


def test_the_pairing_qr_is_one_scan(world: World) -> None:
    code, _ = new_pairing_code(world.hub)
    assert parse_qr(qr_text("https://hub.example", code)) == ("https://hub.example", code)
    for other in ("", "https://hub.example", "KIOSK-PAIR-2 https://hub.example 123", f"KIOSK-PAIR-1 {code}"):
        with pytest.raises(PairingError, match="not a pairing QR"):
            parse_qr(other)
