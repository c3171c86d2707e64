"""Making a hub: its keys, the key holders' shares, its database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from kiosk.clock import Clock, system_clock
from kiosk.errors import VaultError
from kiosk.ids import Mode
from kiosk.sealing import generate
from kiosk.secret_file import write_secret
from kiosk.signed import SigningKey, fingerprint
from sync.hub.rooms.address import rooms_at
from sync.hub.rooms.room import Room
from sync.hub.shares import Share, wrap
from sync.hub.store import HUB_KEY, HubFolder, HubStore
from sync.hub.tables import facts


def init_hub(
    path: Path,
    mode: Mode,
    *,
    needed: int = 2,
    holders: int = 3,
    clock: Clock = system_clock,
    database: str = "",
    hand_out: Callable[[tuple[Share, ...]], None] = lambda _shares: None,
) -> tuple[HubStore, tuple[Share, ...]]:
    """Make a hub in an empty or new folder, and in an empty database.

    The shares are not kept: `hand_out` puts them where the holders get them, before the hub exists;
    when it raises, there is no hub. From here on nobody holds the box's private key but `needed` of
    the holders together.

    Raises:
        SettingsError: `database` is no address.
        VaultError: the folder already holds something, or the database does, or it is not to be reached.
    """
    folder = HubFolder(path)
    check_free(path)
    check_database_free(path, database)
    opens_box, box = generate()
    opens_register, register = generate()
    wrapped, shares = wrap(opens_box, box, needed, holders)
    hand_out(shares)
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise VaultError(f"{path} cannot be made: {error.strerror}. Its shares open nothing.") from None
    signing_key = SigningKey.generate()
    rooms = rooms_at(path, database)
    try:
        rooms.migrate()
        with rooms.transaction(Room.HUB) as connection:
            for name, value in {
                "mode": mode.value,
                "box_key": box.hex(),
                "register_key": register.hex(),
                HUB_KEY: fingerprint(signing_key.verify_key),
                "shares_needed": str(needed),
                "shares_holders": str(holders),
            }.items():
                connection.execute(facts.insert().values(name=name, value=value))
    finally:
        rooms.close()
    write_secret(folder.register_key, opens_register)
    write_secret(folder.contributions_key, generate()[0])
    write_secret(folder.wrapped_box_key, wrapped)
    write_secret(folder.signing_key, signing_key.to_bytes())
    store = HubStore(path, clock, database)
    store.log("hub_made", f"{mode.value}, {needed} of {holders}")
    return store, shares


def check_free(path: Path) -> None:
    """Raise `VaultError` unless a hub can be made at `path`."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise VaultError(f"{path} is not empty. A hub gets a folder of its own: choose another one.")


def check_database_free(path: Path, database: str) -> None:
    """Raise unless a hub can be made in that database; its rooms are made where this login may.

    Raises:
        SettingsError: it is no address.
        VaultError: it cannot be reached, its rooms are missing, or it already holds a hub.
    """
    if not database:
        return  # the files are in the folder, and it is empty
    rooms = rooms_at(path, database)
    try:
        rooms.make()
        rooms.migrate()
        with rooms.reading(Room.HUB) as connection:
            if connection.execute(select(facts.c.name).limit(1)).first() is not None:
                raise VaultError("The database already holds a hub. A hub gets a database of its own.")
    finally:
        rooms.close()
