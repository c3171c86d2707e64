"""Signing in and out."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from sync.hub.staff import sessions
from sync.hub.staff.accounts import PASSWORD_MOST, account_of, is_password
from sync.hub.staff.audit import note
from sync.hub.staff.face import Face, path
from sync.hub.staff.gate import back_to, cookie_name, is_private_line
from sync.hub.staff.navigation import Place
from sync.hub.staff.sessions import Session
from sync.hub.staff.throttle import charge, clear

PLACES: tuple[Place, ...] = ()
_TOKEN_BYTES = 32
_NAME_MOST = 100


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/sign-in")
    def form(request: Request, next: str = "") -> Response:
        if request.state.session is not None:
            return RedirectResponse(back_to(next), 303)
        return _form(face, request, back_to(next))

    @routes.post("/sign-in")
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=_NAME_MOST)] = "",
        password: Annotated[str, Form(max_length=PASSWORD_MOST)] = "",
        next: Annotated[str, Form()] = "",
        pair: Annotated[str, Form()] = "",
    ) -> Response:
        where, tr = back_to(next), face.tr
        if not is_private_line(request):
            return _form(face, request, where, status_code=403)
        held = request.cookies.get(_pair_name(request), "")
        if not held or not hmac.compare_digest(held.encode(), pair.encode()):
            old = tr("This page was open too long, or your browser refuses cookies. Sign in now.")
            return _form(face, request, where, old, status_code=403)
        account_id = name.strip().lower()
        address = request.client.host if request.client else ""
        wait = charge(face.store, account_id, address)
        if wait:
            said = tr.plural(
                "Too many wrong passwords. Wait {n} second, then try again.",
                "Too many wrong passwords. Wait {n} seconds, then try again.",
                wait,
            )
            answer = _form(face, request, where, said, status_code=429, name=name)
            answer.headers["retry-after"] = str(wait)
            return answer
        right = is_password(face.store, account_id, password)
        account = account_of(face.store, account_id)
        if not right or account is None:
            if account is not None:
                note(face.store, account.id, "sign_in_refused")
            wrong = tr("The account or the password is not right.")
            return _form(face, request, where, wrong, status_code=401, name=name)
        clear(face.store, account_id, address)
        note(face.store, account.id, "signed_in")
        answer = RedirectResponse(where, 303)
        remember(answer, request, sessions.start(face.store, account, face.life))
        _forget(answer, request, _pair_name(request))
        return answer

    @routes.post("/sign-out")
    def sign_out(request: Request) -> Response:
        session: Session = request.state.session
        sessions.end(face.store, session)
        note(face.store, session.account.id, "signed_out")
        answer = RedirectResponse(path("/sign-in"), 303)
        _forget(answer, request, cookie_name(request))
        return answer

    return routes


def remember(answer: Response, request: Request, token: str) -> None:
    """Give the browser the token of its session; it forgets it when it is closed."""
    _give(answer, request, cookie_name(request), token)


def _give(answer: Response, request: Request, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=secure)


def _forget(answer: Response, request: Request, name: str) -> None:
    secure = request.url.scheme == "https"
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)


def _pair_name(request: Request) -> str:
    return f"{cookie_name(request)}-form"


def _form(
    face: Face, request: Request, where: str, said: str = "", *, status_code: int = 200, name: str = ""
) -> Response:
    """The form, with its half of a pair that another site cannot know; the browser holds the other."""
    pair = request.cookies.get(_pair_name(request)) or secrets.token_urlsafe(_TOKEN_BYTES)
    answer = face.render(
        request,
        "sign_in.html",
        status_code=status_code,
        next=where,
        pair=pair,
        said=said,
        name=name,
        private=is_private_line(request),
    )
    _give(answer, request, _pair_name(request), pair)
    return answer
