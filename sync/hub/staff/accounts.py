"""Accounts of the staff: made, listed, changed, removed, and checked when somebody signs in."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, RowMapping, select

from kiosk.errors import ReasonedError
from kiosk.medium import shown
from sync.hub.staff.rights import RIGHTS, Right, Role
from sync.hub.staff.tables import accounts, sessions
from sync.hub.store import HubStore

PASSWORD_LEAST = 12
"""Letters: length and not kinds of letters is what makes a password slow to guess (NIST SP 800-63B)."""
PASSWORD_MOST = 128
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_NAME_MOST = 80
_GIVEN_WORDS, _GIVEN_LETTERS = 4, 5
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_AT_A_TIME = threading.BoundedSemaphore(2)
"""argon2 takes 64 MiB each time: a crowd of sign-ins waits instead of filling the memory."""


class AccountError(ReasonedError):
    """An account cannot be made or changed like this; nothing was changed."""


@dataclass(frozen=True)
class Account:
    """Somebody of the staff, without the password."""

    id: str
    name: str
    role: Role
    consultations: frozenset[str] = frozenset()
    """What a project team sees; empty: all."""
    must_change: bool = False

    def may(self, right: Right) -> bool:
        """Whether the role has that right."""
        return right in RIGHTS[self.role]

    def may_see(self, consultation: str) -> bool:
        """Whether the account may look into that consultation; each page asks for it beside the right."""
        return not self.consultations or consultation in self.consultations


def new_password() -> str:
    """A password to hand over once: four groups of five letters and figures that do not look alike."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GIVEN_LETTERS)) for _ in range(_GIVEN_WORDS))
    return "-".join(groups)


def add_account(
    store: HubStore,
    name: str,
    role: Role,
    password: str,
    *,
    shown_name: str = "",
    consultations: Collection[str] = (),
    must_change: bool = False,
) -> Account:
    """Make an account.

    Args:
        store: the hub.
        name: what is typed to sign in; capitals are made small.
        role: what the account may do.
        password: at least `PASSWORD_LEAST` letters.
        shown_name: how pages and the log call the person; the account's own name where it is empty.
        consultations: what a project team sees; empty for all.
        must_change: whether the password opens only the page that changes it.

    Raises:
        AccountError: ``name_wrong``, ``name_taken``, ``password_short``, ``password_long``,
            ``password_is_name`` or ``only_teams_are_bound``.
    """
    account_id = name.strip().lower()
    if not _ID.fullmatch(account_id):
        raise AccountError(
            "name_wrong",
            "An account's name has 2 to 40 letters without accents, figures, dots, - and _, and begins with "
            "a letter or a figure.",
        )
    if consultations and role is not Role.PROJECT_TEAM:
        raise AccountError("only_teams_are_bound", "Only a project team is bound to consultations.")
    _check_password(password, account_id)
    clean = shown(" ".join(shown_name.split()))[:_NAME_MOST] or account_id
    row = {
        "id": account_id,
        "name": clean,
        "role": role.value,
        "consultations": json.dumps(sorted(set(consultations))) if consultations else "",
        "password": _hashed(password),
        "must_change": must_change,
        "made_at": store.clock().astimezone(UTC),
    }
    with store.transaction() as connection:
        taken = connection.execute(select(accounts.c.id).where(accounts.c.id == account_id)).first()
        if taken is not None:
            raise AccountError("name_taken", f"There is an account called {account_id} already.")
        connection.execute(accounts.insert().values(row))
    return Account(account_id, clean, role, frozenset(consultations), must_change)


def account_of(store: HubStore, account_id: str) -> Account | None:
    """The account with that id."""
    with store.reading() as connection:
        row = connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings().first()
    return None if row is None else _account(row)


def all_accounts(store: HubStore) -> list[Account]:
    """Every account, by id."""
    with store.reading() as connection:
        rows = connection.execute(select(accounts).order_by(accounts.c.id)).mappings().all()
    return [_account(row) for row in rows]


