"""The hub over real HTTP: who may ask for what, and what is refused in words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from kiosk.signed import SigningKey
from kiosk.tablet import Tablet
from sync.hub.web import BODY_BYTES_MAX
from sync.parcel import unpack_answer
from tests.sync.acts import cast, parcel_of
from tests.world import World


def authorization(key: SigningKey, asked: object, purpose: str = "request") -> dict[str, str]:
    """The header by which a tablet shows who asks."""
    container = key.sign(purpose, json.dumps(asked).encode())
    return {"authorization": "Kiosk " + base64.b64encode(container).decode()}


def asking(tablet: Tablet, path: str = "/v1/catalogue") -> dict[str, str]:
    """The header of an honest tablet."""
    return authorization(tablet.signing_key, {"tablet": tablet.pairing.tablet, "path": path})


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """A client of the hub on loopback."""
    with world.client() as connected:
        yield connected


def test_health_says_version_and_mode(client: httpx.Client) -> None:
    answer = client.get("/v1/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["mode"] == "test"


def test_the_catalogue_comes_with_its_tag_and_then_not_again(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    first = client.get("/v1/catalogue", headers=asking(tablet))
    newest = world.hub.newest_catalogue()
    assert newest is not None
    assert (first.status_code, first.headers["etag"], first.content) == (200, '"1"', newest[1])
    again = client.get("/v1/catalogue", headers=asking(tablet) | {"if-none-match": '"1"'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"1"')
    signed = world.publish()
    newer = client.get("/v1/catalogue", headers=asking(tablet) | {"if-none-match": '"1"'})
    assert (newer.status_code, newer.content) == (200, signed)


Headers = Callable[[Tablet, Tablet], dict[str, str]]
UNSIGNED: dict[str, tuple[Headers, str]] = {
    "nothing": (lambda _mine, _other: {}, "unsigned_request"),
    "basic": (lambda _mine, _other: {"authorization": "Basic dTpw"}, "unsigned_request"),
    "not base64": (lambda _mine, _other: {"authorization": "Kiosk ?"}, "unsigned_request"),
    "another path": (lambda mine, _other: asking(mine, "/v1/health"), "unsigned_request"),
    "another tablet's name": (
        lambda mine, other: authorization(
            mine.signing_key, {"tablet": other.pairing.tablet, "path": "/v1/catalogue"}
        ),
        "unsigned_request",
    ),
    "a stranger's key": (
        lambda mine, _other: authorization(
            SigningKey.generate(), {"tablet": mine.pairing.tablet, "path": "/v1/catalogue"}
        ),
        "unknown_tablet",
    ),
}


@pytest.mark.parametrize("case", UNSIGNED)
def test_a_request_that_no_tablet_signed_is_forbidden(world: World, client: httpx.Client, case: str) -> None:
    headers, reason = UNSIGNED[case]
    answer = client.get("/v1/catalogue", headers=headers(world.tablet("one"), world.tablet("two")))
    assert (answer.status_code, answer.json()["reason"]) == (403, reason)


def test_another_tablets_signature_under_this_ones_name_is_refused(
    world: World, client: httpx.Client
) -> None:
    mine, other = world.tablet("one"), world.tablet("two")
    container = base64.b64decode(asking(other)["authorization"].removeprefix("Kiosk "))
    honest = base64.b64decode(asking(mine)["authorization"].removeprefix("Kiosk "))
    first, line, payload = container.split(b"\n", 2)
    name = honest.split(b"\n", 2)[1].split(b" ")[0]
    forged = b"\n".join([first, name + b" " + line.split(b" ")[1], payload])
    header = {"authorization": "Kiosk " + base64.b64encode(forged).decode()}
    answer = client.get("/v1/catalogue", headers=header)
    assert (answer.status_code, answer.json()["reason"]) == (400, "SignatureError")


def test_a_statement_cannot_be_used_as_a_request(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    asked = {"tablet": tablet.pairing.tablet, "path": "/v1/catalogue"}
    answer = client.get("/v1/catalogue", headers=authorization(tablet.signing_key, asked, "parcel"))
    assert answer.status_code == 400


def test_a_signed_request_that_does_not_parse_is_refused(world: World, client: httpx.Client) -> None:
    container = world.tablet().signing_key.sign("request", b"\xff{")
    header = {"authorization": "Kiosk " + base64.b64encode(container).decode()}
    assert client.get("/v1/catalogue", headers=header).status_code == 400


def test_a_header_that_is_not_ascii_is_refused_in_words(client: httpx.Client) -> None:
    answer = client.get("/v1/catalogue", headers=[(b"authorization", b"Kiosk \xe9")])
    assert answer.status_code == 403


def test_a_parcel_is_answered_with_the_hubs_signature(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    cast(tablet)
    answer = client.post("/v1/parcels", content=parcel_of(tablet, tablet.vault.deliverable(10)))
    accepted = unpack_answer(answer.content, world.hub.signing_key.verify_key).accepted
    assert list(accepted) == tablet.vault.undelivered_ids()


def test_a_parcel_of_nobody_is_refused(world: World, client: httpx.Client) -> None:
    assert client.post("/v1/parcels", content=b"").status_code == 400
    assert client.post("/v1/parcels", content=b"hello").status_code == 400
    stranger = client.post("/v1/parcels", content=SigningKey.generate().sign("parcel", b""))
    assert (stranger.status_code, stranger.json()["reason"]) == (403, "unknown_tablet")
    assert world.hub.totals()["deposits"] == 0


def test_a_body_beyond_the_limit_is_refused_and_nothing_is_stored(world: World, client: httpx.Client) -> None:
    signed = world.tablet().signing_key.sign("parcel", bytes(BODY_BYTES_MAX))
    answer = client.post("/v1/parcels", content=signed)
    assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")
    assert "16 MiB" in answer.json()["sentence"]
    assert world.hub.totals()["deposits"] == 0


def test_a_body_of_unknown_length_is_cut_off_at_the_limit(world: World, client: httpx.Client) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 4 * BODY_BYTES_MAX:
            sent += 2**20
            yield bytes(2**20)

    try:
        answer = client.post("/v1/parcels", content=endless())
    except httpx.TransportError:
        pass  # the hub may close the line before everything is sent
    else:
        assert answer.status_code in {400, 413}, "not signed, or too long: refused either way"
    assert client.get("/v1/health").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"lookup": "x"}',
        b"\xff",
        json.dumps({"lookup": "0" * 64, "key": "0" * 64, "name": "n", "proof": "0" * 64, "more": 1}).encode(),
        json.dumps({"lookup": "0" * 64, "key": "0" * 64, "name": "", "proof": "0" * 64}).encode(),
        json.dumps({"lookup": "0" * 64, "key": "0" * 64, "name": "\ud800", "proof": "0" * 64}).encode(),
    ],
)
def test_a_malformed_pairing_is_refused(world: World, client: httpx.Client, body: bytes) -> None:
    answer = client.post("/v1/pair", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert world.hub.tablets() == []


def test_an_unknown_code_is_refused_with_its_reason(client: httpx.Client) -> None:
    body = {"lookup": "0" * 64, "key": "0" * 64, "name": "n", "proof": "0" * 64}
    answer = client.post("/v1/pair", json=body)
    assert (answer.status_code, answer.json()["reason"]) == (403, "pairing_code_unknown")


def test_a_revoked_tablet_gets_no_catalogue(world: World, client: httpx.Client) -> None:
    tablet = world.tablet()
    world.hub.revoke(tablet.pairing.tablet)
    answer = client.get("/v1/catalogue", headers=asking(tablet))
    assert (answer.status_code, answer.json()["reason"]) == (403, "tablet_revoked")


def test_the_hub_shows_no_description_of_itself(client: httpx.Client) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/v1", "/v1/docs", "/v1/openapi.json"):
        assert client.get(path).status_code == 404


def test_a_wrong_address_of_tablets_is_answered_as_json(client: httpx.Client) -> None:
    for method, path, status in (("GET", "/v1/nothing", 404), ("POST", "/v1/health", 405)):
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
