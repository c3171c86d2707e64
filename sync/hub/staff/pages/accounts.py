"""Accounts of the staff: made, changed and removed by an administrator; a password is shown once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from kiosk.i18n import N_, Translator
from sync.hub.staff.accounts import (
    Account,
    AccountError,
    account_of,
    add_account,
    all_accounts,
    change_role,
    new_password,
    remove_account,
    set_password,
)
from sync.hub.staff.face import Face, Needs, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import ROLE_NAMES, Right, Role
from sync.hub.store import HubStore

PLACES = (Place("/accounts", N_("Accounts"), N_("Who gets in here, and what they may do."), Right.ACCOUNTS),)
ROLE_SAYS: dict[Role, str] = {
    Role.ADMINISTRATOR: N_("everything, accounts too"),
    Role.PARTICIPATION: N_("everything but accounts"),
    Role.PROJECT_TEAM: N_("contributions and results of its own consultations"),
    Role.FLEET: N_("tablets"),
    Role.TELLERS: N_("count and results"),
}
_MOST = 100


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    store = face.store
    may = [needs(Right.ACCOUNTS)]

    def page(request: Request, *, status_code: int = 200, **values: object) -> Response:
        content: dict[str, object] = {"errors": {}, "name": "", "shown": ""} | values
        return face.render(
            request,
            "accounts.html",
            status_code=status_code,
            accounts=all_accounts(store),
            **_choices(face),
            **content,
        )

    def one(account: str) -> Account:
        found = account_of(store, account)
        if found is None:
            raise HTTPException(404)
        return found

    def show_one(request: Request, account: str, errors: dict[str, str], status_code: int = 200) -> Response:
        found = one(account)
        return face.render(
            request,
            "account.html",
            status_code=status_code,
            errors=errors,
            shown_account=found,
            **_choices(face),
        )

    @routes.get("/accounts", dependencies=may)
    def accounts(request: Request) -> Response:
        return page(request)

    @routes.post("/accounts", dependencies=may)
    def add(
        request: Request,
        name: Annotated[str, Form(max_length=_MOST)] = "",
        shown: Annotated[str, Form(max_length=_MOST)] = "",
        role: Annotated[Role | None, Form()] = None,
        consultation: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        password = new_password()
        try:
            made = add_account(
                store,
                name,
                role or Role.PROJECT_TEAM,
                password,
                shown_name=shown,
                consultations=_bound(store, role, consultation),
                must_change=True,
            )
        except AccountError as error:
            errors = {"name": _said(face.tr, error)}
            return page(request, status_code=422, errors=errors, name=name, shown=shown)
        face.audit(request, "account_made", f"{made.id} {made.role.value}")
        return face.render(request, "account_password.html", made=made, password=password)

    @routes.get("/accounts/{account}", dependencies=may)
    def show(request: Request, account: str) -> Response:
        return show_one(request, account, {})

    @routes.post("/accounts/{account}/role", dependencies=may)
    def change(
        request: Request,
        account: str,
        role: Annotated[Role, Form()],
        consultation: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        one(account)
        try:
            change_role(store, account, role, _bound(store, role, consultation))
        except AccountError as error:
            return show_one(request, account, {"role": _said(face.tr, error)}, 422)
        face.audit(request, "role_changed", f"{account} {role.value}")
        return face.done(request, "/accounts", face.tr("{name} is changed and signed out.", name=account))

    @routes.post("/accounts/{account}/password", dependencies=may)
    def give_password(request: Request, account: str) -> Response:
        found, password = one(account), new_password()
        set_password(store, account, password, must_change=True)
        face.audit(request, "password_given", account)
        return face.render(request, "account_password.html", made=found, password=password)

    @routes.post("/accounts/{account}/remove")
    def remove(
        request: Request,
        account: str,
        me: Annotated[Account, Depends(Needs(Right.ACCOUNTS))],
        sure: Annotated[str, Form()] = "",
    ) -> Response:
        one(account)
        tr = face.tr
        if account == me.id:
            return show_one(request, account, {"sure": tr("You cannot remove your own account.")}, 422)
        if sure != "yes":
            return show_one(request, account, {"sure": tr("Tick the box to remove the account.")}, 422)
        try:
            remove_account(store, account)
        except AccountError as error:
            return show_one(request, account, {"sure": _said(tr, error)}, 422)
        face.audit(request, "account_removed", account)
        return face.done(request, "/accounts", tr("{name} is removed and signed out.", name=account))

    return routes


def _choices(face: Face) -> dict[str, object]:
    tr, store = face.tr, face.store
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    known = index.consultations.values() if index else ()
    return {
        "roles": [(role.value, tr(ROLE_NAMES[role]), tr(ROLE_SAYS[role])) for role in Role],
        "role_names": {role: tr(name) for role, name in ROLE_NAMES.items()},
        "consultations": [(one.id, one.title.within("fr")) for one in known],
    }


def _bound(store: HubStore, role: Role | None, wanted: list[str] | None) -> list[str]:
    """The consultations that were ticked and exist; what is ticked beside another role binds nobody."""
    if role is not None and role is not Role.PROJECT_TEAM:
        return []
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    known = set(index.consultations) if index else set()
    return [one for one in wanted or [] if one in known]


def _said(tr: Translator, error: AccountError) -> str:
    return {
        "name_wrong": tr(
            "An account's name has 2 to 40 letters without accents, figures, dots, - and _, and begins with "
            "a letter or a figure."
        ),
        "name_taken": tr("There is an account of this name already."),
        "last_administrator": tr("This is the only administrator. Make another one first."),
    }.get(error.reason, str(error))
