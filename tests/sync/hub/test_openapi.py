"""Nonsense at every door of the hub: whatever comes, from whoever, no answer is a breakdown and none leaks.

schemathesis makes the requests from the OpenAPI that the application would describe itself by; in
production nobody is served it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from starlette.routing import Mount

from sync.hub.server import embedded
from sync.hub.staff.rights import RIGHTS, Right, Role
from sync.hub.web import hub_app
from tests.sync.hub.staff.desk import Desk, make_account
from tests.sync.hub.staff.test_routes import ANYONE, SIGNED_IN
from tests.sync.hub.staff.test_routes import ROUTES as LISTED
from tests.world import World

ROUTES = {name.replace(":path}", "}"): right for name, right in LISTED.items()}
"""As OpenAPI writes their addresses."""
EXAMPLES = 60 if os.environ.get("KIOSK_TORTURE") else 6
"""Requests to each operation."""
LEFT_ALONE = {"POST /staff/sign-out", "POST /staff/password"}
"""They end the session that the others need; their own tests try them."""
SECRET_NAME = "Tablette-que-seule-la-flotte-voit"  # noqa: S105


def operations(world: World) -> Iterator[tuple[str, Any]]:
    """Every operation of the hub and of what is mounted in it, by its name in `ROUTES`."""
    app = hub_app(world.hub)
    yield from _of(app, "")
    for route in app.routes:
        if isinstance(route, Mount) and hasattr(route.app, "openapi"):
            yield from _of(route.app, route.path)


def _of(app: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    with warnings.catch_warnings():
        # Pages answer GET and HEAD alike, under one name.
        warnings.filterwarnings("ignore", message="Duplicate Operation ID")
        schema = schemathesis.openapi.from_dict(app.openapi())
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        name = f"{operation.method.upper()} {prefix}{operation.path}"
        yield name, operation


def as_files(generated: Any) -> Any:
    """Parts of a form with files, whatever was made up for them, as bytes that can be sent."""
    pairs = generated.items() if isinstance(generated, dict) else generated or ()
    sent = []
    for name, value in pairs:
        content = value[1] if isinstance(value, tuple) else value
        sent.append((str(name), ("file", content if isinstance(content, bytes) else str(content).encode())))
    return sent or None


def ask(client: httpx.Client, prefix: str, case: Any, csrf: str) -> httpx.Response:
    """Send one generated request as it is, with the form's token where there is a form."""
    fields = case.as_transport_kwargs(base_url=f"{client.base_url}{prefix}".rstrip("/"))
    data = fields.get("data")
    if csrf and fields["method"] == "POST" and (data is None or isinstance(data, dict)):
        data = {**(data or {}), "csrf": csrf}
    return client.request(
        fields["method"],
        fields["url"],
        params=fields.get("params"),
        json=fields.get("json"),
        data=data if isinstance(data, dict) else None,
        content=data if isinstance(data, bytes | str) else None,
        files=as_files(fields.get("files")),
        follow_redirects=False,
    )


@pytest.mark.parametrize("role", [None, Role.FLEET, Role.PROJECT_TEAM, Role.ADMINISTRATOR])
def test_no_request_breaks_the_hub_or_gets_past_a_right(world: World, role: Role | None) -> None:
    real = {"tablet": world.tablet(SECRET_NAME).pairing.tablet, "activity": "budget", "name": "minutes.pdf"}
    tried = 0
    with embedded(world.hub) as address, httpx.Client(base_url=address, timeout=30) as client:
        csrf = sign_in(world, client, role)
        for name, operation in operations(world):
            if name in LEFT_ALONE:
                continue
            prefix = name.split(" ", 1)[1].removesuffix(operation.path)
            for answer in answers(client, prefix, operation, csrf, real):
                tried += 1
                assert answer.status_code < 500, (name, answer.request.url, answer.text[:400])
                check_right(name, role, answer)
    assert tried > len(ROUTES)


def answers(
    client: httpx.Client, prefix: str, operation: Any, csrf: str, real: dict[str, str]
) -> list[httpx.Response]:
    """What comes of some generated requests to one operation, half of them about things that exist."""
    got: list[httpx.Response] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def some(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        if case.path_parameters and data.draw(st.booleans()):
            case.path_parameters = {name: real.get(name, "1") for name in case.path_parameters}
        got.append(ask(client, prefix, case, csrf))

    some()
    return got


def check_right(name: str, role: Role | None, answer: httpx.Response) -> None:
    """Nobody sees what they have no right to, and nobody without an account sees anything."""
    right = ROUTES[name]
    if right == ANYONE or " /staff/" not in name:
        assert SECRET_NAME not in answer.text
    elif role is None:
        assert (answer.status_code, answer.text) == (303, "") or answer.status_code == 404
    elif right != SIGNED_IN and right not in RIGHTS[role]:
        # 404 and 405: what was generated for a part of the address led elsewhere.
        assert answer.status_code in (400, 403, 404, 405), (name, answer.status_code)
        assert SECRET_NAME not in answer.text
    assert Right.FLEET in (RIGHTS[role] if role else ()) or SECRET_NAME not in answer.text


def sign_in(world: World, client: httpx.Client, role: Role | None) -> str:
    """Sign in and give the token of forms; nothing for a stranger."""
    if role is None:
        return ""
    browser = Desk(client)
    browser.sign_in(make_account(world.hub, role))
    form = browser.get("/").soup.select_one("header form input[name=csrf]")
    assert form is not None
    return str(form["value"])
