"""What the ledger forgets when contributions are erased on their announced day.

That a contribution was handed over, and under which id it stands there, stays: without it a later run
could not tell that it was. Its words go, also those in the files of lots.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection

from kiosk.ids import DepositId
from sync.decidim.ledger import Details, State
from sync.decidim.ledger_tables import items, lots

_IN_DOUBT = (State.SENDING.value, State.UNKNOWN.value)


def forget_activity(connection: Connection, activity: str) -> None:
    """Forget the words of an activity, inside the transaction that erases its contributions."""
    _forget(connection, items.c.activity == activity)
    connection.execute(
        lots.update().where(lots.c.activity == activity, lots.c.kind == "proposals").values(content=b"")
    )


def forget_deposits(connection: Connection, deposits: Sequence[DepositId]) -> None:
    """Forget the words of these, and the whole files that held one of them."""
    which = items.c.deposit.in_(deposits)
    numbers = connection.scalars(items.select().with_only_columns(items.c.lot).where(which)).all()
    _forget(connection, which)
    held = {number for number in numbers if number is not None}
    if held:
        connection.execute(lots.update().where(lots.c.number.in_(held)).values(content=b""))


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    # What is in doubt is not sent again after this, whatever reading the platform tells.
    connection.execute(items.update().where(which, items.c.state.in_(_IN_DOUBT)).values(changed_here=True))
    before = [state.value for state in (State.PLANNED, State.HELD, State.REFUSED)]
    withdrawn = {"state": State.WITHDRAWN.value, "reason": ""}
    connection.execute(items.update().where(which, items.c.state.in_(before)).values(**withdrawn))
    connection.execute(items.update().where(which).values(title="", body="", digest=""))
    # What a comment answers is still needed to find it.
    settled = items.c.state.not_in(_IN_DOUBT)
    connection.execute(items.update().where(which, settled).values(details=Details().model_dump_json()))
