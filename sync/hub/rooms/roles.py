"""What an administrator of a PostgreSQL server runs once, so that a login has its three rooms and no more."""

from __future__ import annotations

from sync.hub.rooms.room import Room

PUT_IN_ORDER = {
    Room.HUB: ("aside", "deposit", "receipt"),
    Room.REGISTER: ("claim", "claim_aside"),
    Room.BOX: ("ballot", "ballot_aside"),
}
"""Tables of sealed rows with random keys, to which no other table refers."""
ROOMS_READY = """
    SELECT (SELECT count(*) FROM pg_catalog.pg_roles
              WHERE rolname = ANY(:roles) AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER')) < 3
        OR (SELECT count(*) FROM pg_catalog.pg_namespace
              WHERE nspname IN ('hub', 'register', 'box')) < 3,
        EXISTS (SELECT FROM pg_catalog.pg_namespace
              WHERE nspname IN ('register', 'box')
                AND pg_catalog.has_schema_privilege(session_user, oid, 'USAGE'))
"""
"""Whether something is missing, and whether the login alone sees into a room."""


def role_of(login: str, room: Room) -> str:
    """The role that owns a room of this login's hub. Two hubs on one server have two logins."""
    return f"{login}_{room.value}"


def setup_sql(login: str) -> tuple[str, ...]:
    """The statements, to be run in the hub's own database by whoever may; running them again is harmless."""
    return (*rooms_sql(login), *forgetting_sql(login))


def rooms_sql(login: str) -> tuple[str, ...]:
    """Roles and schemas. A login that may create roles and schemas makes its own."""
    name = _quoted(login)
    roles = {room: _quoted(role_of(login, room)) for room in Room}
    known = "SELECT FROM pg_catalog.pg_roles WHERE rolname ="
    return (
        *(
            f"DO $$ BEGIN IF NOT EXISTS ({known} {_literal(role_of(login, room))}) "
            f"THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
            for room, role in roles.items()
        ),
        # From PostgreSQL 16 on, a grant remembers what the login was like.
        f"ALTER ROLE {name} NOINHERIT",
        f"GRANT {', '.join(roles.values())} TO {name}",
        *(f"CREATE SCHEMA IF NOT EXISTS {room.value} AUTHORIZATION {role}" for room, role in roles.items()),
    )


def forgetting_sql(login: str) -> tuple[str, ...]:
    """What lets the hub throw out of the server's log what was erased; only a superuser can grant it."""
    hub = _quoted(role_of(login, Room.HUB))
    return (
        f"GRANT pg_checkpoint TO {hub}",
        f"GRANT EXECUTE ON FUNCTION pg_catalog.pg_switch_wal() TO {hub}",
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
