"""Making a hub: its keys, the key holders' shares, its database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.clock import Clock, system_clock
from kiosk.database import migrate, open_database
from kiosk.errors import VaultError
from kiosk.ids import Mode
from kiosk.sealing import generate
from kiosk.secret_file import write_secret
from kiosk.signed import SigningKey
from sync.hub.shares import Share, wrap
from sync.hub.store import MIGRATIONS, HubFolder, HubStore
from sync.hub.tables import facts


def init_hub(
    path: Path,
    mode: Mode,
    *,
    needed: int = 2,
    holders: int = 3,
    clock: Clock = system_clock,
    hand_out: Callable[[tuple[Share, ...]], None] = lambda _shares: None,
) -> tuple[HubStore, tuple[Share, ...]]:
    """Make a hub in an empty or new folder.

    The shares are not kept: `hand_out` puts them where the holders get them, before the hub exists;
    when it raises, there is no hub. From here on nobody holds the box's private key but `needed` of
    the holders together.

    Raises:
        VaultError: the folder already holds something.
    """
    folder = HubFolder(path)
    check_free(path)
    opens_box, box = generate()
    opens_register, register = generate()
    wrapped, shares = wrap(opens_box, box, needed, holders)
    hand_out(shares)
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise VaultError(f"{path} cannot be made: {error.strerror}. Its shares open nothing.") from None
    engine = open_database(folder.database, pool=True)
    migrate(engine, MIGRATIONS)
    folder.database.chmod(0o600)
    with engine.begin() as connection:
        for name, value in {
            "mode": mode.value,
            "box_key": box.hex(),
            "register_key": register.hex(),
            "shares_needed": str(needed),
            "shares_holders": str(holders),
        }.items():
            connection.execute(facts.insert().values(name=name, value=value))
    engine.dispose()
    write_secret(folder.register_key, opens_register)
    write_secret(folder.contributions_key, generate()[0])
    write_secret(folder.wrapped_box_key, wrapped)
    write_secret(folder.signing_key, SigningKey.generate().to_bytes())
    store = HubStore(path, clock)
    store.log("hub_made", f"{mode.value}, {needed} of {holders}")
    return store, shares


def check_free(path: Path) -> None:
    """Raise `VaultError` unless a hub can be made at `path`."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise VaultError(f"{path} is not empty. A hub gets a folder of its own: choose another one.")
