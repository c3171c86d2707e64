"""What every page has at hand: the store, the templates, the log, and who asks."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk.clock import Clock
from kiosk.i18n import Translator, translator
from kiosk.paper.moments import day, moment
from kiosk.settings import HubSettings
from sync.hub.staff import sessions
from sync.hub.staff.accounts import Account
from sync.hub.staff.audit import note
from sync.hub.staff.gate import PREFIX
from sync.hub.staff.navigation import Place, places_for
from sync.hub.staff.rights import Right
from sync.hub.staff.sessions import Session, SessionLife
from sync.hub.store import HubStore

FIELDS_MOST = 10_000
"""Of one form: rows of texts in five languages are many."""
TEMPLATES, STATIC = Path(__file__).parent / "templates", Path(__file__).parent / "static"


class Face:
    """One for the whole application; it keeps nothing of a request."""

    def __init__(self, store: HubStore, settings: HubSettings, places: tuple[Place, ...]) -> None:
        """Show `store` to staff; `places` is the navigation."""
        self.store, self.settings, self.places = store, settings, places
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def life(self) -> SessionLife:
        """How long somebody stays signed in."""
        return SessionLife(
            timedelta(minutes=self.settings.session_idle_minutes),
            timedelta(hours=self.settings.session_hours),
        )

    @property
    def clock(self) -> Clock:
        """The hub's clock."""
        return self.store.clock

    @property
    def tr(self) -> Translator:
        """The words of these pages: French."""
        return translator("fr", "hub")

    def render(
        self, request: Request, template: str, *, status_code: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page.

        A template extends ``base.html`` and has, beside `values`: ``_`` and ``plural`` for words,
        ``account``, ``places``, ``notice``, ``mode``, ``path(…)`` for an address of ours, ``csrf()`` for the
        hidden field that every form with method post holds, and ``day`` and ``moment`` for dates.
        """
        session: Session | None = request.state.session
        tr = self.tr
        here = request.url.path.removeprefix(PREFIX)
        content = self._environment.get_template(template).render(
            {
                "_": tr,
                "plural": tr.plural,
                "number": tr.number,
                "money": tr.money,
                "day": lambda value: day(tr, value),
                "moment": lambda value: _moment(tr, value),
                "language": tr.language,
                "account": session.account if session else None,
                "places": places_for(session.account, self.places) if session else (),
                "here": here,
                "notice": sessions.take_notice(self.store, session) if session else "",
                "mode": self.store.mode.value,
                "path": path,
                "csrf": lambda: _csrf_field(session.csrf if session else ""),
                "errors": {},
            }
            | values
        )
        return HTMLResponse(content, status_code)

    def audit(self, request: Request, act: str, subject: str = "") -> None:
        """Write into the log what the account that asks has done."""
        note(self.store, account_of(request).id, act, subject)

    def done(self, request: Request, where: str, sentence: str) -> RedirectResponse:
        """After a form: to the page `where` (below /staff), which says `sentence` once."""
        session: Session | None = request.state.session
        if session is not None:
            sessions.leave_notice(self.store, session, sentence)
        return RedirectResponse(path(where), 303)


class Needs:
    """A dependency: who asks has that right, or gets 403 with a sentence."""

    def __init__(self, right: Right) -> None:
        self.right = right

    def __call__(self, request: Request) -> Account:
        """Give the account."""
        account = account_of(request)
        if not account.may(self.right):
            raise HTTPException(403)
        return account


def needs(right: Right) -> Any:
    """What a route says in its ``dependencies``: ``[needs(Right.FLEET)]``."""
    return Depends(Needs(right))


def account_of(request: Request) -> Account:
    """Who asks; for ``Annotated[Account, Depends(account_of)]``."""
    session: Session | None = request.state.session
    if session is None:
        raise HTTPException(401)
    return session.account


async def checked_form(request: Request) -> None:
    """A dependency of the whole application: a form carries what its session has, or changes nothing."""
    session: Session | None = request.state.session
    if request.method in ("GET", "HEAD") or session is None:
        return  # signing in has no session; its page checks a pair of its own
    form = await request.form(max_fields=FIELDS_MOST)
    said = form.get("csrf")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), session.csrf.encode()):
        raise HTTPException(403, "form")


def path(where: str, **query: object) -> str:
    """The address of a page of ours: ``path("/fleet", sort="name")``."""
    asked: Mapping[str, object] = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{PREFIX}{where}" + (f"?{urlencode(asked)}" if asked else "")


def _csrf_field(token: str) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(token)


def _moment(tr: Translator, value: datetime) -> str:
    """A date and an hour without the name of the zone: whoever reads it is where the hub is."""
    return moment(tr, value).rpartition(" (")[0]
