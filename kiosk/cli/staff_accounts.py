"""Accounts of the people who use the hub's pages: kiosk hub account add, list, remove, password."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.cli.options import command, open_hub, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, figures, plain, say
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from sync.hub.store import HubStore

ROLES = ("administrator", "participation", "project_team", "fleet", "tellers")
"""As `sync.hub.staff.rights.Role` has them; a test compares."""
_BY = "terminal"
"""Whose name stands in the log: whoever has the machine."""


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``kiosk hub account`` and its own parts."""
    account = command(
        parts, "account", None, "make and look after accounts of staff", "kiosk hub account list --json"
    )
    acts = account.add_subparsers(metavar="ACT", required=True)
    add = command(
        acts,
        "add",
        _add,
        "make an account; its password is asked for, or made and printed once",
        "kiosk hub account add c.martin --role administrator --name 'Claire Martin'",
    )
    add.add_argument("account", help="what is typed to sign in")
    add.add_argument("--role", choices=ROLES, required=True, help="what the account may do")
    add.add_argument("--name", default="", help="how pages call the person")
    add.add_argument(
        "--consultation",
        action="append",
        default=[],
        metavar="ID",
        help="what a project team sees; again for another (default: every consultation)",
    )
    listed = command(acts, "list", _list, "list the accounts", "kiosk hub account list")
    remove = command(
        acts,
        "remove",
        _remove,
        "remove an account and sign it out everywhere",
        "kiosk hub account remove c.martin",
    )
    remove.add_argument("account", help="its id, as kiosk hub account list shows it")
    password = command(
        acts,
        "password",
        _password,
        "give an account another password and sign it out everywhere",
        "kiosk hub account password c.martin --print",
    )
    password.add_argument("account", help="its id, as kiosk hub account list shows it")
    for act in (add, password):
        act.add_argument(
            "--print",
            dest="printed",
            action="store_true",
            help="make a password and print it once; it is changed at the first sign-in",
        )
    for act in (add, listed, remove, password):
        with_json(with_hub(act))


def _add(arguments: argparse.Namespace) -> int:
    from sync.hub.staff.accounts import add_account
    from sync.hub.staff.audit import note
    from sync.hub.staff.rights import Role

    with open_hub(arguments) as store:
        _check_consultations(store, arguments.consultation)
        password = _chosen(arguments)
        account = add_account(
            store,
            arguments.account,
            Role(arguments.role),
            password,
            shown_name=arguments.name,
            consultations=arguments.consultation,
            must_change=arguments.printed,
        )
        note(store, _BY, "account_made", f"{account.id} {account.role.value}")
    said: dict[str, object] = {"account": account.id, "name": account.name, "role": account.role.value}
    figures(said | ({"password": password} if arguments.printed else {}), as_json=arguments.json)
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    from sync.hub.staff.accounts import all_accounts

    with open_hub(arguments) as store:
        accounts = all_accounts(store)
    if arguments.json:
        rows = [
            {
                "account": account.id,
                "name": account.name,
                "role": account.role.value,
                "consultations": sorted(account.consultations),
            }
            for account in accounts
        ]
        print(json.dumps(rows, ensure_ascii=False))
        return DONE
    for account in accounts:
        bound = f"  only {', '.join(sorted(account.consultations))}" if account.consultations else ""
        print(plain(f"{account.id}  {account.role.value}  {account.name}{bound}"))
    if not accounts:
        say("There is no account yet. Make one: kiosk hub account add --help.")
    return DONE


def _remove(arguments: argparse.Namespace) -> int:
    from sync.hub.staff.accounts import remove_account
    from sync.hub.staff.audit import note

    with open_hub(arguments) as store:
        remove_account(store, arguments.account)
        note(store, _BY, "account_removed", arguments.account)
    figures({"account": arguments.account, "removed": True}, as_json=arguments.json)
    return DONE


def _password(arguments: argparse.Namespace) -> int:
    from sync.hub.staff.accounts import account_of, set_password
    from sync.hub.staff.audit import note

    with open_hub(arguments) as store:
        if account_of(store, arguments.account) is None:
            say(f"No account is called {arguments.account}. kiosk hub account list shows them.")
            return REFUSED
        password = _chosen(arguments)
        set_password(store, arguments.account, password, must_change=arguments.printed)
        note(store, _BY, "password_given", arguments.account)
    said: dict[str, object] = {"account": arguments.account}
    figures(said | ({"password": password} if arguments.printed else {}), as_json=arguments.json)
    return DONE


def _check_consultations(store: HubStore, wanted: list[str]) -> None:
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    known: set[str] = set(index.consultations) if index else set()
    for name in wanted:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise UsageError(f"No published consultation is called {name}. Known: {listed}.")


def _chosen(arguments: argparse.Namespace, ask: Callable[[str], str] = getpass.getpass) -> str:
    from sync.hub.staff.accounts import PASSWORD_LEAST, new_password

    if arguments.printed:
        return new_password()
    if not sys.stdin.isatty():
        raise UsageError(
            "A password is asked for at a terminal; here is none. Give --print to have one made."
        )
    password = ask(f"Password of {plain(arguments.account)}, at least {PASSWORD_LEAST} letters: ")
    if ask("The same password once more: ") != password:
        raise UsageError("The two passwords are not the same. Nothing was changed.")
    return password
