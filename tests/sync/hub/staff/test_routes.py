"""Every way into the hub and the right it needs: a route that nobody has thought about fails here.

A new page adds one line to `ROUTES`. The tests then go through the real pages: who has the right gets
in, who lacks it gets 403 with a sentence, who is not signed in is sent to sign in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route

from sync.hub.staff.face import Needs
from sync.hub.staff.rights import RIGHTS, Right, Role
from sync.hub.web import hub_app
from tests.sync.hub.staff.desk import Desk, french, make_account
from tests.world import World

ANYONE, TABLET, PAIRING_CODE, SIGNED_IN = "anyone", "a paired tablet", "a pairing code", "any account"

ROUTES: dict[str, str | Right] = {
    # What tablets ask.
    "GET /v1/health": ANYONE,
    "GET /staff": ANYONE,
    "POST /v1/pair": PAIRING_CODE,
    "GET /v1/catalogue": TABLET,
    "POST /v1/parcels": TABLET,
    # Staff, before and beside any right.
    "GET /staff/sign-in": ANYONE,
    "POST /staff/sign-in": ANYONE,
    "GET /staff/static/*": ANYONE,
    "POST /staff/sign-out": SIGNED_IN,
    "GET /staff/": SIGNED_IN,
    "GET /staff/password": SIGNED_IN,
    "POST /staff/password": SIGNED_IN,
    # Staff, each with its right.
    "GET /staff/fleet": Right.FLEET,
    "GET /staff/fleet/pairing": Right.FLEET,
    "POST /staff/fleet/pairing": Right.FLEET,
    "GET /staff/fleet/{tablet}": Right.FLEET,
    "GET /staff/fleet/{tablet}/revoke": Right.FLEET,
    "POST /staff/fleet/{tablet}/revoke": Right.FLEET,
    "GET /staff/codes": Right.CODES,
    "GET /staff/codes/{activity}": Right.CODES,
    "POST /staff/codes/{activity}/print": Right.CODES,
    "POST /staff/codes/{activity}/void": Right.CODES,
    "POST /staff/codes/{activity}/replace": Right.CODES,
    "POST /staff/codes/{activity}/use": Right.CODES,
    "GET /staff/count": Right.COUNT,
    "GET /staff/count/{activity}": Right.COUNT,
    "POST /staff/count/{activity}/open": Right.COUNT,
    "GET /staff/count/{activity}/papers/{name}": Right.COUNT,
    "POST /staff/count/{activity}/publish": Right.COUNT,
    "GET /staff/accounts": Right.ACCOUNTS,
    "POST /staff/accounts": Right.ACCOUNTS,
    "GET /staff/accounts/{account}": Right.ACCOUNTS,
    "POST /staff/accounts/{account}/role": Right.ACCOUNTS,
    "POST /staff/accounts/{account}/password": Right.ACCOUNTS,
    "POST /staff/accounts/{account}/remove": Right.ACCOUNTS,
    "GET /staff/channels": Right.EXPORTS,
    "GET /staff/channels/{activity}": Right.EXPORTS,
    "POST /staff/channels/{activity}/import": Right.EXPORTS,
    "POST /staff/channels/{activity}/drop": Right.EXPORTS,
    "POST /staff/channels/{activity}/strike": Right.EXPORTS,
    "GET /staff/exports": Right.EXPORTS,
    "GET /staff/exports/of/{consultation}": Right.EXPORTS,
    "POST /staff/exports/of/{consultation}/review": Right.EXPORTS,
    "POST /staff/exports/of/{consultation}/mask": Right.EXPORTS,
    "POST /staff/exports/of/{consultation}/file": Right.EXPORTS,
    "GET /staff/exports/addresses": Right.EXPORTS,
    "POST /staff/exports/addresses": Right.EXPORTS,
    "GET /staff/city": Right.CATALOGUES,
    "POST /staff/city": Right.CATALOGUES,
    "POST /staff/city/publish": Right.CATALOGUES,
    "GET /staff/consultations": Right.CATALOGUES,
    "POST /staff/consultations": Right.CATALOGUES,
    "POST /staff/consultations/adopt": Right.CATALOGUES,
    "POST /staff/consultations/copy": Right.CATALOGUES,
    "POST /staff/consultations/import": Right.CATALOGUES,
    "POST /staff/consultations/pulled": Right.CATALOGUES,
    "GET /staff/consultations/{name}": Right.CATALOGUES,
    "GET /staff/consultations/{name}/activities": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities": Right.CATALOGUES,
    "GET /staff/consultations/{name}/activities/{which}": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}/remove": Right.CATALOGUES,
    "GET /staff/consultations/{name}/activities/{which}/spreadsheet": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}/spreadsheet": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}/spreadsheet/forget": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}/spreadsheet/take": Right.CATALOGUES,
    "GET /staff/consultations/{name}/activities/{which}/{many}": Right.CATALOGUES,
    "GET /staff/consultations/{name}/activities/{which}/{many}/{item}": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}/{many}/{item}": Right.CATALOGUES,
    "POST /staff/consultations/{name}/activities/{which}/{many}/{item}/remove": Right.CATALOGUES,
    "GET /staff/consultations/{name}/codes": Right.CODES,
    "POST /staff/consultations/{name}/codes": Right.CODES,
    "POST /staff/consultations/{name}/copy": Right.CATALOGUES,
    "GET /staff/consultations/{name}/documents": Right.CATALOGUES,
    "POST /staff/consultations/{name}/documents": Right.CATALOGUES,
    "GET /staff/consultations/{name}/phases": Right.CATALOGUES,
    "POST /staff/consultations/{name}/phases": Right.CATALOGUES,
    "GET /staff/consultations/{name}/picture": Right.CATALOGUES,
    "GET /staff/consultations/{name}/preview": Right.CATALOGUES,
    "POST /staff/consultations/{name}/preview": Right.CATALOGUES,
    "GET /staff/consultations/{name}/preview/{key}/{picture}": Right.CATALOGUES,
    "GET /staff/consultations/{name}/publish": Right.CATALOGUES,
    "POST /staff/consultations/{name}/publish": Right.CATALOGUES,
    "POST /staff/consultations/{name}/remove": Right.CATALOGUES,
    "GET /staff/consultations/{name}/texts": Right.CATALOGUES,
    "POST /staff/consultations/{name}/texts": Right.CATALOGUES,
    "POST /staff/consultations/{name}/withdraw": Right.CATALOGUES,
    "GET /staff/log": Right.ACCOUNTS,
    "GET /staff/moderation": Right.MODERATE,
    "POST /staff/moderation": Right.MODERATE,
    "GET /staff/moderation/history": Right.MODERATE,
    "GET /staff/moderation/{deposit}": Right.MODERATE,
    "POST /staff/moderation/{deposit}/publish": Right.MODERATE,
    "POST /staff/moderation/{deposit}/hide": Right.MODERATE,
    "POST /staff/moderation/{deposit}/edit": Right.MODERATE,
    "POST /staff/moderation/{deposit}/merge": Right.MODERATE,
    "POST /staff/moderation/{deposit}/undo": Right.MODERATE,
    "GET /staff/results": Right.RESULTS,
    "GET /staff/results/{consultation}": Right.RESULTS,
    "GET /staff/results/{consultation}/results.pdf": Right.RESULTS,
    "GET /staff/results/{consultation}/results.xlsx": Right.RESULTS,
    "POST /staff/results/{consultation}/shifts": Right.RESULTS,
    "POST /staff/results/{consultation}/shifts/{digest}": Right.RESULTS,
}

PUBLIC = (
    "/",
    "/accessibility",
    "/consultations",
    "/consultations/{name}",
    "/hub-key.pem",
    "/privacy",
    "/recu",
    "/recu/{typed:path}",
    "/robots.txt",
    "/secret",
    "/set-aside",
    "/signature",
    "/static/{name}",
    "/votes",
    "/votes/{activity}",
    "/votes/{activity}/counted",
    "/votes/{activity}/files/{name}",
    "/votes/{activity}/minutes",
    "/votes/{activity}/quartiers/{quartier}",
    "/votes/{activity}/set-aside",
)
"""Pages for everyone."""
ROUTES |= {f"{method} {path}": ANYONE for path in PUBLIC for method in ("GET", "HEAD")}


def walk(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, APIRoute | None]]:
    """Every route of an application and of those that are mounted in it."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount):
            inside = getattr(route.app, "routes", None)
            if inside:
                yield from walk(inside, prefix + route.path)
            else:
                yield f"GET {prefix}{route.path}/*", None
        elif isinstance(route, Route):
            own = route if isinstance(route, APIRoute) else None
            yield from ((f"{method} {prefix}{context.path}", own) for method in sorted(route.methods or ()))
        else:
            raise AssertionError(f"{route!r} is a kind of route that this test does not know")


