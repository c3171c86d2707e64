"""Who is signed in: the browser holds a random token, the hub its digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, timedelta

from sqlalchemy import select

from sync.hub.staff.accounts import Account, account_of
from sync.hub.staff.tables import sessions
from sync.hub.store import HubStore

_TOKEN_BYTES = 32
_SEEN_EVERY = timedelta(seconds=30)
"""A page that comes sooner after another does not write that it came."""


@dataclass(frozen=True)
class SessionLife:
    """How long somebody stays signed in."""

    idle: timedelta = timedelta(minutes=30)
    """Without a page for so long, the session has ended."""
    whole: timedelta = timedelta(hours=10)
    """After so long it ends in any case."""


@dataclass(frozen=True)
class Session:
    """One browser of one account."""

    account: Account
    digest: str
    csrf: str
    """What every form of this session carries."""


def start(store: HubStore, account: Account, life: SessionLife) -> str:
    """Sign in; gives the token for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = store.clock().astimezone(UTC)
    with store.transaction() as connection:
        connection.execute(sessions.delete().where(sessions.c.ends_at <= now))
        connection.execute(sessions.delete().where(sessions.c.seen_at <= now - life.idle))
        connection.execute(
            sessions.insert().values(
                digest=_digest(token), account=account.id, seen_at=now, ends_at=now + life.whole, notice=""
            )
        )
    return token


def session_of(store: HubStore, token: str, life: SessionLife) -> Session | None:
    """Whose token it is, unless the session has ended."""
    if not token:
        return None
    digest, now = _digest(token), store.clock().astimezone(UTC)
    with store.reading() as connection:
        row = connection.execute(select(sessions).where(sessions.c.digest == digest)).first()
    if row is None:
        return None
    account = account_of(store, row.account)
    if account is None or row.ends_at <= now or row.seen_at + life.idle <= now:
        with store.transaction() as connection:
            connection.execute(sessions.delete().where(sessions.c.digest == digest))
        return None
    if now - row.seen_at >= _SEEN_EVERY:
        with store.transaction() as connection:
            connection.execute(sessions.update().where(sessions.c.digest == digest).values(seen_at=now))
    return Session(account, digest, csrf_of(token))


def end(store: HubStore, session: Session) -> None:
    """Sign out on that browser."""
    with store.transaction() as connection:
        connection.execute(sessions.delete().where(sessions.c.digest == session.digest))


def leave_notice(store: HubStore, session: Session, sentence: str) -> None:
    """Say a sentence on the next page that this browser shows."""
    with store.transaction() as connection:
        connection.execute(
            sessions.update().where(sessions.c.digest == session.digest).values(notice=sentence)
        )


def take_notice(store: HubStore, session: Session) -> str:
    """The sentence that was left, once."""
    here = sessions.c.digest == session.digest
    with store.reading() as connection:
        sentence = connection.scalar(select(sessions.c.notice).where(here)) or ""
    if sentence:
        with store.transaction() as connection:
            connection.execute(sessions.update().where(here).values(notice=""))
    return sentence


def csrf_of(token: str) -> str:
    """What forms carry: it follows from the token and does not give it away."""
    return hmac.new(token.encode(), b"kiosk staff form", hashlib.sha256).hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
