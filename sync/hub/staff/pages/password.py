"""Changing one's own password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from sync.hub.staff import sessions
from sync.hub.staff.accounts import (
    PASSWORD_LEAST,
    PASSWORD_MOST,
    AccountError,
    account_of,
    is_password,
    set_password,
)
from sync.hub.staff.audit import note
from sync.hub.staff.face import Face, path
from sync.hub.staff.navigation import Place
from sync.hub.staff.pages.sign_in import remember
from sync.hub.staff.sessions import Session
from sync.hub.staff.throttle import charge, clear

PLACES: tuple[Place, ...] = ()


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/password")
    def form(request: Request) -> Response:
        return _form(face, request)

    @routes.post("/password")
    def change(
        request: Request,
        old: Annotated[str, Form(max_length=PASSWORD_MOST)] = "",
        new: Annotated[str, Form(max_length=PASSWORD_MOST + 1)] = "",
        again: Annotated[str, Form(max_length=PASSWORD_MOST + 1)] = "",
    ) -> Response:
        session: Session = request.state.session
        account, tr = session.account, face.tr
        if new != again:
            return _form(face, request, again=tr("The two new passwords are not the same."))
        address = request.client.host if request.client else ""
        wait = charge(face.store, account.id, address)
        if wait:
            said = tr.plural(
                "Too many wrong passwords. Wait {n} second, then try again.",
                "Too many wrong passwords. Wait {n} seconds, then try again.",
                wait,
            )
            return _form(face, request, status_code=429, old=said)
        if not is_password(face.store, account.id, old):
            return _form(face, request, old=tr("This is not your password."))
        clear(face.store, account.id, address)
        if new == old:
            return _form(face, request, new=tr("Choose another password than the one you have."))
        try:
            set_password(face.store, account.id, new)
        except AccountError as error:
            return _form(face, request, new=_said(face, error))
        note(face.store, account.id, "password_changed")
        changed = account_of(face.store, account.id)
        if changed is None:
            raise error_gone(account.id)
        token = sessions.start(face.store, changed, face.life)
        begun = sessions.session_of(face.store, token, face.life)
        if begun is not None:
            request.state.session = begun
        answer = face.done(request, "/", tr("Your password is changed. Other browsers are signed out."))
        remember(answer, request, token)
        return answer

    return routes


def error_gone(account: str) -> AccountError:
    """What is raised when an account was removed a moment ago."""
    return AccountError("unknown", f"No account is called {account}.")


def _said(face: Face, error: AccountError) -> str:
    tr = face.tr
    return {
        "password_short": tr("A password has at least {least} letters.", least=PASSWORD_LEAST),
        "password_long": tr("A password has at most {most} letters.", most=PASSWORD_MOST),
        "password_is_name": tr(
            "A password does not hold the account's name, and is not one letter again and again."
        ),
    }.get(error.reason, str(error))


def _form(face: Face, request: Request, *, status_code: int = 0, **errors: str) -> Response:
    status = status_code or (422 if errors else 200)
    return face.render(
        request, "password.html", status_code=status, errors=errors, least=PASSWORD_LEAST, home=path("/")
    )