def needed(route: APIRoute) -> Right | None:
    """The right that a route says it needs."""
    asked = [part.call.right for part in route.dependant.dependencies if isinstance(part.call, Needs)]
    assert len(asked) <= 1, f"{route.path} asks for several rights"
    return asked[0] if asked else None


def test_every_route_is_listed_with_the_right_it_needs(world: World) -> None:
    found = dict(walk(list(hub_app(world.hub).routes)))
    assert sorted(found) == sorted(ROUTES)
    for name, route in found.items():
        if route is not None and " /staff/" in name:
            expected = ROUTES[name] if isinstance(ROUTES[name], Right) else None
            assert needed(route) == expected, name


STAFF = [name for name, right in ROUTES.items() if " /staff/" in name and right is not ANYONE]


def address(name: str) -> tuple[str, str]:
    """Method and address of a route, with something in the place of its parameters."""
    method, path = name.split(" ", 1)
    return method, re.sub(r"\{[^}]*\}", "1", path)


def test_nobody_gets_in_without_signing_in(at_desk: Desk) -> None:
    assert len(STAFF) > 80
    for name in STAFF:
        method, path = address(name)
        answer = at_desk.client.request(method, path, follow_redirects=False)
        assert answer.status_code == 303, name
        assert answer.headers["location"].startswith("/staff/sign-in"), name


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_it_has_the_right_for_and_nothing_else(
    world: World, at_desk: Desk, role: Role
) -> None:
    at_desk.sign_in(make_account(world.hub, role))
    form = at_desk.get("/").soup.select_one("header form input[name=csrf]")
    assert form is not None
    for name in STAFF:
        method, path = address(name)
        right = ROUTES[name]
        if method == "POST" and (not isinstance(right, Right) or right in RIGHTS[role]):
            continue  # what a page does is for its own tests
        data = {"csrf": str(form["value"])} if method == "POST" else None
        page = at_desk.post(path, data, follow=False) if data else at_desk.get(path, follow=False)
        if not isinstance(right, Right) or right in RIGHTS[role]:
            assert page.status not in (401, 403, 500), name
        else:
            assert (page.status, page.title) == (
                403,
                french("Your account may not do this. Ask an administrator if you need to."),
            ), name


def test_the_navigation_shows_what_the_account_may_open(world: World, at_desk: Desk) -> None:
    at_desk.sign_in(make_account(world.hub, Role.FLEET))
    shown = {str(link["href"]) for link in at_desk.get("/").soup.select("nav a")}
    for link in shown:
        assert RIGHTS[Role.FLEET] >= {ROUTES[f"GET {link}"]}