def remove_account(store: HubStore, account_id: str) -> None:
    """Take an account away and end its sessions.

    Raises:
        AccountError: ``unknown``, or ``last_administrator``.
    """
    with store.transaction() as connection:
        _check_not_the_last(connection, account_id, None)
        connection.execute(accounts.delete().where(accounts.c.id == account_id))
        connection.execute(sessions.delete().where(sessions.c.account == account_id))


def set_password(store: HubStore, account_id: str, password: str, *, must_change: bool = False) -> None:
    """Give an account another password and end its sessions.

    Raises:
        AccountError: ``unknown``, or the password is refused (see `add_account`).
    """
    _check_password(password, account_id)
    hashed = _hashed(password)
    with store.transaction() as connection:
        changed = connection.execute(
            accounts.update()
            .where(accounts.c.id == account_id)
            .values(password=hashed, must_change=must_change)
        ).rowcount
        if not changed:
            raise AccountError("unknown", f"No account is called {account_id}.")
        connection.execute(sessions.delete().where(sessions.c.account == account_id))


def change_role(store: HubStore, account_id: str, role: Role, consultations: Collection[str] = ()) -> None:
    """Let an account do other things, and end its sessions.

    Raises:
        AccountError: ``unknown``, ``last_administrator`` or ``only_teams_are_bound``.
    """
    if consultations and role is not Role.PROJECT_TEAM:
        raise AccountError("only_teams_are_bound", "Only a project team is bound to consultations.")
    bound = json.dumps(sorted(set(consultations))) if consultations else ""
    with store.transaction() as connection:
        _check_not_the_last(connection, account_id, role)
        connection.execute(
            accounts.update().where(accounts.c.id == account_id).values(role=role.value, consultations=bound)
        )
        connection.execute(sessions.delete().where(sessions.c.account == account_id))


def _check_not_the_last(connection: Connection, account_id: str, becomes: Role | None) -> None:
    """Somebody must be able to make accounts, as long as there are any."""
    rows = connection.execute(select(accounts.c.id, accounts.c.role)).all()
    roles = {row.id: row.role for row in rows}
    if account_id not in roles:
        raise AccountError("unknown", f"No account is called {account_id}.")
    administrators = [name for name, role in roles.items() if role == Role.ADMINISTRATOR.value]
    if administrators == [account_id] and len(roles) > 1 and becomes is not Role.ADMINISTRATOR:
        raise AccountError(
            "last_administrator", f"{account_id} is the only administrator; make another one first."
        )


def is_password(store: HubStore, account_id: str, password: str) -> bool:
    """Whether that is the account's password; as slow for an account that does not exist."""
    with store.reading() as connection:
        hashed = connection.scalar(select(accounts.c.password).where(accounts.c.id == account_id))
    with _AT_A_TIME:
        try:
            return PasswordHasher().verify(hashed or _nobodys(), password[:PASSWORD_MOST]) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False


def _check_password(password: str, account_id: str) -> None:
    if len(password) < PASSWORD_LEAST:
        raise AccountError("password_short", f"A password has at least {PASSWORD_LEAST} letters.")
    if len(password) > PASSWORD_MOST:
        raise AccountError("password_long", f"A password has at most {PASSWORD_MOST} letters.")
    if account_id in password.lower() or len(set(password)) < 5:
        raise AccountError(
            "password_is_name", "A password does not hold the account's name and is not one letter repeated."
        )


def _hashed(password: str) -> str:
    with _AT_A_TIME:
        return PasswordHasher().hash(password)


@cache
def _nobodys() -> str:
    return PasswordHasher().hash(secrets.token_hex())


def _account(row: RowMapping) -> Account:
    bound: Any = json.loads(row["consultations"]) if row["consultations"] else []
    return Account(row["id"], row["name"], Role(row["role"]), frozenset(bound), row["must_change"])
